"""The routes of entries."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import documents, listing, payloads, references
from lenticular.content.entries import service as entries
from lenticular.content.entries.documents import Selection
from lenticular.content.entries.listing import PublishState
from lenticular.content.entries.payloads import (
    Entries,
    EntryAnswer,
    EntryNotice,
    Localizations,
    References,
    SaveEntry,
    Versions,
)
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.flags import Flag
from lenticular.content.locales import service as locales
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading, StackScope

ENTRIES = "/content_types/{content_type_uid}/entries"
ENTRY = f"{ENTRIES}/{{entry_uid}}"

router = APIRouter(tags=["Entries"])

Locale = Annotated[
    str, Query(max_length=32, description="The code of a language; the stack's master language if left out.")
]
VersionNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="The latest if left out.")]
State = Annotated[
    PublishState | None, Query(description="Not published, published as it is, or somewhere in an older version.")
]
VariantNames = Annotated[str, Header(alias="x-cs-variant-uid", description="Uids or aliases of variants, by commas.")]


def selection(request: Request) -> Selection:
    """Return the members that `only[BASE][]` or `except[BASE][]` of a query string name; clients may number them."""
    named: dict[str, set[str]] = {"only": set(), "except": set()}
    for name, value in request.query_params.multi_items():
        wish, bracket, _ = name.partition("[BASE]")
        if bracket and wish in named:
            named[wish].add(value)
    return Selection(frozenset(named["only"]), frozenset(named["except"]))


Selected = Annotated[Selection, Depends(selection)]


@router.get(ENTRIES, operation_id="getEntries", response_model=Entries, response_model_exclude_unset=True)
def get_entries(
    scope: Reading,
    content_type_uid: str,
    page: Paged,
    selected: Selected,
    *,
    locale: Locale = "",
    search: str = "",
    typeahead: str = "",
    publish_state: State = None,
    include_publish_details: Flag = False,
) -> dict[str, Any]:
    """List the entries of a content type, last changed first, each in the language or else in its fallback language.

    An entry says its own `locale`, so `query={"locale":"fr"}` keeps those that exist in French. `query` knows the
    documented operators; `asc` and `desc` take any field; `search` looks into titles. `only[BASE][]` and
    `except[BASE][]` name the members to show or to leave out.
    """
    content_type = content_types.get(scope, content_type_uid)
    schema = content_types.schema_of(scope, content_type)
    chain = locales.fallback_chain(scope, locale or scope.master_locale)
    wanted = listing.Wanted(chain, page, search or typeahead, publish_state)
    found, total = listing.find(scope, content_type.uid, schema, wanted)
    shown = documents.shown(scope, found, schema, with_publish_details=include_publish_details)
    return paging.answer(page, "entries", (selected.of(document) for document in shown), total)


@router.post(ENTRIES, status_code=201, operation_id="createEntry")
def create_entry(
    scope: Changing, content_type_uid: str, body: SaveEntry, response: Response, locale: Locale = ""
) -> EntryNotice:
    """Create an entry in one language. A file may be given as the uid of its asset or as the asset."""
    content_type = content_types.get(scope, content_type_uid)
    made = entries.create(scope, content_type, locale=locale or scope.master_locale, document=body.entry)
    return _noted("Entry created successfully.", scope, content_type, made, response)


@router.get(ENTRY, operation_id="getEntry")
def get_entry(
    scope: Reading,
    content_type_uid: str,
    entry_uid: str,
    selected: Selected,
    response: Response,
    *,
    locale: Locale = "",
    version: VersionNumber = None,
    include_publish_details: Flag = False,
    include_variant: Flag = False,
    include_variants: Flag = False,
    variant_uid: str = "",
    variants: VariantNames = "",
) -> EntryAnswer:
    """Return one entry with its ETag, in the language or else in its fallback language, which `locale` tells.

    With `include_variant=true`, the header `x-cs-variant-uid` (or `include_variants=true` and `variant_uid`) lays the
    latest drafts of the named variants over it, the first on top.
    """
    content_type = content_types.get(scope, content_type_uid)
    edition = _shown(scope, content_type_uid, entry_uid, locale)
    etags.tag(response, _state(edition))
    if version is not None:
        edition = _of_version(scope, edition, version)
    if include_variant or include_variants:
        names = [name.strip() for name in (variants or variant_uid).split(",") if name.strip()]
        edition = entry_variants.merged(scope, edition, names)
    schema = content_types.schema_of(scope, content_type)
    [document] = documents.shown(scope, [edition], schema, with_publish_details=include_publish_details)
    return EntryAnswer(entry=selected.of(document))


@router.put(ENTRY, operation_id="updateEntry")
def update_entry(
    scope: Changing,
    content_type_uid: str,
    entry_uid: str,
    body: SaveEntry,
    response: Response,
    *,
    locale: Locale = "",
    if_match: IfMatch = None,
) -> EntryNotice:
    """Save an entry in one language as its next version; members that are left out stay as they are.

    In a language that it does not exist in yet it begins at version 1, with what is sent alone.
    """
    content_type = content_types.get(scope, content_type_uid)
    entry = entries.get(scope, content_type.uid, entry_uid)
    code = locale or scope.master_locale
    if if_match is not None:
        etags.check(if_match, _state(_shown(scope, content_type_uid, entry_uid, code)))
    saved = entries.update(scope, content_type, entry, locale=code, document=body.entry)
    notice = "Entry localized successfully." if saved.version == 1 else "Entry updated successfully."
    return _noted(notice, scope, content_type, saved, response)


@router.delete(ENTRY, operation_id="deleteEntry")
def delete_entry(
    scope: Changing,
    content_type_uid: str,
    entry_uid: str,
    *,
    locale: Locale = "",
    delete_all_localized: Flag = False,
    if_match: IfMatch = None,
) -> Notice:
    """Delete an entry with its variants and what is published of it: in the language that is given, else in all.

    `delete_all_localized=true` is all languages too. Without its last language the entry is gone.
    """
    content_types.get(scope, content_type_uid)
    entry = entries.get(scope, content_type_uid, entry_uid)
    present = entries.of_pairs(scope.session, [entry.uid], entries.localized(scope.session, entry.uid))
    etags.check(if_match, *map(_state, present.values()))
    entries.delete(scope, entry, locale=None if delete_all_localized or not locale else locale)
    return Notice(notice="Entry deleted successfully.")


@router.get(
    f"{ENTRY}/versions", operation_id="getEntryVersions", response_model=Versions, response_model_exclude_unset=True
)
def get_entry_versions(
    scope: Reading, content_type_uid: str, entry_uid: str, page: Paged, locale: Locale = ""
) -> dict[str, Any]:
    """List the versions of an entry in one language, newest first."""
    content_types.get(scope, content_type_uid)
    edition = _shown(scope, content_type_uid, entry_uid, locale)
    rows, total = entries.versions(scope.session, edition, page)
    return paging.answer(page, "versions", (payloads.render_version(row) for row in rows), total)


@router.get(f"{ENTRY}/locales", operation_id="getEntryLocales")
def get_entry_locales(scope: Reading, content_type_uid: str, entry_uid: str) -> Localizations:
    """List the languages that an entry exists in."""
    content_types.get(scope, content_type_uid)
    entry = entries.get(scope, content_type_uid, entry_uid)
    return payloads.render_localizations(entries.localized(scope.session, entry.uid))


@router.post(f"{ENTRY}/unlocalize", operation_id="unlocalizeEntry")
def unlocalize_entry(scope: Changing, content_type_uid: str, entry_uid: str, locale: Locale) -> Notice:
    """Delete an entry in a language other than the master, so that the language shows its fallback again."""
    content_types.get(scope, content_type_uid)
    entries.unlocalize(scope, entries.get(scope, content_type_uid, entry_uid), locale=locale)
    return Notice(notice="Entry unlocalized successfully.")


@router.get(f"{ENTRY}/references", operation_id="getEntryReferences")
def get_entry_references(
    scope: Reading, content_type_uid: str, entry_uid: str, locale: Annotated[str, Query(max_length=32)] = ""
) -> References:
    """List the entries that refer to an entry, in each language in which they do, or in the one that is given."""
    content_types.get(scope, content_type_uid)
    entry = entries.get(scope, content_type_uid, entry_uid)
    code = locales.get(scope, locale).code if locale else None
    found = references.referrers(scope, content_type_uid, entry.uid, locale=code)
    return References(references=[payloads.render_reference(one.edition, one.content_type_title) for one in found])


def _shown(scope: StackScope, content_type_uid: str, entry_uid: str, locale: str) -> entries.Edition:
    entry = entries.get(scope, content_type_uid, entry_uid)
    edition = entries.shown(scope, entry.uid, locale or scope.master_locale)
    if edition is None:
        raise entries.missing()
    return edition


def _of_version(scope: StackScope, edition: entries.Edition, version: int) -> entries.Edition:
    found = entries.edition(scope.session, edition.entry_uid, edition.locale, version)
    if found is None:
        raise entries.missing("/version")
    return found


def _state(edition: entries.Edition) -> list[Any]:
    """Return what a save is made on; without assets and publish details, which change under an entry."""
    return [edition.entry_uid, edition.locale, edition.version, edition.updated_at]


def _noted(
    notice: str, scope: StackScope, content_type: content_types.Row, edition: entries.Edition, response: Response
) -> EntryNotice:
    etags.tag(response, _state(edition))
    [document] = documents.shown(scope, [edition], content_types.schema_of(scope, content_type))
    return EntryNotice(notice=notice, entry=document)
