"""Publishing and withdrawing many things in one transaction: each is read once, and all are written together."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lenticular.content.published.documents import (
    AssetDocument,
    EntryDocument,
    Publication,
    VariantDocument,
    members,
)
from lenticular.content.published.tables import ContentRevision, PublishedAsset, PublishedEntry, PublishedVariant

Row = TypeVar("Row", PublishedEntry, PublishedVariant, PublishedAsset)
# What leaves a row behind when it is withdrawn.
Document = TypeVar("Document", PublishedEntry, PublishedAsset)
# Environment and language; of an entry variant also the variant.
Place = tuple[str, ...]


class Board:
    """What a stack has published, as one transaction sees and changes it.

    The transaction holds the stack's lock and has called `advance`. Changes are written with the next flush of the
    session. Not to be kept over a rollback, nor used beside other ways to publish.
    """

    def __init__(self, session: Session, stack_uid: str) -> None:
        self._session = session
        self._stack_uid = stack_uid
        revision = select(ContentRevision.revision).where(ContentRevision.stack_uid == stack_uid)
        self._revision = session.scalar(revision) or 0
        self._entries: dict[str, dict[Place, PublishedEntry]] = {}
        self._variants: dict[str, dict[Place, PublishedVariant]] = {}
        self._assets: dict[str, dict[Place, PublishedAsset]] = {}

    def entry(self, environment_uid: str, uid: str, locale: str) -> EntryDocument | None:
        """Return an entry as it is published in one environment and language, or None."""
        row = self._entries_of(uid).get((environment_uid, locale))
        if row is None or row.document is None:
            return None
        return EntryDocument(row.entry_uid, row.content_type_uid, row.version, row.document)

    def variant(self, environment_uid: str, entry_uid: str, locale: str, *, variant_uid: str) -> VariantDocument | None:
        """Return an entry variant as it is published in one environment and language, or None."""
        row = self._variants_of(entry_uid).get((environment_uid, locale, variant_uid))
        if row is None:
            return None
        return VariantDocument(**{name: getattr(row, name) for name in VariantDocument.__slots__})

    def put_entry(self, publication: Publication, entry: EntryDocument) -> bool:
        """Publish an entry, in place of the version that was there; its published variants stay.

        Returns False, and changes nothing, when exactly this is published there.
        """
        if self.entry(publication.environment_uid, entry.entry_uid, publication.locale) == entry:
            return False
        rows, place = self._entries_of(entry.entry_uid), (publication.environment_uid, publication.locale)
        values = {**members(publication), **members(entry), "revision": self._revision}
        self._write(rows, place, PublishedEntry, values)
        return True

    def put_variant(self, publication: Publication, variant: VariantDocument) -> bool:
        """Publish an entry variant, in place of the version that was there; returns as `put_entry`."""
        environment_uid, locale = publication.environment_uid, publication.locale
        if self.variant(environment_uid, variant.entry_uid, locale, variant_uid=variant.variant_uid) == variant:
            return False
        place = (environment_uid, locale, variant.variant_uid)
        values = {**members(publication), **members(variant)}
        self._write(self._variants_of(variant.entry_uid), place, PublishedVariant, values)
        return True

    def put_asset(self, publication: Publication, asset: AssetDocument) -> bool:
        """Publish an asset, in place of the version that was there; returns as `put_entry`."""
        rows, place = self._assets_of(asset.asset_uid), (publication.environment_uid, publication.locale)
        row = rows.get(place)
        if row is not None and (row.version, row.document) == (asset.version, asset.document):
            return False
        values = {**members(publication), **members(asset), "revision": self._revision}
        self._write(rows, place, PublishedAsset, values)
        return True

    def withdraw_entry(self, environment_uid: str, uid: str, locale: str, *, now: datetime) -> bool:
        """Withdraw an entry with its variants from one environment and language; tell whether it was there."""
        for _, _, variant_uid in [place for place in self._variants_of(uid) if place[:2] == (environment_uid, locale)]:
            self.withdraw_variant(environment_uid, uid, locale, variant_uid=variant_uid)
        return self._bury(self._entries_of(uid).get((environment_uid, locale)), now)

    def withdraw_variant(self, environment_uid: str, entry_uid: str, locale: str, *, variant_uid: str) -> bool:
        """Withdraw an entry variant from one environment and language; tell whether it was there."""
        row = self._variants_of(entry_uid).pop((environment_uid, locale, variant_uid), None)
        if row is None:
            return False
        self._session.flush()  # it may have been published in this very transaction
        self._session.delete(row)
        return True

    def withdraw_asset(self, environment_uid: str, uid: str, locale: str, *, now: datetime) -> bool:
        """Withdraw an asset from one environment and language; tell whether it was there."""
        return self._bury(self._assets_of(uid).get((environment_uid, locale)), now)

    def _bury(self, row: Document | None, now: datetime) -> bool:
        """Take away the document and leave the row: whoever follows the stack's changes must hear of it."""
        if row is None or row.document is None:
            return False
        row.document = None
        row.published_at = now
        row.revision = self._revision
        return True

    def _write(self, rows: dict[Place, Row], place: Place, table: Callable[..., Row], values: dict[str, Any]) -> None:
        row = rows.get(place)
        if row is None:
            rows[place] = row = table(**values)
            self._session.add(row)
            return
        for name, value in values.items():
            setattr(row, name, value)

    def _entries_of(self, uid: str) -> dict[Place, PublishedEntry]:
        if uid not in self._entries:
            rows = self._rows(PublishedEntry, PublishedEntry.entry_uid, uid)
            self._entries[uid] = {(row.environment_uid, row.locale): row for row in rows}
        return self._entries[uid]

    def _variants_of(self, entry_uid: str) -> dict[Place, PublishedVariant]:
        if entry_uid not in self._variants:
            rows = self._rows(PublishedVariant, PublishedVariant.entry_uid, entry_uid)
            self._variants[entry_uid] = {(row.environment_uid, row.locale, row.variant_uid): row for row in rows}
        return self._variants[entry_uid]

    def _assets_of(self, uid: str) -> dict[Place, PublishedAsset]:
        if uid not in self._assets:
            rows = self._rows(PublishedAsset, PublishedAsset.asset_uid, uid)
            self._assets[uid] = {(row.environment_uid, row.locale): row for row in rows}
        return self._assets[uid]

    def _rows(self, table: type[Row], column: InstrumentedAttribute[str], uid: str) -> Sequence[Row]:
        return self._session.scalars(select(table).where(table.stack_uid == self._stack_uid, column == uid)).all()
