"""Variant groups and variants: finding them by uid or alias, and what people do with them in the stack."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from lenticular.content.content_types import service as content_types
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups.tables import Variant, VariantGroup, VariantGroupContentType
from lenticular.errors import Invalid, NotFound, Problem, QuotaExceeded
from lenticular.store import authorship

# What other concepts call a variant that they were given.
Row: TypeAlias = Variant
# Of those that are made by hand; Personalize has quotas of its own.
MOST_GROUPS = 1_000
MOST_VARIANTS_PER_GROUP = 100
MOST_UNGROUPED_VARIANTS = 100
ALIAS_PREFIX = "cs_personalize_"
_CONTENT_TYPE = re.compile(r"[A-Za-z0-9_]+")


class Link(StrEnum):
    """Whether something is in use: a content type by a group, a group or variant by its experience."""

    LINKED = "linked"
    UNLINKED = "unlinked"


@dataclass(frozen=True, slots=True)
class Linked:
    """A content type of a group."""

    content_type_uid: str
    status: Link


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in Personalize a variant that a client makes belongs."""

    project_uid: str
    experience_uid: str
    experience_short_uid: str
    short_uid: str
    status: Link


def resolve(session: Session, stack_uid: str, uid_or_alias: str) -> Variant | None:
    """Return the variant of this uid, or else of this alias; None when the stack has neither."""
    return resolve_all(session, stack_uid, [uid_or_alias]).get(uid_or_alias)


def resolve_all(session: Session, stack_uid: str, names: Collection[str]) -> dict[str, Variant]:
    """Return the variants that the names stand for, by name: their uid, or else their alias."""
    rows = session.scalars(
        select(Variant)
        .where(Variant.stack_uid == stack_uid)
        .where(or_(Variant.uid.in_(names), Variant.alias.in_(names)))
    ).all()
    by_alias = {row.alias: row for row in rows if row.alias is not None}
    by_name = by_alias | {row.uid: row for row in rows}
    return {name: by_name[name] for name in names if name in by_name}


def aliases(session: Session, stack_uid: str) -> Mapping[str, str]:
    """Return the uid of every variant of the stack that has an alias, by alias."""
    rows = session.execute(
        select(Variant.alias, Variant.uid).where(Variant.stack_uid == stack_uid, Variant.alias.is_not(None))
    )
    return {alias: uid for alias, uid in rows if alias is not None}


def is_linked(scope: StackScope, variant: Variant, content_type_uid: str) -> bool:
    """Tell whether entries of the content type may get the variant: never one in no group, or gone from Personalize."""
    if variant.group_uid is None or variant.status == Link.UNLINKED:
        return False
    row = scope.session.get(VariantGroupContentType, (variant.group_uid, content_type_uid))
    return row is not None and row.stack_uid == scope.stack_uid and row.status == Link.LINKED


def list_groups(
    scope: StackScope, *, content_type_uid: str | None = None, experience_uid: str | None = None
) -> Sequence[VariantGroup]:
    """Return the stack's groups, newest first; of one content type, linked or not, or of one experience, if given."""
    query = select(VariantGroup).where(VariantGroup.stack_uid == scope.stack_uid)
    if content_type_uid is not None:
        holding = select(VariantGroupContentType.group_uid).where(
            VariantGroupContentType.content_type_uid == content_type_uid
        )
        query = query.where(VariantGroup.uid.in_(holding))
    if experience_uid is not None:
        query = query.where(VariantGroup.experience_uid == experience_uid)
    return scope.session.scalars(query.order_by(VariantGroup.created_at.desc(), VariantGroup.uid.desc())).all()


def get_group(scope: StackScope, uid: str) -> VariantGroup:
    """Return one group; raise NotFound when the stack has none of this uid."""
    group = scope.session.get(VariantGroup, uid)
    if group is None or group.stack_uid != scope.stack_uid:
        raise NotFound("141", f"The stack has no variant group “{uid}”.")
    return group


def group_exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has a group of this uid; imports keep only free ones."""
    return session.get(VariantGroup, uid) is not None


def variant_exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has a variant of this uid; imports keep only free ones."""
    return session.get(Variant, uid) is not None


def links(session: Session, group_uids: Collection[str]) -> Mapping[str, list[Linked]]:
    """Return the content types of each group in their order; a group that has none is absent."""
    rows = session.scalars(
        select(VariantGroupContentType)
        .where(VariantGroupContentType.group_uid.in_(group_uids))
        .order_by(VariantGroupContentType.group_uid, VariantGroupContentType.position)
    )
    found: dict[str, list[Linked]] = {}
    for row in rows:
        found.setdefault(row.group_uid, []).append(Linked(row.content_type_uid, Link(row.status)))
    return found


def members(session: Session, group_uids: Collection[str]) -> Mapping[str, list[Variant]]:
    """Return the variants of each group in their order; a group that has none is absent."""
    rows = session.scalars(
        select(Variant)
        .where(Variant.group_uid.in_(group_uids))
        .order_by(Variant.group_uid, Variant.position, Variant.created_at, Variant.uid)
    )
    found: dict[str, list[Variant]] = {}
    for row in rows:
        found.setdefault(row.group_uid or "", []).append(row)
    return found


def create_group(
    scope: StackScope,
    *,
    name: str,
    description: str = "",
    linked: Sequence[Linked] = (),
    uid: str | None = None,
) -> VariantGroup:
    """Add a group; a given uid is kept. Raise Invalid for a uid that is taken or a content type that is not there."""
    count = select(func.count()).select_from(VariantGroup)
    made_by_hand = count.where(VariantGroup.stack_uid == scope.stack_uid, VariantGroup.experience_uid.is_(None))
    if (scope.session.scalar(made_by_hand) or 0) >= MOST_GROUPS:
        raise QuotaExceeded("141", f"A stack has at most {MOST_GROUPS} variant groups of its own.")
    if uid is not None and scope.session.get(VariantGroup, uid) is not None:
        raise _taken(uid)
    group = VariantGroup(
        uid=uid or scope.identifiers.cs(),
        stack_uid=scope.stack_uid,
        name=name,
        description=description,
        **authorship.of_new(scope),
    )
    scope.session.add(group)
    scope.session.flush()
    link(scope, group, linked)
    return group


def update_group(scope: StackScope, group: VariantGroup, *, name: str | None, description: str | None) -> None:
    """Change what a group is called, where given; one of Personalize's is called what its experience is."""
    if group.experience_uid is None:
        group.name = group.name if name is None else name
        group.description = group.description if description is None else description
    group.updated_by = scope.user_uid
    group.updated_at = scope.now
    scope.session.flush()


def link(scope: StackScope, group: VariantGroup, linked: Sequence[Linked]) -> list[str]:
    """Make these a group's content types and return those that it had and has no more.

    The caller deletes what their entries have of the group. Raise Invalid for content types that are not there.
    """
    wanted = {entry.content_type_uid: entry.status for entry in linked}
    _refuse_unknown(scope, linked)
    present = {row.content_type_uid: row for row in _rows(scope.session, group)}
    for position, (uid, status) in enumerate(wanted.items()):
        row = present.get(uid)
        if row is None:
            row = VariantGroupContentType(group_uid=group.uid, content_type_uid=uid, stack_uid=scope.stack_uid)
            scope.session.add(row)
        row.status = status
        row.position = position
    removed = [uid for uid in present if uid not in wanted]
    for uid in removed:
        scope.session.delete(present[uid])
    scope.session.flush()
    return removed


def delete_group(scope: StackScope, group: VariantGroup) -> None:
    """Delete a group with its variants, and what entries have of them, published or not."""
    scope.session.delete(group)
    scope.session.flush()


def list_ungrouped(scope: StackScope) -> Sequence[Variant]:
    """Return the variants that are in no group, newest first."""
    return scope.session.scalars(
        select(Variant)
        .where(Variant.stack_uid == scope.stack_uid, Variant.group_uid.is_(None))
        .order_by(Variant.created_at.desc(), Variant.uid.desc())
    ).all()


def get_variant(scope: StackScope, uid: str, group: VariantGroup | None = None) -> Variant:
    """Return one variant, of the group if given; raise NotFound when there is none of this uid."""
    variant = scope.session.get(Variant, uid)
    if variant is None or variant.stack_uid != scope.stack_uid or (group and variant.group_uid != group.uid):
        where = "stack" if group is None else "variant group"
        raise NotFound("141", f"The {where} has no variant “{uid}”.")
    return variant


def create_variant(
    scope: StackScope,
    group: VariantGroup | None,
    *,
    name: str,
    origin: Origin | None = None,
    uid: str | None = None,
) -> Variant:
    """Add a variant at the end of a group, or to none; a given uid is kept. It gets its origin's alias where free.

    Raise Invalid for a uid that is taken, or a group whose variants Personalize makes.
    """
    if group is not None and group.experience_uid is not None:
        message = "The variants of this group come from Personalize: add them to its experience."
        raise Invalid([Problem("/variant_group", "READ_ONLY", "is not valid.")], "141", message)
    position = _room_for_one_more(scope, group)
    if uid is not None and scope.session.get(Variant, uid) is not None:
        raise _taken(uid)
    variant = Variant(
        uid=uid or scope.identifiers.cs(),
        stack_uid=scope.stack_uid,
        group_uid=None if group is None else group.uid,
        name=name,
        position=position,
        **authorship.of_new(scope),
    )
    if origin is not None:
        _give_origin(scope, variant, origin)
    scope.session.add(variant)
    scope.session.flush()
    return variant


def rename_variant(scope: StackScope, variant: Variant, name: str) -> None:
    """Give a variant a name; one of Personalize's keeps the name that it has there."""
    if not _is_synced(scope, variant):
        variant.name = name
    variant.updated_by = scope.user_uid
    variant.updated_at = scope.now
    scope.session.flush()


def delete_variant(scope: StackScope, variant: Variant) -> None:
    """Delete a variant, and what entries have of it, published or not."""
    scope.session.delete(variant)
    scope.session.flush()


def alias(experience_short_uid: str, short_uid: str) -> str:
    """Return what the edge calls a variant of an experience."""
    return f"{ALIAS_PREFIX}{experience_short_uid}_{short_uid}"


def _rows(session: Session, group: VariantGroup) -> Sequence[VariantGroupContentType]:
    return session.scalars(
        select(VariantGroupContentType)
        .where(VariantGroupContentType.group_uid == group.uid)
        .order_by(VariantGroupContentType.position)
    ).all()


def _refuse_unknown(scope: StackScope, linked: Sequence[Linked]) -> None:
    problems = [
        Problem(f"/content_types/{index}/uid", "NOT_FOUND", "is not valid.")
        for index, entry in enumerate(linked)
        if not _CONTENT_TYPE.fullmatch(entry.content_type_uid)
        or content_types.find(scope, entry.content_type_uid) is None
    ]
    if problems:
        raise Invalid(problems, "118", "The stack has no content type of this uid.")


def _room_for_one_more(scope: StackScope, group: VariantGroup | None) -> int:
    """Return the position after the last variant there; raise QuotaExceeded when there are enough."""
    here: ColumnElement[bool] = Variant.group_uid.is_(None) if group is None else Variant.group_uid == group.uid
    count, last = scope.session.execute(
        select(func.count(), func.max(Variant.position)).where(Variant.stack_uid == scope.stack_uid, here)
    ).one()
    if group is None and count >= MOST_UNGROUPED_VARIANTS:
        raise QuotaExceeded("141", f"A stack has at most {MOST_UNGROUPED_VARIANTS} variants without a group.")
    if count >= MOST_VARIANTS_PER_GROUP:
        raise QuotaExceeded("141", f"A variant group has at most {MOST_VARIANTS_PER_GROUP} variants.")
    return 0 if last is None else last + 1


def _give_origin(scope: StackScope, variant: Variant, origin: Origin) -> None:
    variant.project_uid = origin.project_uid
    variant.experience_uid = origin.experience_uid
    variant.experience_short_uid = origin.experience_short_uid
    variant.short_uid = origin.short_uid
    variant.status = origin.status
    wanted = alias(origin.experience_short_uid, origin.short_uid)
    taken = select(Variant.uid).where(Variant.stack_uid == scope.stack_uid, Variant.alias == wanted)
    if scope.session.scalar(taken) is None:
        variant.alias = wanted


def _is_synced(scope: StackScope, variant: Variant) -> bool:
    group = None if variant.group_uid is None else scope.session.get(VariantGroup, variant.group_uid)
    return group is not None and group.experience_uid is not None


def _taken(uid: str) -> Invalid:
    return Invalid([Problem("/uid", "TAKEN", "is not unique.")], "115", f"The uid “{uid}” is taken.")
