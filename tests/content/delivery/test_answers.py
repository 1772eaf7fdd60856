import json

import pytest

from lenticular.content.delivery import answers
from lenticular.content.delivery.answers import Answer
from lenticular.errors import Unavailable


def test_equal_bodies_have_equal_etags():
    one = answers.found({"a": 1}, is_shared=True)
    assert one.etag == answers.found({"a": 1}, is_shared=False).etag
    assert one.etag != answers.found({"a": 2}, is_shared=True).etag


@pytest.mark.parametrize("held", ['"x"', 'W/"x"', '"a", "x"', "*"])
def test_what_the_client_has_is_not_sent(held):
    answer = answers.conditional(Answer(200, b"body", b'"x"'), held)
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("held", ["", '"y"', "x"])
def test_what_the_client_does_not_have_is_sent(held):
    assert answers.conditional(Answer(200, b"body", b'"x"'), held).status == 200


def test_a_failure_is_never_the_same_as_before():
    answer = answers.failed(Unavailable("X", "Try again."))
    assert answers.conditional(answer, "*").status == 503
    assert dict(answers.headers_of(answer))[b"cache-control"] == b"private, no-store"
    assert dict(answers.headers_of(answer))[b"retry-after"] == b"1"


def test_any_json_becomes_bytes():
    value = {"big": 2**70, "half": "\ud83d"}
    assert json.loads(answers.found(value, is_shared=True).body) == value


def test_a_preflight_has_no_body():
    headers = dict(answers.headers_of(answers.preflight()))
    assert b"content-type" not in headers
    assert headers[b"access-control-allow-origin"] == b"*"
