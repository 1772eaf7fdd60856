"""Results on the wire. Rates are in percent; null says that a figure cannot be had, which is never the same as 0."""

from typing import Annotated, Literal

from pydantic import Field

from lenticular.api.times import Time
from lenticular.management.audit import Payload
from lenticular.stats.verdict import Label

_SHORT_UID = "The variant's short uid."
_LEVEL = "The probability that the value lies in the interval, from 0 to 1."

ShortUid = Annotated[str, Field(description=_SHORT_UID)]
Probability = Annotated[float, Field(ge=0, le=1)]


class Interval(Payload):
    """Between which values something lies with a stated probability, given the counts."""

    low: float
    high: float
    level: Probability = Field(description=_LEVEL)


class MiddleInterval(Interval):
    """An interval with the value in its middle, above and below which the truth lies equally probably."""

    middle: float


class AlwaysValid(MiddleInterval):
    """The difference to the baseline in percentage points, read so that looking every day does no harm.

    The probability that the interval ever leaves out the true difference is at most 1 - level, however often one looks.
    It is wider than `absolute`, and may still be undecided when the test has a winner: they answer different questions.
    """

    p_value: Probability = Field(description="At most 1 - level where the interval leaves out 0.")
    is_decided: bool = Field(description="Whether the difference is of one sign, for good.")


class Uplift(Payload):
    """A variant against the baseline on one metric."""

    relative: MiddleInterval = Field(description="Percent of the baseline's rate: 20 says 5 % became 6 %.")
    absolute: MiddleInterval = Field(description="Percentage points: 1 says 5 % became 6 %.")
    probability_to_beat_baseline: Probability = Field(description="That the true rate is above the baseline's.")
    p_value: Probability = Field(description="Two-sided; at most 0.1 exactly where the 90 % intervals leave out 0.")
    adjusted_p_value: Probability = Field(
        description="On secondary metrics corrected for how many comparisons they make (Holm); else as `pValue`."
    )
    is_moved: bool = Field(description="Whether the difference stands after that correction, at the intervals' level.")
    always_valid: AlwaysValid | None = Field(
        description="Null with fewer than 5 conversions, or 5 visitors without one, on either side; and in a bandit, "
        "whose split follows the results."
    )


class SteadyMetric(Payload):
    """A metric without the visitors who saw several variants."""

    conversions: int | None
    conversion_rate: float | None = Field(description="Percent of the impressions; null without impressions.")


class SteadyVariant(Payload):
    """A variant without the visitors who saw several variants."""

    impressions: int


class MetricResult(Payload):
    """What one variant did for one metric."""

    event: str = Field(description="The uid of the event.")
    event_key: str | None = Field(description="What the site sends; null if the event was deleted.")
    name: str
    type: Literal["Primary", "Secondary"] = Field(alias="__type")
    conversions: int | None = Field(
        description="Visitors who reached it within 30 days after an impression; each counts once, for the variant "
        "seen last. Null if the event was deleted."
    )
    conversion_rate: float | None = Field(description="Percent of the impressions; null without impressions.")
    interval: Interval | None = Field(description="The credible interval of the conversion rate, in percent.")
    probability_to_be_best: Probability | None = Field(
        description="That no other variant has a higher true rate; sums to 1 over the variants that were seen."
    )
    expected_loss: float | None = Field(
        description="Percentage points of conversion rate that choosing this variant is expected to give away."
    )
    uplift: Uplift | None = Field(description="Against the baseline; null for the baseline, and where one was unseen.")
    without_crossovers: SteadyMetric


class VariantResult(Payload):
    """A variant of the version, seen or not."""

    short_uid: ShortUid
    name: str
    impressions: int = Field(description="Visitors who saw it, each once.")
    metrics: list[MetricResult] = Field(description="In the version's order, the primary one first.")
    without_crossovers: SteadyVariant


class LeadingVariant(Payload):
    """Who leads on the primary metric, and how far that is settled."""

    short_uid: ShortUid
    status: Label = Field(
        description="HAS_WON: at `level` after 14 days. LEADING_SIGNIFICANTLY: at `level`, sooner. LEADING: ahead."
    )
    probability_to_be_best: Probability


class Reason(Payload):
    """Why there is nothing to say."""

    code: str = Field(description="For programs.")
    message: str = Field(description="For people.")


class ExpectedVisitors(Payload):
    """How many visitors the split would send to a variant."""

    short_uid: ShortUid
    expected: float
    seen: int


class Cause(Payload):
    """What the pattern of a mismatch looks like."""

    short_uid: str | None = Field(description="The variant that it is about; null if it is about the whole test.")
    message: str


class SampleRatio(Payload):
    """Whether visitors were counted in the planned proportion; if not, no result of the test can be trusted."""

    p_value: Probability | None = Field(
        description="How probable so large a deviation is by chance; null while a variant expects fewer than 5."
    )
    level: Probability = Field(description="Below it, the deviation is a mismatch.")
    is_mismatch: bool = Field(description="Whether the deviation is too large to be chance.")
    variants: list[ExpectedVisitors]
    unplanned: int = Field(description="Visitors of variants that the split sends nobody to.")
    causes: list[Cause] = Field(description="Likely causes, only of a mismatch.")


class Summary(Payload):
    """The results of a version."""

    experience: str = Field(description="The uid of the experience.")
    version: str = Field(description="The uid of the version.")
    impressions: int = Field(description="Of all variants: who saw two counts twice, in `visitors` once.")
    visitors: int = Field(description="Who saw any variant, each once.")
    crossovers: int = Field(description="Visitors who saw more than one variant; they stay in all figures.")
    variants: list[VariantResult] = Field(description="All of the version, seen or not, in its order.")
    leading_variant: LeadingVariant | None = Field(description="Null while nobody leads; `reason` then says why.")
    reason: Reason | None = Field(
        description="SEGMENTED, NO_METRIC, EVENT_DELETED, NO_DATA, NOT_ENOUGH_DATA, NOTHING_TO_COMPARE, NO_LEADER."
    )
    sufficient_data: bool = Field(description="At least 1,000 impressions or 30 conversions on the primary metric.")
    level: Probability = Field(description="The probability to be best that a winner needs.")
    baseline: str | None = Field(description="The short uid of the variant that others are compared with.")
    days_until_decision: int | None = Field(
        description="If visitors go on coming and converting as so far; 0 with a winner. Null where it is not foreseen "
        "within a year, for a version that is not active, and for a range of time."
    )
    sample_ratio: SampleRatio | None = Field(description="Null for segmented experiences, bandits, and without data.")
    first_activated_at: Time
    start_time: Time | None = Field(description="As asked for; null from the beginning.")
    end_time: Time | None = Field(description="As asked for; null until now.")
    last_updated_at: Time | None = Field(
        description="When the latest impression or conversion that is counted arrived; null if there is none."
    )


class VariantPoint(Payload):
    """One variant in one hour or day."""

    short_uid: ShortUid
    impressions: int = Field(description="Visitors who first saw it then.")
    conversions: dict[str, int] = Field(description="Of those visitors, whenever they converted; by event uid.")
    converted: dict[str, int] = Field(description="Conversions that happened then, of any visitor; by event uid.")


class Point(Payload):
    """One hour or day."""

    time: Time = Field(description="When it begins.")
    variants: list[VariantPoint]


class TimeSeries(Payload):
    """Impressions and conversions of a version over time, empty hours and days included."""

    experience: str
    version: str
    granularity: Literal["HOUR", "DAY"]
    timezone: str = Field(description="The IANA zone by whose clock hours and days begin.")
    series: list[Point]


class PlainMetric(Payload):
    """What one variant did for one metric among the visitors of one value."""

    event: str
    name: str
    type: Literal["Primary", "Secondary"] = Field(alias="__type")
    conversions: int | None
    conversion_rate: float | None = Field(description="Percent; null without impressions.")
    interval: Interval | None = Field(description="The credible interval of the conversion rate, in percent.")


class PlainVariant(Payload):
    """One variant among the visitors of one value."""

    short_uid: ShortUid
    name: str
    impressions: int
    metrics: list[PlainMetric]


class Value(Payload):
    """The visitors of one audience, device or country."""

    value: str | None = Field(description="Audience uid, device type or ISO 3166-1 country; null: unknown, or none.")
    name: str = Field(description="For people; the uid for an audience that was deleted.")
    is_deleted: bool = Field(description="Whether the audience is gone.")
    impressions: int
    variants: list[PlainVariant]


class Breakdown(Payload):
    """The results of a version by audience, device or country."""

    experience: str
    version: str
    dimension: Literal["AUDIENCE", "DEVICE", "COUNTRY"]
    is_overlapping: bool = Field(description="Visitors may be in several audiences: then the values do not add up.")
    values: list[Value] = Field(description="The largest first, unknown last.")


class Check(Payload):
    """One thing that can be wrong with an experiment."""

    check: str = Field(description="A stable name, such as SAMPLE_RATIO.")
    status: Literal["OK", "WARNING", "PROBLEM", "UNKNOWN"]
    message: str = Field(description="What was found, and what may have caused it.")
    figures: dict[str, int | float | str | None] = Field(description="What the message is based on.")


class Health(Payload):
    """Whether the results of a version can be trusted."""

    experience: str
    version: str
    status: Literal["OK", "WARNING", "PROBLEM", "UNKNOWN"] = Field(description="The worst of all checks.")
    checks: list[Check]


class Arm(Payload):
    """The visitors who were shown their variant, or who were held out."""

    visitors: int
    conversions: int = Field(description="Visitors who triggered the event within 30 days after the decision.")
    conversion_rate: float | None = Field(description="Percent; null without visitors.")
    interval: Interval | None = Field(description="The credible interval of that rate, in percent.")


class ArmsOfVariant(Payload):
    """Both groups of the visitors whose variant is, or would have been, this one."""

    short_uid: ShortUid
    name: str
    shown: Arm
    held_out: Arm
    uplift: Uplift | None


class Holdout(Payload):
    """What an experience did, against visitors who were held out of it. All is counted on exposures."""

    experience: str
    version: str
    event: str = Field(description="The uid of the event that is compared.")
    event_key: str
    holdout_percentage: float = Field(description="The share that is held out now, by experience and project together.")
    visitors: int = Field(description="Of both groups, each once.")
    crossovers: int = Field(description="Visitors who were in both groups, because the holdout was changed.")
    shown: Arm
    held_out: Arm
    uplift: Uplift | None = Field(description="Of the shown over the held out; null while a group is empty.")
    sufficient_data: bool = Field(description="At least 1,000 visitors or 30 conversions in both groups together.")
    sample_ratio: SampleRatio | None = Field(
        description="Whether both groups have the size of the present holdout; its `shortUid`s are `held_out`, `shown`."
    )
    variants: list[ArmsOfVariant] = Field(
        description="By the variant that was shown or withheld. For information: no correction for their number."
    )


class Share(Payload):
    """A variant's part of the traffic."""

    short_uid: ShortUid
    name: str
    percentage: float


class Reweighed(Payload):
    """The split from one moment on."""

    time: Time
    variants: list[Share]


class Traffic(Payload):
    """How visitors are shared among the variants of a test, and were before."""

    experience: str
    version: str
    variant_split: str
    variants: list[Share] = Field(description="Now.")
    history: list[Reweighed] = Field(
        description="Of a bandit, oldest first: each change of the last 7 days, before that one an hour."
    )


class Plan(Payload):
    """How many visitors a test needs."""

    baseline_rate: float = Field(description="Percent.")
    minimal_uplift: float = Field(description="Percent of the baseline's rate; negative to find a loss.")
    variants: int
    power: Probability = Field(description="How probably the test finds such an uplift.")
    level: Probability = Field(description="The probability to be best that it then has to reach.")
    visitors_per_variant: int
    visitors: int = Field(description="Of all variants.")
    days: int | None = Field(description="At least 14; null without `visitorsPerDay`.")
    smallest_uplift: float | None = Field(
        description="Percent: the smallest that 14 days of `visitorsPerDay` find; null without it, or if none is found."
    )
