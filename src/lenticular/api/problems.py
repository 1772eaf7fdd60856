"""Failures on the wire: one function per error shape turns a failure into a status and a body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lenticular import errors
from lenticular.errors import Failure, Invalid, Problem

_STATUS: Mapping[type[Failure], int] = {
    errors.NotFound: 404,
    errors.Conflict: 400,
    errors.QuotaExceeded: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.Unavailable: 503,
    errors.Invalid: 400,
}
_PHRASE = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    405: "Method Not Allowed",
    412: "Precondition failed",
    413: "Payload too large",
    500: "Internal server error",
    503: "Service unavailable",
}
# A body under /v3 is wrapped in the name of what it holds, and the names of its fields go without.
_WRAPPERS = frozenset({
    "asset", "content_type", "entry", "environment", "global_field", "label", "locale", "role", "stack",
    "stack_settings", "taxonomy", "term", "token", "variant", "variant_group",
})  # fmt: skip
# The code of an Invalid: the content APIs answer a stack that is not there with a status of its own.
UNKNOWN_STACK = "109"
NOT_LOGGED_IN = "You're not allowed in here unless you're logged in."


class RouteNotFound(Failure):
    """No route answers this path."""

    def __init__(self, method: str, path: str) -> None:
        super().__init__("Not Found", f"Cannot {method} {path}")


class MethodNotAllowed(Failure):
    """The path exists, but not for this method."""

    def __init__(self, method: str, path: str, allow: str) -> None:
        super().__init__("Method Not Allowed", f"Cannot {method} {path}")
        self.allow = allow


class TooManyRequests(Failure):
    """An organization makes more requests a second than it may."""

    def __init__(self, per_second: int) -> None:
        message = f"Too many requests: this organization may make {per_second} a second here. Wait a second."
        super().__init__("Too Many Requests", message)
        self.per_second = per_second


class Fault(Failure):
    """Something that should not happen; the details are in the log, never in the answer."""

    def __init__(self) -> None:
        super().__init__("Internal Server Error", "Internal server error")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a JSON body, and headers beyond Content-Type."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


def management_answer(failure: Failure) -> Answer:
    """Render a failure as the Management API does (management.md §1)."""
    match failure:
        case Invalid():
            body: dict[str, Any] = {
                "errors": _by_field(failure.problems),
                "message": "Bad request",
                "problems": [_problem(problem) for problem in failure.problems],
            }
        case errors.Unauthenticated():
            body = _not_logged_in(failure)
        case errors.Forbidden():
            # The vendor's CLI keys on `error` being exactly "Forbidden".
            body = {"statusCode": 403, "message": "Forbidden resource", "error": "Forbidden", "detail": failure.message}
        case RouteNotFound() | MethodNotAllowed() | TooManyRequests() | Fault():
            body = {"statusCode": status_of(failure), "message": failure.message, "error": failure.code}
        case _:
            body = {"error": failure.code, "message": _PHRASE[status_of(failure)], "detail": failure.message}
    return Answer(status_of(failure), body, _headers(failure))


def content_answer(failure: Failure) -> Answer:
    """Render a failure as the content APIs under /v3 do (cms.md §1)."""
    status = 422 if isinstance(failure, Invalid | errors.Conflict) else status_of(failure)
    if failure.code == UNKNOWN_STACK:
        status = 412
    if isinstance(failure, errors.Unauthenticated):
        return Answer(status, _not_logged_in(failure), {})
    fields = _by_message(failure.problems) if isinstance(failure, Invalid) else {}
    code = int(failure.code) if failure.code.isdigit() else 141
    body = {"error_message": failure.message, "error_code": code, "errors": fields}
    return Answer(status, body, _headers(failure))


def status_of(failure: Failure) -> int:
    """Return the HTTP status of a failure."""
    match failure:
        case RouteNotFound():
            return 404
        case MethodNotAllowed():
            return 405
        case TooManyRequests():
            return 429
        case Fault():
            return 500
    return next((_STATUS[kind] for kind in type(failure).__mro__ if kind in _STATUS), 400)


def _headers(failure: Failure) -> dict[str, str]:
    match failure:
        case MethodNotAllowed():
            return {"Allow": failure.allow}
        case TooManyRequests():
            limit = str(failure.per_second)
            return {"Retry-After": "1", "X-RateLimit-Limit": limit, "X-RateLimit-Remaining": "0"}
        case errors.Unavailable():
            return {"Retry-After": "1"}
    return {}


def _not_logged_in(failure: Failure) -> dict[str, Any]:
    field = failure.code if failure.code in {"authorization", "access_token", "csrf"} else "authtoken"
    return {"error_message": NOT_LOGGED_IN, "error_code": 105, "errors": {field: ["is not valid."]}}


def _problem(problem: Problem) -> dict[str, str]:
    return {"pointer": problem.pointer, "code": problem.code, "message": problem.message}


def _by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Group codes by the dotted path of their field, as the vendor's validation library names it."""
    fields: dict[str, list[str]] = {}
    for problem in problems:
        codes = fields.setdefault(_dotted(problem.pointer), [])
        if problem.code not in codes:
            codes.append(problem.code)
    return fields


def _by_message(problems: Sequence[Problem]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for problem in problems:
        fields.setdefault(_dotted(_unwrapped(problem.pointer)), []).append(problem.message)
    return fields


def _unwrapped(pointer: str) -> str:
    wrapper, _, field = pointer.removeprefix("/").partition("/")
    return f"/{field}" if field and wrapper in _WRAPPERS else pointer


def _dotted(pointer: str) -> str:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return ".".join(parts) or "body"
