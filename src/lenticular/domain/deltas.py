"""What a variant changes in an entry, read from its delta and the paths of its change set.

`fold` turns a value that is taken whole into the form that it is kept in.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from lenticular.domain import instances
from lenticular.domain.instances import Reference

# By path of a list the kind (`base` or `variant`) and reference of each instance, in order.
Orders: TypeAlias = dict[str, list[tuple[str, Reference]]]
# The paths of a change set by their parts; None where one ends.
Tree: TypeAlias = dict[str, "Tree | None"]

_SYSTEM_NAMES = frozenset(
    {"uid", "locale", "ACL", "tags", "publish_details", "created_at", "created_by", "updated_at", "updated_by"}
)
# No content type nests this deep. A longer path names nothing, so that no change set can exhaust the stack.
_LONGEST_PATH = 100


@dataclass(frozen=True, slots=True)
class Whole:
    """A value that takes the place of a field's."""

    name: str
    path: str
    value: object


@dataclass(frozen=True, slots=True)
class Group:
    """What changes among the fields of a group."""

    name: str
    path: str
    changes: Sequence["Change"]


@dataclass(frozen=True, slots=True)
class ListOfInstances:
    """What changes among the instances of a list."""

    name: str
    path: str
    instances: Sequence["ChangedInstance"]


@dataclass(frozen=True, slots=True)
class ChangedInstance:
    """An instance of a delta: an element that is taken whole, or if that is None what changes in it."""

    ref: Reference
    path: str
    whole: object
    metadata: object
    changes: Sequence["Change"] | None


Change: TypeAlias = Whole | Group | ListOfInstances


def read(fields: Mapping[str, object], tree: Tree, path: str, fold: Callable[[object], object]) -> Iterator[Change]:
    """Yield what changes among the fields that a delta has at a path, of those that the tree names."""
    for name, below in tree.items():
        if name not in fields or name.startswith("_"):
            continue
        # Interned, since many variants have few names: they are looked up faster, and stay in the processor's cache.
        value, here, name = fields[name], joined(path, name), sys.intern(name)  # noqa: PLW2901
        if isinstance(value, list) and (below is not None or (value and all(map(instances.reference, value)))):
            yield ListOfInstances(name, here, list(_changed_instances(value, below, here, fold)))
        elif below is None:
            yield Whole(name, here, fold(value))
        elif isinstance(value, dict):
            yield Group(name, here, list(read(value, below, here, fold)))


def _changed_instances(
    values: Sequence[object], tree: Tree | None, path: str, fold: Callable[[object], object]
) -> Iterator[ChangedInstance]:
    for ref, fields in instances_in(values):
        below, here = _below(tree, ref), joined(path, *ref)
        if below != {}:
            changes = None if below is None else list(read(fields, below, here, fold))
            whole = fold(instances.element(ref, fields)) if changes is None else None
            yield ChangedInstance(ref, here, whole, fields["_metadata"], changes)


def tree_of(paths: Iterable[object]) -> Tree:
    """Return paths by their parts, without what is no path."""
    root: Tree = {}
    for path in filter(is_text, paths):
        *parts, last = path.split(".", _LONGEST_PATH)
        node: Tree | None = root
        for part in parts:
            node = node.setdefault(part, {}) if node is not None else None
        if node is not None:
            node[last] = None
    return root


def _below(tree: Tree | None, ref: Reference) -> Tree | None:
    """Return the paths that go on below an instance: None if it is named whole, none if it is not named."""
    for part in ref:
        if tree is not None:
            tree = tree.get(part, {})
    return tree


def orders_of(stated: Sequence[object]) -> Orders:
    """Return the orders that a variant states, without what is none and what is the system's."""
    orders: Orders = {}
    for order in stated:
        for path, spellings in order.items() if isinstance(order, dict) else ():
            if isinstance(spellings, list) and not is_system(first(path)):
                parts = [spelling.split(".") for spelling in filter(is_text, spellings)]
                orders.setdefault(path, []).extend((kind, tuple(ref)) for kind, *ref in parts)
    return orders


def instances_in(values: Iterable[object]) -> Iterator[tuple[Reference, dict[str, object]]]:
    """Yield the reference and the fields of each instance in a list, without what is none."""
    for value in values:
        if isinstance(value, dict) and (ref := instances.reference(value)):
            yield ref, value if len(ref) == 1 else value[ref[0]]


def is_text(value: object) -> TypeGuard[str]:
    """Tell whether a value is a text."""
    return isinstance(value, str)


def is_system(name: str) -> bool:
    """Tell whether a name is one that the system keeps for itself."""
    return name in _SYSTEM_NAMES or name.startswith("_")


def first(path: str) -> str:
    """Return the field of an entry that a path begins with."""
    return path.partition(".")[0]


def joined(path: str, *parts: str) -> str:
    """Return a path that goes on."""
    return ".".join((path, *parts) if path else parts)
