"""Writing what is published, and telling what is; whoever writes holds the stack's lock and has called `advance`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, TypeVar

from sqlalchemy import ColumnElement, delete, exists, null, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from lenticular.content.paging import batches
from lenticular.content.published import board as boards
from lenticular.content.published import documents
from lenticular.content.published.tables import ContentRevision, PublishedAsset, PublishedEntry, PublishedVariant

# What other concepts call what they publish.
Publication: TypeAlias = documents.Publication
EntryDocument: TypeAlias = documents.EntryDocument
VariantDocument: TypeAlias = documents.VariantDocument
AssetDocument: TypeAlias = documents.AssetDocument
Board: TypeAlias = boards.Board


@dataclass(frozen=True, slots=True)
class State:
    """In which version something is published in one environment and language, since when and by whom."""

    environment_uid: str
    locale: str
    version: int
    published_at: datetime
    published_by: str


Row = PublishedEntry | PublishedVariant | PublishedAsset
# What leaves a row behind when it is withdrawn.
Document = TypeVar("Document", PublishedEntry, PublishedAsset)


def advance(session: Session, stack_uid: str) -> int:
    """Raise a stack's content revision and return it: the one that rows of this transaction get.

    Call it once, first, while holding the stack's lock; a changing scope has done both.
    """
    raised = session.scalars(
        update(ContentRevision)
        .where(ContentRevision.stack_uid == stack_uid)
        .values(revision=ContentRevision.revision + 1)
        .returning(ContentRevision.revision)
    ).one_or_none()
    if raised is None:
        session.add(ContentRevision(stack_uid=stack_uid, revision=1))
        session.flush()
        return 1
    return raised


def revision(session: Session, stack_uid: str) -> int:
    """Return the revision of a stack's newest change, this transaction's included; 0 before the first."""
    found = select(ContentRevision.revision).where(ContentRevision.stack_uid == stack_uid)
    return session.scalar(found) or 0


def withdraw_entry(
    session: Session,
    stack_uid: str,
    entry_uid: str,
    *,
    now: datetime,
    environment_uids: Collection[str] | None = None,
    locales: Collection[str] | None = None,
) -> bool:
    """Withdraw an entry with all its variants from these environments and languages; None means from all.

    Returns whether it was published in any of them.
    """
    entries = _at(PublishedEntry, stack_uid, environment_uids, locales)
    variants = _at(PublishedVariant, stack_uid, environment_uids, locales)
    session.execute(delete(PublishedVariant).where(PublishedVariant.entry_uid == entry_uid, *variants))
    conditions = [PublishedEntry.entry_uid == entry_uid, *entries]
    return _bury(session, stack_uid, PublishedEntry, conditions, now=now)


def withdraw_content_type(session: Session, stack_uid: str, content_type_uid: str, *, now: datetime) -> None:
    """Withdraw every entry of a content type, with all their variants, from everywhere."""
    of_type = [PublishedEntry.stack_uid == stack_uid, PublishedEntry.content_type_uid == content_type_uid]
    _bury(session, stack_uid, PublishedEntry, of_type, now=now)
    session.execute(
        delete(PublishedVariant).where(
            PublishedVariant.stack_uid == stack_uid, PublishedVariant.content_type_uid == content_type_uid
        )
    )


def withdraw_variants(
    session: Session,
    stack_uid: str,
    *,
    variant_uids: Collection[str],
    entry_uid: str | None = None,
    content_type_uid: str | None = None,
    environment_uids: Collection[str] | None = None,
    locales: Collection[str] | None = None,
) -> bool:
    """Withdraw entry variants, of one entry or of one content type if given; the entries stay published.

    Returns whether any was published.
    """
    conditions = [
        PublishedVariant.variant_uid.in_(variant_uids),
        *_at(PublishedVariant, stack_uid, environment_uids, locales),
    ]
    if entry_uid is not None:
        conditions.append(PublishedVariant.entry_uid == entry_uid)
    if content_type_uid is not None:
        conditions.append(PublishedVariant.content_type_uid == content_type_uid)
    withdrawn = delete(PublishedVariant).where(*conditions).returning(PublishedVariant.variant_uid)
    return bool(session.scalars(withdrawn).all())


def withdraw_asset(
    session: Session,
    stack_uid: str,
    asset_uid: str,
    *,
    now: datetime,
    environment_uids: Collection[str] | None = None,
    locales: Collection[str] | None = None,
) -> bool:
    """Withdraw an asset as `withdraw_entry` does an entry."""
    conditions = _at(PublishedAsset, stack_uid, environment_uids, locales)
    conditions.append(PublishedAsset.asset_uid == asset_uid)
    return _bury(session, stack_uid, PublishedAsset, conditions, now=now)


def states_of_entries(
    session: Session, stack_uid: str, entry_uids: Collection[str], locale: str | None = None
) -> Mapping[str, Sequence[State]]:
    """Return where each of these entries is published, by entry uid; in one language if given."""
    table = PublishedEntry
    conditions = [*_at(table, stack_uid, None, _only(locale)), table.document.is_not(None)]
    found = _states(session, table, (table.entry_uid,), uids=entry_uids, conditions=conditions)
    return {uid: states for (uid,), states in found.items()}


def entry_conditions(
    entry_uid: InstrumentedAttribute[str], locale: InstrumentedAttribute[str], version: InstrumentedAttribute[int]
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return two conditions on rows that are entries: published in the language, and that in another version."""
    table = PublishedEntry
    is_there = (table.entry_uid == entry_uid, table.locale == locale, table.document.is_not(None))
    return exists().where(*is_there), exists().where(*is_there, table.version != version)


def states_of_variants(
    session: Session, stack_uid: str, entry_uids: Collection[str], locale: str | None = None
) -> Mapping[tuple[str, str], Sequence[State]]:
    """Return where each variant of these entries is published, by the two uids; in one language if given."""
    table = PublishedVariant
    names = (table.entry_uid, table.variant_uid)
    conditions = _at(table, stack_uid, None, _only(locale))
    found = _states(session, table, names, uids=entry_uids, conditions=conditions)
    return {(entry_uid, variant_uid): states for (entry_uid, variant_uid), states in found.items()}


def states_of_assets(
    session: Session, stack_uid: str, asset_uids: Collection[str], locale: str | None = None
) -> Mapping[str, Sequence[State]]:
    """Return where each of these assets is published, by asset uid; in one language if given."""
    table = PublishedAsset
    conditions = [*_at(table, stack_uid, None, _only(locale)), table.document.is_not(None)]
    found = _states(session, table, (table.asset_uid,), uids=asset_uids, conditions=conditions)
    return {uid: states for (uid,), states in found.items()}


def _states(
    session: Session,
    table: type[Row],
    names: Sequence[InstrumentedAttribute[str]],
    *,
    uids: Collection[str],
    conditions: Sequence[ColumnElement[bool]],
) -> Mapping[tuple[str, ...], Sequence[State]]:
    """Return the states of what is published, by what these columns say; the first column is among the uids.

    Documents stay where they are: they may be large, and a list asks for many.
    """
    members = (table.environment_uid, table.locale, table.version, table.published_at, table.published_by)
    statement = select(*names, *members).where(*conditions).order_by(table.environment_uid, table.locale)
    found: dict[tuple[str, ...], list[State]] = {}
    for some in batches(uids):
        for row in session.execute(statement.where(names[0].in_(some))):
            state = State(row.environment_uid, row.locale, row.version, row.published_at, row.published_by)
            found.setdefault(tuple(row[: len(names)]), []).append(state)
    return found


def _only(locale: str | None) -> list[str] | None:
    return None if locale is None else [locale]


def _at(
    table: type[Row], stack_uid: str, environment_uids: Collection[str] | None, locales: Collection[str] | None
) -> list[ColumnElement[bool]]:
    conditions = [table.stack_uid == stack_uid]
    if environment_uids is not None:
        conditions.append(table.environment_uid.in_(environment_uids))
    if locales is not None:
        conditions.append(table.locale.in_(locales))
    return conditions


def _bury(
    session: Session,
    stack_uid: str,
    table: type[Document],
    conditions: Sequence[ColumnElement[bool]],
    *,
    now: datetime,
) -> bool:
    """Take away the documents and leave the rows: whoever follows the stack's changes must hear of it."""
    statement = (
        update(table)
        .where(*conditions, table.document.is_not(None))
        .values(document=null(), published_at=now, revision=revision(session, stack_uid))
        .returning(table.environment_uid)
    )
    return bool(session.scalars(statement).all())
