"""The limits of a body."""

import asyncio
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from lenticular.api.body import DEEPEST, LimitedBody, Uploads, is_too_deep, refuse_hostile
from lenticular.api.problems import management_answer
from lenticular.errors import Invalid, TooLarge


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def test_the_deepest_allowed_nesting_passes():
    assert not is_too_deep(nested(DEEPEST))
    assert is_too_deep(nested(DEEPEST + 1))


def test_breadth_is_no_depth():
    assert not is_too_deep(json.dumps([{"a": [1]}] * 1000).encode())


def test_brackets_in_strings_do_not_count():
    assert not is_too_deep(json.dumps({"a": "[" * 100, 'b"[[{\\': '\\"' + "{" * 100}).encode())


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(depth_of, value), default=0)
    return 0


texts = st.text(alphabet='[]{}"\\a,:')
documents = st.recursive(texts | st.none(), lambda inner: st.lists(inner) | st.dictionaries(texts, inner))


@given(documents, st.integers(0, DEEPEST + 5))
def test_the_depth_is_that_of_the_parsed_document(document: object, wrapped: int):
    for _ in range(wrapped):
        document = [document]

    assert is_too_deep(json.dumps(document).encode()) == (depth_of(document) > DEEPEST)


@pytest.mark.parametrize(
    "text", [b'"' + b'\\"' * 300_000, b'"' * 500_001, b"[]" * 300_000, b"[" * 20 + b'\\"' * 300_000]
)
def test_hostile_text_is_judged_in_linear_time(text: bytes):
    began = time.monotonic()

    is_too_deep(text + b"[" * 13)

    assert time.monotonic() - began < 2


@pytest.mark.parametrize("text", [b'"\\ud83d"', b'{"\\uDC3C": 1}', b'["\\ud83d\\ud83d\\udc3c"]'])
def test_half_a_character_is_refused(text: bytes):
    with pytest.raises(Invalid):
        refuse_hostile(text)


@pytest.mark.parametrize("text", [b'"\\ud83d\\udc3c"', b'"\\\\ud83d"', b'"\\ud83d', b'"d83d"', "🐼".encode()])
def test_whole_characters_pass_and_what_is_no_json_is_left_to_the_parser(text: bytes):
    refuse_hostile(text)


def call(messages: list[Message], headers: list[tuple[bytes, bytes]]) -> tuple[list[bytes], list[Message]]:
    """Send the messages through the limit; return the bodies that the application saw, and the answer."""
    seen: list[bytes] = []
    sent: list[Message] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((await receive())["body"])

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    limited = LimitedBody(inner, 10, management_answer)
    asyncio.run(limited({"type": "http", "headers": headers}, receive, send))
    return seen, sent


def part(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_in_parts_reaches_the_application_whole():
    assert call([part(b"12345", more=True), part(b"67890", more=False)], []) == ([b"1234567890"], [])


def test_a_byte_too_many_is_refused():
    seen, sent = call([part(b"12345", more=True), part(b"678901", more=False)], [])

    assert seen == []
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.mark.parametrize("length", [b"11", b"-1", b"ten", b"9" * 30])
def test_a_length_that_cannot_be_is_refused_unread(length: bytes):
    seen, sent = call([], [(b"content-length", length)])

    assert seen == []
    assert sent[0]["status"] == 413


def test_a_request_whose_client_left_is_not_carried_out():
    assert call([part(b"123", more=True), {"type": "http.disconnect"}], []) == ([], [])


FORM = (b"content-type", b"multipart/form-data; boundary=x")


def upload(messages: list[Message], *headers: tuple[bytes, bytes]) -> tuple[list[bytes], list[Message]]:
    """Send a form to a path where 100 bytes are allowed; return the pieces that the application saw, and the answer."""
    seen: list[bytes] = []
    sent: list[Message] = []

    async def inner(scope: Scope, receive: Receive, send: Send) -> None:
        more = True
        while more:
            message = await receive()
            seen.append(message["body"])
            more = message["more_body"]

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    limited = LimitedBody(inner, 10, management_answer, Uploads("/files", 100))
    scope = {"type": "http", "path": "/v3/files", "root_path": "/v3", "headers": [FORM, *headers]}
    asyncio.run(limited(scope, receive, send))
    return seen, sent


def test_an_upload_reaches_the_application_as_it_comes():
    pieces = [part(b"a" * 50, more=True), part(b"b" * 50, more=False)]

    assert upload(pieces) == ([b"a" * 50, b"b" * 50], [])


def test_an_upload_that_is_announced_too_large_is_refused_unread():
    seen, sent = upload([], (b"content-length", b"101"))

    assert (seen, sent[0]["status"]) == ([], 413)


def test_whoever_reads_an_upload_past_the_limit_is_stopped():
    with pytest.raises(TooLarge):
        upload([part(b"a" * 50, more=True), part(b"b" * 51, more=False)])
