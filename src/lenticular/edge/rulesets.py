"""The rulesets of all projects in memory, kept up to date by asking for changes, off the event loop."""

import asyncio
import gc
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
import structlog

from lenticular.domain import ruleset as rulesets
from lenticular.domain.engine import compiling
from lenticular.domain.engine.deciding import Decider
from lenticular.domain.experiences import Experience
from lenticular.domain.ruleset import Audience, Published, Ruleset
from lenticular.edge import snapshots
from lenticular.edge.counters import Counters
from lenticular.edge.fragments import Fragments, fragments
from lenticular.edge.outages import Outage
from lenticular.edge.snapshots import Saved
from lenticular.ingestion import catalogue as catalogues
from lenticular.ingestion.catalogue import Catalogue

POLL_SECONDS = 0.2
MANY_PARTS = 100

Marks = Callable[[str], Collection[str]]
_Part = TypeVar("_Part", Audience, Experience)
_numbers = itertools.count()
_log = structlog.get_logger(__name__)


class RulesetFeed(Protocol):
    """Where published rulesets come from. May raise anything."""

    async def latest_revision(self) -> int:
        """Return the present revision. Asked several times a second, on the event loop."""

    def changes_since(self, revision: int, known: Marks) -> tuple[int, Sequence[tuple[str, Published | None]]]:
        """Return the present revision and the projects changed after `revision`; None for a deleted one. May block.

        `known` gives the marks of the parts of a project that need not come again. Since revision 0 the answer holds
        every project. The present revision is lower than the one asked for only if an older state was restored.
        """


@dataclass(frozen=True, slots=True)
class Project:
    """All that the edge knows of one project.

    `number` is another for each that is made in this process. `audiences` and `experiences` are the ruleset's by the
    marks that they were published under. `measured` are the uids of experiences that are withheld from some visitors,
    `bandits` those whose split moves.
    """

    number: int
    ruleset: Ruleset
    audiences: Mapping[str, Audience]
    experiences: Mapping[str, Experience]
    catalogue: Catalogue
    attribute_keys: frozenset[str]
    measured: frozenset[str]
    bandits: frozenset[str]
    decider: Decider
    fragments: Fragments


class Rulesets:
    """The directory of projects. Reading is safe from any thread; one caller at a time loads and refreshes."""

    def __init__(self, feed: RulesetFeed, *, counters: Counters, snapshot_folder: Path | None = None) -> None:
        self.revision = 0
        self.is_loaded = False  # there is something to decide from, from the feed or from disk
        self.is_complete = False  # the feed has answered, so a project that is not here does not exist
        self._feed = feed
        self._counters = counters
        self._snapshot_folder = snapshot_folder
        self._projects: Mapping[str, Project] = {}
        self._saved: dict[str, Saved] = {}  # what lies on disk, if changes can be added to it
        self._polls = Outage("ruleset_poll")
        self._saves = Outage("ruleset_snapshot")

    def project(self, uid: str) -> Project | None:
        """Return a project, None if it is not known."""
        return self._projects.get(uid)

    def load(self) -> None:
        """Fill the directory from the feed or, while that fails, from disk. Blocks."""
        if not self.refresh() and self._snapshot_folder is not None:
            kept = snapshots.load_all(self._snapshot_folder)
            self._projects = self._with_changes({}, list(kept.items()))
            self.is_loaded = bool(self._projects)

    def refresh(self) -> bool:
        """Take over what has changed and return whether the feed answered. Blocks; never raises."""
        try:
            since = self.revision
            revision, changes = self._feed.changes_since(since, self._known if since else _nothing)
            if revision < since:
                since = 0
                revision, changes = self._feed.changes_since(since, _nothing)
            if changes or since == 0:
                self._take_over(changes, is_everything=since == 0)
        except Exception as error:  # the feed is a port: whatever it raises, visitors go on being served
            self._counters.ruleset_poll_failures += 1
            self._polls.failed(error)
            return False
        self._polls.worked()
        self.revision = revision
        self.is_loaded = self.is_complete = True
        return True

    async def follow(self, interval_seconds: float = POLL_SECONDS) -> None:
        """Refresh whenever something changed, in a thread, for ever, until cancelled."""
        while True:
            await asyncio.sleep(interval_seconds)
            if await self._may_have_changed():
                await asyncio.to_thread(self.refresh)

    async def _may_have_changed(self) -> bool:
        try:
            is_new = await self._feed.latest_revision() != self.revision
        except Exception:  # the feed is a port; what is amiss, refreshing will tell
            return True
        if not is_new and self.is_complete:
            self._polls.worked()
        return is_new or not self.is_complete

    def _known(self, uid: str) -> Collection[str]:
        project = self._projects.get(uid)
        if project is None or (self._snapshot_folder is not None and uid not in self._saved):
            return ()
        return project.audiences.keys() | project.experiences.keys()

    def _take_over(self, changes: Sequence[tuple[str, Published | None]], *, is_everything: bool) -> None:
        with _building(changes):
            projects = self._with_changes({} if is_everything else self._projects, changes)
        changed = [one for uid, one in changes if one is not None and self._is_new(projects.get(uid))]
        gone = [uid for uid, one in changes if one is None]
        self._projects = projects
        if self._snapshot_folder is not None:
            self._keep(self._snapshot_folder, changed, gone, is_everything=is_everything)

    def _is_new(self, project: Project | None) -> bool:
        return project is not None and self._projects.get(project.ruleset.project_uid) is not project

    def _with_changes(
        self, projects: Mapping[str, Project], changes: Sequence[tuple[str, Published | None]]
    ) -> dict[str, Project]:
        changed = dict(projects)
        for uid, published in changes:
            project = None if published is None else self._parsed(uid, published, projects.get(uid))
            if project is None:
                changed.pop(uid, None)
            else:
                changed[uid] = project
        return changed

    def _parsed(self, uid: str, published: Published, previous: Project | None) -> Project | None:
        """Return what a project has become, or the last good one where that cannot be read."""
        try:
            return parse(published, previous)
        except Exception as error:  # one unreadable project must not keep the others from changing
            self._counters.rejected_rulesets += 1
            _log.error("ruleset_rejected", project=uid, revision=published.document.get("revision"), error=str(error))
            return self._projects.get(uid)

    def _keep(self, folder: Path, changed: Sequence[Published], gone: Sequence[str], *, is_everything: bool) -> None:
        try:
            forgotten = snapshots.project_uids(folder) - set(self._projects) if is_everything else gone
            for published in changed:
                self._save(folder, published)
            for uid in forgotten:
                self._saved.pop(uid, None)
                snapshots.remove(folder, uid)
        except (OSError, ValueError, LookupError) as error:
            self._counters.snapshot_failures += 1
            self._saves.failed(error)
        else:
            self._saves.worked()

    def _save(self, folder: Path, published: Published) -> None:
        uid = str(published.document["project"])
        self._saved[uid] = snapshots.save(folder, published, self._saved.pop(uid, None))


@contextmanager
def _building(changes: Sequence[tuple[str, Published | None]]) -> Iterator[None]:
    """Spare the collector of garbage what is built of many parts, now and for good: going through it takes so long.

    Nothing in it refers back to what holds it, so it is freed as soon as nobody needs it.
    """
    if sum(len(one.parts) for _, one in changes if one is not None) < MANY_PARTS:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def parse(published: Published, previous: Project | None = None) -> Project:
    """Return a project as it was published; what it has in common with the previous one is the same object.

    `events`, the project's events, is what the edge reads beside the ruleset; without it no event key is refused.
    Raises Invalid, or KeyError if a part is missing.
    """
    document = published.document
    audiences = _parts(published, "audiences", {} if previous is None else previous.audiences, rulesets.audience)
    experiences = _parts(
        published, "experiences", {} if previous is None else previous.experiences, rulesets.experience
    )
    ruleset = rulesets.from_parts(document, audiences.values(), experiences.values())
    decider = compiling.compiled(ruleset, None if previous is None else previous.decider)
    return Project(
        number=next(_numbers),
        ruleset=ruleset,
        audiences=audiences,
        experiences=experiences,
        catalogue=catalogues.from_ruleset(
            ruleset, _event_keys(document.get("events")), None if previous is None else previous.catalogue
        ),
        attribute_keys=frozenset(ruleset.attribute_keys.values()),
        measured=frozenset(one.uid for one in ruleset.experiences if one.holdout or ruleset.holdout),
        bandits=frozenset(one.uid for one in ruleset.experiences if one.version.is_bandit),
        decider=decider,
        fragments=fragments(decider, None if previous is None else previous.fragments),
    )


def _parts(
    published: Published, name: str, known: Mapping[str, _Part], read: Callable[[object], _Part]
) -> dict[str, _Part]:
    return {
        mark: known.get(mark) or read(msgspec.json.decode(published.parts[mark]))
        for mark in rulesets.marks(published.document, name)
    }


def _nothing(_uid: str) -> Collection[str]:
    return ()


def _event_keys(events: object) -> frozenset[str] | None:
    if not isinstance(events, list):
        return None
    return frozenset(event["key"] for event in events)
