"""Entry variants on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from lenticular.api.times import Time, iso_milliseconds
from lenticular.content.audit import Notice, Payload
from lenticular.content.entry_variants.service import Saving, VariantEdition
from lenticular.content.published import payloads as publications
from lenticular.content.published.service import State

_SENT = (
    "The fields that the variant changes, and `_variant`: `_order` has the sequence of instances by the path of their "
    "list, `_change_set` the paths that count; without one, everything that is sent counts."
)
_SHOWN = (
    "The base entry's `uid`, the `locale`, the entry variant's own `_version`, the fields that it changes, and "
    "`_variant`: `_uid` of the variant, `_instance_uid` of the entry variant, `_change_set`, `_order`, and the entry's "
    "latest version at the save as `_base_entry_version`."
)
# A model would take content for its own members, where a content type names a field like one.
Document = Annotated[dict[str, Any], Field(description=_SHOWN)]


class SaveEntryVariant(Payload):
    """A request to save an entry variant."""

    entry: dict[str, Any] = Field(description=_SENT)


class EntryVariantAnswer(Payload):
    """One entry variant."""

    entry: Document


class EntryVariantNotice(EntryVariantAnswer, Notice):
    """One entry variant, and what was done with it."""


class EntryVariants(Payload):
    """Entry variants of an entry; with `count=true` only how many they are."""

    entries: list[Document] | int
    count: int | None = None


class EntryVariantVersion(Payload):
    """One save of an entry variant."""

    version: int = Field(alias="_version")
    locale: str
    updated_at: Time
    updated_by: str


class EntryVariantVersions(Payload):
    """The saves of an entry variant, newest first; with `count=true` only how many they are."""

    versions: list[EntryVariantVersion] | int
    count: int | None = None


def render(edition: VariantEdition, publish_details: Sequence[State] | None = None) -> dict[str, Any]:
    """Return an entry variant as the wire shows it, a file as the asset's uid alone; None leaves out details."""
    document = {
        **edition.fields,
        "uid": edition.entry_uid,
        "_variant": {
            "_change_set": edition.change_set,
            "_order": edition.order,
            "_instance_uid": edition.uid,
            "_uid": edition.variant_uid,
            "_base_entry_version": edition.base_version,
        },
        "_version": edition.version,
        "locale": edition.locale,
        "tags": [],
        "created_at": iso_milliseconds(edition.created_at),
        "created_by": edition.created_by,
        "updated_at": iso_milliseconds(edition.updated_at),
        "updated_by": edition.updated_by,
    }
    if publish_details is None:
        return document
    shown = [{**detail, "variant_uid": edition.variant_uid} for detail in publications.details(publish_details)]
    return {**document, "publish_details": shown}


def render_saving(saving: Saving, locale: str) -> dict[str, Any]:
    """Return one save as the list of versions shows it."""
    return {
        "_version": saving.version,
        "locale": locale,
        "updated_at": saving.updated_at,
        "updated_by": saving.updated_by,
    }
