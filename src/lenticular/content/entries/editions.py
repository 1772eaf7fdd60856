"""What an entry says in one language, in one version: put together from the rows it is kept in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, select
from sqlalchemy.orm import Session, aliased

from lenticular.content.entries import drafts
from lenticular.content.entries.tables import EntryLocale, EntryVersion

Rows = Select[EntryLocale, EntryVersion]


@dataclass(frozen=True, slots=True)
class Edition:
    """What an entry says in one language as of one version; in `fields` an asset is its uid. Not to be changed."""

    entry_uid: str
    content_type_uid: str
    locale: str
    version: int
    title: str
    fields: dict[str, Any]
    tags: list[str]
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime


def of_rows(row: EntryLocale, version: EntryVersion) -> Edition:
    """Return the edition that an entry's language and a version of it make."""
    return Edition(
        entry_uid=row.entry_uid,
        content_type_uid=row.content_type_uid,
        locale=row.locale,
        version=version.version,
        title=drafts.title_of(version.fields),
        fields=version.fields,
        tags=version.tags,
        created_by=row.created_by,
        created_at=row.created_at,
        updated_by=version.updated_by,
        updated_at=version.updated_at,
    )


def every() -> Rows:
    """Return a query for each version of each language of each entry of this server, to be narrowed."""
    return select(EntryLocale, EntryVersion).join(
        EntryVersion,
        and_(EntryVersion.entry_uid == EntryLocale.entry_uid, EntryVersion.locale == EntryLocale.locale),
    )


def latest() -> Rows:
    """Return a query for the latest version of each language of each entry of this server, to be narrowed."""
    return every().where(EntryVersion.version == EntryLocale.version)


def read(session: Session, rows: Rows) -> list[Edition]:
    """Return the editions that a query finds, in its order."""
    return [of_rows(row, version) for row, version in session.execute(rows)]


def is_shown(chain: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that holds for an entry's first language in a chain of fallbacks, and for no other."""
    first, *fallbacks = chain
    if not fallbacks:
        return EntryLocale.locale == first
    sooner = aliased(EntryLocale)
    rank = {code: position for position, code in enumerate(chain)}
    is_hidden = exists().where(
        sooner.entry_uid == EntryLocale.entry_uid,
        sooner.locale.in_(chain),
        case(rank, value=sooner.locale) < case(rank, value=EntryLocale.locale),
    )
    return and_(EntryLocale.locale.in_(chain), ~is_hidden)
