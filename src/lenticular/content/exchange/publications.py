"""Recreating what is published where, as far as the export has it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from lenticular.content.exchange.layout import Document
from lenticular.content.exchange.reading import StackExport
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.variants import variant_of
from lenticular.content.published.service import Board, Publication
from lenticular.content.publishing import documents
from lenticular.content.publishing.source import Source
from lenticular.content.scope import StackScope


@dataclass(frozen=True, slots=True)
class Renamed:
    """What uids of the export became: of environments that were made, of assets and entries that were renamed.

    `locales` are the languages that the stack has.
    """

    environments: Mapping[str, str]
    locales: Collection[str]
    contents: Mapping[str, str]


class _Detail(BaseModel):
    """One of an exported document's `publish_details`: where which version is, since when and by whom."""

    environment: str
    locale: str
    version: int | None = None
    time: AwareDatetime | None = None
    user: str = Field("", max_length=64)


def publish_assets(scope: StackScope, export: StackExport, report: Report, renamed: Renamed) -> None:
    """Publish the assets where the export says that they are, in the version that it has."""
    source, board = Source(scope.session, scope.stack_uid), Board(scope.session, scope.stack_uid)
    for row in export.assets:
        asset = source.asset(renamed.contents.get(row["uid"], row["uid"]))
        if asset is None:
            continue
        for publication, _ in _publications(scope, row, renamed):
            board.put_asset(publication, asset)
            report.count("publications of assets", 1)
    scope.session.flush()


def publish_entries(scope: StackScope, export: StackExport, report: Report, renamed: Renamed) -> None:
    """Publish the entries where the export says that they are, in the version said, or else the latest that it has."""
    source, board = Source(scope.session, scope.stack_uid), Board(scope.session, scope.stack_uid)
    localized = {(entry.uid, entry.locale) for entry in export.entries}
    for entry in export.entries:
        uid = renamed.contents.get(entry.uid, entry.uid)
        for publication, version in _publications(scope, entry.document, renamed):
            # The master language's document tells of all languages, those that have a document of their own too.
            if publication.locale != entry.locale and (entry.uid, publication.locale) in localized:
                continue
            edition = source.edition(uid, entry.locale, version) or source.edition(uid, entry.locale)
            # Left out in this language, the entry would be found in one that this falls back to.
            if edition is not None and edition.locale == entry.locale:
                board.put_entry(publication, documents.entry(edition, source.schema(entry.content_type_uid)))
                report.count("publications of entries", 1)
    scope.session.flush()


def publish_entry_variants(
    scope: StackScope, export: StackExport, report: Report, renamed: Renamed, *, variants: Mapping[str, str]
) -> None:
    """Publish the entry variants where the export says that they are; `variants` has what each exported uid became."""
    source, board = Source(scope.session, scope.stack_uid), Board(scope.session, scope.stack_uid)
    for entry in export.entry_variants:
        variant_uid = variants.get(variant_of(entry), "")
        uid = renamed.contents.get(entry.uid, entry.uid)
        for publication, version in _publications(scope, entry.document, renamed):
            edition = source.variant(uid, entry.locale, variant_uid=variant_uid, version=version)
            if edition is not None and edition.locale == entry.locale:
                board.put_variant(publication, documents.variant(edition, source.schema(entry.content_type_uid)))
                report.count("publications of entry variants", 1)
    scope.session.flush()


def _publications(scope: StackScope, document: Document, renamed: Renamed) -> Iterator[tuple[Publication, int | None]]:
    """Yield where a document was published, as far as that is there, and its version; what is no detail is left out."""
    found = document.get("publish_details")
    for row in found if isinstance(found, list) else ():
        try:
            detail = _Detail.model_validate(row)
        except ValidationError:
            continue
        if detail.environment in renamed.environments and detail.locale in renamed.locales:
            publication = Publication(
                stack_uid=scope.stack_uid,
                environment_uid=renamed.environments[detail.environment],
                locale=detail.locale,
                published_at=detail.time or scope.now,
                published_by=detail.user or scope.user_uid,
            )
            yield publication, detail.version
