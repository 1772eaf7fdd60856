"""Raw events leave after their time; results stay."""

from datetime import timedelta

from sqlalchemy import text

from event_log import DAY, did, saw
from fakes import NOON
from lenticular.ingestion import segments
from lenticular.ingestion.counting import retention


def drop(log, **after):
    more = True
    while more:
        with log.stores.events.writing() as session:
            more = retention.drop_expired(session, now=NOON + timedelta(**after), event_days=10, visitors_at_once=2)


def rows(log, table):
    with log.stores.events.reading() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}"))


def test_raw_events_are_dropped_after_their_days_and_results_stay(log):
    log.count(*(saw(f"u{n}") for n in range(7)), saw("late", at=5 * DAY), did("u1", at=5 * DAY))
    drop(log, days=10)
    assert rows(log, "recorded_event") == 9
    drop(log, days=11)
    assert rows(log, "recorded_event") == 2
    assert log.shown() == {"0": (8, {"bought": 1})}


def test_client_ids_are_kept_as_long_as_a_repetition_may_come(log):
    log.count(saw("ann", client_id="c1"))
    drop(log, days=retention.CLIENT_ID_DAYS)
    assert rows(log, "seen_client_id") == 1
    drop(log, days=retention.CLIENT_ID_DAYS + 1)
    assert rows(log, "seen_client_id") == 0


def test_positions_outlive_their_segments_but_not_for_good(log):
    log.count(saw("ann"))
    log.count(saw("ben"))
    drop(log, days=retention.POSITION_DAYS - 1)
    assert rows(log, "counted_segment") == 2
    drop(log, days=retention.POSITION_DAYS + 1)
    assert rows(log, "counted_segment") == 1  # the newest, so that no number is given twice


def test_what_cannot_be_read_is_dropped_like_raw_events(log):
    segment = log.begin()
    segment.append([segments.frame(b"no record")])
    segment.close()
    log.count()
    drop(log, days=10)
    assert rows(log, "set_aside_record") == 1
    drop(log, days=11)
    assert rows(log, "set_aside_record") == 0
