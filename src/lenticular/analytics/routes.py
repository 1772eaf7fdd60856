"""The routes of analytics."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from lenticular.analytics import breakdowns, exports, files, health, holdouts, plans, series, subjects, summary, traffic
from lenticular.analytics import queries as asked
from lenticular.analytics.exports import Content, Wanted
from lenticular.analytics.files import Format
from lenticular.analytics.payloads import Breakdown, Health, Holdout, Plan, Summary, TimeSeries, Traffic
from lenticular.analytics.subjects import Subject
from lenticular.api.ports import RequestPorts
from lenticular.ingestion.counting.bases import Dimension
from lenticular.ingestion.counting.service import Granularity
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import Reading
from lenticular.stats import power
from lenticular.stats.verdict import LEVEL

router = APIRouter(tags=["Experience Analytics"])

VersionUid = Annotated[str | None, Query(description="The uid of the version (24 hex digits); required.")]
StartTime = Annotated[
    str | None,
    Query(
        alias="startTime",
        description="Count the visitors who first saw a variant from then on: ISO 8601 with an offset, rounded down to "
        "a quarter of an hour.",
    ),
]
EndTime = Annotated[
    str | None, Query(alias="endTime", description="And before then, rounded up to a quarter of an hour.")
]
Baseline = Annotated[
    str | None, Query(description="The short uid of the variant to compare with; the version's first one unless given.")
]
Zone = Annotated[str | None, Query(description="The IANA zone by whose clock hours and days begin; UTC unless given.")]


def _one_of(description: str, *choices: str) -> object:
    return Query(description=description, json_schema_extra={"enum": list(choices)})


Step = Annotated[str | None, _one_of("How long a point is; DAY unless given.", *Granularity)]
By = Annotated[str | None, _one_of("What to break down by; required.", *breakdowns.DIMENSIONS)]


def _events(ports: RequestPorts) -> Iterator[Session]:
    with ports.stores.events.reading() as session:
        yield session


# What was counted; a transaction of its own, since it is another store.
Counted = Annotated[Session, Depends(_events, scope="function")]


@router.get("/experiences/{uid}/analytics/summary", operation_id="ExperienceAnalyticsController_summary")
def get_summary(  # noqa: PLR0917  FastAPI passes them by name
    scope: Reading,
    counted: Counted,
    uid: str,
    version: VersionUid = None,
    start_time: StartTime = None,
    end_time: EndTime = None,
    baseline: Baseline = None,
) -> Summary:
    """Return impressions and conversions of each variant of a version, what they say, and who leads.

    With a range of time all figures, the leader too, are those of the visitors who came in it; how long the version
    has been running still counts from its first activation. A decision belongs to the whole: choose a range to look at
    a part, not to find one in which somebody wins. 404 for a version that has never been active.
    """
    query = asked.Query()
    version_uid, range_ = query.version(version), query.range(start_time, end_time)
    query.check()
    subject = subjects.find_activated(scope, uid, version_uid, code="SUMMARY_NOT_FOUND")
    return summary.report(counted, subject, range_=range_, baseline=baseline, now=scope.now)


@router.get("/experiences/{uid}/analytics/time-series", operation_id="ExperienceAnalyticsController_timeSeries")
def get_time_series(  # noqa: PLR0917  as above
    scope: Reading,
    counted: Counted,
    uid: str,
    version: VersionUid = None,
    start_time: StartTime = None,
    end_time: EndTime = None,
    granularity: Step = None,
    timezone: Zone = None,
) -> TimeSeries:
    """Return impressions and conversions of a version by hour or day, those without any too.

    Without a range it is that of the data; at most 5,000 points. The first and the last point are cut at the ends of
    the range. Where a clock is put back, the repeated hour is a point of its own.
    """
    query = asked.Query()
    version_uid, range_ = query.version(version), query.range(start_time, end_time)
    step = query.choice("granularity", granularity, tuple(Granularity), Granularity.DAY)
    zone = query.zone(timezone)
    query.check()
    subject = subjects.find_activated(scope, uid, version_uid, code="TIME_SERIES_ANALYTICS_NOT_FOUND")
    return series.report(counted, subject, range_=range_, granularity=step, zone=zone, now=scope.now)


@router.get("/experiences/{uid}/analytics/breakdown", operation_id="ExperienceAnalyticsController_breakdown")
def get_breakdown(
    scope: Reading, counted: Counted, uid: str, version: VersionUid = None, dimension: By = None
) -> Breakdown:
    """Return the figures of a version by audience, device or country of its visitors.

    Each visitor counts under what they were at their first impression of the version: under every audience they were
    in, so these do not add up. There is no winner by value: among twenty values one looks won by chance. Take what
    stands out as an idea for a test of its own.
    """
    query = asked.Query()
    version_uid, by = query.version(version), query.choice("dimension", dimension, breakdowns.DIMENSIONS)
    query.check()
    subject = subjects.find_activated(scope, uid, version_uid, code="BREAKDOWN_NOT_FOUND")
    return breakdowns.report(scope, counted, subject, by)


@router.get("/experiences/{uid}/analytics/health", operation_id="ExperienceAnalyticsController_health")
def get_health(scope: Reading, counted: Counted, ports: RequestPorts, uid: str, version: VersionUid = None) -> Health:
    """Return what is checked before the results of a version can be trusted, with likely causes of what is wrong.

    The split of visitors, visitors of several variants, missing impressions or conversions, events of visitors who
    saw nothing, robots, late and repeated elements, a pause, deleted events and audiences, and events that wait to be
    counted. Figures named `events` are of the whole project. UNKNOWN says that it is too early, or cannot be known.
    """
    subject = subjects.find(scope, uid, _version(version))
    return health.report(scope, counted, subject, spool=ports.spool)


@router.get("/experiences/{uid}/analytics/holdout", operation_id="ExperienceAnalyticsController_holdout")
def get_holdout(
    scope: Reading,
    counted: Counted,
    uid: str,
    version: VersionUid = None,
    event: Annotated[
        str | None,
        Query(description="The uid or key of any event of the project; the primary metric's unless given."),
    ] = None,
) -> Holdout:
    """Return what an experience brings at all: visitors who were shown their variant against those held out of it.

    Both groups count from the moment the edge decided for them, whether or not a page then showed the variant, so that
    they are alike in everything else. Where the experience and its project never had a holdout, both are empty.
    """
    version_uid = _version(version)
    subject = subjects.find_activated(scope, uid, version_uid, code="HOLDOUT_NOT_FOUND")
    return holdouts.report(scope, counted, subject, event=event)


@router.get("/experiences/{uid}/analytics/traffic", operation_id="ExperienceAnalyticsController_traffic")
def get_traffic(scope: Reading, uid: str, version: VersionUid = None) -> Traffic:
    """Return how visitors are shared among the variants of an A/B test, and for a bandit how they were before."""
    return traffic.report(scope, subjects.find(scope, uid, _version(version)))


@router.get("/experiences/{uid}/analytics/plan", operation_id="ExperienceAnalyticsController_plan")
def get_plan(  # noqa: PLR0917  as above
    scope: Reading,
    uid: str,
    baseline_rate: Annotated[
        str | None, Query(alias="baselineRate", description="Percent of visitors who convert now; required.")
    ] = None,
    minimal_uplift: Annotated[
        str | None,
        Query(alias="minimalUplift", description="The smallest uplift worth finding, in percent of that; required."),
    ] = None,
    variants: Annotated[str | None, Query(description="2 to 50, all with the same traffic; 2 unless given.")] = None,
    probability: Annotated[
        str | None, Query(alias="power", description="How probably it is to be found; 0.8 unless given.")
    ] = None,
    level: Annotated[str | None, Query(description="Of the verdict, from 0.5; 0.95 unless given.")] = None,
    visitors_per_day: Annotated[
        str | None, Query(alias="visitorsPerDay", description="Who take part, over all variants.")
    ] = None,
) -> Plan:
    """Return how many visitors an A/B test needs before it is started, and how many days."""
    query = asked.Query()
    rate = query.number("baselineRate", baseline_rate, above=0.0001, below=100, is_required=True)
    uplift = query.number("minimalUplift", minimal_uplift, above=-100, is_required=True)
    count = query.whole("variants", variants, least=2, most=50)
    wanted_level = query.number("level", level, above=0.5, below=1)
    at_level = LEVEL if wanted_level is None else wanted_level
    wanted_power = query.number("power", probability, above=max(1 - at_level, 0), below=1)
    per_day = query.number("visitorsPerDay", visitors_per_day, above=0, below=1e12)
    query.check()
    experiences.get(scope, uid)
    plan = power.Plan(at_level, power.POWER if wanted_power is None else wanted_power, count or 2)
    return plans.report(plan, baseline_rate=rate or 0.0, minimal_uplift=uplift or 0.0, visitors_per_day=per_day)


@router.get(
    "/experiences/{uid}/analytics/export",
    operation_id="ExperienceAnalyticsController_export",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in files.MEDIA_TYPES.values()
            },
        }
    },
)
def get_export(  # noqa: PLR0917  as above
    scope: Reading,
    counted: Counted,
    uid: str,
    version: VersionUid = None,
    table: Annotated[str | None, _one_of("Which results; required.", *Content)] = None,
    format_: Annotated[str | None, Query(alias="format", json_schema_extra={"enum": list(Format)})] = None,
    start_time: StartTime = None,
    end_time: EndTime = None,
    baseline: Baseline = None,
    granularity: Step = None,
    timezone: Zone = None,
    dimension: By = None,
) -> Response:
    """Return results as a file, CSV unless `format` says parquet: a row for every variant and metric.

    `table` chooses the summary, the time series or a breakdown, each with the parameters of its own request. What
    cannot be had is an empty cell. In CSV, text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    query = asked.Query()
    version_uid, kind = query.version(version), query.choice("format", format_, tuple(Format), Format.CSV)
    content = query.choice("table", table, tuple(Content))
    needed = None if content is Content.BREAKDOWN else Dimension.AUDIENCE
    wanted = Wanted(
        content,
        range_=query.range(start_time, end_time),
        baseline=baseline,
        granularity=query.choice("granularity", granularity, tuple(Granularity), Granularity.DAY),
        zone=query.zone(timezone),
        dimension=query.choice("dimension", dimension, breakdowns.DIMENSIONS, needed),
    )
    query.check()
    subject = subjects.find_activated(scope, uid, version_uid, code="EXPORT_NOT_FOUND")
    return _attachment(subject, content, kind, files.write(exports.table(scope, counted, subject, wanted), kind))


def _version(text: str | None) -> str:
    query = asked.Query()
    uid = query.version(text)
    query.check()
    return uid


def _attachment(subject: Subject, content: Content, kind: Format, data: bytes) -> Response:
    name = f"experience-{subject.experience.short_uid}-version-{subject.version.number}-{content}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=files.MEDIA_TYPES[kind], headers=headers)
