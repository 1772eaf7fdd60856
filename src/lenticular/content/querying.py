"""Which documents a client's `query` keeps, and in which order: pure code over JSON, with the operators of the wire.

A query is `{"title": "Home", "price": {"$gt": 5}, "$or": [{…}, {…}]}`. A path of names joined by points goes through
groups, blocks and lists, and stands for every value it leads to; a condition holds if it holds for one of them, and its
negation if it holds for none.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar

import re2

from lenticular.errors import Problem

DEEPEST = 20
LONGEST_PATTERN = 1000

# The entry of a content type and uid, or None: what `$in_query` looks into.
Find = Callable[[str, str], Mapping[str, Any] | None]
Document = TypeVar("Document", bound=Mapping[str, Any])

_OPTIONS = frozenset("ims")
# A pattern may grow to this once compiled; a larger one is refused, not run.
_PATTERN_BYTES = 1 << 20
_LOGICAL = frozenset({"$and", "$or", "$nor"})
_COMPARING: Mapping[str, Callable[[int], bool]] = {
    "$lt": lambda sign: sign < 0,
    "$lte": lambda sign: sign <= 0,
    "$gt": lambda sign: sign > 0,
    "$gte": lambda sign: sign >= 0,
}
_LISTS = frozenset({"$in", "$nin", "$all"})
_SUBQUERIES = frozenset({"$in_query", "$nin_query", "$elemMatch"})
OPERATORS = frozenset({*_COMPARING, *_LISTS, *_SUBQUERIES, "$eq", "$ne", "$not", "$exists", "$regex", "$options"})
_TAXONOMIES = "taxonomies"


def problems(query: object) -> list[Problem]:
    """Return what is wrong with a query; one that has no problems can be matched."""
    return list(_problems_of_query(query, "/query", 0))


def matches(document: Mapping[str, Any], query: Mapping[str, Any], *, find: Find | None = None) -> bool:
    """Tell whether a document has what a query without problems asks for. Without `find` nothing is referenced."""
    return all(_holds(document, name, wanted, find) for name, wanted in query.items())


def ordered(documents: Iterable[Document], by: str, *, is_descending: bool = False) -> list[Document]:
    """Return documents by the first value a path leads to, numbers before texts; those without one come last."""
    ranked = [(_order_key(document, by), document) for document in documents]
    with_value = [(key, document) for key, document in ranked if key is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=is_descending)
    return [document for _, document in with_value] + [document for key, document in ranked if key is None]


def values(document: Mapping[str, Any], path: str) -> list[Any]:
    """Return every value that a path leads to, a list as one value; a path through a list goes into each element."""
    found: list[Any] = [document]
    parts = path.split(".")
    if parts[0] == _TAXONOMIES and len(parts) == 2 and isinstance(document.get(_TAXONOMIES), list):
        return [
            term.get("term_uid")
            for term in document[_TAXONOMIES]
            if isinstance(term, Mapping) and term.get("taxonomy_uid") == parts[1]
        ]
    for part in parts:
        found = [inner for value in found for inner in _below(value, part)]
    return found


def _below(value: object, part: str) -> Iterator[Any]:
    pending = [value]
    while pending:
        held = pending.pop(0)
        if isinstance(held, Mapping):
            if part in held:
                yield held[part]
        elif isinstance(held, list):
            if part.isascii() and part.isdigit() and len(part) < 6 and int(part) < len(held):
                yield held[int(part)]
            pending[:0] = [inner for inner in held if isinstance(inner, Mapping | list)]


def _holds(document: Mapping[str, Any], name: str, wanted: object, find: Find | None) -> bool:
    if name in _LOGICAL:
        parts = [part for part in wanted if isinstance(part, Mapping)] if isinstance(wanted, list) else []
        results = (matches(document, part, find=find) for part in parts)
        if name == "$and":
            return all(results)
        return any(results) if name == "$or" else not any(results)
    found = values(document, name)
    if not _is_operators(wanted):
        return _has(found, wanted)
    return _satisfies(found, wanted, find)


def _is_operators(wanted: object) -> bool:
    return isinstance(wanted, Mapping) and any(isinstance(name, str) and name.startswith("$") for name in wanted)


def _satisfies(found: Sequence[Any], operators: Any, find: Find | None) -> bool:  # noqa: ANN401 - JSON
    return all(_is_so(found, name, wanted, operators, find) for name, wanted in operators.items())


def _is_so(found: Sequence[Any], name: str, wanted: Any, operators: Mapping[str, Any], find: Find | None) -> bool:  # noqa: ANN401 - JSON
    match name:
        case "$eq":
            return _has(found, wanted)
        case "$ne":
            return not _has(found, wanted)
        case "$in" | "$nin":
            return _has_any(found, wanted) == (name == "$in")
        case "$all":
            return isinstance(wanted, list) and bool(wanted) and all(_has(found, one) for one in wanted)
        case "$exists":
            return bool(found) == bool(wanted)
        case "$not":
            return not (_satisfies(found, wanted, find) if _is_operators(wanted) else _has(found, wanted))
        case "$regex":
            pattern = _compiled(_hashable(wanted), _hashable(operators.get("$options", "")))
            return pattern is not None and any(_searched(pattern, text) for text in _texts(found))
        case "$in_query" | "$nin_query":
            return _refers(found, wanted, find) == (name == "$in_query")
        case "$elemMatch":
            return isinstance(wanted, Mapping) and any(
                isinstance(one, Mapping) and matches(one, wanted, find=find) for one in _flat(found)
            )
    if name in _COMPARING:
        return any(sign is not None and _COMPARING[name](sign) for sign in (_sign(one, wanted) for one in _flat(found)))
    return name == "$options"


def _has(found: Sequence[Any], wanted: object) -> bool:
    if wanted is None and not found:
        return True
    return any(_is_same(one, wanted) for one in found) or any(_is_same(one, wanted) for one in _flat(found))


def _has_any(found: Sequence[Any], wanted: object) -> bool:
    return isinstance(wanted, list) and any(_has(found, one) for one in wanted)


def _flat(found: Sequence[Any]) -> Iterator[Any]:
    for value in found:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _texts(found: Sequence[Any]) -> Iterator[str]:
    return (one for one in _flat(found) if isinstance(one, str))


def _is_same(one: object, other: object) -> bool:
    # True == 1 in Python, not in JSON.
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _refers(found: Sequence[Any], query: object, find: Find | None) -> bool:
    if find is None or not isinstance(query, Mapping):
        return False
    for one in _flat(found):
        if isinstance(one, Mapping) and isinstance(one.get("uid"), str):
            target = find(str(one.get("_content_type_uid", "")), one["uid"])
            if target is not None and matches(target, query, find=find):
                return True
    return False


def _sign(one: object, other: object) -> int | None:
    """Return how two values compare, or None when they do not: numbers, texts, and times as instants."""
    if isinstance(one, bool) or isinstance(other, bool):
        return None
    if isinstance(one, int | float) and isinstance(other, int | float):
        return None if math.isnan(one) or math.isnan(other) else (one > other) - (one < other)
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    instants = _instant(one), _instant(other)
    if instants[0] is not None and instants[1] is not None:
        return (instants[0] > instants[1]) - (instants[0] < instants[1])
    return (one > other) - (one < other)


@lru_cache(maxsize=4096)
def _instant(text: str) -> datetime | None:
    if len(text) < 10 or text[4] != "-" or text[7] != "-":
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


@lru_cache(maxsize=256)
def _compiled(pattern: object, options: object) -> Any:  # noqa: ANN401 - the library has no types
    """Return a compiled pattern, or None for none. Matching takes time linear in the text, whatever the pattern."""
    if not isinstance(pattern, str) or not isinstance(options, str):
        return None
    if len(pattern) > LONGEST_PATTERN or not _OPTIONS.issuperset(options):
        return None
    limits = re2.Options()
    limits.max_mem = _PATTERN_BYTES
    limits.log_errors = False
    flags = f"(?{''.join(sorted(set(options)))})" if options else ""
    try:
        return re2.compile(flags + pattern, limits)
    except (re2.error, UnicodeEncodeError):
        return None


def _searched(pattern: Any, text: str) -> bool:  # noqa: ANN401 - the library has no types
    try:
        return pattern.search(text) is not None
    except UnicodeEncodeError:  # half of a surrogate pair
        return pattern.search(text.encode("utf-8", "replace").decode()) is not None


def _order_key(document: Mapping[str, Any], path: str) -> tuple[bool, Any] | None:
    for value in _flat(values(document, path)):
        if isinstance(value, str | int | float):
            return isinstance(value, str), value
    return None


def _problems_of_query(query: object, pointer: str, depth: int) -> Iterator[Problem]:
    if not isinstance(query, Mapping):
        yield _problem(pointer, "must be an object.")
        return
    if depth > DEEPEST:
        yield _problem(pointer, f"nests deeper than {DEEPEST}.")
        return
    for name, wanted in query.items():
        here = f"{pointer}/{_escaped(name)}"
        if name in _LOGICAL:
            yield from _problems_of_list(wanted, here, depth)
        elif name.startswith("$"):
            yield _problem(here, "is not an operator that stands before fields.")
        elif _is_operators(wanted):
            yield from _problems_of_operators(wanted, here, depth + 1)


def _problems_of_list(parts: object, pointer: str, depth: int) -> Iterator[Problem]:
    if not isinstance(parts, list) or not parts:
        yield _problem(pointer, "must be a list of queries.")
        return
    for number, part in enumerate(parts):
        yield from _problems_of_query(part, f"{pointer}/{number}", depth + 1)


def _problems_of_operators(operators: Any, pointer: str, depth: int) -> Iterator[Problem]:  # noqa: ANN401 - JSON
    if depth > DEEPEST:
        yield _problem(pointer, f"nests deeper than {DEEPEST}.")
        return
    for name, wanted in operators.items():
        here = f"{pointer}/{_escaped(name)}"
        if name not in OPERATORS:
            yield _problem(here, "is not an operator.")
        elif name in _LISTS and not isinstance(wanted, list):
            yield _problem(here, "must be a list.")
        elif name in _COMPARING and (isinstance(wanted, bool) or not isinstance(wanted, str | int | float)):
            yield _problem(here, "must be a number or a text.")
        elif name == "$exists" and not isinstance(wanted, bool):
            yield _problem(here, "must be true or false.")
        elif name == "$regex" and _compiled(_hashable(wanted), _hashable(operators.get("$options", ""))) is None:
            yield _problem(here, "is not a pattern of RE2, with the options i, m and s.")
        elif name == "$options" and "$regex" not in operators:
            yield _problem(here, "needs a $regex.")
        elif name in _SUBQUERIES:
            yield from _problems_of_query(wanted, here, depth + 1)
        elif name == "$not" and _is_operators(wanted):
            yield from _problems_of_operators(wanted, here, depth + 1)


def _problem(pointer: str, message: str) -> Problem:
    return Problem(pointer, "NOT_A_QUERY", message)


def _hashable(value: object) -> object:
    return value if isinstance(value, str) else None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
