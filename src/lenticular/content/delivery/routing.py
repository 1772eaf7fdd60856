"""Which call a path of the delivery API is, and what answers it."""

from collections.abc import Callable
from typing import Any

from lenticular.content.delivery import access, assets, content_types, entries, global_fields, synchronizing
from lenticular.content.delivery.access import Visit
from lenticular.content.delivery.drafts import DraftSource
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.sources import PublishedSource, Source

# Answers an admitted request, given how many variants one may name.
Handler = Callable[[Visit, Request, int], dict[str, Any]]


def handler(segments: tuple[str, ...]) -> Handler | None:
    """Return what answers a path, None where there is nothing."""
    match segments:
        case ("content_types",):
            return lambda visit, request, _: content_types.many(visit, request)
        case ("content_types", uid):
            return lambda visit, _request, _limit: content_types.one(visit, uid)
        case ("content_types", content_type, "entries"):
            return lambda visit, request, limit: entries.many(_asking(visit, request, limit), content_type)
        case ("content_types", content_type, "entries", uid):
            return lambda visit, request, limit: entries.one(_asking(visit, request, limit), content_type, uid)
        case ("global_fields",):
            return lambda visit, request, _: global_fields.many(visit, request)
        case ("global_fields", uid):
            return lambda visit, _request, _limit: global_fields.one(visit, uid)
        case ("assets",):
            return lambda visit, request, _: assets.many(request, _source(visit, request), access.chain(visit, request))
        case ("assets", uid):
            return lambda visit, request, _: assets.one(
                request, _source(visit, request), access.chain(visit, request), uid
            )
        case ("stacks", "sync"):
            return lambda visit, request, _: synchronizing.answer(visit, request)
        case ("taxonomies",):
            return lambda _visit, _request, _limit: {"taxonomies": []}
    return None


def _asking(visit: Visit, request: Request, variant_limit: int) -> entries.Asking:
    return entries.ask(visit, request, _source(visit, request), variant_limit)


def _source(visit: Visit, request: Request) -> Source:
    source = DraftSource if visit.token.is_preview else PublishedSource
    return source(visit, access.environment(visit, request), request.base_url)
