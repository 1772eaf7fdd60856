"""The routes of variant groups and variants."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.flags import READ
from lenticular.content.paging import Page, Paged
from lenticular.content.scope import Changing, Reading, StackScope
from lenticular.content.variant_groups import drafts, payloads
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.payloads import (
    GroupBody,
    GroupChangeBody,
    GroupedVariant,
    LinkedGroup,
    Message,
    Variant,
    VariantBody,
    VariantChangeBody,
    VariantGroup,
    VariantGroups,
    Variants,
)
from lenticular.content.variant_groups.tables import Variant as VariantRow
from lenticular.content.variant_groups.tables import VariantGroup as VariantGroupRow

router = APIRouter(tags=["Variant groups"])

_LINKED = "Variant Group and Variants updated successfully"

IncludeVariants = Annotated[bool, READ, Query(alias="include_variant_info", description="`true` adds `variants`.")]
IncludeNumber = Annotated[bool, READ, Query(alias="include_variant_count", description="`true` adds `variant_count`.")]
OfContentType = Annotated[
    str | None, Query(alias="content_type", description="Only groups that have this content type, linked or not.")
]
OfExperience = Annotated[str | None, Query(description="Only the group of this experience of Personalize.")]
Uids = Annotated[
    list[str] | None, Query(alias="uids[]", description="These variants only, whether they are in a group or not.")
]


@router.get(
    "/variant_groups",
    operation_id="getVariantGroups",
    response_model=VariantGroups,
    response_model_exclude_unset=True,
)
def get_variant_groups(
    scope: Reading,
    page: Paged,
    *,
    include_variants: IncludeVariants = False,
    include_number: IncludeNumber = False,
    content_type: OfContentType = None,
    experience_uid: OfExperience = None,
) -> dict[str, Any]:
    """List the variant groups, newest first."""
    rows = variant_groups.list_groups(scope, content_type_uid=content_type, experience_uid=experience_uid)
    linked = variant_groups.links(scope.session, [row.uid for row in rows])
    body = paging.of_all(
        page,
        "variant_groups",
        (payloads.render_group(row, linked.get(row.uid, ())).model_dump(exclude_unset=True) for row in rows),
    )
    if page.is_count_only:
        return body
    members = variant_groups.members(scope.session, [group["uid"] for group in body["variant_groups"]])
    for group in body["variant_groups"]:
        variants = members.get(group["uid"], [])
        if include_number:
            group["variant_count"] = len(variants)
        if include_variants:
            group["variants"] = [_plain(variant) for variant in variants]
    return body


@router.post("/variant_groups", status_code=201, operation_id="createVariantGroup", response_model_exclude_unset=True)
def create_variant_group(scope: Changing, body: GroupBody, response: Response) -> VariantGroup:
    """Create a group of the stack's own, which no experience of Personalize stands behind."""
    draft = drafts.new_group(body)
    row = variant_groups.create_group(
        scope,
        name=draft.name or "",
        description=draft.description or "",
        linked=draft.linked or (),
        uid=draft.uid,
    )
    return etags.tag(response, _whole(scope, row))


@router.get("/variant_groups/{uid}", operation_id="getVariantGroup", response_model_exclude_unset=True)
def get_variant_group(
    scope: Reading, uid: str, response: Response, *, include_number: IncludeNumber = False
) -> VariantGroup:
    """Return one group with its variants, and its ETag."""
    whole = etags.tag(response, _whole(scope, variant_groups.get_group(scope, uid)))
    if not include_number:
        return whole
    return whole.model_copy(update={"variant_count": len(whole.variants or ())})


@router.put("/variant_groups/{uid}/variants", operation_id="linkContentTypes", response_model_exclude_unset=True)
@router.put("/variant_groups/{uid}", operation_id="updateVariantGroup", response_model_exclude_unset=True)
def update_variant_group(
    scope: Changing, uid: str, body: GroupChangeBody, response: Response, if_match: IfMatch = None
) -> LinkedGroup:
    """Link content types to a group, unlink them, or rename it; both paths do the same.

    Entries of a linked content type may have the group's variants; once it is unlinked they keep those they have, but
    get no new ones. A content type that the list does not name any more loses them, published or not. A group of
    Personalize's is named after its experience: its name and description are ignored here.
    """
    row = variant_groups.get_group(scope, uid)
    etags.check(if_match, _whole(scope, row))
    draft = drafts.group_change(body)
    if draft.linked is not None:
        removed = variant_groups.link(scope, row, draft.linked)
        uids = [variant.uid for variant in _variants(scope, row)] if removed else []
        for content_type_uid in removed:
            entry_variants.delete_of(scope, uids, content_type_uid)
    variant_groups.update_group(scope, row, name=draft.name, description=draft.description)
    etags.tag(response, _whole(scope, row))
    group = _render(scope, row).model_dump(exclude_unset=True)
    return LinkedGroup.model_validate({**group, "variants": [], "message": _LINKED})


@router.delete("/variant_groups/{uid}", operation_id="deleteVariantGroup")
def delete_variant_group(scope: Changing, uid: str, if_match: IfMatch = None) -> Message:
    """Delete a group with its variants, and what entries have of them, published or not.

    The next version of its experience that is saved makes another group, if Personalize made this one.
    """
    row = variant_groups.get_group(scope, uid)
    etags.check(if_match, _whole(scope, row))
    entry_variants.delete_of(scope, [variant.uid for variant in _variants(scope, row)])
    variant_groups.delete_group(scope, row)
    return Message(message="Variant Group deleted successfully")


@router.get(
    "/variant_groups/{uid}/variants",
    operation_id="getVariantsOfGroup",
    response_model=Variants,
    response_model_exclude_unset=True,
)
def get_variants_of_group(scope: Reading, uid: str, page: Paged) -> dict[str, Any]:
    """List the variants of a group in their order."""
    group = variant_groups.get_group(scope, uid)
    return {**_listed(page, _variants(scope, group)), "uid": group.uid}


@router.post(
    "/variant_groups/{uid}/variants",
    status_code=201,
    operation_id="createVariantInGroup",
    response_model_exclude_unset=True,
)
def create_variant_in_group(scope: Changing, uid: str, body: VariantBody, response: Response) -> Variant:
    """Add a variant to a group of the stack's own."""
    return _create(scope, variant_groups.get_group(scope, uid), body, response)


@router.get(
    "/variant_groups/{uid}/variants/{variant_uid}",
    operation_id="getVariantOfGroup",
    response_model_exclude_unset=True,
)
def get_variant_of_group(scope: Reading, uid: str, variant_uid: str, response: Response) -> GroupedVariant:
    """Return one variant of a group, with the group and its ETag."""
    group = variant_groups.get_group(scope, uid)
    variant = variant_groups.get_variant(scope, variant_uid, group)
    etags.tag(response, payloads.render_variant(variant))
    return payloads.render_grouped(variant, _render(scope, group))


@router.put(
    "/variant_groups/{uid}/variants/{variant_uid}", operation_id="updateVariant", response_model_exclude_unset=True
)
def update_variant(  # noqa: PLR0917  FastAPI passes them by name
    scope: Changing,
    uid: str,
    variant_uid: str,
    body: VariantChangeBody,
    response: Response,
    if_match: IfMatch = None,
) -> Variant:
    """Rename a variant; one of Personalize's keeps the name that it has there."""
    variant = variant_groups.get_variant(scope, variant_uid, variant_groups.get_group(scope, uid))
    etags.check(if_match, payloads.render_variant(variant))
    variant_groups.rename_variant(scope, variant, drafts.variant_name(body))
    return etags.tag(response, payloads.render_variant(variant))


@router.delete("/variant_groups/{uid}/variants/{variant_uid}", operation_id="deleteVariantOfGroup")
def delete_variant_of_group(scope: Changing, uid: str, variant_uid: str, if_match: IfMatch = None) -> Message:
    """Delete a variant, and what entries have of it, published or not."""
    variant = variant_groups.get_variant(scope, variant_uid, variant_groups.get_group(scope, uid))
    return _delete(scope, variant, if_match)


@router.get(
    "/variants", operation_id="getUngroupedVariants", response_model=Variants, response_model_exclude_unset=True
)
def get_variants(scope: Reading, page: Paged, uids: Uids = None) -> dict[str, Any]:
    """List the variants that are in no group, newest first, or those of the uids given, in that order."""
    if not uids:
        return _listed(page, variant_groups.list_ungrouped(scope))
    found = variant_groups.resolve_all(scope.session, scope.stack_uid, list(dict.fromkeys(uids)))
    return _listed(page, [row for uid, row in found.items() if row.uid == uid])


@router.post("/variants", status_code=201, operation_id="createUngroupedVariant", response_model_exclude_unset=True)
def create_variant(scope: Changing, body: VariantBody, response: Response) -> Variant:
    """Create a variant in no group. No content type is linked to it, so no entry can have it yet."""
    return _create(scope, None, body, response)


@router.get("/variants/{uid}", operation_id="getVariant", response_model_exclude_unset=True)
def get_variant(scope: Reading, uid: str, response: Response) -> Variant:
    """Return one variant, in a group or not, with its ETag."""
    return etags.tag(response, payloads.render_variant(variant_groups.get_variant(scope, uid)))


@router.delete("/variants/{uid}", operation_id="deleteVariant")
def delete_variant(scope: Changing, uid: str, if_match: IfMatch = None) -> Message:
    """Delete a variant, in a group or not, and what entries have of it, published or not."""
    return _delete(scope, variant_groups.get_variant(scope, uid), if_match)


def _create(scope: StackScope, group: VariantGroupRow | None, body: object, response: Response) -> Variant:
    draft = drafts.new_variant(body)
    row = variant_groups.create_variant(scope, group, name=draft.name, origin=draft.origin, uid=draft.uid)
    return etags.tag(response, payloads.render_variant(row))


def _delete(scope: StackScope, variant: VariantRow, if_match: str | None) -> Message:
    etags.check(if_match, payloads.render_variant(variant))
    entry_variants.delete_of(scope, [variant.uid])
    variant_groups.delete_variant(scope, variant)
    return Message(message="Variant deleted successfully")


def _listed(page: Page, rows: Sequence[VariantRow]) -> dict[str, Any]:
    return paging.of_all(page, "variants", (_plain(row) for row in rows))


def _plain(row: VariantRow) -> Mapping[str, Any]:
    return payloads.render_variant(row).model_dump(exclude_unset=True)


def _render(scope: StackScope, row: VariantGroupRow) -> VariantGroup:
    return payloads.render_group(row, variant_groups.links(scope.session, [row.uid]).get(row.uid, ()))


def _whole(scope: StackScope, row: VariantGroupRow) -> VariantGroup:
    linked = variant_groups.links(scope.session, [row.uid]).get(row.uid, ())
    return payloads.render_group(row, linked, variants=_variants(scope, row))


def _variants(scope: StackScope, row: VariantGroupRow) -> Sequence[VariantRow]:
    return variant_groups.members(scope.session, [row.uid]).get(row.uid, [])
