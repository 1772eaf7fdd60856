"""The answers of the edge as bytes: JSON, open to every origin, failures in one shape."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from lenticular import errors

Headers = Sequence[tuple[bytes, bytes]]

# On every answer: without Allow-Origin a browser hides even the error, without Expose-Headers the SDK loses the UID.
CORS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"X-CS-Personalize-User-Uid"),
)
_PREFLIGHT: Headers = (
    (b"access-control-allow-methods", b"GET, POST, PATCH, OPTIONS"),
    (
        b"access-control-allow-headers",
        (
            b"x-project-uid, x-cs-personalize-user-uid, x-page-url, x-live-attributes, x-lytics-id-field, "
            b"x-lytics-id-value, x-user-agent, content-type, x-cs-eclipse-user-uid"
        ),
    ),
    (b"access-control-max-age", b"86400"),
)
_NO_STORE = (b"cache-control", b"private, no-store")
_STATUS_BY_KIND: Sequence[tuple[type[errors.Failure], int]] = (
    (errors.Invalid, 400),
    (errors.NotFound, 404),
    (errors.TooLarge, 413),
    (errors.Unavailable, 503),
)


class Answer(NamedTuple):
    """Status, body and the headers that are not on every answer; `after` is called when all of it is sent."""

    status: int
    body: bytes
    headers: Headers = ()
    after: Callable[[], object] | None = None


def json(status: int, value: object, headers: Headers = ()) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, msgspec.json.encode(value), (*headers, _NO_STORE))


def preflight(allowed: Sequence[str]) -> Answer:
    """Return the answer to OPTIONS on a path with these methods."""
    return Answer(204, b"", (*_PREFLIGHT, *_allow(allowed)))


def failure(failure: errors.Failure, module: str) -> Answer:
    """Return an expected failure in the edge's shape, its code within a module of the vendor's."""
    status = next((status for kind, status in _STATUS_BY_KIND if isinstance(failure, kind)), 400)
    headers: Headers = ((b"retry-after", b"1"),) if status == 503 else ()
    return _error(status, module, failure.code, _sentence(failure), headers)


def no_such_path() -> Answer:
    """Return the answer where there is nothing."""
    return _error(404, "EDGE", "NOT_FOUND", "The Edge API has no such path.")


def method_not_allowed(allowed: Sequence[str]) -> Answer:
    """Return the answer to a method that a path does not have."""
    message = f"This path takes {', '.join(allowed)}."
    return _error(405, "EDGE", "METHOD_NOT_ALLOWED", message, _allow(allowed))


def unexpected(module: str) -> Answer:
    """Return the answer to a fault of ours."""
    return _error(500, module, "INTERNAL_ERROR", "Something went wrong on the server.")


def _error(status: int, module: str, code: str, message: str, headers: Headers = ()) -> Answer:
    return json(status, {"error": f"personalize.{module}.{code}", "message": message}, headers)


def _sentence(failure: errors.Failure) -> str:
    """Return the failure's own sentence and, where it names several places, each of them."""
    if not isinstance(failure, errors.Invalid) or not any(problem.pointer for problem in failure.problems):
        return failure.message
    places = (f"{problem.pointer}: {problem.message}" for problem in failure.problems)
    return " ".join((failure.message, *places))


def _allow(methods: Sequence[str]) -> Headers:
    return ((b"allow", ", ".join(methods).encode()),) if methods else ()
