"""What a simulation must know of an installation: one experience as it is live, and where its server listens."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from lenticular.api.ports import Ports
from lenticular.cli import projects
from lenticular.domain import ruleset
from lenticular.domain.experiences import Experience, Status
from lenticular.domain.ruleset import Ruleset
from lenticular.errors import Conflict, NotFound, Unavailable
from lenticular.management import scope as scopes
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.publishing import service as publishing
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions
from lenticular.opening import SUPERVISOR_REPORT


@dataclass(frozen=True, slots=True)
class Site:
    """A project, the experience to be visited with its live version, and the event that is the visitors' goal."""

    ruleset: Ruleset
    experience: Experience
    event_key: str

    @property
    def holdout(self) -> int:
        """How many slots of visitors are held out, at most, by the experience or by its project."""
        return max(self.experience.holdout, self.ruleset.holdout)


def read(ports: Ports, experience_uid: str, event_key: str | None) -> Site:
    """Return an active experience. `event_key` None is its primary metric, else the project's only event.

    Raises NotFound for what doesn't exist, Conflict if it isn't active or if no event can be told.
    """
    with ports.stores.configuration.reading() as session:
        project_uid = experiences.project_of(session, experience_uid)
        if project_uid is None:
            raise NotFound("personalize.EXPERIENCES.EXPERIENCE_NOT_FOUND", f"There is no experience {experience_uid}.")
        rules = ruleset.from_document(publishing.ruleset_document(session, project_uid))
        experience = next((one for one in rules.experiences if one.uid == experience_uid), None)
        if experience is None or experience.status is not Status.ACTIVE:
            raise Conflict("EXPERIENCE_NOT_ACTIVE", "No version of the experience is active: activate one first.")
        scope = scopes.open_scope(session, ports, projects.owner_of(session, project_uid), project_uid)
        return Site(rules, experience, _event_key(scope, experience, event_key))


def address(data: Path) -> str | None:
    """Return where the server of a data folder listens, None if none says so."""
    try:
        report = json.loads((data / SUPERVISOR_REPORT).read_bytes())
        os.kill(int(report["pid"]), 0)
        return str(report["url"])
    except (OSError, ValueError, KeyError):
        return None


def require_address(data: Path) -> str:
    """Return where the server of a data folder listens. Raises Unavailable."""
    found = address(data)
    if found is None:
        raise Unavailable(
            "SERVER_NOT_RUNNING",
            f"No server of {data} runs here: start `lenticular serve --data {data}`, or say with --url where it is.",
        )
    return found


def _event_key(scope: ProjectScope, experience: Experience, wished: str | None) -> str:
    keys = {event.uid: event.key for event in events.list_newest_first(scope)}
    if wished is not None:
        if wished not in keys.values():
            raise NotFound("personalize.EVENTS.EVENT_NOT_FOUND", f"The project has no event {wished}.")
        return wished
    version = versions.get(scope, experiences.get(scope, experience.uid), experience.version.uid)
    metrics = versions.content_of(version).metrics
    if metrics and metrics[0]["event"] in keys:
        return keys[metrics[0]["event"]]
    if len(keys) != 1:
        known = ", ".join(sorted(keys.values())) or "none yet"
        raise Conflict("NO_PRIMARY_METRIC", f"The experience has no metric: name one with --event. Events: {known}.")
    return next(iter(keys.values()))
