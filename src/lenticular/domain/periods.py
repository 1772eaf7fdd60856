"""The quarters, hours and days that counts are put in, by the clock of a zone. Instants are Unix milliseconds."""

from datetime import datetime, tzinfo

_QUARTER_MS = 15 * 60_000


def quarter(at: int) -> int:
    """Return when the quarter of an hour of an instant begins.

    Hours and days of every zone consist of whole quarters: since 1972 all zones lie multiples of 15 minutes off UTC.
    """
    return at - at % _QUARTER_MS


def hour(at: int, zone: tzinfo) -> int:
    """Return when the hour of an instant begins by the clock of a zone.

    A repeated hour is an hour of its own; where a clock changes within an hour, that hour is longer.
    """
    # Twice: if the clock changed by half an hour since, the first step does not lead to a full hour.
    return _back_to_the_hour(_back_to_the_hour(at, zone), zone)


def day(at: int, zone: tzinfo) -> int:
    """Return when the day of an instant begins by the clock of a zone; days are 23 to 25 hours where clocks change."""
    midnight = _local(at, zone).replace(hour=0, minute=0, second=0, fold=0)
    return int(midnight.timestamp()) * 1000


def _back_to_the_hour(at: int, zone: tzinfo) -> int:
    local = _local(at, zone)
    return (at // 1000 - local.minute * 60 - local.second) * 1000


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at // 1000, zone)
