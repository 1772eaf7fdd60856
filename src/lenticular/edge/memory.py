"""What one process remembers of the visitors it decided for, within bounds: it is asked when their impressions come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from lenticular.domain import decision
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Ruleset
from lenticular.ingestion.records import Context

MAX_VISITORS = 50_000
MAX_BYTES = 64 * 1024 * 1024

# Of a visitor, in the order of Visitor's fields behind its uid, what audiences look at.
_Facts = tuple[
    datetime,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    str | None,
    Mapping[str, str],
    Mapping[str, Any],
    Mapping[str, Any],
]


@dataclass(slots=True)
class _Remembered:
    """A visitor: what was known at the last decision, packed until somebody asks for the context that it makes.

    One impression comes for many decisions, so audiences are not judged before; packed, because a hostile visitor could
    fill the memory with objects. `exposures` are those that are in the event log, or on their way there.
    """

    facts: bytes
    context: Context | None = None
    exposures: frozenset[str] = frozenset()


class Memory:
    """The visitors of one process by project and the UID they are counted under, the longest unheard forgotten first.

    For one event loop.
    """

    def __init__(self, *, max_visitors: int = MAX_VISITORS, max_bytes: int = MAX_BYTES) -> None:
        self._max_visitors = max_visitors
        self._max_bytes = max_bytes
        self._visitors: dict[tuple[str, str], _Remembered] = {}
        self._bytes = 0
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(_Facts)

    def remember(self, ruleset: Ruleset, user_uid: str, visitor: Visitor) -> None:
        """Remember what was known of a visitor when they were decided for."""
        facts, context = b"", None
        try:
            facts = self._encoder.encode((
                visitor.now,
                visitor.country,
                visitor.region,
                visitor.city,
                visitor.timezone,
                visitor.device_type,
                visitor.operating_system,
                visitor.referrer,
                visitor.query_parameters,
                visitor.live_attributes,
                visitor.stored_attributes,
            ))  # fmt: skip
        except (ValueError, TypeError, OverflowError, RecursionError):
            # What JSON can say and msgpack cannot: numbers of more than 64 bits, lone surrogates.
            context = _context(ruleset, visitor)
        key = (ruleset.project_uid, user_uid)
        known = self._visitors.pop(key, None)
        if known is not None:
            self._bytes -= len(known.facts)
        self._visitors[key] = _Remembered(facts, context, frozenset() if known is None else known.exposures)
        self._bytes += len(facts)
        self._make_room()

    def context(self, ruleset: Ruleset, user_uid: str) -> Context | None:
        """Return the context of the visitor's last decision, None for one of whom no decision is remembered."""
        known = self._visitors.get((ruleset.project_uid, user_uid))
        if known is None:
            return None
        if known.context is None and known.facts:
            known.context = _context(ruleset, Visitor(user_uid, *self._decoder.decode(known.facts)))
            self._bytes -= len(known.facts)
            known.facts = b""
        return known.context

    def unexposed(self, project_uid: str, name: str, exposures: Collection[str]) -> frozenset[str]:
        """Return which of these exposures are new, and take them for recorded from now on."""
        key = (project_uid, name)
        known = self._visitors.get(key)
        if known is None:
            known = self._visitors[key] = _Remembered(b"")
            self._make_room()
        new = frozenset(exposures) - known.exposures
        if new:
            known.exposures |= new
        return new

    def forget_exposures(self, project_uid: str, name: str, exposures: Collection[str]) -> None:
        """Take exposures for new again: they did not reach the event log."""
        known = self._visitors.get((project_uid, name))
        if known is not None:
            known.exposures -= frozenset(exposures)

    def _make_room(self) -> None:
        while len(self._visitors) > self._max_visitors or self._bytes > self._max_bytes:
            oldest = next(iter(self._visitors))
            self._bytes -= len(self._visitors.pop(oldest).facts)


def _context(ruleset: Ruleset, visitor: Visitor) -> Context:
    return Context(visitor.country, visitor.device_type, decision.memberships(ruleset, visitor))
