"""The error shapes; over HTTP they are tested with the application."""

import pytest

from lenticular import errors
from lenticular.api.problems import (
    Fault,
    MethodNotAllowed,
    RouteNotFound,
    content_answer,
    management_answer,
    status_of,
)
from lenticular.errors import Failure, Invalid, Problem

ALL = [
    (errors.NotFound("C", "m"), 404),
    (errors.Conflict("C", "m"), 400),
    (errors.QuotaExceeded("C", "m"), 400),
    (errors.Unauthenticated("authtoken", "m"), 401),
    (errors.Forbidden("C", "m"), 403),
    (errors.PreconditionFailed("C", "m"), 412),
    (errors.TooLarge("C", "m"), 413),
    (errors.Unavailable("C", "m"), 503),
    (Invalid([Problem("/a", "C", "m")]), 400),
    (RouteNotFound("GET", "/x"), 404),
    (MethodNotAllowed("GET", "/x", "POST"), 405),
    (Fault(), 500),
]


@pytest.mark.parametrize(("failure", "status"), ALL)
def test_every_kind_of_failure_has_its_status(failure: Failure, status: int):
    assert status_of(failure) == management_answer(failure).status == status


@pytest.mark.parametrize(("failure", "_status"), ALL)
def test_every_kind_of_failure_has_a_content_shape(failure: Failure, _status: int):
    answer = content_answer(failure)

    assert set(answer.body) == {"error_message", "error_code", "errors"}
    assert answer.body["error_code"] not in {161, 294}  # they stop the vendor's SDKs from refreshing tokens


def test_a_numeric_code_is_the_content_error_code():
    assert content_answer(errors.Conflict("104", "Looks like…")).body["error_code"] == 104


def test_problems_are_grouped_by_field_without_repeating_a_code():
    problems = [
        Problem("/a/0/b", "X", "m"),
        Problem("/a/0/b", "X", "n"),
        Problem("/a/0/b", "Y", "m"),
        Problem("", "Z", "m"),
    ]

    assert management_answer(Invalid(problems)).body["errors"] == {"a.0.b": ["X", "Y"], "body": ["Z"]}


def test_content_fields_are_named_without_the_wrapper_of_the_body():
    problems = [Problem("/stack/name", "X", "m"), Problem("/stack", "Y", "n"), Problem("/seo/title", "Z", "o")]

    assert content_answer(Invalid(problems)).body["errors"] == {"name": ["m"], "stack": ["n"], "seo.title": ["o"]}


def test_a_stack_that_is_not_there_has_a_status_of_its_own():
    answer = content_answer(Invalid([Problem("/api_key", "X", "is not valid.")], code="109"))

    assert (answer.status, answer.body["errors"]) == (412, {"api_key": ["is not valid."]})


def test_escaped_pointers_are_unescaped_in_field_names():
    assert management_answer(Invalid([Problem("/a~1b/~0c", "X", "m")])).body["errors"] == {"a/b.~c": ["X"]}


@pytest.mark.parametrize(
    ("code", "field"), [("authorization", "authorization"), ("access_token", "access_token"), ("other", "authtoken")]
)
def test_a_401_names_the_header_at_fault(code: str, field: str):
    failure = errors.Unauthenticated(code, "m")

    assert management_answer(failure).body == content_answer(failure).body
    assert management_answer(failure).body["errors"] == {field: ["is not valid."]}
