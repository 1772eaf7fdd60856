"""Saving, finding and deleting what entries say otherwise under a variant, and laying it over them."""

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, load_only

from lenticular.content import paging
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.entries.service import Edition
from lenticular.content.entry_variants import deltas, exports
from lenticular.content.entry_variants.deltas import Delta, Schema
from lenticular.content.entry_variants.tables import EntryVariant, EntryVariantVersion
from lenticular.content.fields import walk
from lenticular.content.locales import service as locales
from lenticular.content.paging import Page
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import service as variant_groups
from lenticular.domain import overlay
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of a content type in one language, which variants may lie over. `schema` has global fields expanded.

    The entry is there, but not necessarily in that language.
    """

    content_type_uid: str
    entry_uid: str
    locale: str
    schema: Schema


@dataclass(frozen=True, slots=True)
class VariantEdition:
    """One version of an entry variant; `uid` is what the wire calls `_instance_uid`."""

    uid: str
    entry_uid: str
    content_type_uid: str
    locale: str
    variant_uid: str
    version: int
    fields: dict[str, Any]
    change_set: list[Any]
    order: list[Any]
    # The entry's latest version when this was saved.
    base_version: int
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Saving:
    """One save in the life of an entry variant."""

    version: int
    updated_by: str
    updated_at: datetime


def locate(scope: StackScope, content_type_uid: str, entry_uid: str, locale: str | None = None) -> Place:
    """Return the place that a client's path names; without a language the stack's master.

    Raises Invalid for a content type (“118”), an entry or a language that the stack has not.
    """
    content_type = content_types.get(scope, content_type_uid)
    entries.get(scope, content_type_uid, entry_uid)
    code = locales.get(scope, locale).code if locale else scope.master_locale
    return Place(content_type_uid, entry_uid, code, content_types.schema_of(scope, content_type))


def latest(session: Session, entry_uid: str, locale: str) -> list[VariantEdition]:
    """Return the latest version of each variant that an entry has in exactly this language, newest first."""
    return _editions(session, session.scalars(_newest_first(_of_entry(entry_uid, locale))).all())


def listed(scope: StackScope, place: Place, page: Page) -> tuple[list[VariantEdition], int]:
    """Return a page of `latest`, and how many there are if the page asks for it; its `query` is not applied."""
    rows, total = paging.rows(
        scope.session,
        _of_entry(place.entry_uid, place.locale),
        page,
        orders={"created_at": EntryVariant.created_at, "updated_at": EntryVariant.updated_at},
        default=[EntryVariant.created_at.desc(), EntryVariant.uid.desc()],
    )
    return _editions(scope.session, rows), total


def version_of(
    session: Session, entry_uid: str, locale: str, variant_uid: str, version: int | None = None
) -> VariantEdition | None:
    """Return one version of an entry variant, the latest if the version is None or unknown; None without one."""
    row = _row(session, entry_uid, locale, variant_uid)
    if row is None:
        return None
    saved = None
    # Not asked of the database: it could not even hold some of the numbers that clients send.
    if version is not None and 1 <= version < row.version:
        saved = session.get(EntryVariantVersion, (row.uid, version))
    return _edition(row, saved or session.get_one(EntryVariantVersion, (row.uid, row.version)))


def find(scope: StackScope, place: Place, name: str, version: int | None = None) -> VariantEdition | None:
    """Return the place's entry variant under the variant of this uid or alias, as `version_of`."""
    variant = variant_groups.resolve(scope.session, scope.stack_uid, name)
    if variant is None:
        return None
    return version_of(scope.session, place.entry_uid, place.locale, variant.uid, version)


def get(scope: StackScope, place: Place, name: str, version: int | None = None) -> VariantEdition:
    """Return the place's entry variant as `find`; raise Invalid when there is none."""
    edition = find(scope, place, name, version)
    if edition is None:
        raise _unknown(f"The entry has no variant “{name}” in the language “{place.locale}”.")
    return edition


def savings(scope: StackScope, edition: VariantEdition, page: Page) -> tuple[list[Saving], int]:
    """Return a page of an entry variant's saves, newest first, and how many there are if the page asks for it."""
    table = EntryVariantVersion
    rows, total = paging.rows(
        scope.session,
        select(table)
        .where(table.entry_variant_uid == edition.uid)
        .options(load_only(table.version, table.updated_by, table.updated_at)),
        page,
        orders={},
        default=[table.version.desc()],
    )
    return [Saving(row.version, row.updated_by, row.updated_at) for row in rows], total


def save(scope: StackScope, place: Place, name: str, document: Mapping[str, Any]) -> VariantEdition:
    """Save the whole of an entry variant, under the variant of this uid or alias; version 1 means that it is new.

    Raises Invalid when the entry is not localized there, for an unknown variant, for a new entry variant of a content
    type that the variant's group is not linked to, and for what is wrong in the document.
    """
    base, variant, row = _target(scope, place, name)
    if row is None and not variant_groups.is_linked(scope, variant, place.content_type_uid):
        problem = Problem("/variant", "NOT_LINKED", "is not valid.")
        message = f"The Variant '{variant.uid}' does not belong to the Content Type '{place.content_type_uid}'."
        raise Invalid([problem], "141", message)
    delta = _read(scope, place, document)
    if row is None:
        row = _added(scope, place, variant.uid, uid=scope.identifiers.blt(), version=1)
    else:
        _raise_version(scope, row)
    return _saved(scope, row, delta, base.version)


def restore(scope: StackScope, place: Place, name: str, document: Mapping[str, Any]) -> VariantEdition:
    """Save an entry variant that an export describes, after the entries that it refers to; links do not matter.

    A new one keeps the document's `_instance_uid` if no stack of this server has it, and its `_version`; one that is
    there gets its next version, which is at least the document's. Raises Invalid as `save`.
    """
    base, variant, row = _target(scope, place, name)
    delta = _read(scope, place, document)
    origin = exports.origin(document)
    if row is None:
        is_free = origin.uid is not None and scope.session.get(EntryVariant, origin.uid) is None
        uid = origin.uid if origin.uid and is_free else scope.identifiers.blt()
        row = _added(scope, place, variant.uid, uid=uid, version=origin.version or 1)
    else:
        _raise_version(scope, row, at_least=origin.version or 1)
    return _saved(scope, row, delta, min(origin.base_version or base.version, base.version))


def delete_edition(scope: StackScope, edition: VariantEdition) -> None:
    """Delete an entry variant in its language with all its versions, and unpublish it where that is shown."""
    scope.session.execute(delete(EntryVariant).where(EntryVariant.uid == edition.uid))
    published.withdraw_variants(
        scope.session,
        scope.stack_uid,
        entry_uid=edition.entry_uid,
        variant_uids=[edition.variant_uid],
        locales=entries.shown_in(scope, edition.entry_uid, edition.locale),
    )


def delete_of(scope: StackScope, variant_uids: Collection[str], content_type_uid: str | None = None) -> None:
    """Delete and unpublish what all entries have under these variants; of one content type if given."""
    gone = delete(EntryVariant).where(
        EntryVariant.stack_uid == scope.stack_uid, EntryVariant.variant_uid.in_(variant_uids)
    )
    if content_type_uid is not None:
        gone = gone.where(EntryVariant.content_type_uid == content_type_uid)
    scope.session.execute(gone)
    published.withdraw_variants(
        scope.session, scope.stack_uid, variant_uids=variant_uids, content_type_uid=content_type_uid
    )


def merged(scope: StackScope, edition: Edition, names: Sequence[str]) -> Edition:
    """Return an entry with the latest drafts of these variants (uids or aliases) over it, the first on top.

    A name without an entry variant in the edition's own language changes nothing.
    """
    known = variant_groups.resolve_all(scope.session, scope.stack_uid, names)
    drafts = {draft.variant_uid: draft for draft in latest(scope.session, edition.entry_uid, edition.locale)}
    uids = [known[name].uid for name in names if name in known and known[name].uid in drafts]
    variants = [
        overlay.Variant(uid, drafts[uid].fields, drafts[uid].change_set, drafts[uid].order)
        for uid in dict.fromkeys(uids)
    ]
    return dataclasses.replace(edition, fields=overlay.merge(edition.fields, variants).entry)


def _target(scope: StackScope, place: Place, name: str) -> tuple[Edition, variant_groups.Row, EntryVariant | None]:
    """Return the entry there, the variant of this uid or alias, and the entry variant if there is one."""
    base = entries.edition(scope.session, place.entry_uid, place.locale)
    if base is None:
        problem = Problem("/locale", "NOT_LOCALIZED", "is not valid.")
        message = "An entry variant can only be created for a language if the base entry is already localized."
        raise Invalid([problem], "141", message)
    variant = variant_groups.resolve(scope.session, scope.stack_uid, name)
    if variant is None:
        raise _unknown(f"The stack has no variant “{name}”.")
    return base, variant, _row(scope.session, place.entry_uid, place.locale, variant.uid)


def _read(scope: StackScope, place: Place, document: Mapping[str, Any]) -> Delta:
    """Return the delta of a document, without references to entries that the stack has not."""
    delta = deltas.read(document, place.schema, new_uid=scope.identifiers.cs)
    named = {uid for _, uid in walk.references(delta.fields, place.schema)}
    gone = named - entries.existing(scope.session, scope.stack_uid, named)
    return dataclasses.replace(delta, fields=deltas.without_references(delta.fields, place.schema, gone))


def _added(scope: StackScope, place: Place, variant_uid: str, *, uid: str, version: int) -> EntryVariant:
    row = EntryVariant(
        uid=uid,
        stack_uid=scope.stack_uid,
        entry_uid=place.entry_uid,
        locale=place.locale,
        content_type_uid=place.content_type_uid,
        variant_uid=variant_uid,
        version=version,
        **authorship.of_new(scope),
    )
    scope.session.add(row)
    scope.session.flush()
    return row


def _raise_version(scope: StackScope, row: EntryVariant, at_least: int = 1) -> None:
    row.version = max(row.version + 1, at_least)
    authorship.touch(scope, row)


def _saved(scope: StackScope, row: EntryVariant, delta: Delta, base_version: int) -> VariantEdition:
    saved = EntryVariantVersion(
        entry_variant_uid=row.uid,
        version=row.version,
        fields=delta.fields,
        change_set=delta.change_set,
        order=delta.order,
        base_version=base_version,
        updated_by=scope.user_uid,
        updated_at=scope.now,
    )
    scope.session.add(saved)
    scope.session.flush()
    return _edition(row, saved)


def _of_entry(entry_uid: str, locale: str) -> Select[EntryVariant]:
    return select(EntryVariant).where(EntryVariant.entry_uid == entry_uid, EntryVariant.locale == locale)


def _newest_first(statement: Select[EntryVariant]) -> Select[EntryVariant]:
    return statement.order_by(EntryVariant.created_at.desc(), EntryVariant.uid.desc())


def _row(session: Session, entry_uid: str, locale: str, variant_uid: str) -> EntryVariant | None:
    return session.scalar(_of_entry(entry_uid, locale).where(EntryVariant.variant_uid == variant_uid))


def _editions(session: Session, rows: Sequence[EntryVariant]) -> list[VariantEdition]:
    """Return the latest edition of each row, in their order."""
    table = EntryVariantVersion
    found = session.scalars(
        select(table)
        .join(EntryVariant, (EntryVariant.uid == table.entry_variant_uid) & (EntryVariant.version == table.version))
        .where(EntryVariant.uid.in_([row.uid for row in rows]))
    )
    saved = {version.entry_variant_uid: version for version in found}
    return [_edition(row, saved[row.uid]) for row in rows]


def _edition(row: EntryVariant, saved: EntryVariantVersion) -> VariantEdition:
    return VariantEdition(
        uid=row.uid,
        entry_uid=row.entry_uid,
        content_type_uid=row.content_type_uid,
        locale=row.locale,
        variant_uid=row.variant_uid,
        version=saved.version,
        fields=saved.fields,
        change_set=saved.change_set,
        order=saved.order,
        base_version=saved.base_version,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_by=saved.updated_by,
        updated_at=saved.updated_at,
    )


def _unknown(message: str) -> Invalid:
    return Invalid([Problem("/variant", "NOT_FOUND", "is not valid.")], "141", message)
