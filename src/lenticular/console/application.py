"""The console in the browser: one page for every address of its own, and the files that the page asks for."""

import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lenticular.console import files
from lenticular.console.files import ASSETS, BUILT, Console, File

NONCE_PLACE = "__CSP_NONCE__"
NOT_BUILT = """\
The server runs, but its console has not been built.

From a checkout: run scripts/build-console (it needs Node 20 or newer), then start the server again.
The APIs work without it: /personalize-api/openapi and /v3/openapi describe them.
"""

# The build puts a hash of the content into the name of each.
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"
_NOTHING_FROM_SENSORS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
_ON_ALL = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}


class ConsoleApplication:
    """Answers GET and HEAD; `otherwise` gets what is neither a file of the console nor asked for as a page."""

    def __init__(self, otherwise: ASGIApp, built: Path = BUILT) -> None:
        self._otherwise = otherwise
        self._console = files.load(built)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak ASGI, for requests alone."""
        response = self._response(Request(scope)) if scope["method"] in {"GET", "HEAD"} else None
        if response is None:
            await self._otherwise(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            response.body = b""  # its headers stay those of the whole answer
        await response(scope, receive, send)

    def _response(self, request: Request) -> Response | None:
        path = request.scope["path"]
        file = self._console.files.get(path) if self._console else None
        if file is not None:
            return _answer_with(file, request, _FOR_EVER if path.startswith(ASSETS) else _FOR_AN_HOUR)
        if path.startswith(ASSETS) or not _is_page(request):
            return None
        return PlainTextResponse(NOT_BUILT, 404, _ON_ALL) if self._console is None else _page(self._console)


def _is_page(request: Request) -> bool:
    """Tell whether a browser wants to show the answer: programs that take anything are told what is not there."""
    return request.scope["path"] == "/" or "text/html" in request.headers.get("accept", "")


def _answer_with(file: File, request: Request, caching: str) -> Response:
    takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
    body = file.gzipped if file.gzipped is not None and takes_gzip else file.plain
    headers = {**_ON_ALL, "Cache-Control": caching, "ETag": body.etag, "Vary": "Accept-Encoding"}
    if body.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if body is file.gzipped:
        headers["Content-Encoding"] = "gzip"
    return Response(body.content, headers={**headers, "Content-Type": file.media_type})


def _page(console: Console) -> Response:
    nonce = secrets.token_urlsafe(16)
    headers = {
        **_ON_ALL,
        "Cache-Control": "no-store",
        "Content-Security-Policy": _policy(nonce),
        "Content-Type": "text/html; charset=utf-8",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": _NOTHING_FROM_SENSORS,
        "Referrer-Policy": "same-origin",
    }
    return Response(console.page.replace(NONCE_PLACE, nonce), headers=headers)


def _policy(nonce: str) -> str:
    """Return what the page may do: run and load what this server gave it, and call only this server.

    Images of content may come from elsewhere, over HTTPS; `blob:` is what the page made itself.
    """
    return "; ".join((
        "default-src 'none'",
        f"script-src 'self' 'nonce-{nonce}'",
        f"style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data: blob: https:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip
