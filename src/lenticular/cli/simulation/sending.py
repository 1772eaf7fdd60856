"""Sending visitors over HTTP to a running server, several at once, and adding up what it accepted."""

import http.client
import json
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from urllib.parse import urlencode, urlsplit

from lenticular.cli.simulation import visitors
from lenticular.cli.simulation.site import Site
from lenticular.cli.simulation.visitors import HOUR_MS, Trip, Window
from lenticular.errors import Failure, Unavailable
from lenticular.settings import Settings

SDK = "personalize-edge-sdk-js/1.0.27"
PAGE = "https://shop.example/"
ANSWER_SECONDS = 30.0
BUSY_SECONDS = 0.25
BUSY_TRIES = 120
# What a client may name is at most 48 hours old, and the request takes a moment.
MOST_HOURS = 48
_MARGIN_MS = 60_000

_USER_UID = "X-CS-Personalize-User-Uid"
_LOST = (http.client.RemoteDisconnected, http.client.BadStatusLine, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True, slots=True)
class Rates:
    """How likely a visitor is to convert, by the short uid of the variant; `base` without one."""

    by_variant: Mapping[str, float]
    base: float

    def of(self, variant: str | None) -> float:
        """Return the rate of a variant, or of those without one."""
        return self.base if variant is None else self.by_variant.get(variant, 0.0)


@dataclass(slots=True)
class Tally:
    """What was accepted: visitors and conversions by variant (None: without one)."""

    visitors: Counter[str | None] = field(default_factory=Counter)
    conversions: Counter[str | None] = field(default_factory=Counter)
    robots: int = 0
    returned: int = 0
    repeated: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, sent: Trip, variant: str | None, *, has_converted: bool) -> None:
        """Add one visitor."""
        with self._lock:
            if sent.is_robot:
                self.robots += 1
                return
            self.visitors[variant] += 1
            self.conversions[variant] += has_converted
            self.returned += sent.hours_to_return is not None
            self.repeated += sent.is_repeated


@dataclass(frozen=True, slots=True)
class Simulation:
    """All that the sending of one visitor depends on. `hours` 0: things happen when they are sent."""

    site: Site
    url: str
    settings: Settings
    rates: Rates
    seed: int
    hours: float
    now: Callable[[], datetime]

    def window(self) -> Window:
        """Return the time in which a visitor who is sent now comes: none of it before the version was active."""
        end = int(self.now().timestamp() * 1000)
        if not self.hours:
            return Window(end, end)
        earliest = end - min(round(self.hours * HOUR_MS), MOST_HOURS * HOUR_MS - _MARGIN_MS)
        return Window(max(earliest, self.site.experience.version.activated_at or 0), end)


def send_all(
    simulation: Simulation,
    trips: Iterable[Trip],
    tally: Tally,
    *,
    concurrency: int,
    progress: Callable[[int], None],
) -> None:
    """Send visitors, so many at once, and tell how many are done. Raises Unavailable, Failure.

    When it is interrupted, it waits for those under way; the tally is then right for what was sent.
    """
    waiting = iter(trips)
    stopping = threading.Event()
    clients = _Clients(simulation)
    done = 0
    with ThreadPoolExecutor(concurrency, thread_name_prefix="visitor") as pool:
        try:
            running: set[Future[None]] = set()
            while True:
                some = islice(waiting, 2 * concurrency - len(running))
                running |= {pool.submit(_send, simulation, clients, trip, tally, stopping) for trip in some}
                if not running:
                    return
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    future.result()
                done += len(finished)
                progress(done)
        finally:
            stopping.set()
            pool.shutdown(wait=True, cancel_futures=True)
            clients.close()


def check(simulation: Simulation) -> None:
    """Ask the server once. Raises Unavailable, with what to do, or Failure if it is not this project's."""
    client = Client(simulation.url)
    try:
        client.ask("GET", "/manifest", {"X-Project-Uid": simulation.site.ruleset.project_uid}, None)
    finally:
        client.close()


class Client:
    """One connection to the Edge API, opened anew when the server closes it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._path = f"{parts.path.rstrip('/')}/personalize-edge"
        if parts.scheme == "https":
            self._connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                str(parts.hostname), parts.port, timeout=ANSWER_SECONDS, context=ssl.create_default_context()
            )
        else:
            self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=ANSWER_SECONDS)

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        """Return the body of an answer that is well. What is sent may be sent twice."""
        for _ in range(BUSY_TRIES):
            status, answer = self._ask(method, f"{self._path}{path}", headers, body)
            if status != http.client.SERVICE_UNAVAILABLE:
                break
            time.sleep(BUSY_SECONDS)
        if status == http.client.SERVICE_UNAVAILABLE:
            raise Unavailable("SERVER_BUSY", f"The server at {self._url} does not take what visitors send: {answer!r}")
        if status >= http.client.BAD_REQUEST:
            raise Failure("EDGE_REFUSED", f"The server at {self._url} refused {method} {path}: {status} {answer!r}")
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, bytes]:
        try:
            try:
                return self._once(method, path, headers, body)
            except _LOST:  # a connection that waited too long for its next request
                self._connection.close()
                return self._once(method, path, headers, body)
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise Unavailable(
                "SERVER_NOT_ANSWERING",
                f"No server answers at {self._url}: {reason}. Start one with `lenticular serve`, or check --url.",
            ) from error

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, bytes]:
        if self._connection.sock is None:
            self._connection.connect()  # which sends each part at once, head and body
        self._connection.request(method, path, body, dict(headers))
        answer = self._connection.getresponse()
        return answer.status, answer.read()


class _Clients:
    """A connection for each thread."""

    def __init__(self, simulation: Simulation) -> None:
        self._url = simulation.url
        self._local = threading.local()
        self._opened: list[Client] = []

    def mine(self) -> Client:
        client: Client | None = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = Client(self._url)
            self._opened.append(client)
        return client

    def close(self) -> None:
        for client in self._opened:
            client.close()


def _send(simulation: Simulation, clients: _Clients, sent: Trip, tally: Tally, stopping: threading.Event) -> None:
    """Be one visitor: ask, report what was seen, maybe convert, maybe come again."""
    if stopping.is_set():
        return
    client, site = clients.mine(), simulation.site
    headers = request_headers(simulation, sent)
    at = visitors.instants(simulation.seed, sent, simulation.window())
    variant = _seen(client, headers, site)
    goal = {"type": "EVENT", "eventKey": site.event_key}
    has_converted = not sent.is_robot and sent.luck < simulation.rates.of(variant)
    if variant is not None:
        _report(client, headers, [_named(_impression(site, variant), sent, "seen", at.first)], sent)
    if has_converted:
        _report(client, headers, [_named(goal, sent, "converted", at.conversion)], sent)
    if sent.hours_to_return is not None:
        again = _seen(client, headers, site)
        if again is not None:
            _report(client, headers, [_named(_impression(site, again), sent, "seen again", at.second)], sent)
    tally.add(sent, variant, has_converted=has_converted)


def request_headers(simulation: Simulation, sent: Trip) -> dict[str, str]:
    """Return what every request of a visitor says of them, as the SDK and the proxies before the server would."""
    profile, settings = sent.profile, simulation.settings
    query = f"?{urlencode(profile.query)}" if profile.query else ""
    found = {
        "X-Project-Uid": simulation.site.ruleset.project_uid,
        _USER_UID: sent.uid,
        "X-User-Agent": SDK,
        "User-Agent": profile.user_agent,
        "X-Page-Url": PAGE + query,
    }
    if profile.address is not None:
        found["X-Forwarded-For"] = ", ".join([profile.address, *["127.0.0.1"] * settings.trusted_proxies])
        if settings.client_ip_header is not None:
            found[settings.client_ip_header] = profile.address
    if profile.referrer is not None:
        found["Referer"] = profile.referrer
    if profile.live:
        found["X-Live-Attributes"] = json.dumps(profile.live)
    return found


def _seen(client: Client, headers: Mapping[str, str], site: Site) -> str | None:
    """Return the variant of the experience that the visitor gets."""
    manifest = json.loads(client.ask("GET", "/manifest", headers, None))
    for experience in manifest["experiences"]:
        if experience["shortUid"] == site.experience.short_uid:
            variant: str | None = experience["activeVariantShortUid"]
            return variant
    return None


def _impression(site: Site, variant: str) -> dict[str, object]:
    return {"type": "IMPRESSION", "experienceShortUid": site.experience.short_uid, "variantShortUid": variant}


def _named(element: Mapping[str, object], sent: Trip, what: str, at: int | None) -> dict[str, object]:
    """Give an element the client's own id, which makes sending it twice harmless, and its time."""
    named = {**element, "id": f"{what} {sent.uid}"}
    return named if at is None else {**named, "time": at}


def _report(client: Client, headers: Mapping[str, str], elements: Sequence[Mapping[str, object]], sent: Trip) -> None:
    body = json.dumps(elements).encode()
    for _ in range(2 if sent.is_repeated else 1):
        client.ask("POST", "/events", {**headers, "Content-Type": "text/plain;charset=UTF-8"}, body)
