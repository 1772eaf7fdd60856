"""Exit codes, and what is said when a command could not do what it was asked."""

import json
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from lenticular.cli import outcomes
from lenticular.errors import Conflict, Invalid, NotFound, Problem, Unavailable

TWO = [Problem("/a", "ONE", "is wrong"), Problem("/b", "TWO", "is wrong too")]


def raising(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Conflict("X", "Taken."), 1),
        (NotFound("X", "None."), 1),
        (Invalid(TWO), 1),
        (Invalid(TWO, "SETTINGS_INVALID"), 2),
        (Unavailable("X", "Later."), 3),
        (OperationalError("SELECT", {}, sqlite3.OperationalError("locked")), 3),
        (PermissionError(13, "Permission denied", "/root/x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_kind_of_failure_has_its_exit_code(error, code, capsys):
    assert outcomes.run(raising(error), as_json=False) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_failure_is_one_sentence_on_standard_error(capsys):
    outcomes.run(raising(Conflict("X", "The name [red] is taken.")), as_json=False)
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "error: The name [red] is taken.\n")


def test_every_problem_is_told(capsys):
    outcomes.run(raising(Invalid(TWO)), as_json=False)
    assert capsys.readouterr().err == "error: The input is not valid.\n  /a: is wrong\n  /b: is wrong too\n"


def test_with_json_a_failure_is_a_document_on_standard_output(capsys):
    outcomes.run(raising(Invalid(TWO, "BAD", "Not so.")), as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "error": {
            "code": "BAD",
            "message": "Not so.",
            "problems": [
                {"pointer": "/a", "code": "ONE", "message": "is wrong"},
                {"pointer": "/b", "code": "TWO", "message": "is wrong too"},
            ],
        }
    }


def test_what_nobody_expected_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        outcomes.run(raising(ZeroDivisionError()), as_json=False)


def test_a_command_says_itself_how_it_ended():
    assert outcomes.run(lambda: None, as_json=False) == 0
    assert outcomes.run(lambda: outcomes.Exit.FAILED, as_json=False) == 1
