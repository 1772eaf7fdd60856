"""Roles that tools keep."""

import httpx
import pytest

from content.conftest import OpenScope
from fakes import Person
from lenticular.content.roles import service as roles
from lenticular.errors import Forbidden, Invalid


def test_a_role_grants_nothing(open_scope: OpenScope, member: Person, member_client: httpx.Client):
    with open_scope() as scope:
        roles.create(
            scope, name="Boss", description="", rules=[{"module": "stack", "users": [member.user_uid], "acl": {}}]
        )

    with open_scope(member) as scope, pytest.raises(Forbidden):
        scope.require_owner()


def test_the_same_name_may_stay_but_not_be_taken(open_scope: OpenScope, other_stack: str):
    with open_scope() as scope:
        boss = roles.create(scope, name="Boss", description="", rules=[])
        roles.create(scope, name="Editor", description="", rules=[])
        roles.update(scope, boss, name="Boss", description="x", rules=None)

        with pytest.raises(Invalid):
            roles.update(scope, boss, name="Editor", description=None, rules=None)

    with open_scope(api_key=other_stack) as scope:
        assert roles.create(scope, name="Boss", description="", rules=[]).name == "Boss"
