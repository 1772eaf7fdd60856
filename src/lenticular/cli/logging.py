"""How log lines look: one JSON object each, or lines for people; never with what belongs to a visitor."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

Level = Literal["debug", "info", "warning", "error"]
LineFormat = Literal["json", "console"]

HIDDEN = "(hidden)"
# Fields by which a line would tell who a visitor is or what is known of them.
PRIVATE_FIELDS = frozenset({
    "uid", "user_uid", "visitor", "visitor_uid", "ip", "address", "client", "user_agent", "referrer", "page_url",
    "url", "attribute", "attributes", "value", "values", "query_parameters", "cookie", "authorization", "authtoken",
    "password", "token", "email",
})  # fmt: skip
_LEVELS: Mapping[Level, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure(level_name: Level, line_format: LineFormat, stream: TextIO | None = None) -> None:
    """Send all log lines of this process, those of libraries too, to standard error (or a stream)."""
    level = _LEVELS[level_name]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if level > logging.DEBUG:
        shared.append(hide_private_fields)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(line_format)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # They say at level info what no operator asks for.
    for chatty in ("alembic", "uvicorn.error", "sqlalchemy.engine", "psycopg.pool"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))


def hide_private_fields(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide the values of fields that belong to a visitor or to a log-in."""
    for field in PRIVATE_FIELDS & event.keys():
        event[field] = HIDDEN
    return event


def _renderers(line_format: LineFormat) -> list[Processor]:
    if line_format == "console":
        plain = structlog.dev.plain_traceback
        return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    # Without local variables: they would hold visitors' data.
    tracebacks = ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(tracebacks), structlog.processors.JSONRenderer(ensure_ascii=False)]
