"""Who made and who changed a row."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lenticular.content.labels.tables import Label
from lenticular.store import authorship

THEN = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Somebody:
    user_uid: str
    now: datetime


def test_a_new_row_is_made_and_changed_at_once():
    row = Label(uid="blt1", **authorship.of_new(Somebody("ada", THEN)))

    assert (row.created_by, row.created_at) == (row.updated_by, row.updated_at) == ("ada", THEN)


def test_a_change_leaves_who_made_a_row():
    row = Label(uid="blt1", **authorship.of_new(Somebody("ada", THEN)))

    authorship.touch(Somebody("grace", THEN + timedelta(days=1)), row)

    assert (row.created_by, row.created_at) == ("ada", THEN)
    assert (row.updated_by, row.updated_at) == ("grace", THEN + timedelta(days=1))
