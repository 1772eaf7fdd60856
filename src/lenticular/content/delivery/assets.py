"""Delivering assets: one, or those of an environment."""

from collections.abc import Sequence
from typing import Any

from lenticular.content import querying
from lenticular.content.delivery import pages
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.sources import Found, Source, shown
from lenticular.errors import Invalid, Problem


def one(request: Request, source: Source, locales: Sequence[str], uid: str) -> dict[str, Any]:
    """Return the body for one asset; raise Invalid when there is none in these languages."""
    found = source.assets([uid], locales).get(uid)
    if found is None:
        raise Invalid([Problem("/uid", "NOT_FOUND", "is not valid.")], "141", "Asset was not found.")
    return {"asset": _shown(request, found)}


def many(request: Request, source: Source, locales: Sequence[str]) -> dict[str, Any]:
    """Return the body for a page of assets; raise Invalid for a query that is none."""
    page = pages.page_of(request)
    uids = [uid for uid, _ in source.asset_index(locales)]
    if page.query or page.order_by:
        found = source.assets(uids, locales)
        documents = [found[uid].document for uid in uids if uid in found]
        if page.query:
            documents = [document for document in documents if querying.matches(document, page.query)]
        if page.order_by:
            documents = querying.ordered(documents, page.order_by, is_descending=page.is_descending)
        uids = [document["uid"] for document in documents]
    if page.is_count_only:
        return {"assets": len(uids)}
    wanted = uids[page.skip : page.skip + page.limit]
    at_hand = source.assets(wanted, locales)
    body: dict[str, Any] = {"assets": [_shown(request, at_hand[uid]) for uid in wanted if uid in at_hand]}
    return {**body, "count": len(uids)} if page.include_count else body


def _shown(request: Request, found: Found) -> dict[str, Any]:
    document = shown(found)
    if not request.says("include_dimension"):
        document.pop("dimension", None)
    return {**document, "_branch": "main"} if request.says("include_branch") else document
