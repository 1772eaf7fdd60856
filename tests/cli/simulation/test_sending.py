"""What visitors send, and what becomes of a server that is busy, gone, or another one."""

import http.server
import threading
from datetime import UTC, datetime

import pytest

from lenticular import settings
from lenticular.cli.simulation import sending
from lenticular.cli.simulation.profiles import Profile
from lenticular.cli.simulation.sending import Client, Rates, Simulation, Tally
from lenticular.cli.simulation.site import Site
from lenticular.cli.simulation.visitors import HOUR_MS, Trip
from lenticular.domain.experiences import Experience, ExperienceType, Status, Version
from lenticular.domain.ruleset import Ruleset
from lenticular.errors import Failure, Unavailable
from lenticular.geo.places import UNKNOWN

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)


def simulation(*, hours=24.0, activated_at=None, **chosen):
    version = Version("v" * 24, 1, (), None, activated_at=activated_at)
    experience = Experience("e" * 24, "0", "E", ExperienceType.AB_TEST, Status.ACTIVE, frozenset(), version)
    site = Site(Ruleset("p" * 24, 1, {}, {}, {}, (experience,)), experience, "bought")
    return Simulation(site, "http://h", settings.load(chosen), Rates({"0": 0.5}, 0.1), 1, hours, lambda: NOON)


def trip(**members):
    profile = Profile("8.8.8.8", UNKNOWN, "Mozilla/5.0", {"tier": "é"}, {"q": "a b"}, "https://r.example/")
    told = {"uid": "u", "profile": profile, "luck": 0.5, "minutes_to_convert": 1.0, "hours_to_return": None}
    return Trip(**{**told, "is_repeated": False, "is_robot": False, **members})


@pytest.fixture
def answering():
    """Return a function that starts a server with these answers, one after the other, and gives its URL."""
    started = []

    def start(*statuses):
        left = iter(statuses)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.send_response(next(left))
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"{}")
                self.close_connection = True  # without a word

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"http://127.0.0.1:{server.server_port}/base/"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def test_a_busy_server_is_asked_again_and_a_closed_connection_opened_again(answering, monkeypatch):
    monkeypatch.setattr(sending, "BUSY_SECONDS", 0.0)
    client = Client(answering(503, 200, 200))
    assert client.ask("GET", "/manifest", {}, None) == b"{}"
    assert client.ask("GET", "/manifest", {}, None) == b"{}"
    client.close()


def test_a_refusal_and_an_absent_server_are_told(answering):
    client = Client(answering(404))
    with pytest.raises(Failure, match="refused GET /manifest: 404"):
        client.ask("GET", "/manifest", {}, None)
    client.close()
    with pytest.raises(Unavailable, match="check --url"):
        Client("http://127.0.0.1:9").ask("GET", "/manifest", {}, None)


def test_headers_say_what_the_sdk_and_proxies_would():
    headers = sending.request_headers(simulation(trusted_proxies=1, client_ip_header="CF-Connecting-IP"), trip())
    assert headers["X-Forwarded-For"] == "8.8.8.8, 127.0.0.1"
    assert headers["CF-Connecting-IP"] == "8.8.8.8"
    assert headers["X-Page-Url"] == "https://shop.example/?q=a+b"
    assert headers["Referer"] == "https://r.example/"
    assert headers["X-Live-Attributes"].encode("latin-1")


def test_nothing_happens_before_the_version_was_active_nor_longer_ago_than_a_client_may_name():
    assert simulation(hours=0).window().is_open is False
    assert simulation(hours=6).window().start_ms == NOON_MS - 6 * HOUR_MS
    assert simulation(activated_at=NOON_MS - 5).window().start_ms == NOON_MS - 5
    assert NOON_MS - 48 * HOUR_MS < simulation(hours=48).window().start_ms < NOON_MS - 47 * HOUR_MS


def test_robots_are_tallied_apart():
    tally = Tally()
    tally.add(trip(), "0", has_converted=True)
    tally.add(trip(hours_to_return=1.0, is_repeated=True), None, has_converted=False)
    tally.add(trip(is_robot=True), "0", has_converted=False)
    assert (tally.visitors, tally.conversions) == ({"0": 1, None: 1}, {"0": 1, None: 0})
    assert (tally.robots, tally.returned, tally.repeated) == (1, 1, 1)
