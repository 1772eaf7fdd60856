"""A visitor is erased for good while their events keep coming, and nobody else is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from event_log import append, did, saw
from fakes import FakeClock
from lenticular.api.ports import Ports
from lenticular.domain.privacy import PrivacySignal
from lenticular.ingestion.counting import visitors as counted_visitors
from lenticular.management.measurement import service as measurement
from lenticular.management.visitor_data import service as visitor_data
from lenticular.management.visitor_data.erasing import erase_visitors
from lenticular.visitors import service as visitors
from management.visitor_data.conftest import Spool, store_attributes


@dataclass(frozen=True, slots=True)
class Desk:
    """A project with its event log, and the shortest way to ask for an erasure and to see what is left."""

    ports: Ports
    clock: FakeClock
    log: Spool
    project: str
    open_scope: Callable[..., Any]

    def ask(self, user_uid: str) -> str:
        """Return the uid of a new request."""
        with self.open_scope() as scope:
            return visitor_data.request_erasure(scope, user_uid).uid

    def status(self, uid: str) -> str:
        with self.open_scope() as scope:
            return visitor_data.get_erasure(scope, uid).status

    def work(self, **later: float) -> None:
        """Do what can be done, after a while."""
        self.clock.advance(**later)
        assert erase_visitors(self.ports) is False

    def kept(self, user_uid: str, project: str | None = None) -> tuple[dict[str, Any], int]:
        """Return what is left of a visitor: attributes, and how many records."""
        with self.ports.stores.visitors.reading() as session:
            attributes = visitors.read(session, project or self.project, user_uid).attributes
        with self.ports.stores.events.reading() as session:
            found = list(counted_visitors.events_of(session, project or self.project, user_uid))
        return dict(attributes), len(found)


@pytest.fixture
def desk(ports, clock, log, project, open_scope) -> Desk:
    return Desk(ports, clock, log, project, open_scope)


def test_what_still_lies_in_an_open_file_is_erased_before_the_request_is_done(desk, other_project):
    project, log = desk.project, desk.log
    for uid in (project, other_project):
        store_attributes(desk.ports, uid, "ann", age=30)
    log.count(saw("ann", project=project), saw("ben", project=project), saw("ann", project=other_project))
    open_segment = log.begin_at(desk.clock.time)
    append(open_segment, [did("ann", project=project)])

    desk.clock.advance(minutes=1)
    erasure = desk.ask("ann")
    desk.work()
    assert (desk.status(erasure), desk.kept("ann")) == ("PENDING", ({}, 0))

    append(open_segment, [did("ann", project=project)])
    log.count()
    desk.work(minutes=1)
    assert (desk.status(erasure), desk.kept("ann")) == ("PENDING", ({}, 2))

    # The writer goes on with another file; the old one is counted to its end and deleted.
    open_segment.close()
    append(log.begin_at(desk.clock.time), [did("ben", project=project)])
    log.count()
    desk.work()
    assert (desk.status(erasure), desk.kept("ann")) == ("DONE", ({}, 0))
    assert desk.kept("ben") == ({}, 2)
    assert desk.kept("ann", other_project) == ({"age": 30}, 1)
    with desk.ports.stores.configuration.reading() as session:
        rows = session.execute(text("SELECT * FROM visitor_erasure")).mappings().all()
    assert [(row["user_uid"], row["pseudonym"]) for row in rows] == [(None, None)]


def test_a_stranger_and_a_visitor_erased_twice_are_done_too(desk):
    desk.log.count(saw("ann", project=desk.project))
    requests = [desk.ask("ann"), desk.ask("ann"), desk.ask("nobody")]
    desk.work()
    # What other processes had in their hands may still come.
    assert [desk.status(uid) for uid in requests] == ["PENDING"] * 3
    desk.work(seconds=10)
    assert [desk.status(uid) for uid in requests] == ["DONE"] * 3
    assert desk.kept("ann") == ({}, 0)

    desk.log.count(saw("ann", project=desk.project))
    desk.work(minutes=1)
    assert desk.kept("ann") == ({}, 1)


def test_a_file_begun_while_the_request_came_may_hold_what_was_on_its_way(desk):
    erasure = desk.ask("ann")
    desk.clock.advance(seconds=9)
    segment = desk.log.begin_at(desk.clock.time)
    desk.work(hours=1)
    assert desk.status(erasure) == "PENDING"
    segment.close()
    desk.work()
    assert desk.status(erasure) == "DONE"


def test_a_file_that_nobody_knows_the_age_of_keeps_a_request_open(desk):
    (desk.log.folder / "found.events").write_bytes(b"?")
    erasure = desk.ask("ann")
    desk.work(days=1)
    assert desk.status(erasure) == "PENDING"


def test_what_was_recorded_under_the_days_pseudonym_goes_too(desk):
    with desk.open_scope() as scope:
        measurement.change_project(scope, privacy_signal=PrivacySignal.ANONYMOUS)
        pseudonym = measurement.pseudonym_of(scope, "ann")
    desk.log.count(saw(pseudonym, project=desk.project))
    erasure = desk.ask("ann")
    with desk.open_scope() as scope:
        measurement.change_project(scope, privacy_signal=PrivacySignal.IGNORE)
    desk.work(minutes=1)
    assert (desk.status(erasure), desk.kept(pseudonym)) == ("DONE", ({}, 0))


def test_the_request_of_a_project_that_is_deleted_meanwhile_is_let_go(desk):
    desk.ask("ann")
    now = desk.clock.time
    with desk.ports.stores.configuration.reading() as session:
        due = visitor_data.next_due(session, now)
    with desk.ports.stores.configuration.writing() as session:
        session.execute(text("DELETE FROM visitor_erasure"))
        visitor_data.settle(session, due, now)
        assert visitor_data.next_due(session, now) is None
