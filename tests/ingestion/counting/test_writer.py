"""Exactly once, whatever is killed when, and in whatever order records come: on both databases."""

import random
import shutil
import threading

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from event_log import DAY, HOUR, MINUTE, PROJECT, START, VERSION, Log, append, did, exposed, plain, saw
from fakes import NOON
from lenticular.ingestion import segments
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.counting import service, writer
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.records import Context
from lenticular.store.database import open_stores

TABLES = (
    "rollup",
    "breakdown",
    "tally",
    "unattributed_event",
    "recorded_event",
    "counted_visitor",
    "counted_segment",
    "seen_client_id",
)
CONTEXTS = [None, Context("DE", "MOBILE", ("a1", "a2")), Context("FR"), Context(None, "DESKTOP", ("a2",))]


def contents(log):
    """Everything that counting wrote, but for numbers that depend on the order."""
    with log.stores.events.reading() as session:
        counts = [
            sorted(map(tuple, session.execute(text(f"SELECT * FROM {table} WHERE count <> 0"))))
            for table in ("rollup", "breakdown", "tally", "unattributed_event")
        ]
        raw = session.execute(
            text("SELECT day, placed_at, version_uid, event_key, client_id, is_held_out FROM recorded_event")
        )
        return sorted(map(repr, raw)), counts


def empty(log):
    for table in TABLES:
        with log.stores.events.writing() as session:
            session.execute(text(f"DELETE FROM {table}"))


def tallies(log, version=None):
    with log.stores.events.reading() as session:
        return {reason: count for reason, count in service.tallies(session, PROJECT, version).items() if count}


def a_day_of_records(seed=1):
    chance = random.Random(seed)
    found = []
    for number in range(120):
        user, at = f"u{chance.randrange(12)}", chance.randrange(20 * HOUR)
        late = {}
        if chance.random() < 0.3:
            late = {"client_id": f"c{number}", "client_time": START + at - chance.randrange(20 * HOUR)}
        kind, version = chance.random(), chance.choice([VERSION, "w" * 24])
        context = chance.choice(CONTEXTS)
        if kind < 0.4:
            found.append(saw(user, str(chance.randrange(2)), at, version, context=context, **late))
        elif kind < 0.5:
            found.append(exposed(user, "0", at, version, context=context, is_held_out=chance.random() < 0.3))
        else:
            found.append(did(user, chance.choice(["bought", "clicked"]), at, **late))
    return found


def test_a_visitor_counts_once_a_variant_and_once_a_conversion(log):
    taken = log.count(saw("ann"), saw("ann", at=5), did("ann"), did("ann", at=HOUR), saw("ben"), saw("cy", "1"))
    assert taken == 6
    assert log.shown() == {"0": (2, {"bought": 1}), "1": (1, {})}


def test_a_visitor_of_two_variants_is_shown_and_can_be_left_out(log):
    log.count(saw("ann", "0"), saw("ann", "1", at=5), did("ann"), saw("ben", "0"), did("ben"))
    summary = log.summary()
    assert (summary.visitors, summary.crossovers) == (2, 1)
    assert plain(summary.variants) == {"0": (2, {"bought": 1}), "1": (1, {"bought": 1})}
    assert plain(summary.without_crossovers) == {"0": (1, {"bought": 1})}


def test_an_event_counts_for_every_version_that_the_visitor_saw_and_for_no_other_project(log):
    log.count(saw("ann"), saw("ann", "1", version="w" * 24), did("ann"), did("ann", "clicked", project="q" * 24))
    assert log.shown() == {"0": (1, {"bought": 1})}
    assert log.shown("w" * 24) == {"1": (1, {"bought": 1})}


def test_an_event_that_is_read_before_its_impression_counts(log):
    log.count(saw("ann", version="w" * 24), did("ann", at=10))
    log.count(saw("ann", at=5))
    assert log.shown() == {"0": (1, {"bought": 1})}


def test_an_event_before_the_impression_does_not_count(log):
    log.count(did("ann", at=10))
    log.count(saw("ann", at=20))
    assert log.shown() == {"0": (1, {})}
    assert tallies(log) == {Reason.NO_IMPRESSION: 1}


def test_a_repeated_client_id_counts_once_in_a_batch_and_across_batches(log):
    first = did("ann", client_id="c1", at=1)
    log.count(saw("ann", at=0), first, first)
    log.count(first, did("ben", client_id="c1"))
    assert tallies(log) == {Reason.REPETITION: 2, Reason.NO_IMPRESSION: 1}
    assert len(contents(log)[0]) == 3


def test_an_event_is_placed_by_the_clients_time(log):
    at = saw("ann").arrived_at
    late = did("ann", at=DAY, client_id="c1", client_time=at - 1)
    too_old = did("ben", at=DAY * 3, client_id="c2", client_time=at - 1)
    log.count(saw("ann"), saw("ben"), late, too_old)
    assert log.shown() == {"0": (2, {"bought": 1})}
    assert tallies(log) == {Reason.TIME_NOT_TAKEN: 1, Reason.LATE: 1, Reason.NO_IMPRESSION: 1}


@pytest.mark.parametrize("agent", [AgentClass.BOT, AgentClass.HEADLESS])
def test_robots_are_counted_apart(log, agent):
    log.count(saw("bot", agent=agent), did("bot", agent=agent), saw("ann", agent=AgentClass.PROGRAM))
    assert log.shown() == {"0": (1, {})}
    assert tallies(log, VERSION) == {Reason.AUTOMATED: 1}
    assert tallies(log) == {Reason.AUTOMATED: 1}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_records_and_the_size_of_batches_change_nothing(log, seed, tmp_path):
    found = a_day_of_records()
    log.count(*found)
    expected = contents(log)

    empty(log)
    random.Random(seed).shuffle(found)
    for begin in range(0, len(found), 17):
        log.write(*found[begin : begin + 17])
        log.count(limit=5)
    assert contents(log) == expected


def fail_at(engine, number):
    """Let the number-th statement of the engine fail; return how to end that."""
    seen = [0]

    def refuse(_connection, _cursor, statement, *_rest):
        seen[0] += 1
        if seen[0] == number:
            raise OperationalError(statement, {}, Exception("the store is gone"))

    event.listen(engine, "before_cursor_execute", refuse)
    return lambda: event.remove(engine, "before_cursor_execute", refuse)


def test_dying_at_any_statement_loses_nothing_and_counts_nothing_twice(log):
    found = a_day_of_records()
    expected_log = writer_of(log, found)
    for number in range(1, 100):
        empty(log)
        path = log.write(*found)
        end = fail_at(log.stores.events.engine, number)
        try:
            writer.count_batch(log.stores.events, log.folder, now=NOON, limit=70)
        except OperationalError:
            assert path.exists()
        else:
            end()
            break
        end()
        log.count(limit=70)
        assert contents(log) == expected_log
    assert number > 10


def writer_of(log, found):
    """Count records once and return what that gave."""
    log.count(*found)
    return contents(log)


def test_dying_between_the_commit_and_the_deletion_counts_nothing_twice(log, tmp_path):
    log.write(saw("ann"), did("ann"))
    copy = shutil.copytree(log.folder, tmp_path / "copy")
    log.count()
    before = contents(log)
    assert segments.paths(log.folder) == []

    shutil.copytree(copy, log.folder, dirs_exist_ok=True)
    assert log.count() == 0
    assert contents(log) == before
    assert segments.paths(log.folder) == []


def test_a_segment_that_is_still_written_is_read_and_kept(log):
    segment = log.begin()
    append(segment, [saw("ann")])
    assert log.count() == 1
    append(segment, [saw("ben")])
    assert log.count() == 1
    assert log.count() == 0
    assert segment.path.exists()
    segment.close()
    assert log.count() == 0
    assert not segment.path.exists()
    assert log.shown() == {"0": (2, {})}


def test_a_torn_end_is_passed_over(log):
    path = log.write(saw("ann"))
    with path.open("ab") as file:
        file.write(segments.frame(b"x" * 100)[:50])
    assert log.count() == 1
    assert not path.exists()


def test_a_record_that_cannot_be_read_is_set_aside_and_blocks_nothing(log):
    segment = log.begin()
    segment.append([segments.frame(b"no record")])
    append(segment, [saw("ann\0"), saw("ann")])
    segment.close()
    assert log.count() == 3
    assert log.shown() == {"0": (1, {})}
    with log.stores.events.reading() as session:
        assert bytes(session.execute(text("SELECT data FROM set_aside_record ORDER BY number")).first()[0]) == (
            b"no record"
        )


def test_a_log_of_a_later_format_is_left_for_the_version_that_reads_it(log):
    path = log.folder / "00000000000000000001-1-000001.events"
    path.write_bytes(b"lenticular events 2\nwhatever")
    assert log.count() == 0
    assert path.exists()


def test_two_writers_at_once_count_everything_once(log, tmp_path):
    found = a_day_of_records()
    log.write(*found[:60])
    log.write(*found[60:])
    failures = []

    def drain():
        try:
            while writer.count_batch(log.stores.events, log.folder, now=NOON, limit=7).has_more:
                pass
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.count()
    assert failures == []
    assert len(contents(log)[0]) == len(found)


def test_the_store_is_as_good_opened_anew(sqlite_stores, tmp_path):
    folder = tmp_path / "spool"
    folder.mkdir()
    Log(sqlite_stores, folder).count(saw("ann"))
    sqlite_stores.close()
    again = Log(open_stores(tmp_path / "data"), folder, opened=[None])
    again.count(saw("ann", at=5), did("ann"))
    assert again.shown() == {"0": (1, {"bought": 1})}
    again.stores.close()


def test_figures_sum_up_to_what_visitors_did(log):
    log.count(*(saw(f"u{n}", str(n % 2), at=n * MINUTE) for n in range(50)), *(did(f"u{n}", at=DAY) for n in range(20)))
    assert log.shown() == {"0": (25, {"bought": 10}), "1": (25, {"bought": 10})}
