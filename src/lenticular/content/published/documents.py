"""What is published, and where, as those who publish say it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Publication:
    """Into which environment and language of a stack something is published, by whom and when."""

    stack_uid: str
    environment_uid: str
    locale: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True, slots=True)
class EntryDocument:
    """An entry as delivery shows its base; a file in it is `{"uid": …, "_content_type_uid": "sys_assets"}`."""

    entry_uid: str
    content_type_uid: str
    version: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VariantDocument:
    """An entry variant as delivery merges it; its fields name files as an entry's document does."""

    entry_uid: str
    content_type_uid: str
    variant_uid: str
    version: int
    fields: dict[str, Any]
    change_set: list[Any]
    order: list[Any]


@dataclass(frozen=True, slots=True)
class AssetDocument:
    """An asset as delivery shows it."""

    asset_uid: str
    version: int
    document: dict[str, Any]


def members(given: Publication | EntryDocument | VariantDocument | AssetDocument) -> dict[str, Any]:
    """Return the members by name, as the columns are called, too."""
    return {name: getattr(given, name) for name in given.__slots__}
