"""The rulesets of all projects in memory, kept up to date by asking for changes, off the event loop."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import structlog

from lenticular.domain import ruleset as rulesets
from lenticular.domain.ruleset import Ruleset
from lenticular.edge import snapshots
from lenticular.edge.counters import Counters
from lenticular.edge.outages import Outage
from lenticular.ingestion import catalogue as catalogues
from lenticular.ingestion.catalogue import Catalogue

POLL_SECONDS = 0.2

Document = Mapping[str, object]
_log = structlog.get_logger(__name__)


class RulesetFeed(Protocol):
    """Where published rulesets come from. Called from a thread; may block; may raise anything."""

    def changes_since(self, revision: int) -> tuple[int, Sequence[tuple[str, Document | None]]]:
        """Return the present revision and the projects changed after `revision`; None for a deleted one.

        Since revision 0 the answer holds every project. The present revision is lower than the one asked for only if
        an older state was restored.
        """


@dataclass(frozen=True, slots=True)
class Project:
    """All that the edge knows of one project.

    `measured` are the uids of experiences that are withheld from some visitors, `bandits` those whose split moves.
    """

    ruleset: Ruleset
    catalogue: Catalogue
    attribute_keys: frozenset[str]
    measured: frozenset[str]
    bandits: frozenset[str]


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
        self._polls = Outage("ruleset_poll")
        self._saves = Outage("ruleset_snapshot")

    def project(self, uid: str) -> Project | None:
        """Return a project, None if it is not known."""
        return self._projects.get(uid)

    def load(self) -> None:
        """Fill the directory from the feed or, while that fails, from disk. Blocks."""
        if not self.refresh() and self._snapshot_folder is not None:
            documents = snapshots.load_all(self._snapshot_folder)
            self._projects = self._with_changes({}, list(documents.items()))
            self.is_loaded = bool(self._projects)

    def refresh(self) -> bool:
        """Take over what has changed and return whether the feed answered. Blocks; never raises."""
        try:
            since = self.revision
            revision, changes = self._feed.changes_since(since)
            if revision < since:
                since = 0
                revision, changes = self._feed.changes_since(since)
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
        """Refresh for ever, in a thread, until cancelled."""
        while True:
            await asyncio.sleep(interval_seconds)
            await asyncio.to_thread(self.refresh)

    def _take_over(self, changes: Sequence[tuple[str, Document | None]], *, is_everything: bool) -> None:
        projects = self._with_changes({} if is_everything else self._projects, changes)
        changed = [document for uid, document in changes if document is not None and self._is_new(projects.get(uid))]
        gone = [uid for uid, document in changes if document is None]
        self._projects = projects
        if self._snapshot_folder is not None:
            self._keep(self._snapshot_folder, changed, gone, is_everything=is_everything)

    def _is_new(self, project: Project | None) -> bool:
        return project is not None and self._projects.get(project.ruleset.project_uid) is not project

    def _with_changes(
        self, projects: Mapping[str, Project], changes: Sequence[tuple[str, Document | None]]
    ) -> dict[str, Project]:
        changed = dict(projects)
        for uid, document in changes:
            project = None if document is None else self._parsed(uid, document)
            if project is None:
                changed.pop(uid, None)
            else:
                changed[uid] = project
        return changed

    def _parsed(self, uid: str, document: Document) -> Project | None:
        """Return the project of a document, or the last good one where the document cannot be read."""
        try:
            return parse(document)
        except Exception as error:  # one unreadable project must not keep the others from changing
            self._counters.rejected_rulesets += 1
            _log.error("ruleset_rejected", project=uid, revision=document.get("revision"), error=str(error))
            return self._projects.get(uid)

    def _keep(self, folder: Path, changed: Sequence[Document], gone: Sequence[str], *, is_everything: bool) -> None:
        try:
            forgotten = snapshots.project_uids(folder) - set(self._projects) if is_everything else gone
            for document in changed:
                snapshots.save(folder, document)
            for uid in forgotten:
                snapshots.remove(folder, uid)
        except (OSError, ValueError) as error:
            self._counters.snapshot_failures += 1
            self._saves.failed(error)
        else:
            self._saves.worked()


def parse(document: Document) -> Project:
    """Return the project that a published document describes. Raises Invalid.

    `events`, the project's events, is what the edge reads beside the ruleset; without it no event key is refused.
    """
    ruleset = rulesets.from_document(document)
    return Project(
        ruleset=ruleset,
        catalogue=catalogues.from_ruleset(ruleset, _event_keys(document.get("events"))),
        attribute_keys=frozenset(ruleset.attribute_keys.values()),
        measured=frozenset(one.uid for one in ruleset.experiences if one.holdout or ruleset.holdout),
        bandits=frozenset(one.uid for one in ruleset.experiences if one.version.is_bandit),
    )


def _event_keys(events: object) -> frozenset[str] | None:
    if not isinstance(events, list):
        return None
    return frozenset(event["key"] for event in events)
