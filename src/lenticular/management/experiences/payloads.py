"""Experiences and their order on the wire."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from lenticular.accounts.users import service as users
from lenticular.api.text import Description, Name
from lenticular.api.times import Time
from lenticular.content.variant_groups.mirrors import Mirror
from lenticular.domain.experiences import ExperienceType, Status
from lenticular.management import audit
from lenticular.management.audit import AuditedPayload, Payload
from lenticular.management.experiences.tables import Experience
from lenticular.management.mirroring import service as mirroring
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind
from lenticular.management.scope import ProjectScope

_TAG = re.compile(r"[A-Za-z0-9\-_:]{1,32}")


def _normalise_tag(tag: str) -> str:
    if _TAG.fullmatch(tag) is None:
        raise PydanticCustomError("INVALID_TAG", "must be 1 to 32 of the characters A-Z a-z 0-9 - _ :")
    return tag.lower()


def _without_duplicates(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


Tag = Annotated[str, AfterValidator(_normalise_tag)]
Tags = Annotated[list[Tag], AfterValidator(_without_duplicates)]


class ExperienceCreate(Payload):
    """What a client sends to create an experience; every other member is ignored."""

    name: Name
    description: Description = ""
    type: ExperienceType = Field(alias="__type", description="SEGMENTED or AB_TEST; it can't be changed later.")
    tags: Tags = Field([], description="Kept in lower case, without duplicates. The edge can ask for some tags only.")


class ExperienceUpdate(Payload):
    """What a client sends to change an experience. Variants belong to versions; here they are ignored."""

    name: Name
    description: Description | None = Field(None, description="Absent keeps the present one.")
    type: ExperienceType | None = Field(None, alias="__type", description="If given, it must be the present one.")
    tags: Tags | None = Field(None, description="Absent keeps the present ones; an empty list removes them.")


class CmsMirror(Payload):
    """What the connected stack has of an experience."""

    last_sync_attempt_at: Time | None
    sync_status: Literal["SUCCESS"] = Field("SUCCESS", description="A change that cannot be mirrored is not made.")
    variant_group: str = Field(description="The uid of the variant group in the stack.")
    variants: dict[str, str] = Field(description="The uid in the stack of every variant it ever had, by short uid.")


class ExperienceSummary(AuditedPayload):
    """An experience without its variants, which lie in its versions."""

    short_uid: str = Field(description="Counts up in base 36 within the project; never used again.")
    name: str
    description: str
    type: ExperienceType = Field(alias="__type")
    project: str
    status: Status = Field(description="That of the live version; DRAFT before the first activation.")
    referred_audiences: list[str] = Field(description="Audiences that the draft or the live version uses.")
    referred_events: list[str] = Field(description="Events that the draft or the live version measures.")
    referred_lytics_audiences: list[str] = Field(description="CDP audiences that the draft or the live version uses.")
    has_draft: bool
    latest_version: str = Field(description="The uid of the newest version: the draft where there is one.")
    cms: CmsMirror | None = Field(
        None, alias="_cms", description="Absent without variants, or without a connected stack on this server."
    )
    activated_at: Time | None = Field(None, description="When the live version was activated; absent before.")
    activated_by: str | None = None
    activated_by_user_name: str | None = None
    priority: int = Field(description="1 is the highest.")
    tags: list[str]


class ExperiencesPriority(Payload):
    """Every experience of the project in order of decreasing priority."""

    priority_order: list[str] = Field(description="Uids of experiences, highest priority first.")


def render(scope: ProjectScope, experience: Experience) -> ExperienceSummary:
    """Return an experience as the wire shows it."""
    return render_all(scope, [experience])[0]


def render_all(scope: ProjectScope, experiences: Sequence[Experience]) -> list[ExperienceSummary]:
    """Return experiences as the wire shows them, in a fixed number of queries."""
    people = {uid for row in experiences for uid in (row.created_by, row.updated_by, row.activated_by) if uid}
    names = users.names(scope.session, people)
    referred = {
        kind: references.targets(scope, Kind.EXPERIENCE, kind)
        for kind in (Kind.AUDIENCE, Kind.EVENT, Kind.LYTICS_AUDIENCE)
    }
    mirrors = mirroring.of(scope, [row.uid for row in experiences])
    return [_render(experience, names, referred, mirrors.get(experience.uid)) for experience in experiences]


def _render(
    experience: Experience,
    names: Mapping[str, str],
    referred: Mapping[Kind, Mapping[str, list[str]]],
    mirror: Mirror | None,
) -> ExperienceSummary:
    activator = experience.activated_by
    members = {
        "uid": experience.uid,
        "short_uid": experience.short_uid,
        "name": experience.name,
        "description": experience.description,
        "type": experience.type,
        "project": experience.project_uid,
        "status": experience.status,
        "referred_audiences": referred[Kind.AUDIENCE].get(experience.uid, []),
        "referred_events": referred[Kind.EVENT].get(experience.uid, []),
        "referred_lytics_audiences": referred[Kind.LYTICS_AUDIENCE].get(experience.uid, []),
        "has_draft": experience.has_draft,
        "latest_version": experience.latest_version_uid,
        "cms": None if mirror is None else _cms(mirror),
        "activated_at": experience.activated_at,
        "activated_by": activator,
        "activated_by_user_name": None if activator is None else names.get(activator, ""),
        "priority": experience.priority,
        "tags": experience.tags,
    }
    return audit.render(ExperienceSummary, experience, names, members)


def _cms(mirror: Mirror) -> CmsMirror:
    return CmsMirror(
        last_sync_attempt_at=mirror.synced_at, variant_group=mirror.group_uid, variants=dict(mirror.variants)
    )
