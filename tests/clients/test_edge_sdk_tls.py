"""The published edge SDK over HTTPS: `serve --tls-cert --tls-key`, with a certificate of an authority of our own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from servers import Server, servers

pytestmark = pytest.mark.client

ASIAN = {"price_type": "luxury", "travel_type": "relaxation", "travel_destination": "APAC"}


@pytest.fixture(scope="module")
def secure_site(node, certificates, compass_export: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers(tmp_path_factory.mktemp("secure-site")) as starter:
        yield starter.start(
            imports=[compass_export],
            options=certificates.options,
            verify=certificates.trust,
        )


def test_a_sites_server_asks_over_https(node, secure_site: Server, certificates):
    job = {
        "sdk": "edge-sdk-1.0.27",
        "edgeApiUrl": secure_site.edge_url,
        "project": secure_site.project,
        "visits": [{"options": {"userId": "ada@example.com", "liveAttributes": ASIAN}, "then": [["set", ASIAN]]}],
    }
    (report,) = node("visit.mjs", job, {"NODE_EXTRA_CA_CERTS": str(certificates.authority)})
    assert secure_site.url.startswith("https://127.0.0.1:")
    assert report["variants"] == {"0": "3", "1": "2"}
    assert report["calls"] == ["GET /manifest 200", "PATCH /user-attributes 200"]
    assert [part.split("; ")[2:] for part in report["cookies"][:1]] == [["Path=/", "Secure", "SameSite=Lax"]]


def test_a_browsers_cookie_is_secure_and_kept(node, chromium: Path, secure_site: Server, certificates):
    job = {
        "chromium": str(chromium),
        "sdk": "edge-sdk-1.0.27",
        "edgeApiUrl": secure_site.edge_url,
        "project": secure_site.project,
        "tls": {"cert": str(certificates.chain), "key": str(certificates.key)},
        "visits": [{"then": [["set", ASIAN]]}, {}],
    }
    first, second = node("browse.mjs", job)
    assert first["userId"] == second["userId"]
    assert first["secure"] == second["secure"] == [True]
    assert (first["variants"]["0"], second["variants"]["0"]) == (None, "3")
    assert first["complaints"] == second["complaints"] == []


def test_who_does_not_know_the_authority_is_told_so_by_their_own_client(secure_site: Server):
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{secure_site.url}/healthz")
