"""How a command ends: its exit code, and what it says when it could not do what it was asked."""

import json
import os
import sys
from collections.abc import Callable
from enum import IntEnum

from cyclopts import CycloptsError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import InterfaceError, OperationalError

from lenticular.errors import Failure, Invalid, Problem, Unavailable

EXIT_CODES = """\
Exit codes: 0 done; 1 it failed, or something expected is not so; 2 the command or a setting is wrong; 3 a part that is
needed (a database, an address) is not available."""


class Exit(IntEnum):
    """The exit codes that every command shares."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNAVAILABLE = 3
    INTERRUPTED = 130


def run(command: Callable[[], int | None], *, as_json: bool) -> int:
    """Run a command; return its exit code. An expected failure is told in a sentence, never by a traceback."""
    try:
        return int(command() or Exit.DONE)
    except CycloptsError as error:
        return _tell(Exit.USAGE, Failure("USAGE", str(error)), as_json=as_json)
    except Failure as failure:
        return _tell(_exit_of(failure), failure, as_json=as_json)
    except (OperationalError, InterfaceError) as error:
        reason = str(error.orig).strip().partition("\n")[0]
        unavailable = Unavailable("DATABASE_UNAVAILABLE", f"The database does not answer: {reason}")
        return _tell(Exit.UNAVAILABLE, unavailable, as_json=as_json)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`| head`); a second complaint at exit helps nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except OSError as error:
        named = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        return _tell(Exit.FAILED, Failure("SYSTEM_ERROR", named), as_json=as_json)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _exit_of(failure: Failure) -> Exit:
    if isinstance(failure, Unavailable):
        return Exit.UNAVAILABLE
    return Exit.USAGE if failure.code in {"SETTINGS_INVALID", "USAGE"} else Exit.FAILED


def _tell(code: Exit, failure: Failure, *, as_json: bool) -> Exit:
    problems = failure.problems if isinstance(failure, Invalid) else ()
    if as_json:
        # On standard output: whoever asked for JSON reads exactly one document there, come what may.
        print(json.dumps({"error": _document(failure, problems)}, ensure_ascii=False))
        return code
    console = Console(stderr=True, soft_wrap=True)
    console.print(f"[red]error:[/red] {escape(failure.message)}", highlight=False)
    if len(problems) > 1 or (problems and problems[0].message not in failure.message):
        for problem in problems:
            console.print(f"  {escape(problem.pointer or '/')}: {escape(problem.message)}", highlight=False)
    return code


def _document(failure: Failure, problems: tuple[Problem, ...]) -> dict[str, object]:
    document: dict[str, object] = {"code": failure.code, "message": failure.message}
    if problems:
        document["problems"] = [
            {"pointer": problem.pointer, "code": problem.code, "message": problem.message} for problem in problems
        ]
    return document
