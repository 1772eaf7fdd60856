"""What one process remembers of the visitors it decided for, within bounds: it is asked when their impressions come."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass

import msgspec

from lenticular.ingestion.records import Context
from lenticular.visitors.context import RequestFacts

MAX_VISITORS = 50_000
MAX_BYTES = 64 * 1024 * 1024

# In one piece, so that to remember and to forget touch little memory: what was remembered long ago is in no cache.
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(RequestFacts).decode


@dataclass(slots=True)
class _Remembered:
    """A visitor: what their last request said, packed, until somebody asks for the context that it makes.

    One impression comes for many decisions, so nothing is found out before; unread, because a hostile visitor could
    fill the memory with objects. `exposures` are those that are in the event log, or on their way there.
    """

    said: bytes = b""
    context: Context | None = None
    exposures: frozenset[str] = frozenset()


class Memory:
    """The visitors of one process by project and the UID they are counted under, the longest unheard forgotten first.

    For one event loop.
    """

    def __init__(self, *, max_visitors: int = MAX_VISITORS, max_bytes: int = MAX_BYTES) -> None:
        self._max_visitors = max_visitors
        self._max_bytes = max_bytes
        # A plain dictionary looks for its first through the places of all that were deleted before it.
        self._visitors: OrderedDict[tuple[str, str], _Remembered] = OrderedDict()
        self._bytes = 0

    def remember(self, project_uid: str, user_uid: str, facts: RequestFacts) -> None:
        """Remember what was known of a visitor when they were decided for."""
        said = _pack(facts)
        key = (project_uid, user_uid)
        known = self._visitors.pop(key, None)
        if known is None:
            self._visitors[key] = _Remembered(said)
        else:
            self._bytes -= len(known.said)
            self._visitors[key] = _Remembered(said, exposures=known.exposures)
        self._bytes += len(said)
        self._make_room()

    def context(self, project_uid: str, user_uid: str, make: Callable[[RequestFacts], Context]) -> Context | None:
        """Return the context of the visitor's last decision, None for one of whom no decision is remembered."""
        known = self._visitors.get((project_uid, user_uid))
        if known is None:
            return None
        if known.context is None and known.said:
            known.context = make(_unpack(known.said))
            self._bytes -= len(known.said)
            known.said = b""
        return known.context

    def unexposed(self, project_uid: str, name: str, exposures: Collection[str]) -> frozenset[str]:
        """Return which of these exposures are new, and take them for recorded from now on."""
        key = (project_uid, name)
        known = self._visitors.get(key)
        if known is None:
            known = self._visitors[key] = _Remembered()
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
            _, oldest = self._visitors.popitem(last=False)
            self._bytes -= len(oldest.said)
