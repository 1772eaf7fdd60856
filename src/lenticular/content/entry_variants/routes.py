"""The routes of entry variants."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.entry_variants import documents, payloads
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.entry_variants.payloads import (
    EntryVariantAnswer,
    EntryVariantNotice,
    EntryVariants,
    EntryVariantVersions,
    SaveEntryVariant,
)
from lenticular.content.entry_variants.service import Place
from lenticular.content.flags import READ
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading, StackScope

router = APIRouter(prefix="/content_types/{content_type}/entries/{entry}/variants", tags=["Entry variants"])

_MOST_DIGITS = 9
WithDetails = Annotated[
    bool, READ, Query(alias="include_publish_details", description="`true` adds where each is published.")
]
Version = Annotated[str, Query(description="The latest, unless there is one of this number.")]


@dataclass(frozen=True, slots=True)
class Entry:
    """The entry that a path names, and the language that the query does; the stack's master if it names none."""

    content_type: str
    uid: str
    locale: str

    def place(self, scope: StackScope) -> Place:
        """Return the place of the stack; raise Invalid when there is none."""
        return entry_variants.locate(scope, self.content_type, self.uid, self.locale)


def named(content_type: str, entry: str, locale: str = "") -> Entry:
    """Return what a request's path and query name."""
    return Entry(content_type, entry, locale)


Named = Annotated[Entry, Depends(named)]


@router.get("", operation_id="getEntryVariants", response_model=EntryVariants, response_model_exclude_unset=True)
def get_entry_variants(scope: Reading, entry: Named, page: Paged, details: WithDetails = False) -> dict[str, Any]:
    """List what an entry has under variants in one language, newest first."""
    place = entry.place(scope)
    if page.query:
        everything = entry_variants.latest(scope.session, place.entry_uid, place.locale)
        return paging.of_all(page, "entries", documents.shown(scope, place, everything, with_publish_details=details))
    editions, total = entry_variants.listed(scope, place, page)
    return paging.answer(page, "entries", documents.shown(scope, place, editions, with_publish_details=details), total)


@router.get("/{variant}", operation_id="getEntryVariant")
def get_entry_variant(
    scope: Reading,
    entry: Named,
    *,
    variant: str,
    response: Response,
    details: WithDetails = False,
    version: Version = "",
) -> EntryVariantAnswer:
    """Return what an entry has under a variant, by the variant's uid or alias, with its ETag."""
    place = entry.place(scope)
    edition = entry_variants.get(scope, place, variant, _number(version))
    etags.tag(response, payloads.render(edition))
    return EntryVariantAnswer(entry=documents.shown(scope, place, [edition], with_publish_details=details)[0])


@router.get(
    "/{variant}/versions",
    operation_id="getEntryVariantVersions",
    response_model=EntryVariantVersions,
    response_model_exclude_unset=True,
)
def get_entry_variant_versions(scope: Reading, entry: Named, variant: str, page: Paged) -> dict[str, Any]:
    """List the versions of an entry variant, newest first."""
    edition = entry_variants.get(scope, entry.place(scope), variant)
    savings, total = entry_variants.savings(scope, edition, page)
    return paging.answer(
        page, "versions", (payloads.render_saving(saving, edition.locale) for saving in savings), total
    )


@router.put("/{variant}", operation_id="saveEntryVariant")
def save_entry_variant(
    scope: Changing, entry: Named, *, variant: str, body: SaveEntryVariant, response: Response, if_match: IfMatch = None
) -> EntryVariantNotice:
    """Save what an entry says under a variant, by the variant's uid or alias, in place of what it said before.

    A new entry variant needs the entry in that language, and a variant group that its content type is linked to.
    """
    place = entry.place(scope)
    _check(scope, place, variant, if_match)
    edition = entry_variants.save(scope, place, variant, body.entry)
    document = etags.tag(response, payloads.render(edition))
    done = "created" if edition.version == 1 else "updated"
    return EntryVariantNotice(notice=f"Entry variant {done} successfully.", entry=document)


@router.delete("/{variant}", operation_id="deleteEntryVariant")
def delete_entry_variant(scope: Changing, entry: Named, variant: str, if_match: IfMatch = None) -> Notice:
    """Delete and unpublish what an entry says under a variant in one language. It cannot be restored."""
    place = entry.place(scope)
    edition = entry_variants.get(scope, place, variant)
    _check(scope, place, variant, if_match)
    entry_variants.delete_edition(scope, edition)
    return Notice(notice="Entry variant deleted successfully.")


def _check(scope: StackScope, place: Place, variant: str, if_match: str | None) -> None:
    """Raise PreconditionFailed when a client saves on a state that is none any more."""
    if if_match is not None:
        found = entry_variants.find(scope, place, variant)
        etags.check(if_match, *([] if found is None else [payloads.render(found)]))


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None
