"""The ASGI application of the Edge API: finds the call, answers it, and never answers without CORS headers and JSON."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from lenticular import errors
from lenticular.edge import answers, attributes, events, manifest, openapi, requests
from lenticular.edge.answers import Answer
from lenticular.edge.ports import Ports
from lenticular.edge.requests import ClientGone, Receive, Request, Scope, Send

_log = structlog.get_logger(__name__)

Handler = Callable[[Request, Ports], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Edge API: its name in the counters, the vendor's module in its error codes, method, handler."""

    name: str
    module: str
    method: str
    handler: Handler

    @property
    def methods(self) -> Sequence[str]:
        """The methods to name in an Allow header."""
        return ("GET", "HEAD", "OPTIONS") if self.method == "GET" else (self.method, "OPTIONS")


async def _openapi(_request: Request, _ports: Ports) -> Answer:
    return Answer(200, openapi.DOCUMENT_JSON)


CALLS: Mapping[tuple[str, ...], Call] = {
    ("manifest",): Call("manifest", "MANIFEST", "GET", manifest.answer),
    ("events",): Call("events", "EVENTS", "POST", events.answer),
    ("user-attributes",): Call("user-attributes", "USER_ATTRIBUTES", "PATCH", attributes.answer_patch),
    ("user-attributes", "actions", "merge"): Call("merge", "USER_ATTRIBUTES", "POST", attributes.answer_merge),
    ("openapi",): Call("openapi", "EDGE", "GET", _openapi),
}


class EdgeApplication:
    """Everything under a prefix of the path ('/personalize-edge'; '' for the whole server)."""

    def __init__(self, ports: Ports, *, prefix: str) -> None:
        self._ports = ports
        self._prefix = _segments(prefix)
        # As nearly all clients spell the paths.
        self._calls = {"/" + "/".join(self._prefix + segments): call for segments, call in CALLS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        path = scope["path"]
        call = self._calls.get(path) or self._call(path)
        method = scope["method"]
        try:
            answer = await self._answer(scope, receive, call)
        except ClientGone:
            return
        name = "preflight" if method == "OPTIONS" else "other" if call is None else call.name
        self._ports.counters.answers[name, f"{answer.status // 100}xx"] += 1
        await _send(answer, send, has_body=method != "HEAD")
        if answer.after is not None and method != "HEAD":
            _follow(answer.after)

    def _call(self, path: str) -> Call | None:
        segments = _segments(path)
        depth = len(self._prefix)
        return CALLS.get(segments[depth:]) if segments[:depth] == self._prefix else None

    async def _answer(self, scope: Scope, receive: Receive, call: Call | None) -> Answer:
        method = scope["method"]
        if method == "OPTIONS":
            return answers.preflight(call.methods if call else ())
        if call is None:
            return answers.no_such_path()
        if method not in call.methods:
            return answers.method_not_allowed(call.methods)
        try:
            return await call.handler(requests.read(scope, receive), self._ports)
        except errors.Failure as failure:
            return answers.failure(failure, call.module)
        except ClientGone:
            raise
        except Exception:  # the last resort: a fault is logged and still answered in the wire's shape
            _log.exception("edge_call_failed", call=call.name)
            return answers.unexpected(call.module)


def _follow(after: Callable[[], object]) -> None:
    try:
        after()
    except Exception:  # the visitor has their answer: nothing that follows from it may take it back
        _log.exception("edge_follow_up_failed")


async def _send(answer: Answer, send: Send, *, has_body: bool) -> None:
    headers = [*answers.CORS, *answer.headers]
    if answer.status != 204:
        headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if has_body else b""})


def _segments(path: str) -> tuple[str, ...]:
    # An SDK given a base URL that ends in a slash asks for //manifest.
    return tuple(segment for segment in path.split("/") if segment)
