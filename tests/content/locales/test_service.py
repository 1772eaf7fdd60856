"""What other concepts ask about languages."""

import pytest

from lenticular.content.locales import service as locales
from lenticular.content.scope import StackScope
from lenticular.content.stacks import service as stacks
from lenticular.errors import Invalid


def test_delivery_looks_in_a_language_then_its_fallbacks_then_the_master(scope: StackScope):
    locales.create(scope, code="de", name=None, fallback=None)
    locales.create(scope, code="de-at", name=None, fallback="de")

    assert locales.fallback_chain(scope, "de-at") == ["de-at", "de", "en-us"]
    assert locales.fallback_chain(scope, "EN-US") == ["en-us"]


def test_an_unknown_language_has_no_fallbacks(scope: StackScope):
    with pytest.raises(Invalid, match="“fr”"):
        locales.fallback_chain(scope, "fr")


def test_the_languages_of_other_stacks_are_not_mixed_in(scope: StackScope):
    locales.create(scope, code="de", name=None, fallback=None)

    assert locales.fallbacks_of(scope.session, scope.stack_uid) == {"en-us": None, "de": "en-us"}
    assert locales.fallbacks_of(scope.session, "blt0000000000000bad") == {}


def test_an_import_keeps_a_free_uid(scope: StackScope):
    assert not locales.exists(scope.session, "bltc94495c828b6f4eb")

    locales.create(scope, code="de", name="German", fallback="en-us", uid="bltc94495c828b6f4eb")

    assert locales.exists(scope.session, "bltc94495c828b6f4eb")


def test_a_deleted_stack_takes_its_languages_along(scope: StackScope):
    locales.create(scope, code="de", name=None, fallback=None)
    locales.create(scope, code="de-at", name=None, fallback="de")
    stack = stacks.find(scope.session, scope.stack_api_key)
    assert stack is not None

    stacks.delete(scope.session, stack)

    assert locales.fallbacks_of(scope.session, scope.stack_uid) == {}
