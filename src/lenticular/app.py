"""One HTTP process: every part built from settings, joined behind one port."""

import asyncio
import gc
import json
import socket
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lenticular import opening
from lenticular.accounts.sessions.routes import router as sessions
from lenticular.accounts.tokens.routes import router as user_sessions
from lenticular.accounts.users.routes import router as users
from lenticular.analytics.routes import router as analytics
from lenticular.api import application, operations, problems
from lenticular.api.metrics import Metrics, Sample
from lenticular.api.ports import Ports
from lenticular.api.rate_limit import RateLimit
from lenticular.console.application import ConsoleApplication
from lenticular.content.assets import uploads as asset_uploads
from lenticular.content.delivery import dispatching
from lenticular.content.delivery.application import DeliveryApplication
from lenticular.content.delivery.application import Settings as DeliverySettings
from lenticular.content.routers import ROUTERS as CONTENT_ROUTERS
from lenticular.domain.engine import native
from lenticular.domain.ruleset import Published
from lenticular.edge import ports as edge_ports
from lenticular.edge.afterwards import Afterwards
from lenticular.edge.application import EdgeApplication
from lenticular.edge.counters import Counters
from lenticular.edge.rulesets import POLL_SECONDS, Marks, Rulesets
from lenticular.errors import Unavailable
from lenticular.ingestion.spool import Spool
from lenticular.management.publishing import service as publishing
from lenticular.management.routers import ROUTERS
from lenticular.settings import Settings
from lenticular.store import migrating, point_read
from lenticular.store.database import Database, Stores
from lenticular.store.point_read import PointReader
from lenticular.visitors import context, device
from lenticular.visitors.storage import VisitorStorage

VERSION = version("lenticular")
MANAGEMENT_PREFIX = "/personalize-api"
EDGE_PREFIX = "/personalize-edge"
CONTENT_PREFIX = "/v3"
RULESETS_FOLDER = "rulesets"
DRAIN_SECONDS = 10
USUAL_USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0 Shop/1"
METRICS_SECONDS = 1.0
# Nothing is at the first two, and nobody is signed in at the third: so all routes are looked at, and a thread begins.
ANSWERED_EARLY = (f"{MANAGEMENT_PREFIX}/none", f"{CONTENT_PREFIX}/none", "/session")
SWITCH_SECONDS = 0.0005
# As by default, but that what became old is looked through less often: that takes tens of milliseconds.
COLLECTOR_THRESHOLDS = (700, 10, 100)

MANAGEMENT_DESCRIPTION = "Projects, attributes, audiences, events, experiences and their versions, decisions, results."
CONTENT_DESCRIPTION = "Log-in, stacks and their content, as content management clients know them."


class PublishedRulesets:
    """The edge's feed: what management has published, read from the configuration store."""

    def __init__(self, configuration: Database) -> None:
        self._configuration = configuration
        self._revisions: PointReader | None = None

    async def latest_revision(self) -> int:
        """Return the present revision."""
        if self._revisions is None:
            self._revisions = point_read.open_reader(
                self._configuration, publishing.LATEST_REVISION, timeout_seconds=POLL_SECONDS
            )
        row = await self._revisions.fetch({})
        return row[0] if row else 0

    def changes_since(self, revision: int, known: Marks) -> tuple[int, Sequence[tuple[str, Published | None]]]:
        """Return the present revision and the projects changed after the given one, without the known parts."""
        return publishing.changes_since(self._configuration, revision, known)

    async def close(self) -> None:
        """Release the connections."""
        if self._revisions is not None:
            await self._revisions.close()


class Server:
    """The parts of one HTTP process that live as long as it does."""

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self.settings = settings
        self.ports = ports
        self.counters = Counters()
        self.published = PublishedRulesets(ports.stores.configuration)
        self.rulesets = Rulesets(
            self.published,
            counters=self.counters,
            snapshot_folder=settings.data / RULESETS_FOLDER,
        )
        self.spool = Spool(
            settings.data / "spool",
            segment_bytes=settings.spool_segment_bytes,
            segment_seconds=settings.spool_segment_seconds,
        )
        self.afterwards = Afterwards()
        self.visitors = VisitorStorage(
            ports.stores.visitors, now=ports.now, read_timeout_seconds=settings.visitor_read_timeout_ms / 1000
        )
        self.delivery = DeliveryApplication(
            ports.stores.configuration,
            DeliverySettings(settings.delivery_variant_limit, settings.public_url),
            prefix=CONTENT_PREFIX,
        )
        report = settings.data / opening.SUPERVISOR_REPORT
        self.metrics = Metrics([
            lambda: _samples(self.counters, self.rulesets),
            lambda: _delivery_samples(self.delivery.counts),
            lambda: _restarts(report),
        ])  # fmt: skip

    def edge(self) -> EdgeApplication:
        """Return the visitor's API."""
        return EdgeApplication(
            edge_ports.Ports(
                rulesets=self.rulesets,
                stored_visitors=self.visitors,
                event_log=self.spool,
                describe=lambda facts, needs: context.visitor(facts, self.ports.places, needs=needs),
                now=self.ports.now,
                new_uid=edge_ports.random_uid,
                counters=self.counters,
                client_ip_header=self.settings.client_ip_header,
                trusted_proxies=self.settings.trusted_proxies,
                body_limit_bytes=self.settings.edge_body_bytes,
                afterwards=self.afterwards,
            ),
            prefix=EDGE_PREFIX,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start what runs beside the requests; stop it after the last one."""
        self.spool.start()
        await asyncio.to_thread(self.rulesets.load)
        await asyncio.to_thread(self._warm_up)
        tasks = [asyncio.create_task(self.rulesets.follow()), asyncio.create_task(self._mirror_metrics())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            await self.afterwards.drain()
            await asyncio.to_thread(self.spool.close)
            await self.published.close()
            await self.visitors.close()
            await self.delivery.close()
            self.ports.stores.close()

    def _warm_up(self) -> None:
        """Compile patterns and open files now, so that no visitor waits for it."""
        for user_agent in ("Mozilla/5.0", USUAL_USER_AGENT):
            device.read(user_agent)
        self.ports.places.resolve("8.8.8.8")

    async def _mirror_metrics(self) -> None:
        while True:
            self.metrics.mirror()
            await asyncio.sleep(METRICS_SECONDS)

    def checks(self) -> Mapping[str, operations.Check]:
        """Return what must be well before this process gets traffic."""

        async def migrations() -> str | None:
            try:
                return await asyncio.to_thread(_schema_problem, self.ports.stores)
            except SQLAlchemyError:
                return "The database does not answer: decisions go on, without stored attributes."

        async def ruleset() -> str | None:
            return None if self.rulesets.is_loaded else "No ruleset has been loaded yet."

        async def spool() -> str | None:
            try:
                await self.spool.append([])
            except Unavailable as error:
                return error.message
            return None

        return {"migrations": migrations, "ruleset": ruleset, "spool": spool}

    def warnings(self) -> Sequence[str]:
        """Return what limits the answers without making them wrong."""
        limits = {
            "No location data is installed: country, region and city are unknown.": not self.ports.places.is_installed,
            "The engine is not compiled, so decisions take several times as long: reinstall with a C compiler and "
            "Python's headers.": not native.is_compiled,
        }
        return [sentence for sentence, is_so in limits.items() if is_so]


def build(settings: Settings, *, worker: int = 0) -> ASGIApp:
    """Return the ASGI application of one HTTP process."""
    ports = replace(opening.open_ports(settings), rate_limit=_rate_limit(settings))
    server = Server(settings, ports)
    management = _behind_origins(_management(settings, ports), settings)
    doors: Mapping[str, ASGIApp] = {
        EDGE_PREFIX: server.edge(),
        MANAGEMENT_PREFIX: management,
        CONTENT_PREFIX: dispatching.dispatcher(server.delivery, _content(settings, ports)),
        "/session": management,
    }
    operator = operations.build(
        worker=worker,
        version=VERSION,
        checks=server.checks(),
        warnings=server.warnings,
        metrics=server.metrics,
    )
    doors = {**doors, "/healthz": operator, "/readyz": operator, "/metrics": operator}
    console = ConsoleApplication(otherwise=_nothing_here)

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(server, dispatch, receive, send)
        elif scope["type"] == "http":
            await (_door(doors, scope) or console)(scope, receive, send)

    return dispatch


def described(settings: Settings, ports: Ports) -> Mapping[str, dict[str, Any]]:
    """Return the OpenAPI documents of the two APIs that the console calls."""
    built = {"management": _management(settings, ports), "content": _content(settings, ports)}
    return {name: api.openapi() for name, api in built.items()}


def serve_http(settings: Settings, *, worker: int, sock: socket.socket) -> None:
    """Serve on the socket until SIGTERM; then answer what has begun, for at most 10 s."""
    listen(build(settings, worker=worker), sock, certificate=settings.tls_cert, key=settings.tls_key)


def listen(
    application: ASGIApp, sock: socket.socket, *, certificate: Path | None = None, key: Path | None = None
) -> None:
    """Serve an application as `serve_http` does: benchmarks put others behind the same server."""
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    # Threads that publish, save or build let the loop's go on after this, not after fifty times as long.
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(*COLLECTOR_THRESHOLDS)
    uvicorn.Server(config).run(sockets=[sock])


def _rate_limit(settings: Settings) -> RateLimit | None:
    limit = settings.management_rate_limit
    return RateLimit(limit, workers=settings.workers) if limit else None


def _management(settings: Settings, ports: Ports) -> FastAPI:
    return application.build(
        title="Lenticular Management API",
        description=MANAGEMENT_DESCRIPTION,
        version=VERSION,
        routers=[*ROUTERS, analytics, sessions],
        shape=problems.management_answer,
        ports=ports,
        max_body=settings.management_body_bytes,
    )


def _content(settings: Settings, ports: Ports) -> FastAPI:
    return application.build(
        title="Lenticular content API",
        description=CONTENT_DESCRIPTION,
        version=VERSION,
        routers=[user_sessions, users, *CONTENT_ROUTERS],
        shape=problems.content_answer,
        ports=ports,
        max_body=settings.content_body_bytes,
        uploads=asset_uploads.limit(settings.asset_bytes),
    )


def _behind_origins(management: ASGIApp, settings: Settings) -> ASGIApp:
    """Let pages of the named origins call management; none by default."""
    if not settings.management_origins:
        return management
    return CORSMiddleware(
        management,
        allow_origins=settings.management_origins,
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["authtoken", "authorization", "x-project-uid", "organization_uid", "content-type", "if-match"],
        expose_headers=["etag"],
    )


def _door(doors: Mapping[str, ASGIApp], scope: Scope) -> ASGIApp | None:
    """Return the application behind the first segment of the path, if any, and tell it what its root is."""
    path = "/" + scope["path"].lstrip("/")
    first = "/" + path[1:].partition("/")[0]
    door = doors.get(first)
    if door is None:
        return None
    scope["path"] = path
    if first in (MANAGEMENT_PREFIX, CONTENT_PREFIX):
        scope["root_path"] = first
    if first == CONTENT_PREFIX:
        # Some of the vendor's clients end a path with a slash.
        scope["path"] = path.rstrip("/")
    return door


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    answer = problems.management_answer(problems.RouteNotFound(scope["method"], scope["path"]))
    await JSONResponse(answer.body, status_code=answer.status)(scope, receive, send)


async def _live(server: Server, dispatch: ASGIApp, receive: Receive, send: Send) -> None:
    """Speak the lifespan protocol: parts run between startup and shutdown."""
    await receive()
    async with server.running():
        for path in ANSWERED_EARLY:
            await _answer_early(dispatch, path)
        settle()
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})


def settle() -> None:
    """Keep what the process is made of from the collector: all visitors would wait while it goes through that.

    Called when everything is made; by benchmarks too, for what they put behind the same server.
    """
    gc.collect()
    gc.freeze()


async def _answer_early(dispatch: ASGIApp, path: str) -> None:
    """Have a request answered that nobody sent: the first one of an application waits until its routes are built."""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_message: Message) -> None:
        pass

    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "root_path": ""}
    await dispatch(scope | {"raw_path": path.encode(), "query_string": b"", "headers": []}, receive, send)


def _schema_problem(stores: Stores) -> str | None:
    states = migrating.state(stores)
    pending = [f"{name} is {state}" for name, state in states.items() if state != "current"]
    return f"The schema is not current ({', '.join(pending)}). Run `lenticular db upgrade`." if pending else None


def _restarts(report: Path) -> Iterable[Sample]:
    """Tell what the supervisor reports; nothing where there is none."""
    try:
        counts = json.loads(report.read_bytes())["restarts"]
    except (OSError, ValueError, KeyError):
        return
    for kind, count in counts.items():
        yield Sample("lenticular_restarts", "Processes that died and were restarted.", count, {"kind": kind}, "gauge")


def _delivery_samples(counts: Mapping[str, int]) -> Iterable[Sample]:
    for name, count in counts.items():
        if name == "remembered":
            yield Sample("lenticular_delivery_remembered", "Answers of content delivery given from memory.", count)
        else:
            yield Sample("lenticular_delivery_answers", "Answers of content delivery.", count, {"status": name})


def _samples(counters: Counters, rulesets: Rulesets) -> Iterable[Sample]:
    for (call, status), count in counters.answers.items():
        yield Sample("lenticular_edge_answers", "Answers of the edge.", count, {"call": call, "status": status})
    for kind, count in counters.events.accepted.items():
        yield Sample("lenticular_events_accepted", "Events made durable.", count, {"type": kind.value})
    for reason, count in counters.events.dropped.items():
        yield Sample("lenticular_events_dropped", "Events accepted but not kept.", count, {"reason": reason.value})
    for why, count in counters.ignored_attributes.items():
        yield Sample("lenticular_attributes_ignored", "Attribute values not stored.", count, {"reason": why})
    for name, meaning, count in (
        ("manifests_repeated", "Manifests given again from memory.", counters.repeated_manifests),
        ("exposures_recorded", "Exposures made durable.", counters.exposures),
        ("exposure_failures", "Exposures that could not be made durable, yet.", counters.exposure_failures),
        ("assignments_stored", "Draws of bandits stored.", counters.assignments),
        ("assignment_failures", "Draws of bandits that could not be stored.", counters.assignment_failures),
        ("previews_shown", "Manifests that a preview link decided.", counters.previews),
        ("preview_tokens_rejected", "Preview links forged, revoked or expired.", counters.rejected_previews),
        ("visitor_read_failures", "Requests answered without what is stored.", counters.visitor_read_failures),
        ("ruleset_poll_failures", "Failed looks for changed rulesets.", counters.ruleset_poll_failures),
        ("rulesets_rejected", "Published rulesets that could not be read.", counters.rejected_rulesets),
        ("ruleset_snapshot_failures", "Rulesets that could not be kept on disk.", counters.snapshot_failures),
    ):
        yield Sample(f"lenticular_{name}", meaning, count)
    yield Sample("lenticular_ruleset_revision", "The revision decided from.", rulesets.revision, kind="gauge")
