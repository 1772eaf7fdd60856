"""Two APIs under one prefix: a request that carries a delivery or preview token is a site's, all else an author's."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_TOKENS = frozenset({b"access_token", b"preview_token"})
# `/assets/<api key>/<uid>/<hash>/<file>`: addresses of files stand on pages and need no token, whatever is sent along.
_FILE = re.compile(r"/assets(?:/[^/]+){4}")


def dispatcher(delivery: Application, management: Application) -> Application:
    """Return the application that hands each request to one of the two."""

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        await (delivery if is_delivery(scope) else management)(scope, receive, send)

    return dispatch


def is_delivery(scope: Scope) -> bool:
    """Tell whether a request is for delivery; a browser that asks first tells which headers it is going to send."""
    if _FILE.fullmatch(scope["path"].removeprefix(scope.get("root_path", ""))):
        return False
    is_preflight = scope["method"] == "OPTIONS"
    for name, value in scope["headers"]:
        lower = name.lower()
        if lower in _TOKENS:
            return True
        if is_preflight and lower == b"access-control-request-headers":
            return not _TOKENS.isdisjoint(part.strip() for part in value.lower().split(b","))
    return False
