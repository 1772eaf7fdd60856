"""Read a request as the vendor's clients really send it: Latin-1 headers, JSON bodies of any type, odd user UIDs."""

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from lenticular import errors
from lenticular.edge.rulesets import Project, Rulesets
from lenticular.ingestion import bodies

HEADER_LIMIT_BYTES = 32 * 1024
BODY_LIMIT_BYTES = 64 * 1024
USER_UID_LIMIT_BYTES = 256
MAX_TAGS = 10

USER_UID_HEADERS = (b"x-cs-personalize-user-uid", b"x-cs-eclipse-user-uid")
# A browser that could not read our header goes on to send what its script then held, as text.
NO_USER_UIDS = frozenset({"", "null", "undefined"})
_FORWARDED_FOR = b"x-forwarded-for"
_TAGS = re.compile(r"tags(\[\d*\])?")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")

# The types of ASGI, whose messages are dictionaries of anything.
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class ClientGone(Exception):
    """The client hung up before its request was complete."""


# Tuples, since there is one for every request: made in a third of the time that a frozen dataclass takes.
class Request(NamedTuple):
    """One request. Header names are lower-case; of a repeated header the first counts, but lists are joined."""

    headers: Mapping[bytes, bytes]
    query: bytes
    peer: str | None
    receive: Receive

    def header(self, name: bytes) -> str | None:
        """Return a header as text, None if it was not sent."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1").strip(" \t")


def read(scope: Scope, receive: Receive) -> Request:
    """Return the request of an ASGI scope. Raises TooLarge if target and headers have more than 32 KiB."""
    given: Sequence[tuple[bytes, bytes]] = scope["headers"]
    size_bytes = len(scope.get("raw_path") or b"") + len(scope["query_string"]) + sum(map(len, chain(*given)))
    if size_bytes > HEADER_LIMIT_BYTES:
        raise errors.TooLarge("HEADERS_TOO_LARGE", f"Target and headers may have {HEADER_LIMIT_BYTES} bytes.")
    headers = dict(reversed(given))
    if len(headers) < len(given) and _FORWARDED_FOR in headers:
        headers[_FORWARDED_FOR] = b",".join(value for name, value in given if name == _FORWARDED_FOR)
    client = scope.get("client")
    return Request(headers, scope["query_string"], client[0] if client else None, receive)


async def body(request: Request, limit_bytes: int = BODY_LIMIT_BYTES) -> bytes:
    """Return the body. Raises TooLarge as soon as it is known to pass the limit, ClientGone."""
    announced = request.headers.get(b"content-length", b"")
    if announced.isdigit() and int(announced) > limit_bytes:
        raise _body_too_large(limit_bytes)
    parts = bytearray()
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        parts += message.get("body", b"")
        if len(parts) > limit_bytes:
            raise _body_too_large(limit_bytes)
        if not message.get("more_body", False):
            return bytes(parts)


def project(request: Request, rulesets: Rulesets) -> Project:
    """Return the project that the request names. Raises Invalid, NotFound; Unavailable while that is not known."""
    uid = request.header(b"x-project-uid")
    if not uid:
        raise bodies.invalid("PROJECT_UID_HEADER_NOT_SET", "The header X-Project-Uid is not set.")
    found = rulesets.project(uid)
    if found is None and not rulesets.is_complete:
        raise errors.Unavailable("PROJECTS_NOT_LOADED", "The projects are not loaded yet. Try again later.")
    if found is None:
        raise errors.NotFound("PROJECT_NOT_FOUND", "There is no project with this UID.")
    return found


class UserUid(NamedTuple):
    """A user UID as text, and as the bytes to send back."""

    text: str
    raw: bytes


def user_uid(request: Request) -> UserUid | None:
    """Return the visitor's UID, None if the request has none. Raises Invalid over 256 bytes."""
    for name in USER_UID_HEADERS:
        text = known_user_uid(request.header(name))
        if text is not None:
            return UserUid(text, request.headers[name])
    return None


def required_user_uid(request: Request) -> str:
    """Return the visitor's UID. Raises Invalid if there is none."""
    uid = user_uid(request)
    if uid is None:
        raise bodies.invalid("USER_UID_HEADER_NOT_SET", "The header X-CS-Personalize-User-Uid is not set.")
    return uid.text


def known_user_uid(value: str | None) -> str | None:
    """Return a user UID, None for what clients send when they have none. Raises Invalid for one that can't be kept."""
    if value is None or value in NO_USER_UIDS:
        return None
    if len(value.encode()) > USER_UID_LIMIT_BYTES:
        raise bodies.invalid("USER_UID_TOO_LONG", f"A user UID may have {USER_UID_LIMIT_BYTES} bytes of UTF-8.")
    if not (value.isascii() and value.isprintable()) and _CONTROL_CHARACTER.search(value):
        raise bodies.invalid("USER_UID_NOT_VALID", "A user UID may not hold control characters.")
    return value


def tags(request: Request) -> tuple[str, ...]:
    """Return the tags asked for, at most ten, each once; none means all. `tags[]=`, encoded or not, and `tags=`."""
    if not request.query:
        return ()
    pairs = parse_qsl(request.query.decode("latin-1"), encoding="utf-8", errors="replace")
    found = dict.fromkeys(value for name, value in pairs if value and _TAGS.fullmatch(name))
    return tuple(found)[:MAX_TAGS]


def _body_too_large(limit_bytes: int) -> errors.TooLarge:
    return errors.TooLarge("BODY_TOO_LARGE", f"The body may have at most {limit_bytes} bytes.")
