"""What one process remembers of the visitors it decided for, within bounds: it is asked when their impressions come."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from lenticular.ingestion.records import Context
from lenticular.visitors.context import RequestFacts

MAX_VISITORS = 50_000
MAX_BYTES = 64 * 1024 * 1024


@dataclass(slots=True)
class _Remembered:
    """A visitor: what their last request said, until somebody asks for the context that it makes.

    One impression comes for many decisions, so nothing is found out before; unread, because a hostile visitor could
    fill the memory with objects. `exposures` are those that are in the event log, or on their way there.
    """

    facts: RequestFacts | None
    size_bytes: int
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

    def remember(self, project_uid: str, user_uid: str, facts: RequestFacts) -> None:
        """Remember what was known of a visitor when they were decided for."""
        size_bytes = _size_bytes(facts)
        key = (project_uid, user_uid)
        known = self._visitors.pop(key, None)
        if known is None:
            self._visitors[key] = _Remembered(facts, size_bytes)
        else:
            self._bytes -= known.size_bytes
            self._visitors[key] = _Remembered(facts, size_bytes, exposures=known.exposures)
        self._bytes += size_bytes
        self._make_room()

    def context(self, project_uid: str, user_uid: str, make: Callable[[RequestFacts], Context]) -> Context | None:
        """Return the context of the visitor's last decision, None for one of whom no decision is remembered."""
        known = self._visitors.get((project_uid, user_uid))
        if known is None:
            return None
        if known.context is None and known.facts is not None:
            known.context = make(known.facts)
            self._bytes -= known.size_bytes
            known.facts, known.size_bytes = None, 0
        return known.context

    def unexposed(self, project_uid: str, name: str, exposures: Collection[str]) -> frozenset[str]:
        """Return which of these exposures are new, and take them for recorded from now on."""
        key = (project_uid, name)
        known = self._visitors.get(key)
        if known is None:
            known = self._visitors[key] = _Remembered(None, 0)
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
            self._bytes -= self._visitors.pop(oldest).size_bytes


def _size_bytes(facts: RequestFacts) -> int:
    """Return how many bytes a visitor may fill at will; Latin-1 texts have one for each character."""
    stored = facts.stored
    texts = (
        facts.page_url,
        facts.referrer,
        facts.user_agent,
        facts.live_attributes_header,
        *facts.client_hints.values(),
    )
    return len(stored.attributes_json) + len(stored.assignments_json) + sum(map(len, filter(None, texts)))
