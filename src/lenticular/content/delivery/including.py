"""Putting entries in the place of references to them: `include[]=author&include[]=sections.hero.link`."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from lenticular.content.delivery.sources import ASSET_TYPE
from lenticular.errors import Invalid, Problem

# Entries within entries; a reference deeper than that stays one, so a circle of references comes to an end.
DEEPEST = 10
MOST_ENTRIES = 10_000
_MOST_PATHS = 100
_LONGEST_PATH = 50
_BARE = re.compile(r"blt[0-9a-f]{16,61}")

# Field names by nesting; what references stand in front of goes on in the entry.
Tree: TypeAlias = dict[str, "Tree"]
# Returns the entries of these uids, by uid, each a new object with its content type; those that there are.
Fetch = Callable[[Sequence[str]], Mapping[str, Callable[[], dict[str, Any]]]]


def tree(paths: Iterable[str]) -> Tree:
    """Return dotted paths as a tree. Raise Invalid for more or longer paths than any content has."""
    root: Tree = {}
    for number, path in enumerate(paths):
        parts = [part for part in path.strip().split(".") if part]
        if number >= _MOST_PATHS or len(parts) > _LONGEST_PATH:
            raise _invalid("names too many or too long paths.")
        node = root
        for part in parts:
            node = node.setdefault(part, {})
    return root


def include(entries: Iterable[dict[str, Any]], paths: Tree, fetch: Fetch) -> None:
    """Put entries in the place of the references at these paths, in place; references to nothing are taken out.

    Raises Invalid when that would be more than `MOST_ENTRIES`.
    """
    level = [(entry, paths) for entry in entries]
    count = 0
    for _ in range(DEEPEST):
        places = [place for entry, below in level for place in _places(entry, below)]
        if not places:
            return
        uids = dict.fromkeys(uid for holder, name, _ in places for uid in _referenced(holder[name]))
        found = fetch(list(uids))
        level = []
        for holder, name, below in places:
            included = _replace(holder, name, found)
            count += len(included)
            if count > MOST_ENTRIES:
                raise _invalid(f"would include more than {MOST_ENTRIES} entries.")
            level += [(entry, below) for entry in included if below]


def _places(value: Mapping[str, Any], paths: Tree) -> Iterator[tuple[dict[str, Any], str, Tree]]:
    for name, below in paths.items():
        held = value.get(name)
        if isinstance(value, dict) and any(_referenced(held)):
            yield value, name, below
        elif below:
            for inner in held if isinstance(held, list) else [held]:
                if isinstance(inner, dict):
                    yield from _places(inner, below)


def _replace(
    holder: dict[str, Any], name: str, found: Mapping[str, Callable[[], dict[str, Any]]]
) -> list[dict[str, Any]]:
    held = holder[name]
    included: list[dict[str, Any]] = []
    kept: list[Any] = []
    for one in held if isinstance(held, list) else [held]:
        uid = _uid(one)
        if uid is None:
            kept.append(one)
        elif uid in found:
            entry = found[uid]()
            if isinstance(one, str) or entry["_content_type_uid"] == one["_content_type_uid"]:
                kept.append(entry)
                included.append(entry)
    holder[name] = kept if isinstance(held, list) else next(iter(kept), None)
    return included


def _referenced(value: object) -> list[str]:
    found = map(_uid, value if isinstance(value, list) else [value])
    return [uid for uid in found if uid is not None]


def _uid(value: object) -> str | None:
    """Return the uid that a reference names; None for an entry that stands in its place already, and for a file."""
    if isinstance(value, str):  # the old way, in fields that refer to one content type
        return value if _BARE.fullmatch(value) else None
    if not isinstance(value, dict) or len(value) != 2:
        return None
    uid, content_type_uid = value.get("uid"), value.get("_content_type_uid")
    is_entry = isinstance(content_type_uid, str) and content_type_uid != ASSET_TYPE
    return uid if is_entry and isinstance(uid, str) else None


def _invalid(said: str) -> Invalid:
    return Invalid([Problem("/include", "TOO_MANY", said)], "141", "Include fewer references.")
