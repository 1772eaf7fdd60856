"""What was counted for a version, answered from rollups alone: figures per variant, in all or over time."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from math import gcd

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from lenticular.domain import dates
from lenticular.errors import Invalid, Problem
from lenticular.ingestion.counting import rollups
from lenticular.ingestion.counting.bases import Basis, Dimension
from lenticular.ingestion.counting.reasons import Reason
from lenticular.ingestion.counting.rollups import DAY, QUARTER, QUARTER_MS
from lenticular.ingestion.counting.tables import Breakdown, CountedVersion, Rollup, Tally, UnattributedEvent

MAX_POINTS = 5_000
_QUARTER_SECONDS = QUARTER_MS // 1000


class Granularity(StrEnum):
    """How long a point of a series is."""

    HOUR = "HOUR"
    DAY = "DAY"


@dataclass(slots=True)
class Figures:
    """What one variant has: how many visitors saw it, and how many of them converted, by event key."""

    visitors: int = 0
    conversions: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a version by variant's short UID; a variant that nobody saw is missing.

    `visitors` counts a visitor once whichever variants they saw, `crossovers` are those who saw more than one;
    `without_crossovers` are the figures without them.
    """

    version_uid: str
    visitors: int
    crossovers: int
    variants: Mapping[str, Figures]
    without_crossovers: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Point:
    """The figures of the visitors who first saw the variant in one stretch of time, and the conversions in it.

    `variants` holds those visitors and all their conversions, whenever; `converted` the conversions that happened in
    the stretch, whenever their visitors came.
    """

    start: datetime
    variants: Mapping[str, Figures]
    converted: Mapping[str, Mapping[str, int]]


def summary(
    session: Session,
    version_uid: str,
    *,
    basis: Basis = Basis.IMPRESSION,
    start: datetime | None = None,
    end: datetime | None = None,
) -> Summary:
    """Return the figures of the visitors who first saw a variant from `start` on and before `end`.

    By exposure, "variants" are the arms. Both ends are taken at the quarter of an hour: `start` is rounded down, `end`
    up.
    """
    first, last = _quarters(start, end)
    rows = session.execute(summary_query(version_uid, first, last, basis=basis))
    everyone: dict[str, Figures] = {}
    steady: dict[str, Figures] = {}
    visitors = {True: 0, False: 0}
    for variant, key, is_crossover, count in rows:
        if not variant:
            visitors[is_crossover] += count
            continue
        _put(everyone, variant, key, count)
        if not is_crossover:
            _put(steady, variant, key, count)
    return Summary(version_uid, sum(visitors.values()), visitors[True], everyone, steady)


def summary_query(
    version_uid: str, first: int | None, last: int | None, *, basis: Basis = Basis.IMPRESSION
) -> Select[str, str, bool, int]:
    """Return the question that `summary` asks: whole days of UTC, and quarter hours at the ends of the range."""
    parts = [
        select(Rollup.variant_short_uid, Rollup.event_key, Rollup.is_crossover, Rollup.count).where(
            Rollup.version_uid == version_uid,
            Rollup.measure == rollups.INSTANTS[basis].came,
            _buckets(span, first, last),
        )
        for span, first, last in _stretches(first, last)
    ]
    # Not one condition with OR: SQLite would then read all of the version.
    found = union_all(*parts).subquery()
    keys = (found.c.variant_short_uid, found.c.event_key, found.c.is_crossover)
    total = _whole(func.sum(found.c.count))
    return select(*keys, total).group_by(*keys).having(total != 0).order_by(*keys)


def series(
    session: Session,
    version_uid: str,
    *,
    basis: Basis = Basis.IMPRESSION,
    granularity: Granularity = Granularity.DAY,
    zone: str = "UTC",
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[Point]:
    """Return one point for every hour or day of the range by the clock of an IANA zone, those without figures too.

    Without a start or an end, the range is that of the data. Raises Invalid for an unknown zone, and for a range of
    more than 5,000 points.
    """
    clock = dates.find_zone(zone)
    if clock is None:
        raise _invalid("/timezone", "TIMEZONE_UNKNOWN", f"{zone} is not an IANA time zone.")
    first, last = _quarters(start, end)
    if first is None or last is None:
        held = _extent(session, version_uid, basis)
        if held is None and (first is None or last is None):
            return []
        first = held[0] if first is None and held else first
        last = held[1] if last is None and held else last
    if first is None or last is None or first >= last:
        return []
    starts = _starts(first, last, granularity, clock)
    # The first and the last point are cut at the ends of the range.
    edges = [first, *starts[1:-1], last]
    unit = gcd(DAY, *edges)
    rows = session.execute(series_query(version_uid, first, last, unit=unit, basis=basis))
    came = rollups.INSTANTS[basis].came
    return _points(
        starts, edges, [(measure == came, slot * unit, variant, key, n) for measure, slot, variant, key, n in rows]
    )


def series_query(
    version_uid: str, first: int, last: int, *, unit: int, basis: Basis = Basis.IMPRESSION
) -> Select[str, int, str, str, int]:
    """Return the question that `series` asks: sums by `unit` quarter hours, a day of UTC by the rollups of days."""
    span = DAY if unit == DAY else QUARTER
    slot = Rollup.bucket if span == DAY else Rollup.bucket // literal(unit)
    keys = (Rollup.measure, slot, Rollup.variant_short_uid, Rollup.event_key)
    return (
        select(*keys, _whole(func.sum(Rollup.count)))
        .where(
            Rollup.version_uid == version_uid,
            Rollup.measure.in_(rollups.INSTANTS[basis]),
            Rollup.variant_short_uid != "",
            _buckets(span, first // span, -(-last // span)),
        )
        .group_by(*keys)
    )


def breakdown(
    session: Session, version_uid: str, dimension: Dimension, *, basis: Basis = Basis.IMPRESSION
) -> Mapping[str, Mapping[str, Figures]]:
    """Return the figures of all time by value of a dimension and variant (by exposure: arm).

    Every visitor counts by the context of their first impression (exposure) of the version: under each audience that
    they were in, under "" where that is unknown or none.
    """
    found: dict[str, dict[str, Figures]] = {}
    for value, variant, key, count in session.execute(breakdown_query(version_uid, dimension, basis=basis)):
        _put(found.setdefault(value, {}), variant, key, count)
    return found


def breakdown_query(version_uid: str, dimension: Dimension, *, basis: Basis) -> Select[str, str, str, int]:
    """Return the question that `breakdown` asks: a stretch of rows beside each other."""
    return (
        select(Breakdown.value, Breakdown.variant_short_uid, Breakdown.event_key, Breakdown.count)
        .where(
            Breakdown.version_uid == version_uid,
            Breakdown.basis == basis.value,
            Breakdown.dimension == dimension.value,
            Breakdown.count != 0,
        )
        .order_by(Breakdown.value, Breakdown.variant_short_uid, Breakdown.event_key)
    )


def unattributed(session: Session, project_uid: str) -> Mapping[str, int]:
    """Return how many events of each key came from visitors who had met no version of the project.

    They had seen no variant by then, nor had one withheld. An impression that comes up to 72 h late corrects it.
    """
    rows = session.execute(
        select(UnattributedEvent.event_key, UnattributedEvent.count)
        .where(UnattributedEvent.project_uid == project_uid, UnattributedEvent.count > 0)
        .order_by(UnattributedEvent.event_key)
    )
    return {key: count for key, count in rows}  # noqa: C416 - to mypy a row is no pair


def last_event_at(session: Session, version_uid: str) -> datetime | None:
    """Return when the last impression, or conversion after one, of a version arrived; None if there was none."""
    found = session.scalar(select(CountedVersion.last_event_at).where(CountedVersion.version_uid == version_uid))
    return None if not found else datetime.fromtimestamp(found / 1000, UTC)


def tallies(session: Session, project_uid: str, version_uid: str | None = None) -> Mapping[Reason, int]:
    """Return how many elements counted for nothing, or are doubtful, of a version, or of a project's events."""
    rows = session.execute(
        select(Tally.reason, Tally.count).where(
            Tally.project_uid == project_uid, Tally.version_uid == (version_uid or "")
        )
    )
    found = {Reason(reason): count for reason, count in rows}
    return {reason: found.get(reason, 0) for reason in Reason}


def _whole(total: ColumnElement[int]) -> ColumnElement[int]:
    """Return a sum of whole numbers as one: PostgreSQL makes it a decimal number, which computes with no float."""
    return cast(total, BigInteger)


def _put(figures: dict[str, Figures], variant: str, key: str, count: int) -> None:
    found = figures.setdefault(variant, Figures())
    if key:
        found.conversions[key] = found.conversions.get(key, 0) + count
    else:
        found.visitors += count


def _quarters(start: datetime | None, end: datetime | None) -> tuple[int | None, int | None]:
    first = None if start is None else int(start.timestamp() // _QUARTER_SECONDS)
    last = None if end is None else int(-(-end.timestamp() // _QUARTER_SECONDS))
    return first, last


def _stretches(first: int | None, last: int | None) -> list[tuple[int, int | None, int | None]]:
    """Return a range as (span, first bucket, bucket behind the last): the days in it, and what is left at its ends."""
    first_day = None if first is None else -(-first // DAY)
    last_day = None if last is None else last // DAY
    if first_day is not None and last_day is not None and first_day >= last_day:
        return [(QUARTER, first, last)]
    found: list[tuple[int, int | None, int | None]] = [(DAY, first_day, last_day)]
    if first is not None and first_day is not None and first % DAY:
        found.append((QUARTER, first, first_day * DAY))
    if last is not None and last_day is not None and last % DAY:
        found.append((QUARTER, last_day * DAY, last))
    return found


def _buckets(span: int, first: int | None, last: int | None) -> ColumnElement[bool]:
    conditions = [Rollup.span == span]
    if first is not None:
        conditions.append(Rollup.bucket >= first)
    if last is not None:
        conditions.append(Rollup.bucket < last)
    return and_(*conditions)


def _extent(session: Session, version_uid: str, basis: Basis) -> tuple[int, int] | None:
    """Return the first quarter hour with figures and the one behind the last."""
    found = [
        bounds
        for measure in rollups.INSTANTS[basis]
        if (
            bounds := session.execute(
                select(func.min(Rollup.bucket), func.max(Rollup.bucket)).where(
                    Rollup.version_uid == version_uid,
                    Rollup.measure == measure,
                    Rollup.span == QUARTER,
                    Rollup.count != 0,
                )
            ).one()
        )[0]
        is not None
    ]
    return (min(low for low, _ in found), max(high for _, high in found) + 1) if found else None


def _starts(first: int, last: int, granularity: Granularity, zone: tzinfo) -> list[int]:
    """Return the quarter hours at which the hours or days of the range begin, and the one behind the last."""
    moment = datetime.fromtimestamp(first * _QUARTER_SECONDS, zone)
    if granularity is Granularity.HOUR:
        begin = first - moment.minute // 15
        starts = list(range(begin, last, 4))
        starts.append(starts[-1] + 4)
    else:
        midnight = moment.replace(hour=0, minute=0, second=0, fold=0, tzinfo=None)
        starts = []
        while not starts or starts[-1] < last:
            starts.append(int(midnight.replace(tzinfo=zone).timestamp()) // _QUARTER_SECONDS)
            midnight += timedelta(days=1)
    if len(starts) > MAX_POINTS + 1:
        raise _invalid("/startTime", "TOO_MANY_POINTS", f"A series may have {MAX_POINTS} points: take a shorter range.")
    return starts


def _points(
    starts: Sequence[int], edges: Sequence[int], rows: Iterable[tuple[bool, int, str, str, int]]
) -> list[Point]:
    """Return the points between edges from rows (is of visitors, quarter hour, variant, event key, count)."""
    variants: list[dict[str, Figures]] = [{} for _ in starts[1:]]
    converted: list[dict[str, dict[str, int]]] = [{} for _ in starts[1:]]
    for is_of_visitors, quarter, variant, key, count in rows:
        index = bisect_right(edges, quarter) - 1
        if not count:
            continue
        if is_of_visitors:
            _put(variants[index], variant, key, count)
        else:
            sums = converted[index].setdefault(variant, {})
            sums[key] = sums.get(key, 0) + count
    moments = [datetime.fromtimestamp(start * _QUARTER_SECONDS, UTC) for start in starts[:-1]]
    return [Point(*point) for point in zip(moments, variants, converted, strict=True)]


def _invalid(pointer: str, code: str, message: str) -> Invalid:
    return Invalid([Problem(pointer, code, message)], code, message)
