"""Building one HTTP application: routes, and every failure on that application's error shape."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp

from lenticular.api import openapi, turns, validation
from lenticular.api.body import LimitedBody, Uploads
from lenticular.api.ports import Ports
from lenticular.api.problems import Answer, Fault, MethodNotAllowed, RouteNotFound
from lenticular.errors import Conflict, Failure, Invalid, Problem, TooLarge, Unavailable

Shape = Callable[[Failure], Answer]
Handler = Callable[[Request, Exception], Awaitable[Response]]
log = structlog.get_logger()


def build(
    *,
    title: str,
    description: str,
    version: str,
    routers: Iterable[APIRouter],
    shape: Shape,
    ports: Ports,
    max_body: int,
    uploads: Uploads | None = None,
) -> FastAPI:
    """Return an application whose every answer, 404, 405, 413 and 500 included, is on the given error shape."""
    application = FastAPI(
        title=title,
        description=description,
        version=version,
        openapi_url="/openapi",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    application.state.ports = ports
    application.state.turns = turns.turns()
    for router in routers:
        application.include_router(router)

    openapi.describe(application, shape)
    for kind, failure_of in _FAILURES.items():
        application.add_exception_handler(kind, _handler(failure_of, shape))
    application.add_middleware(_limited(max_body, shape, uploads))
    return application


def _limited(max_body: int, shape: Shape, uploads: Uploads | None) -> Callable[[ASGIApp], ASGIApp]:
    def wrap(inner: ASGIApp) -> ASGIApp:
        return LimitedBody(inner, max_body, shape, uploads)

    return wrap


def _handler(failure_of: Callable[[Request, Exception], Failure], shape: Shape) -> Handler:
    async def handle(request: Request, error: Exception) -> Response:
        answer = shape(failure_of(request, error))
        return JSONResponse(answer.body, status_code=answer.status, headers=dict(answer.headers))

    return handle


def _as_failure(_: Request, error: Exception) -> Failure:
    return error if isinstance(error, Failure) else Fault()


def _of_validation(_: Request, error: Exception) -> Failure:
    details: Sequence[ErrorDetails] = error.errors() if isinstance(error, RequestValidationError) else []
    # The first part says where the value came from: body, query, path, header.
    return Invalid(validation.problems([{**detail, "loc": detail["loc"][1:]} for detail in details]))


def _of_http(request: Request, error: Exception) -> Failure:
    status = error.status_code if isinstance(error, HTTPException) else 500
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    match status:
        case 404:
            return RouteNotFound(request.method, path)
        case 405:
            return MethodNotAllowed(request.method, path, ", ".join(_methods(request)))
        case 413:
            return TooLarge("PAYLOAD_TOO_LARGE", "The body is too large.")
        case 400:
            return Invalid([Problem("", "NOT_VALID_JSON", "The body is not valid JSON.")])
    return Fault()


def _methods(request: Request) -> list[str]:
    """Return every method that the path answers; the framework knows only those of the first route that fits."""
    possible = ("GET", "POST", "PUT", "DELETE")
    routes = request.app.router.routes
    return [
        method
        for method in possible
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def _of_integrity(_: Request, error: Exception) -> Failure:
    # The services check first; a constraint speaks only when two requests race for the same thing.
    log.warning("constraint refused a write", error=type(error).__name__)
    return Conflict("CONFLICT", "Another request changed the same thing at the same time. Read it again and retry.")


def _of_data(_: Request, error: Exception) -> Failure:
    # Bodies are validated before; this is a path or a query with a NUL, or a text that no column has room for.
    log.warning("database refused a value", error=type(error).__name__)
    return Invalid([Problem("", "NOT_VALID_VALUE", "The request has a value that cannot be stored or looked for.")])


def _of_operation(_: Request, error: Exception) -> Failure:
    log.error("database does not answer", error=str(error.__cause__ or error)[:200])
    return Unavailable("DATABASE_UNAVAILABLE", "The database does not answer. Try again in a moment.")


def _of_fault(_: Request, error: Exception) -> Failure:
    log.error("unexpected failure", exc_info=error)
    return Fault()


_FAILURES: Mapping[type[Exception], Callable[[Request, Exception], Failure]] = {
    Failure: _as_failure,
    RequestValidationError: _of_validation,
    HTTPException: _of_http,
    IntegrityError: _of_integrity,
    DataError: _of_data,
    OperationalError: _of_operation,
    PoolTimeout: _of_operation,
    Exception: _of_fault,
}
