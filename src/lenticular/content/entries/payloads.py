"""Entries on the wire."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from lenticular.api.times import Time, iso_milliseconds
from lenticular.content.audit import Payload
from lenticular.content.entries.editions import Edition
from lenticular.content.entries.tables import EntryVersion
from lenticular.content.fields import walk


class SaveEntry(Payload):
    """A request to create or change an entry: its content, and `tags`; what else the system says of one is ignored."""

    entry: dict[str, Any]


class EntryAnswer(Payload):
    """One entry: its content between the system's members."""

    entry: dict[str, Any]


class EntryNotice(EntryAnswer):
    """One entry, and what was done with it."""

    notice: str


class Entries(Payload):
    """Entries of a content type; with `count=true` only how many they are."""

    entries: list[dict[str, Any]] | int
    count: int | None = None


class Version(Payload):
    """When an entry was saved in a language, by whom, and which number that got."""

    version: int = Field(alias="_version")
    locale: str
    updated_at: Time
    updated_by: str


class Versions(Payload):
    """Versions of an entry, newest first; with `count=true` only how many they are."""

    versions: list[Version] | int
    count: int | None = None


class Localization(Payload):
    """A language that an entry exists in."""

    code: str
    localized: bool = True


class Localizations(Payload):
    """The languages that an entry exists in."""

    locales: list[Localization]


class Reference(Payload):
    """An entry that refers to another."""

    entry_uid: str
    content_type_uid: str
    content_type_title: str
    locale: str
    title: str


class References(Payload):
    """The entries that refer to one."""

    references: list[Reference]


def render(
    edition: Edition, schema: Sequence[Mapping[str, Any]], assets: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an entry as the wire shows it; an asset that is not among those given stays its uid."""
    return {
        **walk.with_assets(edition.fields, schema, lambda uid: assets.get(uid, uid)),
        "locale": edition.locale,
        "uid": edition.entry_uid,
        "created_by": edition.created_by,
        "updated_by": edition.updated_by,
        "created_at": iso_milliseconds(edition.created_at),
        "updated_at": iso_milliseconds(edition.updated_at),
        "ACL": {},
        "_version": edition.version,
        "tags": list(edition.tags),
        "_in_progress": False,
    }


def render_localizations(codes: Sequence[str]) -> Localizations:
    """Return the languages of an entry as the wire lists them."""
    return Localizations(locales=[Localization(code=code) for code in codes])


def render_reference(edition: Edition, content_type_title: str) -> Reference:
    """Return an entry that refers to another as the wire lists it."""
    return Reference(
        entry_uid=edition.entry_uid,
        content_type_uid=edition.content_type_uid,
        content_type_title=content_type_title,
        locale=edition.locale,
        title=edition.title,
    )


def render_version(row: EntryVersion) -> Version:
    """Return a version as the wire lists it."""
    return Version(version=row.version, locale=row.locale, updated_at=row.updated_at, updated_by=row.updated_by)
