"""Delivering entries: one, or those of a content type."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from lenticular.content import querying
from lenticular.content.delivery import (
    access,
    content_types,
    embedding,
    encoding,
    including,
    merging,
    pages,
    projecting,
)
from lenticular.content.delivery.access import Visit
from lenticular.content.delivery.embedding import Embedded
from lenticular.content.delivery.encoding import Json
from lenticular.content.delivery.merging import Wanted
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.sources import ASSET_TYPE, Found, Source, shown
from lenticular.content.paging import Page
from lenticular.errors import Invalid, Problem


@dataclass(frozen=True, slots=True)
class Asking:
    """A request for entries, with all that decides what it gets."""

    visit: Visit
    request: Request
    source: Source
    locales: Sequence[str]
    wanted: Wanted

    def found(self, uids: Sequence[str]) -> Mapping[str, Found]:
        """Return, by uid, the entries that there are."""
        return self.source.entries(uids, self.locales)


def ask(visit: Visit, request: Request, source: Source, variant_limit: int) -> Asking:
    """Return what a request asks; raise Invalid for an unknown language."""
    locales = access.chain(visit, request)
    return Asking(visit, request, source, locales, merging.wanted(visit, request, variant_limit))


def one(asking: Asking, content_type_uid: str, uid: str) -> dict[str, Any]:
    """Return the body for one entry; raise Invalid when there is none of this type in these languages."""
    schema = content_types.get(asking.visit, content_type_uid)
    entry = asking.found([uid]).get(uid)
    if entry is None or entry.content_type_uid != content_type_uid:
        problem = Problem("/uid", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], "141", "The requested object doesn't exist.")
    [delivered] = _shown(asking, [entry])
    return {"entry": delivered, **_extras(asking, schema)}


def many(asking: Asking, content_type_uid: str) -> dict[str, Any]:
    """Return the body for a page of entries; raise Invalid for a query that is none."""
    schema = content_types.get(asking.visit, content_type_uid)
    page = pages.page_of(asking.request)
    uids = _chosen(asking, content_type_uid, page)
    if page.is_count_only:
        return {"entries": len(uids)}
    wanted = uids[page.skip : page.skip + page.limit]
    found = asking.found(wanted)
    body: dict[str, Any] = {"entries": _shown(asking, [found[uid] for uid in wanted if uid in found])}
    if page.include_count:
        body["count"] = len(uids)
    return {**body, **_extras(asking, schema)}


def _chosen(asking: Asking, content_type_uid: str, page: Page) -> list[str]:
    """Return the uids of the entries of a type that are asked for, in order; variants make no difference to them."""
    uids = [uid for uid, _ in asking.source.index(content_type_uid, asking.locales)]
    said = tuple(asking.request.text(name) for name in ("query", "asc", "desc", "tags"))
    if not any(said):
        return uids
    key = ("chosen", *asking.source.key, content_type_uid, tuple(asking.locales), said)
    return asking.visit.snapshot.once(key, lambda _session: _choose(asking, uids, page))


def _choose(asking: Asking, uids: Sequence[str], page: Page) -> list[str]:
    """Return the uids of the entries that a query keeps, in the order asked for: by what they say without variants."""
    found = asking.found(uids)
    documents: Iterator[dict[str, Any]] = (found[uid].document for uid in uids if uid in found)
    if tags := {tag for tag in asking.request.text("tags").split(",") if tag}:
        documents = (one for one in documents if not tags.isdisjoint(filter(_is_text, one.get("tags") or ())))
    if query := page.query:
        find = _finder(asking)
        documents = (one for one in documents if querying.matches(one, query, find=find))
    if page.order_by:
        # Of each document only what the order is about: a type may have very many entries.
        names = {"uid", page.order_by.split(".")[0]}
        kept = [{name: one[name] for name in names if name in one} for one in documents]
        return [one["uid"] for one in querying.ordered(kept, page.order_by, is_descending=page.is_descending)]
    return [document["uid"] for document in documents]


def _finder(asking: Asking) -> querying.Find:
    def find(content_type_uid: str, uid: str) -> Mapping[str, Any] | None:
        entry = asking.found([uid]).get(uid)
        return None if entry is None or entry.content_type_uid != content_type_uid else entry.document

    return find


def _shown(asking: Asking, found: Sequence[Found]) -> list[Json] | list[dict[str, Any]]:
    """Return entries with their variants, the entries that they refer to where wanted, and the fields asked for."""
    request = asking.request
    made = [make() for make in _makers(asking, found)]
    paths, embeds = including.tree(request.listed("include")), request.listed("include_embedded_items")
    only, excepted = request.keyed("only"), request.keyed("except")
    if not (paths or embeds or only or excepted):
        return made
    entries: list[dict[str, Any]] = [encoding.decode(entry) for entry in made]
    if embeds:
        _embed(asking, entries)
    if paths:
        including.include(entries, paths, lambda uids: _referenced(asking, uids))
    if only or excepted:
        entries = [projecting.project(entry, only, excepted) for entry in entries]
    return entries


def _makers(asking: Asking, found: Sequence[Found], *, has_type: bool = False) -> list[Callable[[], Json]]:
    """Return what makes each entry with its variants, as JSON."""
    wanted, source = asking.wanted, asking.source
    variants = source.variants(found) if wanted.aliases else {}
    branch = {"_branch": "main"} if asking.request.says("include_branch") else {}

    def make(entry: Found) -> Json:
        added = {**branch, "_content_type_uid": entry.content_type_uid} if has_type else branch
        of_entry = variants.get(entry.uid)
        present = merging.present(wanted, of_entry)
        if of_entry is None or not present:
            return merging.plain(entry, wanted, added)
        # Visitors have many different variants, but of one entry nearly always the same few.
        key = ("merged", *source.key, entry.locale, entry.uid, present, wanted.shows_applied, *added)
        return asking.visit.snapshot.made_once(
            key, lambda: merging.merged(entry, present, of_entry, added, shows_applied=wanted.shows_applied)
        )

    return [partial(make, entry) for entry in found]


def _referenced(asking: Asking, uids: Sequence[str]) -> Mapping[str, Callable[[], dict[str, Any]]]:
    """Return, by uid, what makes the entries that there are, with their content type: a new object each time."""
    found = list(asking.found(uids).values())
    made = _makers(asking, found, has_type=True)

    def maker(make: Callable[[], Json]) -> Callable[[], dict[str, Any]]:
        return lambda: cast("dict[str, Any]", encoding.decode(make()))

    return {entry.uid: maker(make) for entry, make in zip(found, made, strict=True)}


def _embed(asking: Asking, entries: Sequence[dict[str, Any]]) -> None:
    """Send along the entries and assets that texts embed, as `_embedded_items`; what is not there is left out."""
    texts = [embedding.embedded(entry) for entry in entries]
    named = {one for each in texts for embedded in each.values() for one in embedded}
    makers = _referenced(asking, [one.uid for one in named if not one.is_asset])
    chain = access.full_chain(asking.visit, asking.locales[0])
    files = asking.source.assets([one.uid for one in named if one.is_asset], chain)

    def at_hand(one: Embedded) -> dict[str, Any] | None:
        if one.is_asset:
            return {**shown(files[one.uid]), "_content_type_uid": ASSET_TYPE} if one.uid in files else None
        return makers[one.uid]() if one.uid in makers else None

    for entry, each in zip(entries, texts, strict=True):
        if each:
            items = {path: [at_hand(one) for one in embedded] for path, embedded in each.items()}
            entry["_embedded_items"] = {path: [one for one in some if one] for path, some in items.items()}


def _extras(asking: Asking, content_type: Mapping[str, Any]) -> dict[str, Any]:
    extras: dict[str, Any] = {}
    if asking.request.says("include_content_type"):
        extras["content_type"] = content_type
    if asking.request.says("include_schema"):
        extras["schema"] = content_type["schema"]
    if asking.request.says("show_errors") and (errors := asking.wanted.errors()):
        extras["errors"] = errors
    return extras


def _is_text(value: object) -> bool:
    return isinstance(value, str)
