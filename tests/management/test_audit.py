"""The audit members of resources."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fakes import Person
from lenticular.api.ports import Ports
from lenticular.management import audit
from lenticular.management.audit import AuditedPayload
from lenticular.store.base import Audited

TIME = datetime(2024, 10, 23, 19, 59, 47, 747_000, tzinfo=UTC)


@dataclass
class Row:
    created_by: str
    updated_by: str
    created_at: datetime = TIME
    updated_at: datetime = TIME


class Thing(AuditedPayload):
    name: str


def row(created_by: str, updated_by: str) -> Audited:
    return Row(created_by, updated_by)  # type: ignore[return-value]  # a row needs a table, and this is about none


def test_names_are_those_of_everybody_who_made_or_changed_something(ports: Ports, owner: Person, sign_up):
    mary = sign_up("Mary")
    rows = [row(owner.user_uid, mary.user_uid), row("blt-gone", owner.user_uid)]

    with ports.stores.configuration.reading() as session:
        names = audit.names_of(session, rows)

    assert names == {owner.user_uid: "Olga Doe", mary.user_uid: "Mary Doe"}


def test_members_are_in_camel_case_and_a_user_who_is_gone_has_no_name():
    thing = audit.render(Thing, row("blt1", "blt-gone"), {"blt1": "Olga Doe"}, {"uid": "1", "name": "A"})

    assert thing.model_dump(by_alias=True) == {
        "createdBy": "blt1",
        "updatedBy": "blt-gone",
        "createdAt": "2024-10-23T19:59:47.747Z",
        "updatedAt": "2024-10-23T19:59:47.747Z",
        "uid": "1",
        "createdByUserName": "Olga Doe",
        "updatedByUserName": "",
        "name": "A",
    }
