"""Laying variants over an entry: what a variant's change set names, and the order its lists of instances take.

An entry and its deltas are JSON as Python reads it: dict, list, str, numbers, bool, None. An *instance* is an element
of a list of groups, named by its `_metadata.uid`, or of a list of modular blocks, named by its block and that uid. A
*path* is names of fields and instances joined by points: `headline`, `seo.title`, `cards.cs1.text`,
`sections.hero.cs2.heading`.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeGuard

from lenticular.domain.documents import copied

_Reference: TypeAlias = tuple[str, ...]
_Instances: TypeAlias = list[tuple[_Reference, dict[str, object]]]
# By path of a list the kind (`base` or `variant`) and reference of each instance, in order.
_Orders: TypeAlias = dict[str, list[tuple[str, _Reference]]]
# The paths of a change set by their parts; None where one ends.
_Tree: TypeAlias = dict[str, "_Tree | None"]

_SYSTEM_NAMES = frozenset(
    {"uid", "locale", "ACL", "tags", "publish_details", "created_at", "created_by", "updated_at", "updated_by"}
)
_ABSENT = object()
# No content type nests this deep. A longer path names nothing, so that no change set can exhaust the stack.
_LONGEST_PATH = 100


@dataclass(frozen=True, slots=True)
class Variant:
    """What one variant changes in an entry.

    `fields` is the delta, of which only what `change_set` names counts. `order` has the sequence of instances by the
    path of their list: `[{"sections": ["base.hero.cs1", "variant.cta.cs2"]}]`. What is no path, list or reference in
    them counts as absent.
    """

    uid: str
    fields: Mapping[str, object]
    change_set: Sequence[object]
    order: Sequence[object] = ()
    # Read once: a variant is laid over its entry for many visitors.
    tree: _Tree = field(init=False, repr=False, compare=False)
    orders: _Orders = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree = {name: below for name, below in _tree(self.change_set).items() if not _is_system(name)}
        object.__setattr__(self, "tree", tree)
        object.__setattr__(self, "orders", _orders(self.order))


@dataclass(frozen=True, slots=True)
class Merged:
    """An entry with its variants, and by path the uid of the variant whose value stands there."""

    entry: dict[str, object]
    applied: dict[str, str]


def read(uid: str, document: Mapping[str, object]) -> Variant:
    """Return the variant that a document of an entry variant describes, as the Management API and exports spell it."""
    described = document.get("_variant")
    stated = described if isinstance(described, dict) else {}
    return Variant(uid, delta(document), _sequence(stated.get("_change_set")), _sequence(stated.get("_order")))


def delta(document: Mapping[str, object]) -> dict[str, object]:
    """Return the members of a document that are content: not the names that the system keeps for itself."""
    return {name: value for name, value in document.items() if not _is_system(name)}


def change_set(fields: Mapping[str, object], schema: object, stated: Iterable[object] = ()) -> list[str]:
    """Return the stated paths that have a value in a delta; if none has, the path of every leaf the delta carries.

    `schema` is the content type's, with global fields expanded: only it tells a group from a link. Instances without a
    uid have no path.
    """
    content = delta(fields)
    paths, lists = dict.fromkeys(filter(_is_text, stated)), _Lists()
    return [path for path in paths if lists.find(content, path) is not _ABSENT] or list(_leaves(content, schema, ""))


def merge(base: Mapping[str, object], variants: Iterable[Variant]) -> Merged:
    """Return the entry with its variants laid over it, the first on top; nothing in it is shared with the arguments.

    A named leaf is replaced whole, and so is a named instance; a named list of instances stands for each instance that
    the delta has. On the way there, what is null or absent in the entry is created; what has another shape there (a
    list against an object) keeps the entry's value. An instance that the entry has not is dropped if the order of its
    variant says that the entry has it, and else appended. A list takes the sequence of the first variant that orders
    it: instances of the entry that are missing there are removed, others stay at the end. A variant given twice
    counts where it comes first.
    """
    return merge_own({name: copied(value) for name, value in base.items()}, variants)


def merge_own(base: Mapping[str, object], variants: Iterable[Variant]) -> Merged:
    """Return the same of an entry that only the caller has: fields that no variant names are the argument's own.

    Copying those costs more than the merge where an entry is large and a variant changes little of it.
    """
    ranked: dict[str, Variant] = {}
    for variant in variants:
        ranked.setdefault(variant.uid, variant)
    lowest_first = list(reversed(ranked.values()))
    named = {name for variant in lowest_first for name in (*variant.tree, *(_first(path) for path in variant.orders))}
    entry = {name: copied(value) if name in named else value for name, value in base.items()}
    lists = _Lists()
    written = [(variant.uid, _write(entry, variant, base, lists)) for variant in lowest_first]
    _arrange(entry, base, lowest_first, lists)
    return Merged(entry, _standing(entry, reversed(written), lists))


class _Lists:
    """The instances of lists by reference, the first where two have the same; a list is read once."""

    def __init__(self) -> None:
        # With the list itself, which else might end and leave its id to another.
        self._known: dict[int, tuple[list[object], dict[_Reference, dict[str, object]]]] = {}

    def instances(self, values: list[object]) -> dict[_Reference, dict[str, object]]:
        """Return the fields of each instance of a list; whoever changes the list changes them too."""
        known = self._known.get(id(values))
        if known is None:
            known = self._known[id(values)] = values, dict(reversed(_instances(values)))
        return known[1]

    def find(self, value: object, path: str) -> object:
        """Return what a path names in a document, or _ABSENT."""
        parts = tuple(path.split("."))
        while parts:
            if isinstance(value, list):
                known = self.instances(value)
                ref = parts[:1] if parts[:1] in known else parts[:2]
                value, parts = known.get(ref, _ABSENT), parts[len(ref) :]
            elif isinstance(value, Mapping) and not parts[0].startswith("_"):
                value, parts = value.get(parts[0], _ABSENT), parts[1:]
            else:
                return _ABSENT
        return value


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where instances of one variant's delta come from: the base, and by path of a list those it says the base has."""

    base: Mapping[str, object]
    claimed: Mapping[str, set[_Reference]]
    lists: _Lists

    def seed(self, path: str, ref: _Reference) -> dict[str, object] | None:
        """Return the fields that an instance starts from if the entry lacks it; None if the base has lost it."""
        original = self.lists.find(self.base, path)
        fields = self.lists.instances(original).get(ref) if isinstance(original, list) else None
        if fields is not None:
            # A lower variant replaced its list or what holds it; bare leaves of this one would be half an instance.
            return {name: copied(value) for name, value in fields.items()}
        return None if ref in self.claimed.get(path, ()) else {}


def _write(entry: dict[str, object], variant: Variant, base: Mapping[str, object], lists: _Lists) -> list[str]:
    """Write a variant's values into the entry; return the paths that were written."""
    claimed = {path: {ref for kind, ref in refs if kind == "base"} for path, refs in variant.orders.items()}
    return _write_fields(entry, variant.fields, variant.tree, path="", origin=_Origin(base, claimed, lists))


def _write_fields(
    target: dict[str, object],
    fields: Mapping[str, object],
    tree: _Tree,
    *,
    path: str,
    origin: _Origin,
) -> list[str]:
    written: list[str] = []
    for name, below in tree.items():
        if name not in fields or name.startswith("_"):
            continue
        value, here = fields[name], _joined(path, name)
        held = target.get(name)
        changes: list[str] = []
        if isinstance(value, list) and (below is not None or (value and all(map(_reference, value)))):
            held = [] if held is None else held
            if isinstance(held, list):
                changes = _write_instances(held, value, below, path=here, origin=origin)
        elif below is None:
            held = copied(value)
            changes = [here]
        elif isinstance(value, dict):
            held = {} if held is None else held
            if isinstance(held, dict):
                changes = _write_fields(held, value, below, path=here, origin=origin)
        if changes:
            target[name] = held
        written += changes
    return written


def _write_instances(
    target: list[object],
    values: Sequence[object],
    tree: _Tree | None,
    *,
    path: str,
    origin: _Origin,
) -> list[str]:
    written: list[str] = []
    known = origin.lists.instances(target)
    for ref, fields in _instances(values):
        below, here = _below(tree, ref), _joined(path, *ref)
        held = known.get(ref) or origin.seed(path, ref)
        if below == {} or held is None:
            continue
        if below is None:
            held.clear()
            held.update((name, copied(value)) for name, value in fields.items())
            changes = [here]
        else:
            changes = _write_fields(held, fields, below, path=here, origin=origin)
        if changes and ref not in known:
            held["_metadata"] = copied(fields["_metadata"])
            target.append(held if len(ref) == 1 else {ref[0]: held})
            known[ref] = held
        written += changes
    return written


def _arrange(
    entry: dict[str, object], base: Mapping[str, object], lowest_first: Iterable[Variant], lists: _Lists
) -> None:
    """Give each list the order of the highest variant that has one, without the base's instances that it leaves out."""
    ruling: dict[str, dict[_Reference, int]] = {}
    for variant in lowest_first:
        for path, refs in variant.orders.items():
            ruling[path] = _ranks(refs)
            _reorder(lists.find(entry, path), ruling[path])
    # Only now: an instance that a lower variant leaves out may stand in the order of a higher one.
    for path, ranks in ruling.items():
        held, original = lists.find(entry, path), lists.find(base, path)
        if isinstance(held, list) and isinstance(original, list):
            removed = lists.instances(original).keys() - ranks.keys()
            held[:] = [one for one in held if _reference(one) not in removed]
            for ref in removed:
                lists.instances(held).pop(ref, None)


def _ranks(refs: Sequence[tuple[str, _Reference]]) -> dict[_Reference, int]:
    return {ref: rank for rank, (_, ref) in reversed(list(enumerate(refs)))}


def _reorder(instances: object, ranks: Mapping[_Reference, int]) -> None:
    if isinstance(instances, list):
        instances.sort(key=lambda held: ranks.get(_reference(held), math.inf))


def _standing(entry: Mapping[str, object], written: Iterable[tuple[str, list[str]]], lists: _Lists) -> dict[str, str]:
    """Return by path the variant whose value stands, from the paths that each wrote, the highest first."""
    standing: dict[str, str] = {}
    for uid, paths in written:
        for path in paths:
            is_covered = path in standing or any(above in standing for above in _above(path))
            if not is_covered and lists.find(entry, path) is not _ABSENT:
                standing[path] = uid
    return standing


def _above(path: str) -> Iterator[str]:
    at = path.find(".")
    while at >= 0:
        yield path[:at]
        at = path.find(".", at + 1)


def _tree(paths: Iterable[object]) -> _Tree:
    root: _Tree = {}
    for path in filter(_is_text, paths):
        *parts, last = path.split(".", _LONGEST_PATH)
        node: _Tree | None = root
        for part in parts:
            node = node.setdefault(part, {}) if node is not None else None
        if node is not None:
            node[last] = None
    return root


def _below(tree: _Tree | None, ref: _Reference) -> _Tree | None:
    """Return the paths that go on below an instance: None if it is named whole, none if it is not named."""
    for part in ref:
        if tree is not None:
            tree = tree.get(part, {})
    return tree


def _orders(stated: Sequence[object]) -> _Orders:
    orders: _Orders = {}
    for order in stated:
        for path, spellings in order.items() if isinstance(order, dict) else ():
            if isinstance(spellings, list) and not _is_system(_first(path)):
                parts = [spelling.split(".") for spelling in filter(_is_text, spellings)]
                orders.setdefault(path, []).extend((kind, tuple(ref)) for kind, *ref in parts)
    return orders


def _instances(values: Iterable[object]) -> _Instances:
    """Return the reference and the fields of each instance in a list, without what is none."""
    instances: _Instances = []
    for value in values:
        if isinstance(value, dict):
            ref = _reference(value)
            if ref:
                instances.append((ref, value if len(ref) == 1 else value[ref[0]]))
    return instances


def _reference(value: object) -> _Reference:
    """Return how paths name an instance, `(uid,)` in a group or `(block, uid)`; () for what is no instance."""
    if not isinstance(value, dict):
        return ()
    if uid := _metadata_uid(value):
        return (uid,)
    if len(value) == 1:
        [(block, fields)] = value.items()
        if uid := _metadata_uid(fields):
            return (block, uid)
    return ()


def _metadata_uid(value: object) -> str | None:
    metadata = value.get("_metadata") if isinstance(value, dict) else None
    uid = metadata.get("uid") if isinstance(metadata, dict) else None
    return uid if isinstance(uid, str) else None


def _leaves(fields: Mapping[str, object], schema: object, path: str) -> Iterator[str]:
    known = {described["uid"]: described for described in _objects(schema) if isinstance(described.get("uid"), str)}
    for name, value in fields.items():
        if not name.startswith("_"):
            yield from _leaves_of_field(value, known.get(name, {}), _joined(path, name))


def _leaves_of_field(value: object, described: Mapping[str, object], path: str) -> Iterator[str]:
    kind = described.get("data_type")
    if kind in ("group", "global_field") and isinstance(value, dict):
        yield from _leaves(value, described.get("schema"), path)
    elif kind in ("group", "global_field", "blocks") and isinstance(value, list) and value:
        for ref, fields in _instances(value):
            blocks = (block for block in _objects(described.get("blocks")) if block.get("uid") == ref[0])
            owner = next(blocks, described)
            yield from _leaves(fields, owner.get("schema"), _joined(path, *ref))
    else:
        yield path


def _objects(value: object) -> list[dict[str, object]]:
    return [inner for inner in value if isinstance(inner, dict)] if isinstance(value, list) else []


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _is_system(name: str) -> bool:
    return name in _SYSTEM_NAMES or name.startswith("_")


def _first(path: str) -> str:
    return path.partition(".")[0]


def _joined(path: str, *parts: str) -> str:
    return ".".join((path, *parts) if path else parts)
