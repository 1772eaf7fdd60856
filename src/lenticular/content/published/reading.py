"""What delivery asks of what is published: by environment and language, as plain values."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from lenticular.content.published.tables import ContentRevision, PublishedAsset, PublishedEntry, PublishedVariant

# Of uids in one statement: databases bound the number of parameters.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Published:
    """An entry or asset that an environment has in one language; the content type of an asset is empty."""

    uid: str
    content_type_uid: str
    locale: str
    version: int
    document: dict[str, Any]
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class PublishedDelta:
    """An entry variant that an environment has in one language."""

    entry_uid: str
    locale: str
    variant_uid: str
    version: int
    fields: dict[str, Any]
    change_set: list[Any]
    order: list[Any]
    published_at: datetime
    published_by: str


class Kind(StrEnum):
    """What a change in an environment is about."""

    ASSET = "asset"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """Since which revision of the stack something has been published, or has not; in the order of the revisions."""

    revision: int
    kind: Kind
    uid: str
    locale: str
    content_type_uid: str
    is_published: bool
    at: datetime


def revision_question() -> Select[int]:
    """Return the question for a stack's revision, with the parameter `stack_uid`."""
    return select(ContentRevision.revision).where(ContentRevision.stack_uid == bindparam("stack_uid"))


def entry_index(
    session: Session, environment_uid: str, content_type_uid: str, locales: Sequence[str]
) -> list[tuple[str, str]]:
    """Return uid and language of the entries of a type, each in the first of these languages, newest change first."""
    statement = (
        select(PublishedEntry.entry_uid, PublishedEntry.locale)
        .where(
            PublishedEntry.environment_uid == environment_uid,
            PublishedEntry.content_type_uid == content_type_uid,
            PublishedEntry.locale.in_(locales),
            PublishedEntry.document.is_not(None),
        )
        .order_by(PublishedEntry.document["updated_at"].as_string().desc(), PublishedEntry.entry_uid.desc())
    )
    return _in_first_locale([(uid, locale) for uid, locale in session.execute(statement)], locales)


def asset_index(session: Session, environment_uid: str, locales: Sequence[str]) -> list[tuple[str, str]]:
    """Return uid and language of the assets of an environment, as `entry_index`."""
    statement = (
        select(PublishedAsset.asset_uid, PublishedAsset.locale)
        .where(
            PublishedAsset.environment_uid == environment_uid,
            PublishedAsset.locale.in_(locales),
            PublishedAsset.document.is_not(None),
        )
        .order_by(PublishedAsset.document["updated_at"].as_string().desc(), PublishedAsset.asset_uid.desc())
    )
    return _in_first_locale([(uid, locale) for uid, locale in session.execute(statement)], locales)


def entries(
    session: Session, environment_uid: str, uids: Collection[str], locales: Sequence[str]
) -> dict[str, Published]:
    """Return, by uid, the entries that are published, each in the first of these languages that has it."""
    entry = PublishedEntry
    found: list[Published] = []
    for some in _parts(uids):
        statement = select(
            entry.entry_uid, entry.content_type_uid, entry.locale, entry.version, entry.document, entry.published_at,
            entry.published_by,
        ).where(
            entry.environment_uid == environment_uid,
            entry.entry_uid.in_(some),
            entry.locale.in_(locales),
            entry.document.is_not(None),
        )  # fmt: skip
        found += [Published(*row) for row in session.execute(statement)]
    return _first(found, locales)


def assets(
    session: Session, environment_uid: str, uids: Collection[str], locales: Sequence[str]
) -> dict[str, Published]:
    """Return, by uid, the assets that are published, as `entries`."""
    found: list[Published] = []
    for some in _parts(uids):
        statement = select(PublishedAsset).where(
            PublishedAsset.environment_uid == environment_uid,
            PublishedAsset.asset_uid.in_(some),
            PublishedAsset.locale.in_(locales),
            PublishedAsset.document.is_not(None),
        )
        found += [_asset(row, row.document) for row in session.scalars(statement) if row.document is not None]
    return _first(found, locales)


def deltas(
    session: Session, environment_uid: str, entry_uids: Collection[str], locales: Collection[str]
) -> list[PublishedDelta]:
    """Return the variants that are published for these entries in these languages."""
    found: list[PublishedDelta] = []
    for some in _parts(entry_uids):
        statement = select(PublishedVariant).where(
            PublishedVariant.environment_uid == environment_uid,
            PublishedVariant.entry_uid.in_(some),
            PublishedVariant.locale.in_(locales),
        )
        found += [
            PublishedDelta(**{name: getattr(row, name) for name in PublishedDelta.__slots__})
            for row in session.scalars(statement)
        ]
    return found


def changes(session: Session, stack_uid: str, environment_uid: str, *, since: int) -> list[Change]:
    """Return what happened to each entry and asset of an environment after a revision, the oldest first."""
    entry, asset = PublishedEntry, PublishedAsset
    in_entries = select(
        entry.revision, entry.entry_uid, entry.locale, entry.content_type_uid, entry.document.is_not(None),
        entry.published_at,
    ).where(*_after(entry, stack_uid, environment_uid, since))  # fmt: skip
    in_assets = select(
        asset.revision, asset.asset_uid, asset.locale, asset.document.is_not(None), asset.published_at
    ).where(*_after(asset, stack_uid, environment_uid, since))
    found = [
        Change(revision, Kind.ENTRY, uid, locale, content_type_uid, bool(is_published), at)
        for revision, uid, locale, content_type_uid, is_published, at in session.execute(in_entries)
    ]
    found += [
        Change(revision, Kind.ASSET, uid, locale, "", bool(is_published), at)
        for revision, uid, locale, is_published, at in session.execute(in_assets)
    ]
    return sorted(found)


def _after(
    table: type[PublishedEntry] | type[PublishedAsset], stack_uid: str, environment_uid: str, since: int
) -> list[ColumnElement[bool]]:
    return [table.stack_uid == stack_uid, table.environment_uid == environment_uid, table.revision > since]


def _asset(row: PublishedAsset, document: dict[str, Any]) -> Published:
    return Published(
        uid=row.asset_uid,
        content_type_uid="",
        locale=row.locale,
        version=row.version,
        document=document,
        published_at=row.published_at,
        published_by=row.published_by,
    )


def _first(found: Sequence[Published], locales: Sequence[str]) -> dict[str, Published]:
    ranks = _ranks(locales)
    # The first language comes last, so that it stands.
    return {one.uid: one for one in sorted(found, key=lambda one: ranks[one.locale], reverse=True)}


def _in_first_locale(found: Sequence[tuple[str, str]], locales: Sequence[str]) -> list[tuple[str, str]]:
    if len(locales) == 1:
        return list(found)
    ranks = _ranks(locales)
    best: dict[str, str] = {}
    for uid, locale in found:
        if uid not in best or ranks[locale] < ranks[best[uid]]:
            best[uid] = locale
    return [(uid, locale) for uid, locale in found if best[uid] == locale]


def _ranks(locales: Sequence[str]) -> Mapping[str, int]:
    return {locale: rank for rank, locale in enumerate(locales)}


def _parts(uids: Collection[str]) -> Iterator[list[str]]:
    remaining = iter(dict.fromkeys(uids))
    while part := list(islice(remaining, _AT_ONCE)):
        yield part
