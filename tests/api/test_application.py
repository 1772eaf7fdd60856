"""An application's failures, all on its error shape."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Header, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from starlette.types import Message

from fakes import client_of
from lenticular import errors
from lenticular.api import application, etags
from lenticular.api.etags import IfMatch
from lenticular.api.ports import Ports, RequestPorts
from lenticular.api.problems import content_answer, management_answer
from lenticular.api.text import Name
from lenticular.errors import Failure, Problem

MAX_BODY = 1000


class Part(BaseModel):
    weight: int
    flags: dict[str, bool] = {}


class Thing(BaseModel):
    name: Name
    parts: list[Part] = []


FAILURES: dict[str, Failure] = {
    "not-found": errors.NotFound("personalize.THINGS.THING_NOT_FOUND", "There is no such thing."),
    "conflict": errors.Conflict("personalize.THINGS.DUPLICATE_NAME", "Taken."),
    "quota": errors.QuotaExceeded("personalization.THINGS.MAX_THINGS_COUNT_EXCEEDED", "Full."),
    "unauthenticated": errors.Unauthenticated("authorization", "Sign in first."),
    "forbidden": errors.Forbidden("FORBIDDEN", "Not yours."),
    "unavailable": errors.Unavailable("DATABASE_UNAVAILABLE", "Later."),
    "invalid": errors.Invalid([Problem("/a", "A_CODE", "a is wrong"), Problem("/a", "B_CODE", "really")]),
}


@pytest.fixture
def routers() -> Sequence[APIRouter]:
    router = APIRouter()
    rest = APIRouter()

    @router.get("/things")
    def listed(limit: int = 1) -> int:
        return limit

    @rest.post("/things", status_code=201)
    def create(thing: Thing) -> Thing:
        return thing

    @router.put("/things/{uid}")
    def put(uid: str, response: Response, if_match: IfMatch = None) -> str:
        etags.check(if_match, "present state")
        return etags.tag(response, "present state")

    @router.get("/fail/{how}")
    def fail(how: str) -> None:
        raise FAILURES[how]

    @router.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret detail")

    @router.get("/offline")
    def offline() -> None:
        raise OperationalError("SELECT secret", {}, Exception("connection refused"))

    @router.get("/named/{name}")
    def named(name: str, ports: RequestPorts) -> int:
        with ports.stores.configuration.reading() as session:
            return len(session.execute(text("SELECT 1 FROM organization WHERE name = :name"), {"name": name}).all())

    @router.post("/duplicate")
    def duplicate(ports: RequestPorts, x_how: Annotated[str, Header()] = "") -> None:
        with ports.stores.configuration.writing() as session:
            session.execute(text("INSERT INTO organization_member VALUES ('nowhere', 'nobody', 'OWNER')"))

    return [router, rest]


def build(ports: Ports, routers: Sequence[APIRouter], shape: application.Shape) -> FastAPI:
    return application.build(
        title="Things", description="", version="1", routers=routers, shape=shape, ports=ports, max_body=MAX_BODY
    )


@pytest.fixture
def api(ports: Ports, routers: Sequence[APIRouter]) -> FastAPI:
    return build(ports, routers, management_answer)


@pytest.fixture
def things(api: FastAPI) -> httpx.Client:
    return client_of(api)


@pytest.fixture
def content(ports: Ports, routers: Sequence[APIRouter]) -> httpx.Client:
    return client_of(build(ports, routers, content_answer))


def test_an_unknown_path_is_told_as_the_vendor_does(things: httpx.Client):
    answer = things.get("/nothing/here")

    assert answer.status_code == 404
    assert answer.json() == {"statusCode": 404, "message": "Cannot GET /nothing/here", "error": "Not Found"}


def test_a_trailing_slash_is_another_path(things: httpx.Client):
    assert things.get("/things/").status_code == 404


def test_a_wrong_method_is_told_which_methods_there_are(things: httpx.Client):
    answer = things.delete("/things")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"
    assert answer.json() == {"statusCode": 405, "message": "Cannot DELETE /things", "error": "Method Not Allowed"}


def test_json_that_is_none_is_a_bad_request(things: httpx.Client):
    answer = things.post("/things", content='{"name": "a', headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"body": ["NOT_VALID_JSON"]}


@pytest.mark.parametrize("body", [b"\xff\xfe", b'"\xc3"', b"", b"null", b"[]", b'"text"', b"NaN"])
def test_whatever_the_body_is_the_answer_is_a_bad_request(things: httpx.Client, body: bytes):
    answer = things.post("/things", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["message"] == "Bad request"


def test_a_body_that_does_not_say_it_is_json_is_refused(things: httpx.Client):
    assert things.post("/things", content='{"name": "a"}', headers={"content-type": "text/plain"}).status_code == 400
    assert things.post("/things", content='{"name": "a"}').status_code == 400


def test_every_problem_of_a_body_is_told_at_once(things: httpx.Client):
    answer = things.post("/things", json={"parts": [{"weight": "heavy"}, {"weight": 1, "flags": {"a/b": 7}}]})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {
        "name": ["REQUIRED"],
        "parts.0.weight": ["NOT_INTEGER"],
        "parts.1.flags.a/b": ["NOT_BOOLEAN"],
    }
    assert [problem["pointer"] for problem in answer.json()["problems"]] == [
        "/name",
        "/parts/0/weight",
        "/parts/1/flags/a~1b",
    ]


def test_a_wrong_query_is_told_by_its_name(things: httpx.Client):
    assert things.get("/things?limit=many").json()["errors"] == {"limit": ["NOT_INTEGER"]}


@pytest.mark.parametrize(("name", "field"), [("\\ud800", "body"), ("\\u0000", "name"), ("\\u0007", "name")])
def test_text_that_no_database_can_keep_is_refused(things: httpx.Client, name: str, field: str):
    answer = things.post("/things", content=f'{{"name": "a{name}"}}', headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {field}


def test_a_nul_in_a_path_is_no_fault_of_ours(things: httpx.Client):
    assert things.get("/named/a%00b").status_code in {200, 400}


def test_unknown_members_are_ignored(things: httpx.Client):
    assert things.post("/things", json={"name": "a", "shortUid": "0"}).status_code == 201


def test_a_body_that_says_it_is_too_large_is_refused_unread(things: httpx.Client):
    answer = things.post("/things", json={"name": "x" * MAX_BODY})

    assert answer.status_code == 413
    assert answer.json() == {
        "error": "PAYLOAD_TOO_LARGE",
        "message": "Payload too large",
        "detail": f"The body is larger than {MAX_BODY} bytes.",
    }


def test_a_stream_is_refused_as_soon_as_it_is_too_large(api: FastAPI):
    taken = 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 300, "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/things",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"transfer-encoding", b"chunked"), (b"content-type", b"application/json")],
    }
    asyncio.run(api(scope, receive, send))

    assert taken == 4
    assert sent[0]["status"] == 413


def test_json_that_nests_too_deep_is_a_bad_request(things: httpx.Client):
    body = '{"name": "a", "x": ' + "[" * 40 + "]" * 40 + "}"

    answer = things.post("/things", content=body, headers={"content-type": "application/json"})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"body": ["TOO_DEEP"]}


def test_a_save_on_an_older_state_is_refused(things: httpx.Client):
    answer = things.put("/things/a", headers={"if-match": '"older"'})

    assert answer.status_code == 412
    assert answer.json()["error"] == "PRECONDITION_FAILED"
    present = things.put("/things/a").headers["etag"]
    assert things.put("/things/a", headers={"if-match": present}).status_code == 200


def test_a_fault_tells_no_detail(things: httpx.Client):
    answer = things.get("/broken")

    assert answer.status_code == 500
    assert answer.json() == {"statusCode": 500, "message": "Internal server error", "error": "Internal Server Error"}


def test_a_database_that_does_not_answer_may_be_tried_again(things: httpx.Client):
    answer = things.get("/offline")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert "secret" not in answer.text


def test_a_constraint_that_speaks_is_a_conflict(things: httpx.Client):
    answer = things.post("/duplicate")

    assert (answer.status_code, answer.json()["error"]) == (400, "CONFLICT")


@pytest.mark.parametrize(
    ("how", "status", "body"),
    [
        ("conflict", 400, {"error": "personalize.THINGS.DUPLICATE_NAME", "message": "Bad request", "detail": "Taken."}),
        (
            "quota",
            400,
            {"error": "personalization.THINGS.MAX_THINGS_COUNT_EXCEEDED", "message": "Bad request", "detail": "Full."},
        ),
        (
            "forbidden",
            403,
            {"statusCode": 403, "message": "Forbidden resource", "error": "Forbidden", "detail": "Not yours."},
        ),
    ],
)
def test_expected_failures_have_the_management_shape(
    things: httpx.Client, how: str, status: int, body: dict[str, object]
):
    answer = things.get(f"/fail/{how}")

    assert (answer.status_code, answer.json()) == (status, body)


@pytest.mark.parametrize(
    ("path", "status", "code", "fields"),
    [
        ("/fail/not-found", 404, 141, {}),
        ("/fail/conflict", 422, 141, {}),
        ("/fail/invalid", 422, 141, {"a": ["a is wrong", "really"]}),
        ("/fail/unauthenticated", 401, 105, {"authorization": ["is not valid."]}),
        ("/fail/unavailable", 503, 141, {}),
        ("/broken", 500, 141, {}),
        ("/nothing", 404, 141, {}),
    ],
)
def test_the_content_shape_has_the_three_keys_that_clients_read(
    content: httpx.Client, path: str, status: int, code: int, fields: dict[str, list[str]]
):
    answer = content.get(path)

    assert answer.status_code == status
    assert set(answer.json()) == {"error_message", "error_code", "errors"}
    assert (answer.json()["error_code"], answer.json()["errors"]) == (code, fields)


def test_the_description_needs_no_sign_in(things: httpx.Client):
    assert things.get("/openapi").json()["info"]["title"] == "Things"
