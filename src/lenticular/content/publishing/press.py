"""Carrying out orders: writing into what is published, or taking out of it, one thing at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lenticular.content.published.service import Board, Publication
from lenticular.content.publishing import documents
from lenticular.content.publishing.orders import Action, Kind, Order, Outcome, Status
from lenticular.content.publishing.source import Source

ALREADY_PUBLISHED = "The {thing} is already published in this version."
NOT_PUBLISHED = "The {thing} is not published there."
_THINGS: Mapping[Kind, str] = {Kind.ENTRY: "entry", Kind.ENTRY_VARIANT: "entry variant", Kind.ASSET: "asset"}


@dataclass(frozen=True, slots=True)
class Press:
    """Who publishes what of a stack, and when; its lock is held and its revision raised."""

    stack_uid: str
    source: Source
    board: Board
    user_uid: str
    now: datetime


def carry_out(press: Press, order: Order) -> list[Outcome]:
    """Do what an order says; return what came of it, after what had to be done first."""
    if order.action is Action.UNPUBLISH:
        return [_withdrawn(press, order)]
    return _PUBLISHING[order.kind](press, order)


def publish_latest(press: Press, order: Order) -> Outcome:
    """Publish the latest version of the order's entry, which need not be ordered for itself."""
    return _entry(press, replace(order, kind=Kind.ENTRY, variant_uid=None, version=None))


def _entry(press: Press, order: Order) -> Outcome:
    edition = press.source.edition(order.uid, order.locale, order.version)
    if edition is None:
        return Outcome(order, Status.FAILED, _why_not(press, order))
    document = documents.entry(edition, press.source.schema(edition.content_type_uid))
    is_new = press.board.put_entry(_publication(press, order), document)
    done = replace(order, version=edition.version, title=edition.title, content_type_uid=edition.content_type_uid)
    return _published(done, is_new=is_new)


def _variant(press: Press, order: Order) -> list[Outcome]:
    variant_uid = order.variant_uid or ""
    edition = press.source.variant(order.uid, order.locale, variant_uid=variant_uid, version=order.version)
    base = press.source.edition(order.uid, order.locale)
    if base is None:
        return [Outcome(order, Status.FAILED, _why_not(press, order))]
    if edition is None:
        return [Outcome(order, Status.FAILED, f"The entry has no such variant in {base.locale}.")]
    outcomes = []
    if press.board.entry(order.environment_uid, order.uid, order.locale) is None:
        outcomes.append(publish_latest(press, order))
    document = documents.variant(edition, press.source.schema(edition.content_type_uid))
    is_new = press.board.put_variant(_publication(press, order), document)
    done = replace(order, version=edition.version, title=base.title, content_type_uid=edition.content_type_uid)
    return [*outcomes, _published(done, is_new=is_new)]


def _asset(press: Press, order: Order) -> Outcome:
    asset = press.source.asset(order.uid, order.version)
    if asset is None:
        return Outcome(order, Status.FAILED, _why_not(press, order))
    is_new = press.board.put_asset(_publication(press, order), asset)
    return _published(replace(order, version=asset.version, title=asset.document["title"]), is_new=is_new)


def _withdrawn(press: Press, order: Order) -> Outcome:
    place = (order.environment_uid, order.uid, order.locale)
    match order.kind:
        case Kind.ENTRY:
            was_there = press.board.withdraw_entry(*place, now=press.now)
        case Kind.ASSET:
            was_there = press.board.withdraw_asset(*place, now=press.now)
        case Kind.ENTRY_VARIANT:
            was_there = press.board.withdraw_variant(*place, variant_uid=order.variant_uid or "")
    if was_there:
        return Outcome(order, Status.SUCCESS)
    return Outcome(order, Status.SKIPPED, NOT_PUBLISHED.format(thing=_THINGS[order.kind]))


def _published(done: Order, *, is_new: bool) -> Outcome:
    if is_new:
        return Outcome(done, Status.SUCCESS)
    return Outcome(done, Status.SKIPPED, ALREADY_PUBLISHED.format(thing=_THINGS[done.kind]))


def _why_not(press: Press, order: Order) -> str:
    if order.kind is Kind.ASSET:
        known = press.source.asset(order.uid)
        return "The asset does not exist." if known is None else f"The asset has no version {order.version}."
    if not press.source.localized(order.uid):
        return "The entry does not exist."
    if press.source.edition(order.uid, order.locale) is None:
        return f"The entry is not localized in {order.locale}, nor in a language that it falls back to."
    return f"The entry has no version {order.version} in {order.locale}."


def _publication(press: Press, order: Order) -> Publication:
    return Publication(press.stack_uid, order.environment_uid, order.locale, press.now, press.user_uid)


_PUBLISHING: Mapping[Kind, Callable[[Press, Order], list[Outcome]]] = {
    Kind.ENTRY: lambda press, order: [_entry(press, order)],
    Kind.ENTRY_VARIANT: _variant,
    Kind.ASSET: lambda press, order: [_asset(press, order)],
}
