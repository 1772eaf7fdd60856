import json

import pytest

from lenticular import errors
from lenticular.edge import answers


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (errors.Invalid([errors.Problem("", "X", "…")], "X", "…"), 400),
        (errors.NotFound("X", "…"), 404),
        (errors.TooLarge("X", "…"), 413),
        (errors.Unavailable("X", "…"), 503),
        (errors.Conflict("X", "…"), 400),
    ],
)
def test_a_failure_has_the_status_of_its_kind_and_a_code_within_its_module(failure, status) -> None:
    answer = answers.failure(failure, "EVENTS")
    assert answer.status == status
    assert json.loads(answer.body) == {"error": "personalize.EVENTS.X", "message": "…"}


def test_every_place_that_is_wrong_is_named() -> None:
    problems = [errors.Problem("/0", "A", "First."), errors.Problem("/2", "B", "Second.")]
    answer = answers.failure(errors.Invalid(problems, "X", "Wrong."), "EVENTS")
    assert json.loads(answer.body)["message"] == "Wrong. /0: First. /2: Second."
