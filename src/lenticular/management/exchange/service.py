"""Recreating an exported project: everything in one transaction, uids kept where they are free on this server."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.api.ports import Limits, Ports
from lenticular.api.text import normalise_description, normalise_name
from lenticular.domain.experiences import ExperienceType
from lenticular.errors import Conflict, Failure, Invalid, Problem
from lenticular.management import scope as scopes
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import service as audiences
from lenticular.management.events import service as events
from lenticular.management.exchange import rewriting
from lenticular.management.exchange.reading import Export, Resource
from lenticular.management.exchange.rewriting import Names
from lenticular.management.experiences import service as experiences
from lenticular.management.experiences.payloads import Tag
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.lytics_audiences.service import Registration
from lenticular.management.projects import service as projects
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions

STACK_API_KEY = re.compile(r"blt[0-9a-f]{16}")
_TAG: TypeAdapter[str] = TypeAdapter(Tag)
_LYTICS_UID = re.compile(r"[0-9a-f]{32}")
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of the export that is not in the project, and why."""

    kind: str
    uid: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recreated:
    """What an import made. `experiences` maps the export's uids to those on this server."""

    project: str
    name: str
    stack_api_key: str | None
    experiences: Mapping[str, str]
    counts: Mapping[str, int]
    skipped: Sequence[Skipped]


@dataclass(slots=True)
class _Recreation:
    """The import under way: where it goes, what became of each uid, what had to be left out."""

    scope: ProjectScope
    export: Export
    progress: Progress
    names: Names = field(default_factory=Names)
    experiences: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, kind: str, resource: Resource, reason: str) -> None:
        """Record that something is left out."""
        name = resource.get("name") or resource.get("key") or ""
        self.skipped.append(Skipped(kind, str(resource.get("uid", "")), str(name), reason))

    def each(self, kind: str, resources: Sequence[Resource]) -> Iterable[Resource]:
        """Go through the resources of a kind, telling how far it got and counting those that were made."""
        skipped_before = len([skip for skip in self.skipped if skip.kind == kind])
        for index, resource in enumerate(resources, start=1):
            yield resource
            self.progress(f"{kind}s", index, len(resources))
        skipped = len([skip for skip in self.skipped if skip.kind == kind]) - skipped_before
        self.counts[f"{kind}s"] = self.counts.get(f"{kind}s", 0) + len(resources) - skipped


def recreate(
    session: Session,
    ports: Ports,
    caller: Caller,
    export: Export,
    *,
    organization_uid: str = "",
    name: str | None = None,
    progress: Progress = lambda _what, _done, _of: None,
) -> Recreated:
    """Make the exported project anew in an organization, under another name if one is given.

    Raises Invalid with every quota that it would breach, or Conflict when the organization has a project of the name;
    the caller's transaction then ends without a trace.
    """
    breaches = list(_breaches(export, ports.limits))
    if breaches:
        raise Invalid(breaches, "QUOTA_EXCEEDED", "The export is larger than the quotas of this server.")
    project_uid, stack_api_key = _create_project(
        session, ports, caller, export.project, organization_uid=organization_uid, name=name
    )
    recreation = _Recreation(scopes.open_scope(session, ports, caller, project_uid), export, progress)
    if stack_api_key is None and export.project.get("connectedStackApiKey"):
        recreation.skip("stack connection", export.project, "The stack is connected to another project here.")
    _create_attributes(recreation)
    _register_lytics_audiences(recreation)
    _create_audiences(recreation)
    _create_events(recreation)
    _create_experiences(recreation)
    return Recreated(
        project=project_uid,
        name=name or export.project["name"],
        stack_api_key=stack_api_key,
        experiences=recreation.experiences,
        counts=recreation.counts,
        skipped=recreation.skipped,
    )


def _breaches(export: Export, limits: Limits) -> Iterable[Problem]:
    own_audiences = [entry for entry in export.audiences if not _is_lytics(entry)]
    for kind, resources, quota in (
        ("attributes", export.attributes, limits.attributes_per_project),
        ("audiences", own_audiences, limits.audiences_per_project),
        ("events", export.events, limits.events_per_project),
        ("experiences", export.experiences, limits.experiences_per_project),
    ):
        if len(resources) > quota:
            message = f"The export has {len(resources)} {kind}; a project may have {quota} (LENTICULAR_LIMIT_…)."
            yield Problem(f"/{kind}", f"MAX_{kind.upper()}_COUNT_EXCEEDED", message)
    for uid, rows in export.versions.items():
        most = max((len(_list(row.get("variants"))) for row in rows), default=0)
        if most > limits.variants_per_experience:
            message = f"Experience {uid} has {most} variants; it may have {limits.variants_per_experience}."
            yield Problem(f"/experiences/{uid}", "MAX_VARIANTS_COUNT_EXCEEDED", message)


def _create_project(
    session: Session, ports: Ports, caller: Caller, exported: Resource, *, organization_uid: str, name: str | None
) -> tuple[str, str | None]:
    """Create the project and return its uid and the API key of the stack that it is connected to."""
    key = _stack_api_key(session, ports, exported)
    try:
        project = projects.create(
            session,
            uid=_free_or_new(exported["uid"], projects.find(session, exported["uid"]), ports),
            organization_uid=projects.organization_for_new(caller, organization_uid),
            name=normalise_name(name or str(exported.get("name", ""))),
            description=normalise_description(str(exported.get("description") or "")),
            connected_stack_api_key=key,
            user_uid=caller.user_uid,
            now=ports.now(),
            quota=ports.limits.projects_per_organization,
        )
    except Conflict as conflict:
        if conflict.code.endswith("DUPLICATE_NAME"):
            message = f"{conflict.message} It was imported before; to import a second copy, give it another name."
            raise Conflict(conflict.code, message) from conflict
        raise
    return project.uid, key


def _stack_api_key(session: Session, ports: Ports, project: Resource) -> str | None:
    """Return the key of the project's stack: as exported, anew where the export hides it, None where it is taken."""
    exported = project.get("connectedStackApiKey")
    if not exported:
        return None
    if STACK_API_KEY.fullmatch(str(exported)) is None:
        return ports.identifiers.blt()
    return None if projects.is_stack_connected(session, exported) else str(exported)


def _create_attributes(recreation: _Recreation) -> None:
    scope = recreation.scope
    # Exports list the newest first; made in the order of their making, they are listed the same again.
    for entry in recreation.each("attribute", list(reversed(recreation.export.attributes))):
        with _skipping(recreation, "attribute", entry):
            made = attributes.create(
                scope,
                name=_name(entry, "name"),
                key=_name(entry, "key"),
                description=_description(entry),
                uid=_kept(entry, attributes.exists(scope.session, entry["uid"])),
            )
            recreation.names.attributes[entry["uid"]] = made.uid


def _register_lytics_audiences(recreation: _Recreation) -> None:
    entries = [entry for entry in recreation.export.audiences if _is_lytics(entry)]
    for entry in recreation.each("lyticsAudience", entries):
        with _skipping(recreation, "lyticsAudience", entry):
            uid = str(entry["uid"]) if _LYTICS_UID.fullmatch(str(entry["uid"])) else None
            slug = _name(entry, "slug")
            registration = Registration(slug, _name(entry, "name"), _description(entry), uid)
            lytics_audiences.register(recreation.scope, [registration])
            made = uid or lytics_audiences.mint_uid(recreation.scope.project_uid, slug)
            recreation.names.lytics_audiences[str(entry["uid"])] = made


def _create_audiences(recreation: _Recreation) -> None:
    scope = recreation.scope
    entries = [entry for entry in reversed(recreation.export.audiences) if not _is_lytics(entry)]
    for entry in recreation.each("audience", entries):
        with _skipping(recreation, "audience", entry):
            definition = audiences.read_definition(
                scope, rewriting.definition(entry.get("definition"), recreation.names)
            )
            made = audiences.create(
                scope,
                name=_name(entry, "name"),
                description=_description(entry),
                definition=definition,
                uid=_kept(entry, audiences.exists(scope.session, entry["uid"])),
            )
            recreation.names.audiences[entry["uid"]] = made.uid


def _create_events(recreation: _Recreation) -> None:
    scope = recreation.scope
    for entry in recreation.each("event", list(reversed(recreation.export.events))):
        with _skipping(recreation, "event", entry):
            made = events.create(
                scope,
                key=_name(entry, "key"),
                description=_description(entry),
                uid=_kept(entry, events.exists(scope.session, entry["uid"])),
            )
            recreation.names.events[entry["uid"]] = made.uid


def _create_experiences(recreation: _Recreation) -> None:
    by_priority = sorted(recreation.export.experiences, key=lambda entry: entry.get("priority") or 0)
    for entry in recreation.each("experience", by_priority):
        with _skipping(recreation, "experience", entry):
            made = _create_experience(recreation, entry)
            recreation.experiences[entry["uid"]] = made.uid
            _restore_versions(recreation, entry, made)


def _create_experience(recreation: _Recreation, entry: Resource) -> experiences.Row:
    scope = recreation.scope
    return experiences.create(
        scope,
        name=_name(entry, "name"),
        description=_description(entry),
        type=ExperienceType(entry.get("__type", "")),
        tags=_tags(recreation, entry),
        uid=_kept(entry, experiences.exists(scope.session, entry["uid"])),
        number=int(str(entry["shortUid"]), 36) if entry.get("shortUid") is not None else None,
    )


def _tags(recreation: _Recreation, entry: Resource) -> list[str]:
    """Return the tags that this server's rules allow, in lower case and without duplicates."""
    allowed: list[str] = []
    for tag in _list(entry.get("tags")):
        try:
            allowed.append(_TAG.validate_python(tag))
        except ValidationError:
            recreation.skip("tag", entry, f"{tag!r} is no tag: 1 to 32 of the characters A-Z a-z 0-9 - _ :")
    return list(dict.fromkeys(allowed))


def _restore_versions(recreation: _Recreation, entry: Resource, experience: experiences.Row) -> None:
    scope = recreation.scope
    rows = recreation.export.versions.get(entry["uid"], ())
    for version in recreation.each("version", rows):
        with _skipping(recreation, "version", {**version, "name": entry.get("name", "")}):
            document, lost = rewriting.version(version, recreation.names)
            for reason in lost:
                recreation.skip("reference", {**version, "name": entry.get("name", "")}, reason)
            versions.restore(
                scope,
                experience,
                document,
                uid=_kept(version, versions.exists(scope.session, version["uid"])),
                number=int(version.get("versionNumber") or 1),
                first_activated_at=_time(version.get("firstActivatedAt")),
            )
    if not versions.list_newest_first(scope, experience):
        versions.start_draft(scope, experience)


@contextmanager
def _skipping(recreation: _Recreation, kind: str, resource: Resource) -> Iterator[None]:
    """Leave out what the rules of this server refuse, with its half-made rows, and go on with the rest."""
    try:
        with recreation.scope.session.begin_nested():
            yield
    except (Failure, ValueError) as error:
        recreation.skip(kind, resource, _reason(error))


def _reason(error: Failure | ValueError) -> str:
    if isinstance(error, Invalid):
        return "; ".join(f"{problem.pointer} {problem.code}: {problem.message}" for problem in error.problems)
    return error.message if isinstance(error, Failure) else str(error)


def _kept(entry: Resource, is_taken: bool) -> str | None:
    """Return the exported uid if it can be kept, None to mint one."""
    uid = str(entry["uid"])
    return uid if not is_taken and _OBJECT_ID.fullmatch(uid) else None


def _free_or_new(uid: str, taken_by: object, ports: Ports) -> str:
    return uid if taken_by is None and _OBJECT_ID.fullmatch(uid) else ports.identifiers.object_id()


def _is_lytics(entry: Resource) -> bool:
    return str(entry.get("source", "")).upper() == "LYTICS"


def _name(entry: Resource, member: str) -> str:
    return normalise_name(str(entry.get(member) or ""))


def _description(entry: Resource) -> str:
    return normalise_description(str(entry.get("description") or ""))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _time(text: object) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if isinstance(text, str) else None
