"""The master locale of a stack."""

import pytest
from sqlalchemy.exc import IntegrityError

from lenticular.content.locales import masters
from lenticular.content.locales import service as locales
from lenticular.content.scope import StackScope


def test_a_stack_is_created_with_its_master_under_its_english_name(scope: StackScope):
    master = locales.get(scope, scope.master_locale)

    assert (master.code, master.name, master.fallback_code) == ("en-us", "English - United States", None)


def test_a_stack_has_one_master_even_if_code_forgets(scope: StackScope):
    with pytest.raises(IntegrityError), scope.session.begin_nested():
        masters.create(
            scope.session,
            stack_uid=scope.stack_uid,
            uid="blt0000000000000bad",
            code="fr",
            user_uid=scope.user_uid,
            now=scope.now,
        )
