"""The ASGI application of the delivery API: remembers answers, else makes them off the event loop; fails in shape."""

from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import anyio.to_thread
import structlog
from anyio import CapacityLimiter
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lenticular.api.problems import Fault, MethodNotAllowed, RouteNotFound
from lenticular.content.delivery import access, answers, openapi, requests, routing
from lenticular.content.delivery.answers import Answer
from lenticular.content.delivery.memory import Memory
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.routing import Handler
from lenticular.content.delivery.snapshots import Moved, Snapshot
from lenticular.content.published import reading
from lenticular.errors import Failure, Invalid, Problem, Unavailable
from lenticular.store import point_read
from lenticular.store.database import Database
from lenticular.store.point_read import PointReader

# Requests of one process that may be in the database, or laying variants over entries, at once.
THREADS = 16
# On SQLite the event loop waits for it; but readers there wait for nobody as long as all is well.
READ_SECONDS = 1.0

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation decides of delivery."""

    variant_limit: int
    public_url: str | None = None


class DeliveryApplication:
    """Everything under a prefix of the path ('/v3') for whoever carries a delivery or preview token."""

    def __init__(self, database: Database, settings: Settings, *, prefix: str) -> None:
        self._database = database
        self._settings = settings
        self._prefix = tuple(segment for segment in prefix.split("/") if segment)
        self._memory = Memory()
        self._limiter: CapacityLimiter | None = None
        self._revisions: PointReader | None = None
        # By class of status, and how many of them came from memory: for whoever watches.
        self.counts: Counter[str] = Counter()

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer one HTTP request; its body, if it has one, is not read."""
        answer = await self._answer(scope)
        self.counts[f"{answer.status // 100}xx"] += 1
        await send({"type": "http.response.start", "status": answer.status, "headers": answers.headers_of(answer)})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})

    async def close(self) -> None:
        """Close what the application opened."""
        if self._revisions is not None:
            await self._revisions.close()

    async def _answer(self, scope: Scope) -> Answer:
        if scope["method"] == "OPTIONS":
            return answers.preflight()
        try:
            request = requests.read(scope, prefix=self._prefix, public_url=self._settings.public_url)
            answer = await self._of_request(scope["method"], request)
            return answers.conditional(answer, request.header("if-none-match"))
        except Exception as error:  # the last resort: a fault is logged and still answered in the wire's shape
            return answers.failed(_failure(error))

    async def _of_request(self, method: str, request: Request) -> Answer:
        path = "/" + "/".join(request.segments)
        if request.segments == ("openapi",):
            return answers.document(openapi.DOCUMENT_JSON)
        handler = routing.handler(request.segments)
        if handler is None:
            raise RouteNotFound(method, path)
        if method not in ("GET", "HEAD"):
            raise MethodNotAllowed(method, path, answers.METHODS)
        stack = self._memory.stack(request.header(requests.API_KEY))
        revision = None
        if stack is not None:
            revision = await self._revision(stack.uid)
            if revision == stack.revision and (held := self._memory.answer(stack, request.identity)):
                self.counts["remembered"] += 1
                return held
        if self._limiter is None:
            self._limiter = CapacityLimiter(THREADS)
        return await anyio.to_thread.run_sync(self._make, request, handler, revision, limiter=self._limiter)

    async def _revision(self, stack_uid: str) -> int | None:
        if self._revisions is None:
            question = reading.revision_question()
            self._revisions = point_read.open_reader(self._database, question, timeout_seconds=READ_SECONDS)
        row = await self._revisions.fetch({"stack_uid": stack_uid})
        return None if row is None else row[0]

    def _make(self, request: Request, handler: Handler, revision: int | None) -> Answer:
        try:
            return self._at(revision, request, handler)
        except Moved:
            # Somebody published meanwhile: once more, with nothing taken from memory.
            return self._at(None, request, handler)

    def _at(self, revision: int | None, request: Request, handler: Handler) -> Answer:
        with Snapshot(self._database, self._memory, request.header(requests.API_KEY), revision) as snapshot:
            visit = access.admit(snapshot, request)
            body = handler(visit, request, self._settings.variant_limit)
            answer = answers.found(body, is_shared=not visit.token.is_preview)
            self._memory.keep_answer(visit.stack, request.identity, answer)
            return answer


def _failure(error: Exception) -> Failure:
    match error:
        case Unavailable() | OperationalError() | PoolTimeout() | OSError():
            _log.error("delivery cannot read the database", error=str(error.__cause__ or error)[:200])
            return Unavailable("DATABASE_UNAVAILABLE", "The content cannot be read now. Try again in a moment.")
        case Failure():
            return error
        case DataError():
            problem = Problem("", "NOT_VALID_VALUE", "The request has a value that cannot be looked for.")
            return Invalid([problem])
    _log.error("delivery failed", exc_info=error)
    return Fault()
