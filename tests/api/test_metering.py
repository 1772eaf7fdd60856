import httpx
import pytest
from fastapi import APIRouter
from starlette.requests import Request

from fakes import InProcess
from lenticular.api import application, metering
from lenticular.api.metering import Metered
from lenticular.api.ports import Ports
from lenticular.api.problems import management_answer
from lenticular.api.rate_limit import RateLimit

ELSEWHERE = ("203.0.113.9", 40000)


@pytest.fixture
def router() -> APIRouter:
    router = APIRouter()

    @router.get("/{organization}")
    def ask(organization: str, meter: Metered) -> str:
        meter.count(organization)
        return organization

    return router


@pytest.fixture
def call(sqlite_stores, clock, identifiers, router):
    """Return a function that asks from an address, of an application that allows two requests a second."""
    ports = Ports(sqlite_stores, clock, identifiers, places=None, assets=None, rate_limit=RateLimit(2))
    built = application.build(
        title="Things", description="", version="1", routers=[router], shape=management_answer, ports=ports, max_body=1
    )

    def called(peer: tuple[str, int] = ELSEWHERE, **headers: str) -> httpx.Response:
        async def from_peer(scope, receive, send):
            await built({**scope, "client": peer}, receive, send)

        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx.Client(transport=InProcess(from_peer), base_url="http://lenticular.test") as client:
            return client.get("/travel", headers=sent)

    return called


def until_refused(call, **headers):
    """Return the answers up to the first 429; a slow machine may take some more to make too many in a second."""
    answers = []
    while len(answers) < 500 and (not answers or answers[-1].status_code == 200):
        answers.append(call(**headers))
    return answers


def test_one_request_too_many_is_refused_in_the_contracts_shape(call):
    refusal = until_refused(call)[-1]
    assert refusal.status_code == 429
    message = "Too many requests: this organization may make 2 a second here. Wait a second."
    assert refusal.json() == {"statusCode": 429, "message": message, "error": "Too Many Requests"}
    assert refusal.headers["retry-after"] == "1"


def test_an_answer_that_is_well_never_says_that_nothing_remains(call):
    *answered, refusal = until_refused(call)
    assert {answer.headers["x-ratelimit-limit"] for answer in answered} == {"2"}
    assert {answer.headers.get("x-ratelimit-remaining") for answer in answered} <= {"1", None}
    assert refusal.headers["x-ratelimit-remaining"] == "0"


@pytest.mark.parametrize("peer", [("127.0.0.1", 1), ("127.8.9.10", 1), ("::1", 1)])
def test_this_machine_is_never_limited(call, peer):
    assert {call(peer).status_code for _ in range(5)} == {200}


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded"])
def test_what_a_proxy_on_this_machine_passes_on_is_limited(call, header):
    answers = until_refused(call, peer=("127.0.0.1", 1), **{header: "198.51.100.7"})
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(("client", "local"), [(None, True), (("testclient", 1), False), (("203.0.113.9", 1), False)])
def test_only_an_address_of_this_machine_is_local(client, local):
    assert metering.is_local(Request({"type": "http", "client": client, "headers": []})) is local
