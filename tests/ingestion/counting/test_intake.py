"""What one batch makes of records: what is told of the doubtful ones, and sums that follow from what is remembered."""

import random
from collections import Counter

from sqlalchemy import text

from event_log import DAY, HOUR, MINUTE, PROJECT, VERSION, did, exposed, saw
from lenticular.domain import attribution
from lenticular.ingestion.counting import contexts, journeys, service, visitors
from lenticular.ingestion.counting.bases import Basis, Dimension
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.records import Context

CONTEXTS = [None, Context("DE", "MOBILE", ("a1", "a2")), Context("FR")]


def told(log, version=None):
    """Return the tallies that are not zero, and the events that belong to nothing by key."""
    with log.stores.events.reading() as session:
        tallies = service.tallies(session, PROJECT, version)
        return {reason: count for reason, count in tallies.items() if count}, service.unattributed(session, PROJECT)


def test_an_event_without_an_impression_is_taken_back_when_that_comes_late(log):
    log.count(did("ann", at=HOUR), did("ann", "clicked", at=3 * HOUR), did("ben", at=HOUR))
    assert told(log) == ({Reason.NO_IMPRESSION: 3}, {"bought": 2, "clicked": 1})
    at = saw("ann").arrived_at
    log.count(saw("ann", at=DAY, client_id="c1", client_time=at + 2 * HOUR))
    assert told(log)[1] == {"bought": 2}
    log.count(saw("ann", at=DAY, version="w" * 24, client_id="c2", client_time=at))
    assert told(log) == ({Reason.NO_IMPRESSION: 1}, {"bought": 1})
    log.count(did("ann", at=DAY, client_id="c3", client_time=at - 1))
    assert told(log) == ({Reason.NO_IMPRESSION: 2, Reason.LATE: 1}, {"bought": 2})


def test_an_earlier_impression_of_a_known_version_takes_events_back_too(log):
    log.count(saw("ann", at=5 * HOUR), did("ann", at=2 * HOUR))
    assert told(log)[1] == {"bought": 1}
    at = saw("ann").arrived_at
    log.count(saw("ann", at=6 * HOUR, client_id="c1", client_time=at + HOUR))
    assert told(log)[1] == {}
    assert log.shown() == {"0": (1, {"bought": 1})}


def test_an_exposure_is_enough_for_an_event_to_belong_to_something(log):
    log.count(did("ann", at=HOUR))
    log.count(exposed("ann", at=0, is_held_out=True))
    assert told(log) == ({}, {})
    assert log.shown(basis=Basis.EXPOSURE) == {"held_out": (1, {"bought": 1})}


def test_late_is_what_was_placed_more_than_a_minute_before_it_arrived(log):
    at = saw("ann").arrived_at
    log.count(
        saw("ann", at=HOUR, client_id="c1", client_time=at + HOUR - MINUTE),
        saw("ben", at=HOUR, client_id="c2", client_time=at + HOUR - MINUTE - 1),
        did("ben", at=HOUR, client_id="c3", client_time=at),
    )
    assert told(log, VERSION)[0] == {Reason.LATE: 1}
    assert told(log)[0] == {Reason.LATE: 1, Reason.NO_IMPRESSION: 1}
    assert log.shown() == {"0": (2, {})}


def remembered(log):
    """Return what all visitors' journeys add up to, by value of each dimension."""
    found = Counter()
    with log.stores.events.reading() as session:
        rows = session.execute(text("SELECT seen, exposed FROM counted_visitor")).all()
    for row in rows:
        for basis, blob in zip(Basis, row, strict=True):
            for version, journey in journeys.decode(blob).items():
                for count in attribution.counts(journey):
                    for dimension, value in contexts.values(count.context, basis) if count.variant else ():
                        found[version, basis, dimension, value, count.variant, count.event_key or ""] += 1
    return found


def kept(log):
    with log.stores.events.reading() as session:
        return {tuple(row)[:-1]: row[-1] for row in session.execute(text("SELECT * FROM breakdown WHERE count <> 0"))}


def test_breakdowns_are_what_journeys_add_up_to_also_when_visitors_leave(log):
    chance = random.Random(3)
    at = saw("ann").arrived_at
    for batch in range(6):
        written = []
        for number in range(40):
            user, arrived = f"u{chance.randrange(15)}", batch * 5 * HOUR + number * MINUTE
            late = {"client_id": f"c{batch}-{number}", "client_time": at + arrived - chance.randrange(40 * HOUR)}
            told = {"at": arrived, **(late if chance.random() < 0.5 else {})}
            context = chance.choice(CONTEXTS)
            written.append(
                chance.choice(
                    [
                        saw(user, str(chance.randrange(2)), context=context, **told),
                        did(user, chance.choice(["bought", "clicked"]), **told),
                        exposed(user, at=arrived, context=context, is_held_out=chance.random() < 0.3),
                    ]
                )
            )
        log.count(*written, limit=13)
        with log.stores.events.writing() as session:
            visitors.erase(session, PROJECT, f"u{batch}")
        assert kept(log) == remembered(log)
    for basis in Basis:
        whole = log.shown(basis=basis)
        for dimension in (Dimension.COUNTRY, Dimension.DEVICE):
            parts = log.by(dimension, basis).values()
            assert {arm: sum(part.get(arm, (0, {}))[0] for part in parts) for arm in whole} == {
                arm: visitors for arm, (visitors, _) in whole.items()
            }
