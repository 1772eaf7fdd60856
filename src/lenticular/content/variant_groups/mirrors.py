"""Groups and variants that mirror Personalize's experiences: kept in step with them, and let go of."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lenticular.content.published import service as published
from lenticular.content.variant_groups import service
from lenticular.content.variant_groups.service import Link
from lenticular.content.variant_groups.tables import Variant, VariantGroup
from lenticular.store.identifiers import Identifiers

# The vendor's CLI joins uids by hyphens and splits them there again.
_UID = re.compile(r"[A-Za-z0-9_]{1,64}")
_NAME_LENGTH = 200
# Of what tells groups of the same name apart: ` (1)` and so on.
_LONGEST_SUFFIX = 8


@dataclass(frozen=True, slots=True)
class Mirrored:
    """An experience of Personalize, as far as a stack knows it; variants are names by short uid, in order."""

    project_uid: str
    experience_uid: str
    experience_short_uid: str
    name: str
    variants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The uids that an experience's group and variants (by short uid) had where they come from.

    `former` names, by short uid, variants that the experience no longer has, but entries perhaps do.
    """

    group_uid: str | None = None
    variants: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mirror:
    """The group of an experience, with every variant (by short uid) that was ever synced and is still there."""

    group_uid: str
    variants: Mapping[str, str]
    synced_at: datetime | None


def sync(
    session: Session,
    stack_uid: str,
    mirrored: Mirrored,
    *,
    now: datetime,
    identifiers: Identifiers,
    keep: Kept | None = None,
) -> None:
    """Make a stack's group and variants what the experience is; the caller holds the stack's lock.

    A variant keeps its uid for good: gone from the experience it is unlinked, back in it linked again. Without
    variants no group is made. `keep` is for imports: its uids are used where they are free on this server.
    """
    group = _group(session, stack_uid, mirrored.experience_uid)
    kept = keep or Kept()
    if group is None and not mirrored.variants and not kept.former:
        return
    if group is None:
        uid = _free_or_new(session, VariantGroup, kept.group_uid, identifiers)
        group = VariantGroup(uid=uid, stack_uid=stack_uid, description="", created_at=now)
    _set(
        group,
        now,
        name=_free_name(mirrored.name, _names_of_others(session, group, mirrored.name)),
        project_uid=mirrored.project_uid,
        experience_uid=mirrored.experience_uid,
        experience_short_uid=mirrored.experience_short_uid,
        status=Link.LINKED,
    )
    group.synced_at = now
    session.add(group)
    session.flush()
    _sync_variants(session, group, mirrored, kept, now=now, identifiers=identifiers)
    published.advance(session, stack_uid)


def rename(session: Session, stack_uid: str, experience_uid: str, name: str, *, now: datetime) -> None:
    """Call the group of an experience, if there is one, by its new name; the caller holds the stack's lock."""
    group = _group(session, stack_uid, experience_uid)
    if group is not None:
        _set(group, now, name=_free_name(name, _names_of_others(session, group, name)))
        session.flush()


def orphan(
    session: Session, stack_uid: str, project_uid: str, experience_uid: str | None = None, *, now: datetime
) -> None:
    """Let go of an experience that is deleted, or without one of a whole project that leaves the stack.

    Groups, variants and what entries have of them stay, unlinked. The caller holds the stack's lock.
    """
    query = select(VariantGroup).where(VariantGroup.stack_uid == stack_uid, VariantGroup.project_uid == project_uid)
    if experience_uid is not None:
        query = query.where(VariantGroup.experience_uid == experience_uid)
    groups = session.scalars(query).all()
    if not groups:
        return
    for group in groups:
        _set(group, now, status=Link.UNLINKED)
    for variants in service.members(session, [group.uid for group in groups]).values():
        for variant in variants:
            _set(variant, now, status=Link.UNLINKED)
    session.flush()
    published.advance(session, stack_uid)


def of_experiences(session: Session, experience_uids: Collection[str]) -> Mapping[str, Mirror]:
    """Return the mirror of each experience, by uid; one that no stack mirrors now is absent."""
    groups = session.scalars(
        select(VariantGroup).where(VariantGroup.experience_uid.in_(experience_uids), VariantGroup.status == Link.LINKED)
    ).all()
    members = service.members(session, [group.uid for group in groups])
    return {group.experience_uid or "": _mirror(group, members.get(group.uid, [])) for group in groups}


def _group(session: Session, stack_uid: str, experience_uid: str) -> VariantGroup | None:
    return session.scalar(
        select(VariantGroup).where(VariantGroup.stack_uid == stack_uid, VariantGroup.experience_uid == experience_uid)
    )


def _mirror(group: VariantGroup, variants: Iterable[Variant]) -> Mirror:
    uids = {variant.short_uid: variant.uid for variant in variants if variant.short_uid is not None}
    return Mirror(group.uid, uids, group.synced_at)


def _sync_variants(
    session: Session,
    group: VariantGroup,
    mirrored: Mirrored,
    kept: Kept,
    *,
    now: datetime,
    identifiers: Identifiers,
) -> None:
    present = {row.short_uid: row for row in service.members(session, [group.uid]).get(group.uid, [])}
    names = {**mirrored.variants, **{uid: name for uid, name in kept.former.items() if uid not in mirrored.variants}}
    _free_aliases(session, group, [service.alias(mirrored.experience_short_uid, short_uid) for short_uid in names])
    for position, (short_uid, name) in enumerate(names.items()):
        variant = present.pop(short_uid, None)
        if variant is None:
            uid = _free_or_new(session, Variant, kept.variants.get(short_uid), identifiers)
            variant = Variant(uid=uid, stack_uid=group.stack_uid, group_uid=group.uid, created_at=now)
        _set(
            variant,
            now,
            name=name,
            alias=service.alias(mirrored.experience_short_uid, short_uid),
            project_uid=mirrored.project_uid,
            experience_uid=mirrored.experience_uid,
            experience_short_uid=mirrored.experience_short_uid,
            short_uid=short_uid,
            status=Link.LINKED if short_uid in mirrored.variants else Link.UNLINKED,
            position=position,
        )
        session.add(variant)
    for position, variant in enumerate(present.values(), start=len(names)):
        _set(variant, now, status=Link.UNLINKED, position=position)
    session.flush()


def _set(row: Variant | VariantGroup, now: datetime, **members: str | int | None) -> None:
    """Give a row these members, and say that it changed now if any of them is another than before."""
    changed = {name: value for name, value in members.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.updated_at = now


def _names_of_others(session: Session, group: VariantGroup, name: str) -> Sequence[str]:
    beginning = name[: _NAME_LENGTH - _LONGEST_SUFFIX]
    return session.scalars(
        select(VariantGroup.name)
        .where(VariantGroup.stack_uid == group.stack_uid, VariantGroup.uid != group.uid)
        .where(VariantGroup.name.startswith(beginning, autoescape=True))
    ).all()


def _free_name(name: str, taken: Sequence[str]) -> str:
    """Return the name, with the lowest number in brackets that makes it unlike the others."""
    candidate, number = name, 0
    while candidate in taken:
        number += 1
        suffix = f" ({number})"
        candidate = name[: _NAME_LENGTH - len(suffix)] + suffix
    return candidate


def _free_aliases(session: Session, group: VariantGroup, aliases: Collection[str]) -> None:
    """Take the aliases from whatever has them: made by hand, or left by the project that was connected before."""
    session.execute(
        update(Variant)
        .where(Variant.stack_uid == group.stack_uid, Variant.alias.in_(aliases))
        .where(Variant.group_uid.is_distinct_from(group.uid))
        .values(alias=None)
    )


def _free_or_new(
    session: Session, table: type[VariantGroup] | type[Variant], uid: str | None, identifiers: Identifiers
) -> str:
    is_free = uid is not None and _UID.fullmatch(uid) is not None and session.get(table, uid) is None
    return uid if is_free and uid is not None else identifiers.cs()
