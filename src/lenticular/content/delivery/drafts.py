"""Where previews take content from: the latest versions of everything, published or not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from lenticular.content.assets import service as assets
from lenticular.content.content_types import service as content_types
from lenticular.content.delivery.access import Environment, Visit
from lenticular.content.delivery.sources import (
    Found,
    FoundVariants,
    Place,
    batches,
    file_uids,
    found,
    found_variants,
    remembered,
    shown,
    with_files,
)
from lenticular.content.entries import service as entries
from lenticular.content.entries.service import Edition
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.published.service import EntryDocument
from lenticular.content.publishing import documents
from lenticular.domain import overlay

Schema = list[dict[str, Any]]


class DraftSource:
    """The latest of a stack, as it would be if it were published in an environment now."""

    def __init__(self, visit: Visit, environment: Environment, base_url: str) -> None:
        self._visit = visit
        self._environment = environment
        self._base_url = base_url
        self.key = ("draft", environment.uid, base_url)

    def index(self, content_type_uid: str, locales: Sequence[str]) -> Sequence[Place]:
        """Return the entries of a type, each in the first of these languages, newest change first."""
        return self._visit.snapshot.once(
            ("draft_index", content_type_uid, tuple(locales)),
            lambda session: self._load_index(session, content_type_uid, locales),
        )

    def entries(self, uids: Iterable[str], locales: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, those entries that there are, each in the first of these languages."""
        key = ("draft_entry", self._environment.uid, self._base_url, tuple(locales))
        return remembered(self._visit.snapshot, key, uids, lambda missing: self._load_entries(missing, locales))

    def variants(self, entries: Iterable[Found]) -> Mapping[str, FoundVariants]:
        """Return, by uid, what lies over these entries in the language they were found in."""
        return {entry.uid: self._variants_of(entry) for entry in entries}

    def asset_index(self, locales: Sequence[str]) -> Sequence[Place]:
        """Return the assets, newest change first; they are the same in every language."""
        uids = self._visit.snapshot.once(
            ("draft_asset_index",), lambda session: assets.uids_of_stack(session, self._visit.stack.uid)
        )
        return [(uid, locales[0]) for uid in uids]

    def assets(self, uids: Iterable[str], locales: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, those assets that there are."""
        key = ("draft_asset", self._environment.uid, self._base_url, locales[0])
        return remembered(self._visit.snapshot, key, uids, lambda missing: self._load_assets(missing, locales[0]))

    def _load_index(self, session: Session, content_type_uid: str, locales: Sequence[str]) -> list[Place]:
        found: dict[str, Edition] = {}
        for locale in reversed(locales):
            editions = entries.latest_of_type(session, self._visit.stack.uid, content_type_uid, locale)
            found.update({edition.entry_uid: edition for edition in editions})
        newest_first = sorted(found.values(), key=lambda one: (one.updated_at, one.entry_uid), reverse=True)
        return [(edition.entry_uid, edition.locale) for edition in newest_first]

    def _load_entries(self, uids: list[str], locales: Sequence[str]) -> Iterator[Found]:
        session = self._visit.snapshot.session
        for some in batches(uids):
            # Entries are found by uid alone, and the uid may be one of another stack.
            own = entries.existing(session, self._visit.stack.uid, some)
            pairs = entries.of_pairs(session, own, locales)
            first = {
                uid: next((pairs[uid, locale] for locale in locales if (uid, locale) in pairs), None) for uid in own
            }
            stored = [
                documents.entry(edition, schema)
                for edition in first.values()
                if edition is not None and (schema := self._schema(edition.content_type_uid)) is not None
            ]
            # All at once, for the memory; then one by one from there.
            self.assets((uid for one in stored for uid in file_uids(one.document)), locales)
            for one in stored:
                yield self._found(one, one.document["locale"])

    def _variants_of(self, entry: Found) -> FoundVariants:
        return self._visit.snapshot.once(
            ("draft_variants", self._environment.uid, self._base_url, entry.locale, entry.uid),
            lambda session: self._load_variants(session, entry),
        )

    def _load_variants(self, session: Session, entry: Found) -> FoundVariants:
        schema = self._schema(entry.content_type_uid) or []
        variants: list[overlay.Variant] = []
        details: dict[str, Mapping[str, str | int]] = {}
        for edition in entry_variants.latest(session, entry.uid, entry.locale):
            stored = documents.variant(edition, schema)
            fields = self._with_files(stored.fields, [entry.locale])
            variants.append(overlay.Variant(stored.variant_uid, fields, stored.change_set, stored.order))
            details[stored.variant_uid] = {**self._details(entry.locale), "version": stored.version}
        return found_variants(entry, variants, details)

    def _load_assets(self, uids: list[str], locale: str) -> Iterator[Found]:
        session, stack_uid = self._visit.snapshot.session, self._visit.stack.uid
        for some in batches(uids):
            for uid, document in assets.documents(session, stack_uid, some, base_url=self._base_url).items():
                yield found(uid, "", locale, document, self._details(locale))

    def _found(self, stored: EntryDocument, locale: str) -> Found:
        document = self._with_files(stored.document, [locale])
        return found(stored.entry_uid, stored.content_type_uid, locale, document, self._details(locale))

    def _with_files(self, document: dict[str, Any], locales: Sequence[str]) -> dict[str, Any]:
        files = self.assets(file_uids(document), locales)
        return with_files(document, {uid: shown(asset) for uid, asset in files.items()})

    def _details(self, locale: str) -> dict[str, str]:
        # No time and nobody: this was not published.
        return {"environment": self._environment.uid, "locale": locale}

    def _schema(self, content_type_uid: str) -> Schema | None:
        return self._visit.snapshot.once(
            ("schema", content_type_uid),
            lambda session: content_types.expanded(session, self._visit.stack.uid, content_type_uid),
        )
