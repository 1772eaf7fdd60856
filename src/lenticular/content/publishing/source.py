"""What there is to publish: the saved content of one stack, read once for all orders of a transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from lenticular.content.assets import service as assets
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.entries.service import Edition
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.entry_variants.service import VariantEdition
from lenticular.content.locales import fallbacks
from lenticular.content.locales import service as locales
from lenticular.content.published.service import AssetDocument

# What the databases can compare a version with.
_HIGHEST_VERSION = 2**31 - 1


Schema = Sequence[Mapping[str, Any]]


class Source:
    """Reads the content of one stack, drafts as they are now."""

    def __init__(self, session: Session, stack_uid: str) -> None:
        self._session = session
        self._stack_uid = stack_uid
        self._fallbacks = locales.fallbacks_of(session, stack_uid)
        self._latest: dict[str, dict[str, Edition]] = {}
        self._schemas: dict[str, Schema] = {}
        self._variants: dict[tuple[str, str], dict[str, VariantEdition]] = {}
        self._older: dict[tuple[str, str, str, int], VariantEdition | None] = {}
        self._assets: dict[tuple[str, int | None], AssetDocument | None] = {}

    def load(self, entry_uids: Collection[str]) -> None:
        """Read entries ahead, all in one query."""
        wanted = [uid for uid in dict.fromkeys(entry_uids) if uid not in self._latest]
        if not wanted:
            return
        self._latest |= {uid: {} for uid in wanted}
        present = entries.existing(self._session, self._stack_uid, wanted)
        found = entries.of_pairs(self._session, present, self._fallbacks)
        for (uid, locale), edition in found.items():
            self._latest[uid][locale] = edition

    def edition(self, entry_uid: str, locale: str, version: int | None = None) -> Edition | None:
        """Return what an entry says in a language, or in the first of its fallbacks that it exists in; else None.

        The latest version, or the one given of the language that is found.
        """
        self.load([entry_uid])
        in_locales = self._latest[entry_uid]
        latest = next((in_locales[code] for code in self._chain(locale) if code in in_locales), None)
        if latest is None or version is None or version == latest.version:
            return latest
        if not 1 <= version <= _HIGHEST_VERSION:
            return None
        return entries.edition(self._session, entry_uid, latest.locale, version)

    def localized(self, entry_uid: str) -> list[str]:
        """Return the languages that an entry exists in."""
        self.load([entry_uid])
        return list(self._latest[entry_uid])

    def variant(self, entry_uid: str, locale: str, *, variant_uid: str, version: int | None) -> VariantEdition | None:
        """Return an entry variant in the language that `edition` finds; the latest for an unknown version."""
        base = self.edition(entry_uid, locale)
        if base is None:
            return None
        place = (entry_uid, base.locale)
        if place not in self._variants:
            drafts = entry_variants.latest(self._session, entry_uid, base.locale)
            self._variants[place] = {draft.variant_uid: draft for draft in drafts}
        latest = self._variants[place].get(variant_uid)
        if latest is None or version is None or version >= latest.version:
            return latest
        key = (*place, variant_uid, version)
        if key not in self._older:
            self._older[key] = entry_variants.version_of(self._session, entry_uid, base.locale, variant_uid, version)
        return self._older[key]

    def asset(self, uid: str, version: int | None = None) -> AssetDocument | None:
        """Return an asset in its latest version or the one given, or None."""
        if version is not None and not 1 <= version <= _HIGHEST_VERSION:
            return None
        if (uid, version) not in self._assets:
            document = assets.document_of(self._session, self._stack_uid, uid, version)
            known = None if document is None else AssetDocument(uid, document["_version"], document)
            self._assets[uid, version] = known
        return self._assets[uid, version]

    def schema(self, content_type_uid: str) -> Schema:
        """Return the fields of a content type, global fields expanded; [] where it is gone."""
        if content_type_uid not in self._schemas:
            found = content_types.expanded(self._session, self._stack_uid, content_type_uid)
            self._schemas[content_type_uid] = found or []
        return self._schemas[content_type_uid]

    def _chain(self, locale: str) -> list[str]:
        return fallbacks.chain(self._fallbacks, locale)
