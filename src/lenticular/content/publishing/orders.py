"""What the parts of publishing hand each other: what a client asks for, an order, and what came of it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What is done."""

    PUBLISH = "publish"
    UNPUBLISH = "unpublish"


class Kind(StrEnum):
    """What it is done with."""

    ENTRY = "entry"
    ENTRY_VARIANT = "entry_variant"
    ASSET = "asset"


class Status(StrEnum):
    """What came of it."""

    SCHEDULED = "scheduled"
    SUCCESS = "success"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class EntryWish:
    """An entry that a client wants published or withdrawn: itself, or variants of it, or both.

    `versions` says by language which version of the entry is meant, under "" of the first language that the client
    names. `variants` maps uids or aliases to versions. None stands for the latest.
    """

    content_type_uid: str
    uid: str
    versions: Mapping[str, int]
    variants: Mapping[str, int | None]
    is_itself: bool = True
    # Where variants are published, its latest version is, too.
    is_with_base: bool = False


@dataclass(frozen=True, slots=True)
class AssetWish:
    """An asset that a client wants published or withdrawn."""

    uid: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What a client wants done, where and when; environments by name or uid, no language for the master."""

    action: Action
    environments: Sequence[str]
    locales: Sequence[str]
    entries: Sequence[EntryWish] = ()
    assets: Sequence[AssetWish] = ()
    scheduled_at: datetime | None = None
    is_with_references: bool = False
    # In every language that an entry exists in, whatever `locales` says.
    is_in_all_locales: bool = False
    # Many things at once: one that cannot be published fails alone.
    is_bulk: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One thing for one environment in one language; `uid` is the entry's or the asset's."""

    action: Action
    kind: Kind
    uid: str
    environment_uid: str
    locale: str
    content_type_uid: str | None = None
    variant_uid: str | None = None
    version: int | None = None
    title: str = ""
    is_with_references: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an order, which now says the version that was published."""

    order: Order
    status: Status
    message: str = ""


def merged(wishes: Iterable[EntryWish]) -> list[EntryWish]:
    """Return the wishes with those for one entry made one; of what they say twice the last counts."""
    found: dict[tuple[str, str], EntryWish] = {}
    for wish in wishes:
        key = (wish.content_type_uid, wish.uid)
        known = found.get(key)
        found[key] = wish if known is None else _joined(known, wish)
    return list(found.values())


def _joined(known: EntryWish, wish: EntryWish) -> EntryWish:
    return replace(
        known,
        versions={**known.versions, **wish.versions},
        variants={**known.variants, **wish.variants},
        is_itself=known.is_itself or wish.is_itself,
        is_with_base=known.is_with_base or wish.is_with_base,
    )
