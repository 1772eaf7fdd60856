"""The operator's door: is it alive, is it ready, what does it count."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lenticular.api.metrics import Metrics

NO_STORE = {"Cache-Control": "no-store"}

# Each check returns None when all is well, else a sentence that says what is wrong.
Check = Callable[[], Awaitable[str | None]]


def build(
    *, worker: int, version: str, checks: Mapping[str, Check], warnings: Callable[[], Sequence[str]], metrics: Metrics
) -> Starlette:
    """Return the application of /healthz (this process runs), /readyz (it may get traffic) and /metrics."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok", "version": version, "worker": worker}, headers=NO_STORE)

    async def readyz(_request: Request) -> Response:
        found = {name: await check() for name, check in checks.items()}
        is_ready = all(problem is None for problem in found.values())
        body = {
            "status": "ready" if is_ready else "unavailable",
            "checks": {name: problem or "ok" for name, problem in found.items()},
            "warnings": list(warnings()),
        }
        return JSONResponse(body, status_code=200 if is_ready else 503, headers=NO_STORE)

    async def show_metrics(_request: Request) -> Response:
        text = await run_in_threadpool(metrics.text)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8", headers=NO_STORE)

    return Starlette(
        routes=[
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Route("/metrics", show_metrics),
        ]
    )
