"""The members that every resource of a stack ends with."""

from datetime import UTC, datetime

from lenticular.content import audit
from lenticular.content.audit import VersionedPayload
from lenticular.store.base import Audited


class Page(VersionedPayload):
    """A resource."""

    name: str


class Row(Audited):
    """Its row."""

    created_by = updated_by = "blt1"
    created_at = updated_at = datetime(2026, 11, 22, 12, 0, 0, 5000, tzinfo=UTC)


def test_a_resource_says_who_made_it_and_when_in_the_contracts_spelling():
    rendered = audit.render(Page, Row(), {"uid": "blt2", "name": "Home", "version": 3})

    assert rendered.model_dump(by_alias=True) == {
        "uid": "blt2",
        "name": "Home",
        "created_by": "blt1",
        "updated_by": "blt1",
        "created_at": "2026-11-22T12:00:00.005Z",
        "updated_at": "2026-11-22T12:00:00.005Z",
        "ACL": {},
        "_version": 3,
    }
