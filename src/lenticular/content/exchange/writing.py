"""Writing what a stack holds, but for its Personalize project, as the vendor's CLI writes an export.

Lists are sorted by uid: what was exported, imported and exported again is the same again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lenticular.content.assets import folders
from lenticular.content.assets import service as assets
from lenticular.content.assets.service import Selection
from lenticular.content.content_types import payloads as content_type_payloads
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import documents as entry_documents
from lenticular.content.entries import service as entries
from lenticular.content.entry_variants import documents as entry_variant_documents
from lenticular.content.entry_variants import payloads as entry_variant_payloads
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.environments import payloads as environment_payloads
from lenticular.content.environments import service as environments
from lenticular.content.exchange import layout
from lenticular.content.exchange.layout import Document
from lenticular.content.exchange.report import Progress
from lenticular.content.global_fields import payloads as global_field_payloads
from lenticular.content.global_fields import service as global_fields
from lenticular.content.labels import payloads as label_payloads
from lenticular.content.labels import service as labels
from lenticular.content.locales import service as locales
from lenticular.content.published import payloads as publications
from lenticular.content.published import service as published
from lenticular.content.roles import payloads as role_payloads
from lenticular.content.roles import service as roles
from lenticular.content.scope import StackScope
from lenticular.content.stacks import payloads as stack_payloads
from lenticular.content.stacks import service as stacks
from lenticular.content.taxonomies import exchange as taxonomy_exchange
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups import service as variant_groups
from lenticular.store.files import AssetFiles

_AUDIT = {"created_at", "updated_at", "created_by", "updated_by"}
_PEOPLE = {"created_by", "updated_by"}
_STACK = {*_AUDIT, "org_uid", "owner_uid", "user_uids", "settings", "uid"}
_PORTION = 500
_OF_TYPES = ("title", "uid", "schema", "field_rules", "options", "description")


@dataclass(frozen=True, slots=True)
class Export:
    """A stack being written: where to, and where its files lie."""

    scope: StackScope
    folder: Path
    files: AssetFiles
    progress: Progress


def write(export: Export, *, experience_uids: Sequence[str]) -> None:
    """Write the stack's folder, which must be empty, with the links of these experiences' groups."""
    for path, document in _structure(export.scope, experience_uids):
        layout.dump(export.folder / path, document)
    _write_assets(export)
    rows = sorted(content_types.list_all(export.scope), key=lambda row: row.uid)
    for index, row in enumerate(rows, start=1):
        _write_entries(export, row)
        export.progress("content types", index, len(rows))


def _structure(scope: StackScope, experience_uids: Sequence[str]) -> Iterator[tuple[str, object]]:
    stack = stacks.get(scope.session, scope.stack_uid)
    yield layout.EXPORT_INFO, {"contentVersion": 2, "logsPath": ""}
    yield layout.STACK, _without(stack_payloads.render(stack, []).model_dump(mode="json", exclude_none=True), _STACK)
    yield layout.SETTINGS, stack_payloads.settings(stack)
    rows = [
        {"code": row.code, "uid": row.uid, "fallback_locale": row.fallback_code, "name": row.name}
        for row in locales.list_newest_first(scope)
    ]
    yield layout.MASTER_LOCALE, _by_uid(row for row in rows if row["fallback_locale"] is None)
    yield layout.LOCALES, _by_uid(row for row in rows if row["fallback_locale"] is not None)
    found = [environment_payloads.render(row) for row in environments.list_newest_first(scope)]
    wire = [row.model_dump(mode="json", by_alias=True) for row in found]
    yield layout.ENVIRONMENTS, _by_uid(_without(row, {*_PEOPLE, "ACL", "tags"}) for row in wire)
    shared = [global_field_payloads.render(row) for row in global_fields.list_all(scope)]
    yield layout.GLOBAL_FIELDS, _sorted(_of_type(row) for row in shared)
    found_types = content_types.list_all(scope)
    types = _sorted(
        _of_type(content_type_payloads.render(row, content_types.schema_of(scope, row))) for row in found_types
    )
    yield f"{layout.CONTENT_TYPES}/{layout.CONTENT_TYPES_TOGETHER}", types
    for row in types:
        yield f"{layout.CONTENT_TYPES}/{row['uid']}.json", row
    yield from _taxonomies(scope)
    found_labels = [label_payloads.render(row) for row in labels.list_newest_first(scope)]
    wire = [row.model_dump(mode="json", by_alias=True) for row in found_labels]
    yield layout.LABELS, _by_uid(_without(row, {*_AUDIT, "_version"}) for row in wire)
    found_roles = [role_payloads.render(row) for row in roles.list_newest_first(scope)]
    wire = [row.model_dump(mode="json", by_alias=True) for row in found_roles]
    yield layout.CUSTOM_ROLES, _by_uid(_without(row, _AUDIT) for row in wire)
    yield from _variant_groups(scope, experience_uids)


def _taxonomies(scope: StackScope) -> Iterator[tuple[str, object]]:
    documents = {row.uid: taxonomy_exchange.document(scope, row) for row in taxonomies.list_all(scope)}
    together = {uid: document["taxonomy"] for uid, document in sorted(documents.items())}
    yield f"{layout.TAXONOMIES}/{layout.TAXONOMIES_TOGETHER}", together
    for uid, document in documents.items():
        yield f"{layout.TAXONOMIES}/{uid}.json", document


def _variant_groups(scope: StackScope, experience_uids: Sequence[str]) -> Iterator[tuple[str, object]]:
    mirrored = mirrors.of_experiences(scope.session, experience_uids)
    links = variant_groups.links(scope.session, [mirror.group_uid for mirror in mirrored.values()])
    if mirrored:
        yield (
            layout.EXPERIENCE_CONTENT_TYPES,
            {uid: _links(links.get(mirrored[uid].group_uid, ())) for uid in experience_uids if uid in mirrored},
        )
    own = [group for group in variant_groups.list_groups(scope) if group.experience_uid is None]
    if own:
        uids = [group.uid for group in own]
        links, members = variant_groups.links(scope.session, uids), variant_groups.members(scope.session, uids)
        yield (
            layout.VARIANT_GROUPS,
            _sorted(
                {
                    "uid": group.uid,
                    "name": group.name,
                    "description": group.description,
                    "content_types": _links(links.get(group.uid, ())),
                    "variants": [{"uid": row.uid, "name": row.name} for row in members.get(group.uid, ())],
                }
                for group in own
            ),
        )


def _links(linked: Iterable[variant_groups.Linked]) -> list[Document]:
    return [{"uid": row.content_type_uid, "status": str(row.status)} for row in linked]


def _write_assets(export: Export) -> None:
    scope = export.scope
    editions = sorted(assets.list_all(scope, Selection()), key=lambda edition: edition.uid)
    states = published.states_of_assets(scope.session, scope.stack_uid, [edition.uid for edition in editions])
    documents = []
    for index, edition in enumerate(editions, start=1):
        document = _without(assets.document(scope, edition, base_url=scope.base_url), _AUDIT)
        documents.append({**document, "publish_details": publications.details(states.get(edition.uid, ()))})
        digest = edition.file.digest
        if digest is not None:
            target = export.folder / layout.ASSET_FILES / edition.uid / Path(edition.file.name).name
            target.parent.mkdir(parents=True)
            target.write_bytes(export.files.path(digest).read_bytes())
        export.progress("assets", index, len(editions))
    name = layout.dump_chunk(export.folder, layout.ASSETS, layout.ASSET_INDEX, _by_uid(documents))
    layout.dump(
        export.folder / layout.ASSET_METADATA,
        {name: [{key: row[key] for key in ("uid", "url", "filename", "parent_uid")} for row in documents]},
    )
    found = [_without(folders.document(row), _PEOPLE) for row in folders.list_all(scope)]
    layout.dump(export.folder / layout.ASSET_FOLDERS, _sorted(found))


def _write_entries(export: Export, row: content_types.Row) -> None:
    scope = export.scope
    schema = content_types.schema_of(scope, row)
    for locale in sorted(found.code for found in locales.list_newest_first(scope)):
        found = entries.latest_of_type(scope.session, scope.stack_uid, row.uid, locale)
        editions = sorted(found, key=lambda edition: edition.entry_uid)
        if not editions:
            continue
        place = _Place(export, row.uid, locale, schema, f"{layout.ENTRIES}/{row.uid}/{locale}")
        documents = [document for part in _parts(editions) for document in place.documents(part)]
        layout.dump_chunk(export.folder, place.folder, layout.INDEX, _by_uid(documents))
        for edition, document in zip(editions, documents, strict=True):
            place.write_published_versions(edition, document["publish_details"])
            place.write_variants(edition.entry_uid)


@dataclass(frozen=True, slots=True)
class _Place:
    """The entries of one content type in one language."""

    export: Export
    content_type_uid: str
    locale: str
    schema: Sequence[Mapping[str, Any]]
    folder: str

    def documents(self, editions: Sequence[entries.Edition]) -> list[Document]:
        shown = entry_documents.shown(self.export.scope, editions, self.schema, with_publish_details=True)
        return [
            {name: _without_times(value) for name, value in _without(document, _AUDIT).items()} for document in shown
        ]

    def write_published_versions(self, edition: entries.Edition, details: Sequence[Document]) -> None:
        """Write the versions before the latest that are published: in this language, or where it is fallen back to."""
        session = self.export.scope.session
        numbers = {detail["version"]: detail["locale"] for detail in details if detail["version"] < edition.version}
        own = set(entries.localized(session, edition.entry_uid)) - {self.locale} if numbers else set()
        earlier = [
            entries.edition(session, edition.entry_uid, self.locale, number)
            for number in sorted(number for number, locale in numbers.items() if locale not in own)
        ]
        if earlier:
            documents = self.documents([version for version in reversed(earlier) if version is not None])
            layout.dump(
                self.export.folder / self.folder / layout.ENTRY_VERSIONS / f"{edition.entry_uid}.json",
                [_without(document, {"publish_details"}) for document in documents],
            )

    def write_variants(self, entry_uid: str) -> None:
        """Write the entry's variants, and the versions of them before the latest that are published."""
        scope = self.export.scope
        editions = sorted(
            entry_variants.latest(scope.session, entry_uid, self.locale), key=lambda edition: edition.variant_uid
        )
        if not editions:
            return
        folder = f"{self.folder}/{layout.ENTRY_VARIANTS}/{entry_uid}"
        place = entry_variants.locate(scope, self.content_type_uid, entry_uid, self.locale)
        shown = entry_variant_documents.shown(scope, place, editions, with_publish_details=True)
        documents = [_without(document, _AUDIT) for document in shown]
        layout.dump_chunk(self.export.folder, folder, layout.INDEX, documents)
        earlier = [
            entry_variants.version_of(scope.session, entry_uid, self.locale, edition.variant_uid, number)
            for edition, document in zip(editions, documents, strict=True)
            for number in sorted({row["version"] for row in document["publish_details"]} - {edition.version})
        ]
        if earlier:
            rendered = [entry_variant_payloads.render(edition) for edition in earlier if edition is not None]
            path = self.export.folder / folder / layout.ENTRY_VARIANT_VERSIONS
            layout.dump(path, [_without(document, _AUDIT) for document in rendered])


def _without_times(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return content whose assets do not say when and by whom they were made: they say so themselves."""
    if isinstance(value, list):
        return [_without_times(one) for one in value]
    if isinstance(value, dict):
        is_asset = "filename" in value and "parent_uid" in value
        return {name: _without_times(one) for name, one in value.items() if not (is_asset and name in _AUDIT)}
    return value


def _parts(editions: Sequence[entries.Edition]) -> Iterator[Sequence[entries.Edition]]:
    """Yield the editions in portions that a query can name."""
    for start in range(0, len(editions), _PORTION):
        yield editions[start : start + _PORTION]


def _of_type(document: Mapping[str, Any]) -> Document:
    return {name: document[name] for name in _OF_TYPES if name in document}


def _by_uid(rows: Iterable[Document]) -> dict[str, Document]:
    return {row["uid"]: row for row in _sorted(rows)}


def _sorted(rows: Iterable[Document]) -> list[Document]:
    return sorted(rows, key=lambda row: str(row["uid"]))


def _without(document: Mapping[str, Any], names: set[str]) -> Document:
    return {name: value for name, value in document.items() if name not in names}
