"""Evidence as the wire shows it: rates in percent, differences in percentage points."""

from collections.abc import Sequence

from lenticular.analytics import payloads
from lenticular.analytics.payloads import AlwaysValid, Interval, MiddleInterval, Uplift
from lenticular.stats import intervals, sample_ratio
from lenticular.stats.evidence import Comparison
from lenticular.stats.sequential import Reading


def rate(conversions: int | None, visitors: int) -> float | None:
    """Return a conversion rate in percent; None if nobody could convert, or it is not known who did."""
    return None if conversions is None or not visitors else 100 * conversions / visitors


def interval(found: intervals.Interval | None) -> Interval | None:
    """Return the interval of a rate."""
    return None if found is None else Interval(low=100 * found.low, high=100 * found.high, level=found.level)


def uplift(comparison: Comparison | None) -> Uplift | None:
    """Return a comparison with the baseline."""
    if comparison is None:
        return None
    return Uplift(
        relative=_middle(comparison.uplift.relative),
        absolute=_middle(comparison.uplift.difference),
        probability_to_beat_baseline=comparison.uplift.above,
        p_value=comparison.p_value,
        adjusted_p_value=comparison.adjusted_p_value,
        is_moved=comparison.is_moved,
        always_valid=None if comparison.always_valid is None else _always_valid(comparison.always_valid),
    )


def ratio(
    found: sample_ratio.SampleRatio | None, names: Sequence[str], visitors: Sequence[int]
) -> payloads.SampleRatio | None:
    """Return the check of visitors against the split; `names` are those of the variants or arms, in its order."""
    if found is None:
        return None
    expected = [
        payloads.ExpectedVisitors(short_uid=name, expected=share, seen=seen)
        for name, share, seen in zip(names, found.expected, visitors, strict=True)
    ]
    causes = [
        payloads.Cause(short_uid=None if at is None else names[at], message=cause.value) for cause, at in found.causes
    ]
    return payloads.SampleRatio(
        p_value=found.p_value,
        level=found.level,
        is_mismatch=found.is_mismatch,
        variants=expected,
        unplanned=found.unplanned,
        causes=causes,
    )


def _middle(found: intervals.Interval) -> MiddleInterval:
    return MiddleInterval(low=100 * found.low, middle=100 * found.middle, high=100 * found.high, level=found.level)


def _always_valid(reading: Reading) -> AlwaysValid:
    found = _middle(reading.difference)
    return AlwaysValid(**found.model_dump(), p_value=reading.p_value, is_decided=reading.is_decided)
