"""Figures in all and over time, from rollups alone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from event_log import DAY, HOUR, MINUTE, PROJECT, VERSION, did, exposed, moment, plain, saw
from fakes import NOON
from lenticular.errors import Invalid
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.counting import rollups, service
from lenticular.ingestion.counting.bases import HELD_OUT, SHOWN, Basis, Dimension
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.counting.service import Granularity
from lenticular.ingestion.records import Context
from lenticular.store.database import Database


def points(log, **told):
    with log.stores.events.reading() as session:
        found = service.series(session, VERSION, **told)
    return [(point.start.isoformat(), plain(point.variants)) for point in found]


def test_a_version_that_nobody_saw_has_no_figures(log):
    summary = log.summary()
    assert (summary.visitors, summary.crossovers, summary.variants, summary.without_crossovers) == (0, 0, {}, {})
    assert points(log) == []
    with log.stores.events.reading() as session:
        assert service.last_event_at(session, VERSION) is None


def test_a_range_counts_visitors_who_came_in_it_and_their_conversions_whenever(log):
    log.count(saw("ann"), did("ann", at=3 * DAY), saw("ben", at=DAY), saw("cy", at=10 * DAY), did("cy", at=10 * DAY))
    assert log.shown(start=moment(0), end=moment(DAY)) == {"0": (1, {"bought": 1})}
    assert log.shown(start=moment(MINUTE * 15), end=moment(9 * DAY)) == {"0": (1, {})}
    assert log.shown(start=moment(DAY)) == {"0": (2, {"bought": 1})}
    assert log.shown(end=moment(DAY + 1)) == {"0": (2, {"bought": 1})}


@pytest.mark.parametrize("days", [0, 1, 2, 40])
@pytest.mark.parametrize("minutes", [0, 15, 720, 1425])
def test_ranges_next_to_each_other_sum_up_to_the_whole(log, days, minutes):
    log.count(*(saw(f"u{n}", at=n * 3 * HOUR) for n in range(100)))
    cut = moment(days * DAY + minutes * MINUTE)
    expected = sum(1 for n in range(100) if moment(n * 3 * HOUR) < cut)
    before, after = log.summary(end=cut), log.summary(start=cut)
    assert (before.visitors, after.visitors) == (expected, 100 - expected)
    assert log.summary(start=cut, end=cut + timedelta(days=5)).visitors == sum(
        1 for n in range(100) if cut <= moment(n * 3 * HOUR) < cut + timedelta(days=5)
    )


def test_days_of_a_series_begin_at_midnight_of_the_zone(log):
    # Noon of UTC is 17:30 in Kolkata; 18:30 of UTC is midnight there.
    log.count(saw("ann"), saw("ben", at=6 * HOUR + 29 * MINUTE), saw("cy", at=6 * HOUR + 30 * MINUTE), did("ann"))
    assert points(log, zone="Asia/Kolkata") == [
        ("2026-11-21T18:30:00+00:00", {"0": (2, {"bought": 1})}),
        ("2026-11-22T18:30:00+00:00", {"0": (1, {})}),
    ]
    assert points(log) == [("2026-11-22T00:00:00+00:00", {"0": (3, {"bought": 1})})]


def test_a_day_on_which_clocks_change_has_25_hours(log):
    start = datetime(2026, 10, 25, tzinfo=ZoneInfo("Europe/Berlin"))
    log.count(saw("ann", at=int((start - NOON).total_seconds() * 1000) + 24 * HOUR + 30 * MINUTE))
    found = points(log, zone="Europe/Berlin", start=start, end=start + timedelta(days=2))
    assert found == [("2026-10-24T22:00:00+00:00", {"0": (1, {})}), ("2026-10-25T23:00:00+00:00", {})]


def test_hours_of_a_series_are_hours_of_the_zone_and_empty_ones_are_there(log):
    log.count(saw("ann"), saw("ben", at=2 * HOUR + 30 * MINUTE))
    found = points(log, granularity=Granularity.HOUR, zone="Asia/Kathmandu")  # UTC+5:45
    assert found == [
        ("2026-11-22T11:15:00+00:00", {"0": (1, {})}),
        ("2026-11-22T12:15:00+00:00", {}),
        ("2026-11-22T13:15:00+00:00", {}),
        ("2026-11-22T14:15:00+00:00", {"0": (1, {})}),
    ]


def test_a_series_says_when_conversions_happened_too(log):
    log.count(saw("ann"), did("ann", at=DAY))
    with log.stores.events.reading() as session:
        found = service.series(session, VERSION)
    assert [point.converted for point in found] == [{}, {"0": {"bought": 1}}]
    assert [plain(point.variants) for point in found] == [{"0": (1, {"bought": 1})}, {}]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Europe/Berlin", "Pacific/Chatham"])
@pytest.mark.parametrize("granularity", Granularity)
def test_a_series_sums_up_to_the_summary(log, zone, granularity):
    log.count(
        *(saw(f"u{n}", str(n % 2), at=n * 7 * HOUR) for n in range(40)), *(did(f"u{n}", at=DAY) for n in range(9))
    )
    start, end = moment(5 * HOUR), moment(100 * HOUR)
    found = points(log, zone=zone, granularity=granularity, start=start, end=end)
    total = {}
    for _, variants in found:
        for variant, (visitors, conversions) in variants.items():
            seen, bought = total.get(variant, (0, 0))
            total[variant] = (seen + visitors, bought + conversions.get("bought", 0))
    summary = log.shown(start=start, end=end)
    assert total == {variant: (seen, keys.get("bought", 0)) for variant, (seen, keys) in summary.items()}


def test_an_unknown_zone_and_a_series_without_end_are_refused(log):
    log.count(saw("ann"))
    for told in (
        {"zone": "Mars/Olympus"},
        {"start": datetime(1990, 1, 1, tzinfo=UTC), "granularity": Granularity.HOUR},
    ):
        with pytest.raises(Invalid):
            points(log, **told)


def test_the_last_event_is_the_one_that_arrived_last(log):
    log.count(saw("ann"), did("ann", at=5 * MINUTE), did("ann", at=9 * MINUTE), did("stranger", at=HOUR))
    with log.stores.events.reading() as session:
        assert service.last_event_at(session, VERSION) == moment(5 * MINUTE)


def test_every_reason_is_told(log):
    with log.stores.events.reading() as session:
        assert service.tallies(session, PROJECT) == dict.fromkeys(Reason, 0)


def test_visitors_of_a_holdout_are_compared_by_arm_whatever_they_saw(log):
    log.count(
        exposed("ann"),
        saw("ann", at=1),
        did("ann", "signed-up", at=DAY),
        exposed("ben", is_held_out=True),
        did("ben", at=2 * DAY),
        exposed("cy", at=9 * DAY),
    )
    log.count(exposed("cy", at=9 * DAY + 1, is_held_out=True), did("cy", at=10 * DAY))
    summary = log.summary(basis=Basis.EXPOSURE)
    assert (summary.visitors, summary.crossovers) == (3, 1)
    assert plain(summary.variants) == {SHOWN: (2, {"signed-up": 1}), HELD_OUT: (2, {"bought": 2})}
    assert plain(summary.without_crossovers) == {SHOWN: (1, {"signed-up": 1}), HELD_OUT: (1, {"bought": 1})}
    assert log.shown(basis=Basis.EXPOSURE, end=moment(DAY)) == {
        SHOWN: (1, {"signed-up": 1}),
        HELD_OUT: (1, {"bought": 1}),
    }
    by_day = [variants for _, variants in points(log, basis=Basis.EXPOSURE, start=moment(0), end=moment(DAY))]
    assert by_day[0] == {SHOWN: (1, {"signed-up": 1}), HELD_OUT: (1, {"bought": 1})}
    assert points(log) == [
        ("2026-11-22T00:00:00+00:00", {"0": (1, {"signed-up": 1})}),
        ("2026-11-23T00:00:00+00:00", {}),
    ]
    assert log.shown() == {"0": (1, {"signed-up": 1})}
    assert log.by(Dimension.VARIANT, Basis.EXPOSURE) == {
        "0": {SHOWN: (2, {"signed-up": 1}), HELD_OUT: (2, {"bought": 2})}
    }


def test_a_version_is_broken_down_by_the_context_of_each_visitors_first_impression(log):
    german = Context("DE", "MOBILE", ("a1", "a2"))
    log.count(
        saw("ann", at=HOUR, context=Context("FR", "DESKTOP")),
        saw("ann", "1", at=2 * HOUR, context=Context("FR", "DESKTOP")),
        did("ann", at=3 * HOUR),
        saw("ben", context=Context("FR", None, ("a2",))),
        saw("cy"),
    )
    # Late, and yet the first; it moves all that she added.
    at = saw("ann").arrived_at
    log.count(saw("ann", at=4 * HOUR, client_id="c1", client_time=at, context=german))
    ann = {"0": (1, {}), "1": (1, {"bought": 1})}
    assert log.by(Dimension.COUNTRY) == {"": {"0": (1, {})}, "DE": ann, "FR": {"0": (1, {})}}
    assert log.by(Dimension.DEVICE) == {"": {"0": (2, {})}, "MOBILE": ann}
    assert log.by(Dimension.AUDIENCE) == {"": {"0": (1, {})}, "a1": ann, "a2": {"0": (2, {}), "1": (1, {"bought": 1})}}
    assert log.by(Dimension.VARIANT) == log.by(Dimension.COUNTRY, Basis.EXPOSURE) == {}


def test_an_exposure_is_no_impression_of_the_version(log):
    log.count(exposed("ann"), did("ann"))
    with log.stores.events.reading() as session:
        assert service.last_event_at(session, VERSION) is None
    assert log.shown() == {}


def test_what_belongs_to_no_version_is_told_by_key(log):
    log.count(did("ann"), did("ann", "clicked"), did("ben", at=5), exposed("held", is_held_out=True), did("held"))
    log.count(saw("ben", at=6), did("robot", agent=AgentClass.BOT))
    with log.stores.events.reading() as session:
        assert service.unattributed(session, PROJECT) == {"bought": 2, "clicked": 1}
        assert service.unattributed(session, "q" * 24) == {}


def plan(database: Database, statement) -> list[str]:
    """Return how the database would answer a question."""
    sql = str(statement.compile(database.engine, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    is_sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.connect() as connection:
        if not is_sqlite:
            # With a few rows PostgreSQL reads them all; what counts is that it can do without.
            connection.execute(text("SET enable_seqscan = off"))
        rows = connection.exec_driver_sql(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{sql}").all()
    return [row[-1] for row in rows]


@pytest.mark.parametrize(
    "statement",
    [
        service.summary_query(VERSION, None, None),
        service.summary_query(VERSION, 2_000_001, 2_100_003),
        service.series_query(VERSION, 2_000_000, 2_100_000, unit=1),
        service.series_query(VERSION, 2_000_000, 2_100_000, unit=rollups.DAY),
        service.summary_query(VERSION, 2_000_001, 2_100_003, basis=Basis.EXPOSURE),
        service.series_query(VERSION, 2_000_000, 2_100_000, unit=1, basis=Basis.EXPOSURE),
    ],
    ids=["summary", "summary-of-a-range", "series-by-quarter", "series-by-day", "summary-of-arms", "series-of-arms"],
)
def test_results_are_read_from_rollups_by_their_key(log, statement):
    log.count(saw("ann"))
    steps = "\n".join(plan(log.stores.events, statement))
    if log.stores.events.engine.dialect.name == "sqlite":
        assert "SEARCH rollup USING PRIMARY KEY (version_uid=? AND measure=? AND span=?" in steps
        assert "SCAN rollup" not in steps
    else:
        assert "pk_rollup" in steps
        assert "Seq Scan" not in steps
    assert "recorded_event" not in steps


def test_a_breakdown_is_read_by_its_key(log):
    log.count(saw("ann"))
    steps = "\n".join(
        plan(log.stores.events, service.breakdown_query(VERSION, Dimension.COUNTRY, basis=Basis.IMPRESSION))
    )
    if log.stores.events.engine.dialect.name == "sqlite":
        assert "SEARCH breakdown USING PRIMARY KEY (version_uid=? AND basis=? AND dimension=?" in steps
        assert "TEMP B-TREE" not in steps
    else:
        assert "pk_breakdown" in steps
        assert "Seq Scan" not in steps
