"""Variant groups and variants on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import Body
from pydantic import Field

from lenticular.api.describing import DescribedBy
from lenticular.api.times import Time
from lenticular.content.audit import Payload
from lenticular.content.scope import MAIN_BRANCH
from lenticular.content.variant_groups.service import Linked
from lenticular.content.variant_groups.tables import Variant as VariantRow
from lenticular.content.variant_groups.tables import VariantGroup as VariantGroupRow

Status = Literal["linked", "unlinked"]


class ContentTypeLink(Payload):
    """A content type whose entries may have the group's variants; unlinked, those that have them keep them."""

    uid: str
    status: Status = "linked"


class GroupMetadata(Payload):
    """The experience that a group mirrors, and whether it still does."""

    project_uid: str
    experience_uid: str
    experience_short_uid: str
    status: Status


class VariantMetadata(GroupMetadata):
    """The variant of an experience that a variant mirrors, and whether it still does."""

    variant_short_uid: str


class Variant(Payload):
    """A name under which entries have other content."""

    uid: str
    created_by: str | None
    updated_by: str | None
    name: str
    variant_group_uid: str | None = None
    personalize_metadata: VariantMetadata | None = None
    alias: str | None = Field(None, description="What the edge calls it; of Personalize's variants.")
    created_at: Time
    updated_at: Time


class VariantGroup(Payload):
    """A set of variants, and the content types that may have them. `created_by` is null when Personalize made it."""

    content_types: list[ContentTypeLink]
    name: str
    description: str
    branches: list[str]
    personalize_metadata: GroupMetadata | None = None
    created_by: str | None
    updated_by: str | None
    uid: str
    created_at: Time
    updated_at: Time
    variant_count: int | None = None
    variants: list[Variant] | None = None


class LinkedGroup(VariantGroup):
    """A group as it is after a change; its variants are not repeated."""

    message: str


class GroupedVariant(Variant):
    """A variant with its group."""

    variant_group: VariantGroup | None = None


class VariantGroups(Payload):
    """Groups of the stack; with `count=true` only how many they are."""

    variant_groups: list[VariantGroup] | int
    count: int | None = None


class Variants(Payload):
    """Variants of a group, whose uid goes with them, or of the stack; with `count=true` only how many they are."""

    variants: list[Variant] | int
    count: int | None = None
    uid: str | None = None


class Message(Payload):
    """A sentence that says what was done."""

    message: str


class GroupWrite(Payload):
    """What a client says of a new group, flat or in `variant_group`."""

    uid: str | None = Field(None, max_length=64, pattern=r"^\w+$")
    name: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=2_000)
    content_types: list[str | ContentTypeLink] = Field([], description="Uids, or uids with a status.")


class GroupChange(Payload):
    """What a client changes in a group, flat or in `variant_group`: a name, or the whole list of content types."""

    name: str | None = Field(None, max_length=200, description="Ignored for a group of Personalize's.")
    description: str | None = Field(None, max_length=2_000, description="Ignored for a group of Personalize's.")
    content_types: list[ContentTypeLink] | None = Field(
        None, description="The whole list. What a removed one's entries have of the group is deleted and unpublished."
    )


class VariantMetadataWrite(Payload):
    """Where in Personalize a variant belongs that is made by hand."""

    project_uid: str
    experience_uid: str
    experience_short_uid: str
    variant_short_uid: str
    status: Status = "linked"


class VariantWrite(Payload):
    """What a client says of a new variant, flat or in `variant`."""

    uid: str | None = Field(None, max_length=64, pattern=r"^\w+$")
    name: str = Field(min_length=1, max_length=200)
    personalize_metadata: VariantMetadataWrite | None = Field(None, description="Gives it an alias, if that is free.")


class VariantChange(Payload):
    """What a client changes in a variant, flat or in `variant`."""

    name: str = Field(min_length=1, max_length=200, description="Ignored for a variant of Personalize's.")


GroupBody = Annotated[object, Body(), DescribedBy(GroupWrite)]
GroupChangeBody = Annotated[object, Body(), DescribedBy(GroupChange)]
VariantBody = Annotated[object, Body(), DescribedBy(VariantWrite)]
VariantChangeBody = Annotated[object, Body(), DescribedBy(VariantChange)]


def render_group(
    row: VariantGroupRow,
    linked: Sequence[Linked],
    *,
    variants: Sequence[VariantRow] | None = None,
    count: int | None = None,
) -> VariantGroup:
    """Return a group as the wire shows it, with its variants or their number where given."""
    members: dict[str, object] = {
        "content_types": [ContentTypeLink(uid=entry.content_type_uid, status=entry.status.value) for entry in linked],
        "name": row.name,
        "description": row.description,
        "branches": [MAIN_BRANCH],
        **_origin(row, {}),
        **_audit(row),
    }
    if count is not None:
        members["variant_count"] = count
    if variants is not None:
        members["variants"] = [render_variant(variant) for variant in variants]
    return VariantGroup.model_validate(members)


def render_variant(row: VariantRow) -> Variant:
    """Return a variant as the wire shows it."""
    return Variant.model_validate(_members(row))


def render_grouped(row: VariantRow, group: VariantGroup | None) -> GroupedVariant:
    """Return a variant as the wire shows it, with the group that it is in, if it is in one."""
    return GroupedVariant.model_validate(_members(row) | ({} if group is None else {"variant_group": group}))


def _members(row: VariantRow) -> dict[str, object]:
    return {
        "name": row.name,
        **({} if row.group_uid is None else {"variant_group_uid": row.group_uid}),
        **_origin(row, {"variant_short_uid": row.short_uid}),
        **({} if row.alias is None else {"alias": row.alias}),
        **_audit(row),
    }


# Members that are not there are left unset, because null ones are shown: who made a group of Personalize's, say.
def _origin(row: VariantGroupRow | VariantRow, more: Mapping[str, object]) -> dict[str, object]:
    if row.experience_uid is None:
        return {}
    metadata = {
        "project_uid": row.project_uid,
        "experience_uid": row.experience_uid,
        "experience_short_uid": row.experience_short_uid,
        "status": row.status,
        **more,
    }
    return {"personalize_metadata": metadata}


def _audit(row: VariantGroupRow | VariantRow) -> dict[str, object]:
    return {
        "uid": row.uid,
        "created_by": row.created_by,
        "updated_by": row.updated_by,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }
