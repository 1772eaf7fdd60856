"""Which fields of an entry a client gets: `only[BASE][]=title`, `except[author][]=bio`. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

BASE = "BASE"
# Without them an answer could not be understood, or not be counted as seen.
_ALWAYS = frozenset(
    {"uid", "_content_type_uid", "publish_details", "_applied_variants", "_embedded_items", "_metadata"}
)
_LONGEST_PATH = 50

_Tree: TypeAlias = dict[str, "_Tree"]
_Project: TypeAlias = Callable[[Mapping[str, Any], _Tree], dict[str, Any]]


def project(
    entry: dict[str, Any], only: Mapping[str, Sequence[str]], excepted: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return an entry with only the named fields, or without them; the argument may be changed.

    The keys are `BASE`, for the entry, or the path of a reference, for the entries that were included there. `only`
    counts before `excepted`.
    """
    for path in {*only, *excepted} - {BASE}:
        _at(entry, _parts(path), only.get(path, ()), excepted.get(path, ()))
    return _projected(entry, only.get(BASE, ()), excepted.get(BASE, ()))


def _projected(entry: dict[str, Any], only: Sequence[str], excepted: Sequence[str]) -> dict[str, Any]:
    if any(only):
        return _kept(entry, _tree(only))
    return _without(entry, _tree(excepted)) if any(excepted) else entry


def _at(value: object, parts: Sequence[str], only: Sequence[str], excepted: Sequence[str]) -> None:
    """Project the entries that a path leads to, where they stand."""
    if not isinstance(value, dict) or not parts or parts[0] not in value:
        return
    held = value[parts[0]]
    for inner in held if isinstance(held, list) else [held]:
        if len(parts) > 1:
            _at(inner, parts[1:], only, excepted)
        elif isinstance(inner, dict) and "_content_type_uid" in inner:
            projected = _projected(inner, only, excepted)
            if projected is not inner:
                inner.clear()
                inner.update(projected)


def _kept(fields: Mapping[str, Any], tree: _Tree) -> dict[str, Any]:
    return {
        name: _in_each(inner, tree.get(name), _kept)
        for name, inner in fields.items()
        if name in tree or name in _ALWAYS
    }


def _without(fields: Mapping[str, Any], tree: _Tree) -> dict[str, Any]:
    return {
        name: _in_each(inner, tree.get(name), _without)
        for name, inner in fields.items()
        if name in _ALWAYS or name not in tree or tree[name]
    }


def _in_each(value: Any, tree: _Tree | None, project: _Project) -> Any:  # noqa: ANN401 - any JSON
    if not tree:
        return value
    if isinstance(value, list):
        return [_in_each(inner, tree, project) for inner in value]
    return project(value, tree) if isinstance(value, dict) else value


def _tree(paths: Iterable[str]) -> _Tree:
    root: _Tree = {}
    for path in paths:
        node = root
        for part in _parts(path):
            node = node.setdefault(part, {})
    return root


def _parts(path: str) -> list[str]:
    return [part for part in path.strip().split(".") if part][:_LONGEST_PATH]
