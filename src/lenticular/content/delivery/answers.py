"""The answers of delivery as bytes: JSON, open to every origin, never used again without asking."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lenticular.api import problems
from lenticular.content.delivery import encoding, requests
from lenticular.errors import Failure

Headers = Sequence[tuple[bytes, bytes]]

METHODS = "GET, HEAD, OPTIONS"
_ALLOWED = (
    "api_key", "access_token", "preview_token", "live_preview", "x-cs-variant-uid", "include_applied_variants",
    "branch", "environment", "x-user-agent", "content-type", "if-none-match", "api_version", "x-header-ea",
    "release_id", "preview_timestamp",
)  # fmt: skip
# The vendor's clients read the two limits: no limit is set, and a 0 would make them try again.
_ON_EVERY: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag, x-ratelimit-limit, x-ratelimit-remaining"),
    (b"x-ratelimit-limit", b"100"),
    (b"x-ratelimit-remaining", b"99"),
    (b"vary", ", ".join(requests.HEADERS).encode()),
)
_PREFLIGHT: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", METHODS.encode()),
    (b"access-control-allow-headers", ", ".join(_ALLOWED).encode()),
    (b"access-control-max-age", b"86400"),
)
# A cache may keep an answer but must ask each time: a token may be revoked, and caches that ignore Vary would else give
# one visitor the variants of another. Asked with its ETag, this server answers 304 only if the content is the same.
SHARED: Headers = ((b"cache-control", b"public, max-age=0, must-revalidate"),)
UNSHARED: Headers = ((b"cache-control", b"private, no-store"),)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body, the body's ETag (empty if it has none), and further headers."""

    status: int
    body: bytes
    etag: bytes = b""
    headers: Headers = ()


def found(value: object, *, is_shared: bool) -> Answer:
    """Return what was asked for, with the ETag of exactly these bytes."""
    body = encoding.encode(value)
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'.encode()
    return Answer(200, body, etag, SHARED if is_shared else UNSHARED)


def failed(failure: Failure) -> Answer:
    """Return a failure in the shape of the content APIs."""
    answer = problems.content_answer(failure)
    headers = tuple((name.lower().encode(), value.encode()) for name, value in answer.headers.items())
    return Answer(answer.status, encoding.encode(answer.body), b"", (*UNSHARED, *headers))


def document(body: bytes) -> Answer:
    """Return the description of the API."""
    return Answer(200, body, b"", SHARED)


def conditional(answer: Answer, if_none_match: str) -> Answer:
    """Return the answer, or that the client has it already."""
    if not answer.etag or not if_none_match:
        return answer
    held = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    if "*" in held or answer.etag.decode() in held:
        return Answer(304, b"", answer.etag, answer.headers)
    return answer


def preflight() -> Answer:
    """Return what a browser asks before it sends headers such as `api_key`."""
    return Answer(204, b"")


def headers_of(answer: Answer) -> list[tuple[bytes, bytes]]:
    """Return all headers of an answer."""
    if answer.status == 204:
        return list(_PREFLIGHT)
    headers = [*_ON_EVERY, *answer.headers]
    if answer.etag:
        headers.append((b"etag", answer.etag))
    if answer.status != 304:
        headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer.body))]
    return headers
