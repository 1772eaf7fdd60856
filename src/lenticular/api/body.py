"""The limits of a request body, held before the application sees it: its size, its depth, its characters."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenticular.api.problems import Answer
from lenticular.errors import Failure, Invalid, Problem, TooLarge

DEEPEST = 32

# A string as a whole, even an unfinished one, or a bracket outside of strings. Possessive: no input makes it go back.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
# Half of a character outside the basic plane; well-formed pairs are found too, so this only says where to look closer.
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Uploads:
    """Requests that bring a file: multipart bodies to these paths, which are handed on as they come."""

    path: str  # below the application's root; what lies below it is meant too
    max_bytes: int

    def takes(self, scope: Scope) -> bool:
        """Tell whether a request is one of these."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        is_there = path == self.path or path.startswith(f"{self.path}/")
        return is_there and any(
            name == b"content-type" and value.lower().startswith(b"multipart/form-data")
            for name, value in scope["headers"]
        )


class LimitedBody:
    """ASGI middleware: answers 413 to a body that is too large, 400 to JSON that cannot be worked with."""

    def __init__(
        self, inner: ASGIApp, max_bytes: int, shape: Callable[[Failure], Answer], uploads: Uploads | None = None
    ) -> None:
        self._inner = inner
        self._max_bytes = max_bytes
        self._shape = shape
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body within the limits, then hand the request on."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        if self._uploads is not None and self._uploads.takes(scope):
            await self._pass_on(scope, receive, send, self._uploads.max_bytes)
            return
        try:
            body = await self._read(scope["headers"], receive)
            if body is not None and _is_json(scope["headers"]):
                refuse_hostile(body)
        except Failure as failure:
            await self._refuse(failure, send)
            return
        if body is None:
            return
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return messages.pop() if messages else await receive()

        await self._inner(scope, replay, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, max_bytes: int) -> None:
        """Hand a body on piece by piece: whoever reads past the limit gets TooLarge raised."""
        if not _is_announced_within(scope["headers"], max_bytes):
            await self._refuse(_too_large(max_bytes), send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > max_bytes:
                raise _too_large(max_bytes)
            return message

        await self._inner(scope, counted, send)

    async def _read(self, headers: Iterable[tuple[bytes, bytes]], receive: Receive) -> bytes | None:
        """Return the body; None when the client left before its end. Raise TooLarge as soon as it is."""
        if not _is_announced_within(headers, self._max_bytes):
            raise _too_large(self._max_bytes)
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > self._max_bytes:
                raise _too_large(self._max_bytes)
            if not message.get("more_body", False):
                return b"".join(chunks)

    async def _refuse(self, failure: Failure, send: Send) -> None:
        answer = self._shape(failure)
        content = json.dumps(answer.body).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


def refuse_hostile(text: bytes) -> None:
    """Raise Invalid for JSON that nests too deep, or has half a character, which could be neither stored nor sent."""
    if is_too_deep(text):
        raise Invalid([Problem("", "TOO_DEEP", f"The JSON nests deeper than {DEEPEST} levels.")])
    if _HALF.search(text) is None:
        return
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Invalid([Problem("", "NOT_VALID_TEXT", "The JSON has half of a surrogate pair.")]) from error
    except ValueError:
        return  # no JSON at all: whoever parses it says where it is wrong


def is_too_deep(text: bytes) -> bool:
    """Tell whether JSON nests deeper than the limit, without building any of it."""
    if text.count(b"{") + text.count(b"[") <= DEEPEST:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        bracket = token.group()
        if bracket in {b"[", b"{"}:
            depth += 1
        elif bracket in {b"]", b"}"}:
            depth -= 1
        if depth > DEEPEST:
            return True
    return False


def _is_announced_within(headers: Iterable[tuple[bytes, bytes]], max_bytes: int) -> bool:
    length = next((value for name, value in headers if name == b"content-length"), b"0")
    return length.isdigit() and int(length) <= max_bytes


def _too_large(max_bytes: int) -> TooLarge:
    return TooLarge("PAYLOAD_TOO_LARGE", f"The body is larger than {max_bytes} bytes.")


def _is_json(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and b"json" in value.lower() for name, value in headers)
