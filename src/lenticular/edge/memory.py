"""What one process remembers of the visitors it decided for, within bounds: it is asked when their impressions come."""

from collections import OrderedDict
from collections.abc import Callable, Collection

import msgspec

from lenticular.ingestion.records import Context
from lenticular.visitors.context import RequestFacts

MAX_VISITORS = 50_000
MAX_BYTES = 64 * 1024 * 1024
MAX_MANIFEST_BYTES = 32 * 1024 * 1024
_OVERHEAD_BYTES = 500

# In one piece, so that to remember and to forget touch little memory: what was remembered long ago is in no cache.
pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(RequestFacts).decode


# Neither this nor a manifest is looked at by the collector of garbage, who would stop all visitors to go through
# thousands that are in no cache: they refer to nothing that could refer back.
class _Remembered(msgspec.Struct, gc=False):
    """A visitor: what their last request said, packed, until somebody asks for the context that it makes.

    One impression comes for many decisions, so nothing is found out before; unread, because a hostile visitor could
    fill the memory with objects. `browser` stands for the user agent and address that it came from. `exposures` are
    those that are in the event log, or on their way there.
    """

    said: bytes = b""
    browser: int = 0
    context: Context | None = None
    exposures: tuple[str, ...] = ()


class Manifest(msgspec.Struct, frozen=True, gc=False):
    """What a visitor got, as JSON, and what it followed from, packed: with equal grounds it is the same."""

    grounds: bytes
    body: bytes

    @property
    def size_bytes(self) -> int:
        """About the memory that it takes."""
        return len(self.grounds) + len(self.body) + _OVERHEAD_BYTES


class Memory:
    """The visitors of one process by project and the UID they are counted under, the longest unheard forgotten first.

    For one event loop.
    """

    def __init__(
        self,
        *,
        max_visitors: int = MAX_VISITORS,
        max_bytes: int = MAX_BYTES,
        max_manifest_bytes: int = MAX_MANIFEST_BYTES,
    ) -> None:
        self._max_visitors = max_visitors
        self._max_bytes = max_bytes
        self._max_manifest_bytes = max_manifest_bytes
        self._manifests: OrderedDict[str, Manifest] = OrderedDict()
        self._manifest_bytes = 0
        # A plain dictionary looks for its first through the places of all that were deleted before it.
        self._visitors: OrderedDict[str, _Remembered] = OrderedDict()
        self._bytes = 0

    def remember(self, project_uid: str, user_uid: str, facts: RequestFacts) -> bool:
        """Remember what was known of a visitor who was decided for; tell whether they go on in the same browser."""
        said, browser = pack(facts), hash((facts.user_agent, facts.ip_address))
        key = _key(project_uid, user_uid)
        known = self._visitors.pop(key, None)
        if known is None:
            self._visitors[key] = _Remembered(said, browser)
        else:
            self._bytes -= len(known.said)
            self._visitors[key] = _Remembered(said, browser, exposures=known.exposures)
        self._bytes += len(said)
        self._make_room()
        return known is not None and known.browser == browser

    def context(self, project_uid: str, user_uid: str, make: Callable[[RequestFacts], Context]) -> Context | None:
        """Return the context of the visitor's last decision, None for one of whom no decision is remembered."""
        known = self._visitors.get(_key(project_uid, user_uid))
        if known is None:
            return None
        if known.context is None and known.said:
            known.context = make(_unpack(known.said))
            self._bytes -= len(known.said)
            known.said = b""
        return known.context

    def unexposed(self, project_uid: str, name: str, exposures: Collection[str]) -> frozenset[str]:
        """Return which of these exposures are new, and take them for recorded from now on."""
        key = _key(project_uid, name)
        known = self._visitors.get(key)
        if known is None:
            known = self._visitors[key] = _Remembered()
            self._make_room()
        new = frozenset(exposures).difference(known.exposures)
        known.exposures += tuple(new)
        return new

    def forget_exposures(self, project_uid: str, name: str, exposures: Collection[str]) -> None:
        """Take exposures for new again: they did not reach the event log."""
        key = _key(project_uid, name)
        known = self._visitors.get(key)
        if known is not None:
            known.exposures = tuple(one for one in known.exposures if one not in exposures)
        self._forget_manifest(key)

    def manifest(self, project_uid: str, user_uid: str) -> Manifest | None:
        """Return the manifest that a visitor got; whether its grounds are still the same is not known."""
        return self._manifests.get(_key(project_uid, user_uid))

    def keep_manifest(self, project_uid: str, user_uid: str, manifest: Manifest) -> None:
        """Remember what a visitor got; the oldest manifests are forgotten first."""
        key = _key(project_uid, user_uid)
        self._forget_manifest(key)
        self._manifests[key] = manifest
        self._manifest_bytes += manifest.size_bytes
        while self._manifest_bytes > self._max_manifest_bytes:
            self._forget_manifest(next(iter(self._manifests)))

    def _forget_manifest(self, key: str) -> None:
        known = self._manifests.pop(key, None)
        if known is not None:
            self._manifest_bytes -= known.size_bytes

    def _make_room(self) -> None:
        while len(self._visitors) > self._max_visitors or self._bytes > self._max_bytes:
            _, oldest = self._visitors.popitem(last=False)
            self._bytes -= len(oldest.said)


def _key(project_uid: str, user_uid: str) -> str:
    # The uid of a project has no space. A string, as the collector looks at tuples.
    return f"{project_uid} {user_uid}"
