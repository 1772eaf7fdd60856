"""Points in time as rules and visitors write them, and how they compare. Instants are microseconds since 1970, UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from lenticular.domain import values

# All that a datetime can be.
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_MICROSECOND = timedelta(microseconds=1)

# Unix times from here on are milliseconds: as seconds they would lie beyond the year 5138, and as milliseconds in 1973.
_FIRST_MILLISECONDS = 100_000_000_000
# The last moment of a JavaScript Date; a number beyond it is no time.
_LAST_MILLISECONDS = 8_640_000_000_000_000

_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time as it was written: a wall clock time, with its offset from UTC unless it is to be read in a zone.

    `text` is the original spelling; `has_fraction` tells whether it names a fraction of a second.
    """

    text: str
    local: datetime
    offset: timedelta | None
    has_fraction: bool


def parse_moment(text: str) -> Moment | None:
    """Return the moment that an ISO 8601 text in extended form names; None if it names none. A date is its midnight."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        local = datetime(  # noqa: DTZ001 - a wall clock time has no zone before it is read in one
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), _micros(fraction)
        )
        return Moment(text, local, _offset(offset), fraction is not None)
    except ValueError:
        return None


def find_zone(name: str | None) -> tzinfo | None:
    """Return the time zone of an IANA name, or None if there is no such zone."""
    return None if name is None else _zone(name)


def instant(moment: datetime) -> int:
    """Return an aware datetime as microseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MICROSECOND


def at(instant: int) -> datetime:
    """Return an instant as a datetime, the first or the last that there is for one that lies beyond."""
    first, last = (FIRST - _EPOCH) // _MICROSECOND, (LAST - _EPOCH) // _MICROSECOND
    return _EPOCH + min(max(instant, first), last) * _MICROSECOND


def earliest(moment: Moment, zone: tzinfo) -> int:
    """Return when the moment begins: the earlier time of a repeated hour; a skipped hour moves forward."""
    return _instant(moment, zone, fold=0)


def latest(moment: Moment, zone: tzinfo) -> int:
    """Return when the moment ends: the later time of a repeated hour; a skipped hour moves forward."""
    # In a skipped hour fold=1 moves backward, so that fold=0 gives the later of the two there as well.
    return max(_instant(moment, zone, fold=0), _instant(moment, zone, fold=1))


def is_before(time: int, bound: Moment, zone: tzinfo) -> bool:
    """Tell whether an instant lies before the bound, itself excluded."""
    return time < latest(bound, zone)


def is_after(time: int, bound: Moment, zone: tzinfo) -> bool:
    """Tell whether an instant lies after the bound, itself excluded."""
    return time > earliest(bound, zone)


def is_between(time: int, start: Moment, end: Moment, zone: tzinfo) -> bool:
    """Tell whether an instant lies in a period, both ends included; an end without fraction is its whole second."""
    return earliest(start, zone) <= time < beyond(end, zone)


def beyond(end: Moment, zone: tzinfo) -> int:
    """Return the first instant behind a period that ends so."""
    return latest(end, zone) + (1 if end.has_fraction else _SECOND)


def is_reversed(start: Moment, end: Moment) -> bool:
    """Tell whether a period, as written, ends before it starts."""
    # Two ends of which only one has an offset are in order in some zones and not in others.
    if (start.offset is None) != (end.offset is None):
        return False
    return beyond(end, UTC) <= earliest(start, UTC)


def read_instant(value: object, zone: tzinfo) -> int | None:
    """Return the instant that a visitor's value names: a datetime, Unix seconds or milliseconds, or ISO text.

    Numbers, and texts that spell one, are milliseconds from 100,000,000,000 on and seconds below. Text without offset
    is read in the given zone. None if the value names no instant.
    """
    if isinstance(value, datetime):
        return instant(value)
    unix = values.number(value)
    if unix is not None:
        return _from_unix(unix)
    moment = parse_moment(value.strip()) if isinstance(value, str) else None
    return None if moment is None else earliest(moment, zone)


def _from_unix(number: float) -> int | None:
    milliseconds = number if abs(number) >= _FIRST_MILLISECONDS else number * 1000
    return round(milliseconds * 1000) if abs(milliseconds) <= _LAST_MILLISECONDS else None


def _instant(moment: Moment, zone: tzinfo, *, fold: int) -> int:
    offset = moment.offset
    if offset is None:
        offset = moment.local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta(0)
    # Subtracted as integers, not as datetimes: those end with the years 1 and 9999.
    return (moment.local.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND - offset // _MICROSECOND


def _micros(fraction: str | None) -> int:
    return int((fraction or "")[:6].ljust(6, "0"))


def _offset(text: str | None) -> timedelta | None:
    if text is None:
        return None
    if text in "Zz":
        return timedelta(0)
    minutes = int(text[-2:]) if len(text) > 3 else 0
    if minutes > 59:
        raise ValueError(text)
    size = timedelta(hours=int(text[1:3]), minutes=minutes)
    # The constructor refuses what is not less than a day.
    return timezone(-size if text[0] == "-" else size).utcoffset(None)


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such file, not a name, or a folder of zones
        return None
