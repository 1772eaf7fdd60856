"""Recreating an exported project: everything in one transaction, uids kept where they are free on this server."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.api.ports import Limits, Ports
from lenticular.api.text import normalise_description, normalise_name
from lenticular.content.exchange.report import Report
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups.mirrors import Kept
from lenticular.domain.experiences import ExperienceType
from lenticular.errors import Conflict, Invalid, Problem
from lenticular.management import scope as scopes
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import service as audiences
from lenticular.management.events import service as events
from lenticular.management.exchange import measuring, rewriting
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


@dataclass(frozen=True, slots=True)
class Recreated:
    """The project that an import made.

    `experiences` maps the export's uids to those on this server, `variants` those of the variants of the stack that
    mirror the experiences', if a stack does.
    """

    project: str
    name: str
    stack_api_key: str | None
    experiences: Mapping[str, str]
    variants: Mapping[str, str]


@dataclass(slots=True)
class _Recreation:
    """The import under way: where it goes, what became of each uid."""

    scope: ProjectScope
    export: Export
    report: Report
    names: Names = field(default_factory=Names)
    experiences: dict[str, str] = field(default_factory=dict)


def recreate(
    session: Session,
    ports: Ports,
    caller: Caller,
    export: Export,
    report: Report,
    *,
    organization_uid: str = "",
    name: str | None = None,
    stack_api_key: str | None = None,
) -> Recreated:
    """Make the exported project anew in an organization, under another name if one is given.

    It is connected to the stack of this API key; without one, to the stack that the export names. Raises Invalid with
    every quota that it would breach, or Conflict when the organization has a project of the name; the caller's
    transaction then ends without a trace.
    """
    breaches = list(_breaches(export, ports.limits))
    if breaches:
        raise Invalid(breaches, "QUOTA_EXCEEDED", "The export is larger than the quotas of this server.")
    key = stack_api_key or _stack_api_key(session, ports, export.project)
    project_uid = _create_project(
        session, ports, caller, export.project, organization_uid=organization_uid, name=name, stack_api_key=key
    )
    recreation = _Recreation(scopes.open_scope(session, ports, caller, project_uid), export, report)
    report.rename("project", str(export.project["uid"]), project_uid)
    if key is None and export.project.get("connectedStackApiKey"):
        report.skip("stack connection", export.project, "The stack is connected to another project here.")
    _create_attributes(recreation)
    _register_lytics_audiences(recreation)
    _create_audiences(recreation)
    _create_events(recreation)
    _create_experiences(recreation)
    measuring.restore(recreation.scope, export.measurement, recreation.experiences, report)
    return Recreated(
        project=project_uid,
        name=name or export.project["name"],
        stack_api_key=key,
        experiences=recreation.experiences,
        variants=_variants(recreation),
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
    session: Session,
    ports: Ports,
    caller: Caller,
    exported: Resource,
    *,
    organization_uid: str,
    name: str | None,
    stack_api_key: str | None,
) -> str:
    try:
        project = projects.create(
            session,
            uid=_free_or_new(exported["uid"], projects.find(session, exported["uid"]), ports),
            organization_uid=projects.organization_for_new(caller, organization_uid),
            name=_project_name(name or str(exported.get("name", ""))),
            description=normalise_description(str(exported.get("description") or "")),
            connected_stack_api_key=stack_api_key,
            user_uid=caller.user_uid,
            now=ports.now(),
            quota=ports.limits.projects_per_organization,
        )
    except Conflict as conflict:
        if conflict.code.endswith("DUPLICATE_NAME"):
            message = f"{conflict.message} It was imported before; to import a second copy, give it another name."
            raise Conflict(conflict.code, message) from conflict
        raise
    return project.uid


def _project_name(text: str) -> str:
    try:
        return normalise_name(text)
    except ValueError as error:
        message = f"The project's name {error}: “{text[:40]}”."
        raise Invalid([Problem("/projects/0/name", "NOT_VALID", message)], message=message) from error


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
    for entry in recreation.report.each("attribute", list(reversed(recreation.export.attributes))):
        with recreation.report.skipping(recreation.scope.session, "attribute", entry):
            made = attributes.create(
                scope,
                name=_name(entry, "name"),
                key=_name(entry, "key"),
                description=_description(entry),
                uid=_kept(entry, attributes.exists(scope.session, entry["uid"])),
            )
            recreation.names.attributes[entry["uid"]] = made.uid
            recreation.report.rename("attribute", entry["uid"], made.uid)


def _register_lytics_audiences(recreation: _Recreation) -> None:
    entries = [entry for entry in recreation.export.audiences if _is_lytics(entry)]
    for entry in recreation.report.each("lyticsAudience", entries):
        with recreation.report.skipping(recreation.scope.session, "lyticsAudience", entry):
            uid = str(entry["uid"]) if _LYTICS_UID.fullmatch(str(entry["uid"])) else None
            slug = _name(entry, "slug")
            registration = Registration(slug, _name(entry, "name"), _description(entry), uid)
            lytics_audiences.register(recreation.scope, [registration])
            made = uid or lytics_audiences.mint_uid(recreation.scope.project_uid, slug)
            recreation.names.lytics_audiences[str(entry["uid"])] = made


def _create_audiences(recreation: _Recreation) -> None:
    scope = recreation.scope
    entries = [entry for entry in reversed(recreation.export.audiences) if not _is_lytics(entry)]
    for entry in recreation.report.each("audience", entries):
        with recreation.report.skipping(recreation.scope.session, "audience", entry):
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
            recreation.report.rename("audience", entry["uid"], made.uid)


def _create_events(recreation: _Recreation) -> None:
    scope = recreation.scope
    for entry in recreation.report.each("event", list(reversed(recreation.export.events))):
        with recreation.report.skipping(recreation.scope.session, "event", entry):
            made = events.create(
                scope,
                key=_name(entry, "key"),
                description=_description(entry),
                uid=_kept(entry, events.exists(scope.session, entry["uid"])),
            )
            recreation.names.events[entry["uid"]] = made.uid
            recreation.report.rename("event", entry["uid"], made.uid)


def _create_experiences(recreation: _Recreation) -> None:
    by_priority = sorted(recreation.export.experiences, key=_priority)
    for entry in recreation.report.each("experience", by_priority):
        with recreation.report.skipping(recreation.scope.session, "experience", entry):
            made = _create_experience(recreation, entry)
            recreation.experiences[entry["uid"]] = made.uid
            recreation.report.rename("experience", entry["uid"], made.uid)
            _restore_versions(recreation, entry, made)


def _priority(entry: Resource) -> int:
    priority = entry.get("priority")
    return priority if isinstance(priority, int) else 0


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
            recreation.report.skip("tag", entry, f"{tag!r} is no tag: 1 to 32 of the characters A-Z a-z 0-9 - _ :")
    return list(dict.fromkeys(allowed))


def _restore_versions(recreation: _Recreation, entry: Resource, experience: experiences.Row) -> None:
    scope = recreation.scope
    rows = recreation.export.versions.get(entry["uid"], ())
    for version in recreation.report.each("version", rows):
        with recreation.report.skipping(
            recreation.scope.session, "version", {**version, "name": entry.get("name", "")}
        ):
            document, lost = rewriting.version(version, recreation.names)
            for reason in lost:
                recreation.report.skip("reference", {**version, "name": entry.get("name", "")}, reason)
            made = versions.restore(
                scope,
                experience,
                document,
                uid=_kept(version, versions.exists(scope.session, version["uid"])),
                number=int(version.get("versionNumber") or 1),
                first_activated_at=_time(version.get("firstActivatedAt")),
            )
            recreation.report.rename("version", version["uid"], made.uid)
    if not versions.list_newest_first(scope, experience):
        versions.start_draft(scope, experience)
    versions.mirror(scope, experience, _mirrored(entry))


def _variants(recreation: _Recreation) -> dict[str, str]:
    """Return by its exported uid the variant of the stack that mirrors each variant of the experiences."""
    found = mirrors.of_experiences(recreation.scope.session, list(recreation.experiences.values()))
    renamed: dict[str, str] = {}
    for entry in recreation.export.experiences:
        mirror = found.get(recreation.experiences.get(entry["uid"], ""))
        if mirror is None:
            continue
        exported = _mirrored(entry)
        recreation.report.rename("variant group", exported.group_uid or mirror.group_uid, mirror.group_uid)
        for short_uid, uid in exported.variants.items():
            if short_uid in mirror.variants:
                renamed[uid] = mirror.variants[short_uid]
                recreation.report.rename("variant", uid, mirror.variants[short_uid])
    return renamed


def _mirrored(entry: Resource) -> Kept:
    """Return the uids of the variant group and variants that an exported experience had in its stack."""
    found = entry.get("_cms")
    mirror = found if isinstance(found, dict) else {}
    group, variants = mirror.get("variantGroup"), mirror.get("variants")
    return Kept(
        group if isinstance(group, str) else None,
        {short_uid: uid for short_uid, uid in variants.items() if isinstance(uid, str)}
        if isinstance(variants, dict)
        else {},
    )


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
