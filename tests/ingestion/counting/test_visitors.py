"""One visitor leaves, and the results are as if they had never come."""

from sqlalchemy import text

from event_log import DAY, HOUR, MINUTE, PROJECT, VERSION, did, exposed, moment, saw
from lenticular.ingestion.counting import visitors
from lenticular.ingestion.counting.bases import Basis
from lenticular.ingestion.counting.visitors import KeptContext
from lenticular.ingestion.records import Context

GERMAN = Context("DE", "MOBILE", ("a1", "a2"))


def rollups(log):
    with log.stores.events.reading() as session:
        return [
            sorted(map(tuple, session.execute(text(f"SELECT * FROM {table} WHERE count <> 0"))))
            for table in ("rollup", "breakdown")
        ]


def erase(log, user, project=PROJECT):
    with log.stores.events.writing() as session:
        return visitors.erase(session, project, user)


def kept(log, user, project=PROJECT):
    with log.stores.events.reading() as session:
        return list(visitors.events_of(session, project, user))


def test_an_erased_visitor_leaves_no_trace_and_no_count(log):
    log.count(saw("ben", context=GERMAN), exposed("ben"), did("ben", at=DAY))
    before = rollups(log)
    log.count(saw("ann", "0", client_id="c1", context=GERMAN), saw("ann", "1", at=DAY), did("ann", at=2 * DAY))
    at = saw("ann").arrived_at
    log.count(exposed("ann", at=5), exposed("ann", at=HOUR, is_held_out=True), did("ann", "clicked"))
    log.count(saw("ann", at=DAY, client_id="c2", client_time=at - MINUTE, context=Context("FR")))
    assert rollups(log) != before

    assert erase(log, "ann")
    assert rollups(log) == before
    assert kept(log, "ann") == []
    assert len(kept(log, "ben")) == 3
    with log.stores.events.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM seen_client_id")) == 0
        assert session.scalars(text("SELECT user_uid FROM counted_visitor")).all() == ["ben"]


def test_erasing_a_stranger_or_the_visitor_of_another_project_changes_nothing(log):
    log.count(saw("ann"))
    assert not erase(log, "ben")
    assert not erase(log, "ann", "q" * 24)
    assert log.shown() == {"0": (1, {})}


def test_an_erased_visitor_who_comes_back_is_new(log):
    log.count(saw("ann", client_id="c1"), did("ann"))
    erase(log, "ann")
    log.count(saw("ann", at=DAY, client_id="c1"))
    assert log.shown() == {"0": (1, {})}
    assert [event.arrived_at for event in kept(log, "ann")] == [moment(DAY)]


def test_what_is_kept_of_a_visitor_is_told_in_order_of_arrival(log):
    at = saw("ann").arrived_at
    log.count(did("ann", at=DAY, client_id="c1", client_time=at + MINUTE), saw("ann"), saw("ben"))
    first, second = kept(log, "ann")
    assert (first.version_uid, first.variant_short_uid, first.event_key) == (VERSION, "0", None)
    assert (second.event_key, second.arrived_at, second.placed_at) == ("bought", moment(DAY), moment(MINUTE))


def test_an_exposure_and_the_context_of_a_version_are_told_too(log):
    log.count(
        saw("ann", context=GERMAN), saw("ann", at=DAY, context=Context("FR")), exposed("ann", "1", is_held_out=True)
    )
    assert [event.is_held_out for event in kept(log, "ann")] == [None, True, None]
    with log.stores.events.reading() as session:
        assert visitors.contexts_of(session, PROJECT, "ann") == [
            KeptContext(VERSION, Basis.IMPRESSION, moment(0), "DE", "MOBILE", ("a1", "a2"), None),
            KeptContext(VERSION, Basis.EXPOSURE, moment(0), None, None, (), "1"),
        ]
        assert visitors.contexts_of(session, PROJECT, "ben") == []


def test_a_project_is_forgotten_bit_by_bit_and_no_other(log):
    other = "q" * 24
    log.count(*(saw(f"u{n}") for n in range(5)), saw("ann", project=other, version="x" * 24))
    log.count(exposed("u1"), did("stranger"))
    counts = []
    for _ in range(4):
        with log.stores.events.writing() as session:
            counts.append(visitors.forget_project(session, PROJECT, at_most=2))
    assert counts == [2, 2, 2, 0]
    assert log.shown() == {}
    assert log.shown("x" * 24) == {"0": (1, {})}
    assert kept(log, "u1") == []
    assert {row[0] for found in rollups(log) for row in found} == {"x" * 24}
    with log.stores.events.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM unattributed_event")) == 0
    assert len(kept(log, "ann", other)) == 1
