"""The users of a project on the wire."""

import pytest
from pydantic import ValidationError

from lenticular.accounts.roles.service import ProjectRole
from lenticular.management.members.payloads import MemberAdd


def test_somebody_is_added_as_a_member_unless_said_otherwise():
    assert MemberAdd.model_validate({"email": "ann@example.com"}).role is ProjectRole.MEMBER


@pytest.mark.parametrize("body", [{}, {"email": "ann@example.com", "uid": "blt1"}, {"email": None}])
def test_one_user_is_named_in_one_way(body: dict[str, object]):
    with pytest.raises(ValidationError, match="either email or uid"):
        MemberAdd.model_validate(body)
