"""Deciding for a described visitor, by live versions or by others as if they were active. Nothing is counted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lenticular.domain import decision, explain
from lenticular.domain.attributes import Visitor
from lenticular.domain.decision import Decision
from lenticular.domain.experiences import Status
from lenticular.domain.ruleset import Ruleset, from_document
from lenticular.errors import Invalid, NotFound, Problem
from lenticular.management.audiences import service as audiences
from lenticular.management.experiences import service as experiences
from lenticular.management.publishing import service as publishing
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions


@dataclass(frozen=True, slots=True)
class Preview:
    """What a visitor would get and why; `explanation` is JSON-ready and tells the same decisions."""

    decisions: tuple[Decision, ...]
    explanation: Mapping[str, object]


def choose_versions(
    scope: ProjectScope, *, experience_uid: str | None, version_uid: str | None, version_uids: Mapping[str, str]
) -> dict[str, str]:
    """Return which version, by experience, is to be taken as active; experiences left out are decided as they are.

    An experience named without a version, which never was active, is decided by its draft. Raises NotFound for an
    experience or version that the project doesn't have, Invalid for a version of no named experience.
    """
    if version_uid is not None and experience_uid is None:
        raise Invalid([Problem("/experience", "REQUIRED", "Say which experience the version belongs to.")])
    chosen = dict(version_uids)
    if experience_uid is not None:
        experience = experiences.get(scope, experience_uid)
        if version_uid is not None:
            chosen[experience_uid] = version_uid
        elif experience.status == Status.DRAFT:
            chosen.setdefault(experience_uid, experience.latest_version_uid)
    for owner, uid in chosen.items():
        versions.get(scope, experiences.get(scope, owner), uid)
    return chosen


def preview(
    scope: ProjectScope, visitor: Visitor, *, only: str | None = None, chosen: Mapping[str, str] | None = None
) -> Preview:
    """Decide for a visitor: every experience or `only` one, by the `chosen` versions as if they were active now."""
    ruleset = _ruleset(scope, chosen)
    if only is not None:
        ruleset = replace(ruleset, experiences=tuple(one for one in ruleset.experiences if one.uid == only))
    return Preview(decision.decide(ruleset, visitor), explain.explain(ruleset, visitor))


def try_definition(scope: ProjectScope, visitor: Visitor, document: object) -> Mapping[str, object]:
    """Return, JSON-ready, what becomes of every rule of a definition that need not be saved.

    Raises Invalid as saving it would; pointers from the definition.
    """
    definition = audiences.read_definition(scope, document)
    return explain.explain_definition(_ruleset(scope), visitor, definition)


def _ruleset(scope: ProjectScope, versions: Mapping[str, str] | None = None) -> Ruleset:
    document = publishing.ruleset_document(scope.session, scope.project_uid, versions=versions)
    if document is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {scope.project_uid}.")
    return from_document(document)
