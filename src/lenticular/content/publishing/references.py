"""Publishing along what published content refers to: entries, five steps far, and assets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lenticular.content.fields import walk
from lenticular.content.publishing import press as presses
from lenticular.content.publishing.orders import Action, Kind, Order, Outcome, Status
from lenticular.content.publishing.press import Press
from lenticular.content.publishing.source import Schema, Source

DEPTH = 5


@dataclass(frozen=True, slots=True)
class Content:
    """Something that may refer to entries and assets."""

    fields: Mapping[str, Any]
    schema: Schema


def publish_along(press: Press, orders: Sequence[Order]) -> list[Outcome]:
    """Publish, where the orders were carried out, the latest of what they refer to; return what that changed.

    Of the entries that are referred to, no variants go along. What is gone, or not there in the language, stays away.
    """
    outcomes: list[Outcome] = []
    for (environment_uid, locale), group in _by_place(orders).items():
        roots = [content for order in group for content in _published(press, order)]
        entry_uids, asset_uids = along(press.source, roots, locale, known={order.uid for order in group})
        follow_ups = [
            *(Order(Action.PUBLISH, Kind.ENTRY, uid, environment_uid, locale) for uid in entry_uids),
            *(Order(Action.PUBLISH, Kind.ASSET, uid, environment_uid, locale) for uid in asset_uids),
        ]
        done = [outcome for order in follow_ups for outcome in presses.carry_out(press, order)]
        outcomes += [outcome for outcome in done if outcome.status is Status.SUCCESS]
    return outcomes


def along(source: Source, roots: Sequence[Content], locale: str, *, known: set[str]) -> tuple[list[str], list[str]]:
    """Return the uids of the entries, `known` ones left out, and of the assets that content refers to."""
    seen = dict.fromkeys(known)
    assets: dict[str, None] = {}
    level: Sequence[Content] = roots
    for step in range(DEPTH + 1):
        assets |= dict.fromkeys(uid for content in level for uid in walk.assets(content.fields, content.schema))
        if step == DEPTH:
            break
        named = [uid for content in level for _, uid in walk.references(content.fields, content.schema)]
        new = [uid for uid in dict.fromkeys(named) if uid not in seen]
        seen |= dict.fromkeys(new)
        source.load(new)
        editions = [source.edition(uid, locale) for uid in new]
        level = [
            Content(edition.fields, source.schema(edition.content_type_uid))
            for edition in editions
            if edition is not None
        ]
    return [uid for uid in seen if uid not in known], list(assets)


def _by_place(orders: Sequence[Order]) -> dict[tuple[str, str], list[Order]]:
    found: dict[tuple[str, str], list[Order]] = {}
    for order in orders:
        if order.is_with_references and order.action is Action.PUBLISH and order.kind is not Kind.ASSET:
            found.setdefault((order.environment_uid, order.locale), []).append(order)
    return found


def _published(press: Press, order: Order) -> Iterator[Content]:
    """Yield what is published of an order's entry where it was ordered, its variant if it is one."""
    entry = press.board.entry(order.environment_uid, order.uid, order.locale)
    if entry is None:
        return
    schema = press.source.schema(entry.content_type_uid)
    yield Content(entry.document, schema)
    if order.variant_uid is not None:
        variant = press.board.variant(order.environment_uid, order.uid, order.locale, variant_uid=order.variant_uid)
        if variant is not None:
            yield Content(variant.fields, schema)
