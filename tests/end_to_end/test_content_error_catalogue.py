"""Every failure of the content APIs, provoked over HTTP, says exactly what docs/errors.md has of it.

The page is written by test_error_catalogue.py, of these rows and those of the Management API.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from content_failures import ROWS, Body, Desk, Row
from installations import Installation

CONTENT = Path(__file__).resolve().parents[2] / "src" / "lenticular" / "content"

# Texts in the source that no request of the rows brings about, and why.
UNPROVOKED: Mapping[str, str] = {
    "A stack has at most {} variant groups of its own.": "takes 1,000 of them",
    "A stack has at most {} variants without a group.": "takes 100 of them; tests/content/variant_groups",
    "A variant group has at most {} variants.": "takes 100 of them; tests/content/variant_groups",
    "The content cannot be read now. Try again in a moment.": "an outage; tests/content/delivery",
    "The request has a value that cannot be looked for.": "what PostgreSQL alone refuses",
    "come to {} items, more than {}.": "takes 10,000 of them",
    "must be a text of 1 to {} characters.": "an import only",
    "must be lower-case letters, digits and underscores, at most 200.": "an import only",
    "would include more than {} entries.": "takes 10,000 of them",
}

_UID = re.compile(r"blt[0-9a-f]{16}")


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Iterator[Desk]:
    """One stack for all rows: a failure changes nothing."""
    desk = Desk(installation)
    yield desk
    desk.api.delete("/stacks")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.when)
def test_a_failure_says_what_the_page_says(desk: Desk, row: Row):
    answer = row.provoke(desk)
    print(f"{answer.status_code} | {row.when} | {answer.text}")
    assert (answer.status_code, told(answer)) == (row.status, row.body)
    assert answer.headers["content-type"] == "application/json"


def told(answer: httpx.Response) -> Body:
    """Return the failure in an answer, uids that the server made up left out."""
    body: Body = answer.json()
    if answer.is_success:
        return {"errors": body["errors"]}
    assert set(body) == {"error_message", "error_code", "errors"}
    return body | {"error_message": _UID.sub("blt…", body["error_message"])}


def test_rows_have_names_of_their_own():
    names = [row.when for row in ROWS]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_text_of_the_source_is_provoked():
    provoked = {text for row in ROWS for text in texts_of(row)}
    silent = {text for text, pattern in texts_in_source() if not any(map(pattern.fullmatch, provoked))}
    assert sorted(silent - UNPROVOKED.keys()) == []
    assert sorted(UNPROVOKED.keys() - silent) == []


def texts_of(row: Row) -> Iterator[str]:
    if "error_message" in row.body:
        yield row.body["error_message"]
        for messages in row.body["errors"].values():
            yield from messages


# What a failure or a problem is made by.
REPORTING = {
    *("Problem", "Invalid", "NotFound", "QuotaExceeded", "Forbidden", "TooLarge", "Unavailable"),
    *("PydanticCustomError", "_report", "_problem", "_invalid", "_unknown", "_no_expiry"),
}
# How what is wrong with a field begins, wherever that is said.
PREDICATE = re.compile(r"(allows|cannot|come|falls|has|holds|is|must|names|needs|nests|would) .+", re.DOTALL)
SENTENCE = re.compile(r"([A-Z“].* .*|\{\} (is|belongs|cannot|must|has|holds) .*|name .*)", re.DOTALL)


def texts_in_source() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every text of a failure, `{}` standing for what it is told by, with a pattern of what it becomes."""
    for path in sorted(CONTENT.rglob("*.py")):
        # An export is read by a command, which has no wire.
        if path.parent.name == "exchange":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in spoken(tree):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in parts_of(node)]
            text = "".join("{}" if part is None else str(part) for part in parts)
            yield text, re.compile("".join(".*" if part is None else re.escape(str(part)) for part in parts), re.DOTALL)


def spoken(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the texts that a module reports: given to a failure, at once or by a name, or put as what is wrong."""
    reported: set[int] = set()
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in REPORTING:
            for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                reported |= {id(part) for part in ast.walk(given)}
                names |= {part.id for part in ast.walk(given) if isinstance(part, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in names for one in node.targets):
            reported |= {id(part) for part in ast.walk(node.value)}
    silent = {id(part) for node in ast.walk(tree) if is_silent(node) for part in ast.walk(node)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in silent | inner:
            shape = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts_of(node))
            if PREDICATE.fullmatch(shape) or (id(node) in reported and SENTENCE.fullmatch(shape)):
                yield node


def parts_of(node: ast.expr) -> list[ast.expr]:
    return node.values if isinstance(node, ast.JoinedStr) else [node]


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def is_silent(node: ast.AST) -> bool:
    """Tell whether this is documentation."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or (isinstance(node, ast.keyword) and node.arg in {"description", "summary", "notice"})
