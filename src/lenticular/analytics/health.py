"""Whether the results of a version can be trusted: what is checked, what was found, and what it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from lenticular.analytics import dependencies, figures
from lenticular.analytics.payloads import Check, Health
from lenticular.analytics.subjects import Subject
from lenticular.domain.bucketing import SLOT_COUNT
from lenticular.domain.experiences import Status
from lenticular.ingestion.counting import backlog, writer
from lenticular.ingestion.counting import service as counting
from lenticular.ingestion.counting.bases import HELD_OUT, SHOWN, Basis
from lenticular.ingestion.counting.reasons import Reason
from lenticular.management.measurement import service as measurement
from lenticular.management.scope import ProjectScope
from lenticular.stats import sample_ratio

# Sites that send impressions at all send the first ones within minutes.
FIRST_IMPRESSION = timedelta(hours=1)
FIRST_CONVERSION_VISITORS = 1_000
# One visitor in a hundred in two variants hides a hundredth of a difference; one in ten says that assigning is broken.
CROSSOVER_WARNING, CROSSOVER_PROBLEM = 0.01, 0.1
UNATTRIBUTED_WARNING, UNATTRIBUTED_FEWEST = 0.5, 30
# Shares of impressions, the ones set aside included.
BOT_WARNING, LATE_WARNING, REPETITION_WARNING = 0.3, 0.1, 0.2
# A file of the log is counted within seconds, and another one begun after a quarter of an hour.
BACKLOG_WARNING = timedelta(minutes=30)

Figure = int | float | str | None
Level = Literal["OK", "WARNING", "PROBLEM", "UNKNOWN"]
_BY_WEIGHT: tuple[Level, ...] = ("UNKNOWN", "OK", "WARNING", "PROBLEM")


class CheckName(StrEnum):
    """What is checked, in the order of the report."""

    STATUS = "STATUS"
    DEPENDENCIES = "DEPENDENCIES"
    EXPOSURES = "EXPOSURES"
    CONVERSIONS = "CONVERSIONS"
    SAMPLE_RATIO = "SAMPLE_RATIO"
    HOLDOUT_RATIO = "HOLDOUT_RATIO"
    CROSSOVERS = "CROSSOVERS"
    CONVERSIONS_WITHOUT_IMPRESSIONS = "CONVERSIONS_WITHOUT_IMPRESSIONS"
    BOTS = "BOTS"
    LATE_EVENTS = "LATE_EVENTS"
    REPETITIONS = "REPETITIONS"
    BACKLOG = "BACKLOG"


@dataclass(frozen=True, slots=True)
class _Known:
    """What was counted for a version, and what was set aside: of its impressions, and of the project's events."""

    subject: Subject
    now: datetime
    counted: counting.Summary
    exposed: counting.Summary
    held_out_share: float
    of_version: Mapping[Reason, int]
    of_project: Mapping[Reason, int]
    unattributed: Mapping[str, int]

    @property
    def impressions(self) -> int:
        """Return the impressions of all variants."""
        return sum(found.visitors for found in self.counted.variants.values())

    def converted(self, key: str) -> int:
        """Return the conversions of all variants for an event."""
        return sum(found.conversions.get(key, 0) for found in self.counted.variants.values())


def report(scope: ProjectScope, events: Session, subject: Subject, *, spool: Path | None) -> Health:
    """Return every check of a version; `spool` is where this machine's event log lies, None if there is none."""
    uid, project = subject.version.uid, scope.project_uid
    known = _Known(
        subject,
        scope.now,
        counting.summary(events, uid),
        counting.summary(events, uid, basis=Basis.EXPOSURE),
        measurement.holdout_of(scope, subject.experience.uid).effective_share,
        counting.tallies(events, project, uid),
        counting.tallies(events, project),
        counting.unattributed(events, project),
    )
    checks = [
        _status(subject),
        _dependencies(scope, subject),
        _exposures(known),
        _conversions(known),
        _sample_ratio(known),
        _holdout_ratio(known),
        _crossovers(known),
        _without_impressions(known),
        _bots(known),
        _late(known),
        _repetitions(known),
        _backlog(events, spool, scope.now),
    ]
    worst = max(checks, key=lambda check: _BY_WEIGHT.index(check.status)).status
    return Health(experience=subject.experience.uid, version=uid, status=worst, checks=checks)


def _check(name: CheckName, level: Level, message: str, **known: Figure) -> Check:
    return Check(check=name.value, status=level, message=message, figures=dict(known))


def _status(subject: Subject) -> Check:
    status = Status(subject.version.status)
    found: Mapping[Status, tuple[Level, str]] = {
        Status.ACTIVE: ("OK", "The version is active."),
        Status.PAUSED: ("WARNING", "The version is paused: visitors get the base, and no impression counts."),
        Status.ARCHIVED: ("OK", "The version is archived: its results stay as they are."),
        Status.DRAFT: ("UNKNOWN", "The version has never been active."),
    }
    level, message = found[status]
    return _check(CheckName.STATUS, level, message, versionStatus=status.value)


def _dependencies(scope: ProjectScope, subject: Subject) -> Check:
    missing = dependencies.missing(scope, subject)
    if not missing:
        return _check(CheckName.DEPENDENCIES, "OK", "All events and audiences of the version are there.", missing=0)
    message = f"Deleted: {'; '.join(missing)}. Nothing is counted for such an event, nobody is in such an audience."
    return _check(CheckName.DEPENDENCIES, "PROBLEM", message, missing=len(missing))


def _exposures(known: _Known) -> Check:
    name, impressions = CheckName.EXPOSURES, known.impressions
    if impressions:
        return _check(name, "OK", "Impressions arrive.", impressions=impressions)
    if not known.subject.is_active:
        return _check(name, "UNKNOWN", "The version is not active and has no impressions.", impressions=0)
    if known.subject.running(known.now) < FIRST_IMPRESSION:
        return _check(name, "UNKNOWN", "The version has been active for less than an hour.", impressions=0)
    message = (
        "Active for over an hour without an impression: nobody is in its audiences, or the site does not call "
        "triggerImpression()."
    )
    return _check(name, "PROBLEM", message, impressions=0)


def _conversions(known: _Known) -> Check:
    name, primary = CheckName.CONVERSIONS, known.subject.primary
    if primary is None or primary.event_key is None:
        return _check(name, "OK", "The version has no metric to reach.", conversions=None)
    converted = known.converted(primary.event_key)
    if converted:
        return _check(name, "OK", "Conversions arrive.", conversions=converted)
    if known.impressions < FIRST_CONVERSION_VISITORS:
        return _check(name, "UNKNOWN", "No conversion yet, of few impressions.", conversions=0)
    message = f"No conversion in {known.impressions} impressions: does the site send the event {primary.event_key}?"
    return _check(name, "WARNING", message, conversions=0)


def _sample_ratio(known: _Known) -> Check:
    subject, shares = known.subject, known.subject.shares()
    if shares is None:
        message = "There is no planned split to compare with: audiences or results decide who sees a variant."
        return _check(CheckName.SAMPLE_RATIO, "OK", message, pValue=None)
    names = [variant.name for variant in subject.variants]
    seen = tuple(figures.visitors(known.counted.variants, variant.short_uid) for variant in subject.variants)
    return _ratio(CheckName.SAMPLE_RATIO, sample_ratio.check(seen, shares), names)


def _holdout_ratio(known: _Known) -> Check:
    name, share = CheckName.HOLDOUT_RATIO, round(known.held_out_share * SLOT_COUNT**2)
    if not share:
        return _check(name, "OK", "The experience has no holdout.", pValue=None)
    seen = tuple(figures.visitors(known.exposed.variants, arm) for arm in (HELD_OUT, SHOWN))
    found = sample_ratio.check(seen, (share, SLOT_COUNT**2 - share))
    return _ratio(name, found, ["held out", "shown"])


def _ratio(name: CheckName, found: sample_ratio.SampleRatio | None, names: list[str]) -> Check:
    if found is None or found.p_value is None:
        return _check(name, "UNKNOWN", "There are too few visitors to compare with the split.", pValue=None)
    if not found.is_mismatch:
        return _check(name, "OK", "Visitors are split as planned.", pValue=found.p_value)
    causes = [cause.value if at is None else f"{names[at]}: {cause.value}" for cause, at in found.causes]
    message = " ".join(["Visitors are not split as planned, so no result can be trusted.", *causes])
    return _check(name, "PROBLEM", message, pValue=found.p_value)


def _crossovers(known: _Known) -> Check:
    name, visitors, crossovers = CheckName.CROSSOVERS, known.counted.visitors, known.counted.crossovers
    if not visitors:
        return _check(name, "UNKNOWN", "There are no visitors yet.", visitors=0, crossovers=0)
    share = crossovers / visitors
    if not known.subject.is_test:
        message = "Visitors who come into other audiences see other variants; that is no fault."
        return _check(name, "OK", message, visitors=visitors, crossovers=crossovers)
    if share < CROSSOVER_WARNING:
        return _check(name, "OK", "Visitors keep their variant.", visitors=visitors, crossovers=crossovers)
    message = (
        "Visitors saw several variants: a page cached for several visitors, one UID for many, or impressions sent "
        "before the variant was chosen. See the figures without them."
    )
    level: Level = "WARNING" if share < CROSSOVER_PROBLEM else "PROBLEM"
    return _check(name, level, message, visitors=visitors, crossovers=crossovers)


def _without_impressions(known: _Known) -> Check:
    name = CheckName.CONVERSIONS_WITHOUT_IMPRESSIONS
    keys = [metric.event_key for metric in known.subject.metrics if metric.event_key is not None]
    without = sum(known.unattributed.get(key, 0) for key in keys)
    converted = sum(known.converted(key) for key in keys)
    told: dict[str, Figure] = {"events": without, "conversions": converted}
    if without < UNATTRIBUTED_FEWEST or without < UNATTRIBUTED_WARNING * (without + converted):
        return _check(name, "OK", "Most events of the metrics follow an impression.", **told)
    message = (
        "Most events of the metrics come from visitors who saw no variant: they are outside the test, or the site "
        "sends impressions and events with different UIDs, or no impressions."
    )
    return _check(name, "WARNING" if converted else "PROBLEM", message, **told)


def _bots(known: _Known) -> Check:
    bots = known.of_version[Reason.AUTOMATED]
    message = "Impressions of robots and driven browsers are left out."
    level: Level = "OK"
    if bots > BOT_WARNING * (bots + known.impressions):
        level, message = "WARNING", f"{message} They are many; those that do not say what they are count as visitors."
    return _check(CheckName.BOTS, level, message, impressions=bots, events=known.of_project[Reason.AUTOMATED])


def _late(known: _Known) -> Check:
    late, not_taken = known.of_version[Reason.LATE], known.of_version[Reason.TIME_NOT_TAKEN]
    events = known.of_project[Reason.LATE]
    told: dict[str, Figure] = {
        "impressions": late,
        "events": events,
        "timesNotTaken": not_taken + known.of_project[Reason.TIME_NOT_TAKEN],
    }
    if late <= LATE_WARNING * known.impressions:
        message = "What arrives over a minute late is placed at its own time, up to 48 hours back."
        return _check(CheckName.LATE_EVENTS, "OK", message, **told)
    message = "Many impressions arrive over a minute late: figures of the last 48 hours may still change."
    return _check(CheckName.LATE_EVENTS, "WARNING", message, **told)


def _repetitions(known: _Known) -> Check:
    repeated = known.of_version[Reason.REPETITION]
    told: dict[str, Figure] = {"impressions": repeated, "events": known.of_project[Reason.REPETITION]}
    if repeated <= REPETITION_WARNING * (repeated + known.impressions):
        return _check(CheckName.REPETITIONS, "OK", "Repeated elements with the same id count once.", **told)
    message = "Many elements come more than once; each counts once. Does the site's queue retry what was accepted?"
    return _check(CheckName.REPETITIONS, "WARNING", message, **told)


def _backlog(events: Session, spool: Path | None, now: datetime) -> Check:
    name = CheckName.BACKLOG
    if spool is None:
        return _check(name, "UNKNOWN", "This process does not know where the event log lies.", bytes=None)
    left = backlog.bytes_left(spool, writer.positions(events.connection()))
    oldest = backlog.oldest_begun_at(spool)
    if not left or oldest is None or now - oldest < BACKLOG_WARNING:
        return _check(name, "OK", "What arrives is counted within seconds.", bytes=left)
    message = "Accepted events wait to be counted: see whether the background process runs. None of them is lost."
    return _check(name, "WARNING", message, bytes=left)
