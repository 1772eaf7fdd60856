"""Every failure of the Management API and of signing in, provoked over HTTP, has exactly the contract's shape.

The page docs/errors.md is made of the same rows: `PYTHONPATH=tests python tests/end_to_end/test_error_catalogue.py`.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

import content_failures
from failures import ROWS, VERSIONS, Body, Desk, Row
from installations import Installation

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "lenticular"
PAGE = ROOT / "docs" / "errors.md"

# Codes in the source that no request of this server's own can bring about, and why.
UNPROVOKED = {
    f"{VERSIONS}.DUPLICATE_NUMBER": "an import only",
    f"{VERSIONS}.DUPLICATE_STATUS": "an import only",
    "CONFLICT": "a race that the database decides; tests/api provokes it",
    "DATABASE_UNAVAILABLE": "the test below",
    "FORBIDDEN": "never shown: the wire says Forbidden",
    "NOT_VALID_VALUE": "what PostgreSQL alone refuses; tests/api provokes it",
    "NOT_WHOLE_NUMBER": "a ruleset's document only",
}


@pytest.fixture
def desk(installation: Installation, fresh_project: str) -> Desk:
    return Desk(installation, fresh_project, installation.api(project=fresh_project))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.when)
def test_a_failure_is_told_as_the_contract_says(desk: Desk, row: Row):
    answer = row.provoke(desk)
    print(f"{answer.status_code} | {row.when} | {answer.text}")
    assert (answer.status_code, contracted(answer.json())) == (row.status, row.body)
    assert answer.headers["content-type"] == "application/json"


def contracted(body: Body) -> Body:
    """Return what the contract fixes of a failure's body, after checking that the rest is there for people."""
    shown = dict(body)
    if "error_message" in shown and shown["error_code"] != 105:
        assert set(shown) == {"error_message", "error_code", "errors"}
        assert all(isinstance(message, str) for messages in shown["errors"].values() for message in messages)
        assert shown.pop("error_message")
        shown["errors"] = sorted(shown["errors"])
    elif "problems" in shown:
        assert by_field(shown.pop("problems")) == shown["errors"]
    elif "detail" in shown:
        assert shown.pop("detail")
    elif shown.get("statusCode") == httpx.codes.TOO_MANY_REQUESTS:
        assert shown.pop("message")
    return shown


def by_field(problems: list[dict[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for problem in problems:
        assert problem["message"]
        codes = fields.setdefault(problem["pointer"].lstrip("/").replace("/", ".") or "body", [])
        codes += [problem["code"]] if problem["code"] not in codes else []
    return fields


def test_a_broken_database_is_told_without_a_detail(installation: Installation, desk: Desk):
    def rename(before: str, after: str) -> None:
        with installation.stores.configuration.writing() as session:
            session.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))

    rename("event", "event_gone")
    try:
        answer = desk.api.get("/events")
    finally:
        rename("event_gone", "event")
    body = answer.json()
    # A missing table is an outage to one database's driver and a mistake of ours to the other's.
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        assert (body["error"], body["message"]) == ("DATABASE_UNAVAILABLE", "Service unavailable")
        assert answer.headers["retry-after"]
    else:
        assert answer.status_code == httpx.codes.INTERNAL_SERVER_ERROR
        assert body == {"statusCode": 500, "message": "Internal server error", "error": "Internal Server Error"}
    assert "event" not in answer.text


def test_every_code_of_the_source_is_provoked():
    provoked = {code for row in ROWS for code in codes_shown(row)}
    assert sorted(set(codes_in_source()) - provoked - UNPROVOKED.keys()) == []
    assert sorted(UNPROVOKED.keys() & provoked) == []


def codes_shown(row: Row) -> Iterator[str]:
    if "error" in row.body:
        yield row.body["error"]
    elif "message" in row.body:
        for codes in row.body["errors"].values():
            yield from codes


CODE = re.compile(r"(personali[sz](e|ation)\.)?[A-Z][A-Z_]+(\.[A-Z_]+)*")
FOLDERS = ("analytics", "api", "domain", "management", "accounts/sessions", "accounts/roles")
# What gives a code to a failure.
REPORTING = {
    *("Problem", "Conflict", "NotFound", "QuotaExceeded", "Forbidden", "TooLarge", "PreconditionFailed", "Unavailable"),
    *("PydanticCustomError", "refuse", "report", "_report", "_limit", "_reference", "_references", "refuse_if_used"),
}


def codes_in_source() -> Iterator[str]:
    paths = (path for folder in FOLDERS for path in sorted((SOURCE / folder).rglob("*.py")))
    for path in paths:
        # Imports run from the command, and a ruleset's document is the server's own.
        if path.parent.name == "exchange" or path.name == "ruleset.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: statement.value.value
            for statement in tree.body
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in REPORTING:
                found = (literal(argument, constants) for argument in node.args)
                yield from (code for code in found if code is not None and CODE.fullmatch(code))


def literal(node: ast.expr, constants: Mapping[str, object]) -> str | None:
    """Return the text that an argument spells out, also one that is joined with constants of its module."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.JoinedStr(values=parts):
            spelled = [
                constants.get(part.value.id)
                if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.Name)
                else getattr(part, "value", None)
                for part in parts
            ]
            return "".join(map(str, spelled)) if all(isinstance(part, str) for part in spelled) else None
    return None


def page() -> str:
    """Return docs/errors.md."""
    lines = [
        "# Errors",
        "",
        "What an error means and what to do, first those of the Management API (`/personalize-api`) and of signing in",
        "(`/v3`), then those of the [content APIs](#content-apis) (`/v3`).",
        "",
        "- `error` is a code for programs, `detail` a sentence for you.",
        "- `errors` has codes by field; `problems` tells each with a JSON pointer and a sentence, all of them at once.",
        "- Nothing was changed. After 429 and 503, try again when as many seconds as `Retry-After` says are over. Any",
        "  other 4xx stays until the request is another one. A 500 is our fault; the server's log has the details.",
        "",
        "| status | code | when | what to do |",
        "|---|---|---|---|",
        *(f"| {row.status} | {cell(row)} | {row.when} | {row.remedy} |" for row in ROWS),
        "| 500 | `Internal Server Error` | a fault of ours | Report it with the log's line of that time. |",
        "| 503 | `DATABASE_UNAVAILABLE` | the database does not answer | Try again in a moment. |",
        "",
        "## Content APIs",
        "",
        "- `error_code` is a code for programs: 105 not signed in, 109 no such stack, 115 uid taken, 118 no such",
        "  content type or global field, 162 and 316 not permitted, 247 language taken, 141 anything else.",
        "- `error_message` is a sentence for you; `errors` tells what is wrong by field, all of it at once. Points",
        "  lead into a field, numbers count from 0.",
        "- Nothing was changed; when to try again is told above. In the answers below, `blt…` stands for a uid, and",
        "  limits are examples: the operator sets them ([settings](settings.md)).",
        "",
        "| status | answer | when | what to do |",
        "|---|---|---|---|",
        *(f"| {row.status} | {content_cell(row.body)} | {row.when} | {row.remedy} |" for row in content_failures.ROWS),
        "| 500 | `141` Internal server error | a fault of ours | Report it with the log's line of that time. |",
        "| 503 | `141` | the database does not answer | Try again in a moment. |",
        "",
    ]
    return "\n".join(lines)


def cell(row: Row) -> str:
    if "error" in row.body:
        return f"`{row.body['error']}`"
    if "error_code" in row.body:
        return " ".join(f"`{part}`" for part in (row.body["error_code"], *row.body["errors"]))
    fields = row.body["errors"].items()
    return "<br>".join(f"`{field}`: {', '.join(f'`{code}`' for code in codes)}" for field, codes in fields)


def content_cell(body: Body) -> str:
    if "error_code" not in body:
        return "<br>".join(f"`{error['code']}` {error['message']}" for error in body["errors"])
    fields = (f"`{shortened(name)}`: {', '.join(messages)}" for name, messages in body["errors"].items())
    return "<br>".join([f"`{body['error_code']}` {body['error_message']}", *fields])


def shortened(field: str) -> str:
    return field if len(field) < 60 else f"{field[:40]}…"


def test_the_page_of_errors_is_up_to_date():
    hint = "run: PYTHONPATH=tests python tests/end_to_end/test_error_catalogue.py > docs/errors.md"
    assert PAGE.read_text(encoding="utf-8") == page(), hint


if __name__ == "__main__":
    print(page(), end="")
