"""Instances: elements of a list of groups or of modular blocks, by how paths name them; and what a path leads to.

Values may be folded: in some form that is no JSON as Python reads it, and that `Unfold` turns into it.
"""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

# How paths name an instance: `(uid,)` in a group, `(block, uid)` in modular blocks; () for what is no instance.
Reference: TypeAlias = tuple[str, ...]
# What is no instance has its number as key, and what has the reference of another before it has both.
_Key: TypeAlias = tuple[str | int, ...]
Unfold: TypeAlias = Callable[[object], object]

ABSENT: Final = object()


class Instances:
    """The elements of a list by reference, in order. It is never changed, so that what has it may be shared."""

    __slots__ = ("elements",)

    def __init__(self, elements: dict[_Key, object]) -> None:
        self.elements = elements

    def __iter__(self) -> Iterator[object]:
        return iter(self.elements.values())

    def fields(self, ref: Reference, unfold: Unfold) -> object:
        """Return the fields of an instance, or ABSENT."""
        element = unfold(self.elements.get(ref, ABSENT))
        return element[ref[0]] if len(ref) > 1 and isinstance(element, dict) else element

    def put(self, ref: Reference, fields: object) -> "Instances":
        """Return the list with other fields of an instance."""
        return Instances({**self.elements, ref: element(ref, fields)})

    def references(self) -> set[Reference]:
        """Return the references of all instances."""
        return {ref for key in self.elements if (ref := _named(key))}

    def ordered(self, ranks: Mapping[Reference, int]) -> "Instances":
        """Return the list by rank; what has none stays at the end."""
        return Instances(dict(sorted(self.elements.items(), key=lambda one: ranks.get(_named(one[0]), math.inf))))

    def without(self, removed: Collection[Reference]) -> "Instances":
        """Return the list without some instances."""
        return Instances({key: value for key, value in self.elements.items() if _named(key) not in removed})


def of(values: Sequence[object], fold: Callable[[object], object] = lambda value: value) -> Instances:
    """Return a list as instances, each folded."""
    elements: dict[_Key, object] = {}
    for number, value in enumerate(values):
        ref = reference(value)
        elements[ref if ref and ref not in elements else (*ref, number)] = fold(value)
    return Instances(elements)


def element(ref: Reference, fields: object) -> object:
    """Return the element of a list that an instance with these fields is."""
    return fields if len(ref) == 1 else {ref[0]: fields}


def reference(value: object) -> Reference:
    """Return how paths name an instance; () for what is none."""
    if not isinstance(value, dict):
        return ()
    if uid := _metadata_uid(value):
        return (uid,)
    if len(value) == 1:
        [(block, fields)] = value.items()
        if uid := _metadata_uid(fields):
            return (block, uid)
    return ()


def opened(value: object, unfold: Unfold) -> object:
    """Return a value as a path can go into it: a list as instances."""
    if isinstance(value, (dict, Instances)):
        return value
    value = unfold(value)
    return of(value) if isinstance(value, list) else value


def find(value: object, path: str, unfold: Unfold) -> object:
    """Return what a path names in a document, or ABSENT."""
    return _walk(value, path, unfold)[1]


def changed(document: object, path: str, change: Callable[[Instances], Instances], unfold: Unfold) -> object:
    """Return a document with another list of instances where a path leads to one; all beside that path is shared."""
    way, value = _walk(document, path, unfold)
    value = opened(value, unfold)
    if not isinstance(value, Instances):
        return document
    value = change(value)
    for holder, ref in reversed(way):
        value = holder.put(ref, value) if isinstance(holder, Instances) else {**holder, ref[0]: value}
    return value


def _walk(
    value: object, path: str, unfold: Unfold
) -> tuple[list[tuple[Instances | Mapping[str, object], Reference]], object]:
    """Return what a path leads through, each with the name or reference that it goes on by, and where it ends."""
    way: list[tuple[Instances | Mapping[str, object], Reference]] = []
    parts = tuple(path.split("."))
    at = 0
    while at < len(parts):
        value = opened(value, unfold)
        ref = parts[at : at + 1]
        if isinstance(value, Instances):
            ref = ref if ref in value.elements else parts[at : at + 2]
            inner = value.fields(ref, unfold)
        elif isinstance(value, Mapping) and not ref[0].startswith("_"):
            inner = value.get(ref[0], ABSENT)
        else:
            return way, ABSENT
        way.append((value, ref))
        value, at = inner, at + len(ref)
    return way, value


def _named(key: _Key) -> Reference:
    return tuple(part for part in key if isinstance(part, str))


def _metadata_uid(value: object) -> str | None:
    metadata = value.get("_metadata") if isinstance(value, dict) else None
    uid = metadata.get("uid") if isinstance(metadata, dict) else None
    return uid if isinstance(uid, str) else None
