"""A browser session on the wire."""

from datetime import UTC, datetime

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations.service import Membership, OrganizationRole
from lenticular.accounts.organizations.tables import Organization
from lenticular.accounts.sessions import payloads

TIME = datetime(2026, 11, 22, tzinfo=UTC)


def test_it_is_in_camel_case_and_names_the_roles():
    caller = Caller("blt1", "Ann Lee", "ann@example.com", {})
    travel = Organization(uid="blt2", name="Travel", created_at=TIME, updated_at=TIME)

    shown = payloads.render(caller, [Membership(travel, OrganizationRole.ADMIN)], "token")

    assert shown.model_dump(by_alias=True, mode="json") == {
        "user": {
            "uid": "blt1",
            "email": "ann@example.com",
            "name": "Ann Lee",
            "organizations": [{"uid": "blt2", "name": "Travel", "role": "ADMIN"}],
        },
        "csrfToken": "token",
    }
