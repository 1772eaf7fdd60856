"""Laying variants over an entry: what a variant's change set names, and the order its lists of instances take.

An entry and its deltas are JSON as Python reads it: dict, list, str, numbers, bool, None. An *instance* is an element
of a list of groups, named by its `_metadata.uid`, or of a list of modular blocks, named by its block and that uid. A
*path* is names of fields and instances joined by points: `headline`, `seo.title`, `cards.cs1.text`,
`sections.hero.cs2.heading`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from lenticular.domain import deltas, instances
from lenticular.domain.instances import ABSENT, Instances, Reference, Unfold


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


@dataclass(frozen=True, slots=True)
class Merged:
    """An entry with its variants, and by path the uid of the variant whose value stands there."""

    entry: dict[str, object]
    applied: dict[str, str]


@dataclass(frozen=True, slots=True)
class Folding:
    """How values are kept that no path leads into, such as JSON as text: there and back.

    `unfold` leaves alone what is not folded.
    """

    fold: Callable[[object], object]
    unfold: Unfold


_UNFOLDED = Folding(lambda value: value, lambda value: value)


def read(uid: str, document: Mapping[str, object]) -> Variant:
    """Return the variant that a document of an entry variant describes, as the Management API and exports spell it."""
    described = document.get("_variant")
    stated = described if isinstance(described, dict) else {}
    return Variant(uid, delta(document), _sequence(stated.get("_change_set")), _sequence(stated.get("_order")))


def delta(document: Mapping[str, object]) -> dict[str, object]:
    """Return the members of a document that are content: not the names that the system keeps for itself."""
    return {name: value for name, value in document.items() if not deltas.is_system(name)}


def change_set(fields: Mapping[str, object], schema: object, stated: Iterable[object] = ()) -> list[str]:
    """Return the stated paths that have a value in a delta; if none has, the path of every leaf the delta carries.

    `schema` is the content type's, with global fields expanded: only it tells a group from a link. Instances without a
    uid have no path.
    """
    content, paths = delta(fields), list(dict.fromkeys(filter(deltas.is_text, stated)))
    readable = _folded_beside(content, deltas.tree_of(paths), _UNFOLDED.fold)
    found = [path for path in paths if instances.find(readable, path, _UNFOLDED.unfold) is not ABSENT]
    return found or list(_leaves(content, schema, ""))


def named(variants: Iterable[Variant]) -> set[str]:
    """Return the names of the fields of an entry that variants may change; they change nothing else."""
    return {
        name
        for variant in variants
        for name in (*_read_tree(variant), *map(deltas.first, deltas.orders_of(variant.order)))
    }


def merge(base: Mapping[str, object], variants: Iterable[Variant]) -> Merged:
    """Return the entry with its variants laid over it, the first on top; nothing in it is shared with the arguments.

    A named leaf is replaced whole, and so is a named instance; a named list of instances stands for each instance that
    the delta has. On the way there, what is null or absent in the entry is created; what has another shape there (a
    list against an object) keeps the entry's value. An instance that the entry has not is dropped if the order of its
    variant says that the entry has it, and else appended. A list takes the sequence of the first variant that orders
    it: instances of the entry that are missing there are removed, others stay at the end. A variant given twice
    counts where it comes first.
    """
    ranked: dict[str, Variant] = {}
    for variant in variants:
        ranked.setdefault(variant.uid, variant)
    merged = Layers(base, ranked.values()).merged(ranked)
    return Merged(_copied(merged.entry), merged.applied)


class Layers:
    """An entry and variants of it, read once to be laid over it many times."""

    def __init__(self, base: Mapping[str, object], variants: Iterable[Variant], folding: Folding = _UNFOLDED) -> None:
        layers = [_layer(variant, folding.fold) for variant in variants]
        named = deltas.tree_of(path for layer in layers for path in layer.paths)
        self._base = _folded_beside(base, named, folding.fold)
        self._layers = {layer.uid: layer for layer in layers}
        self._unfold = folding.unfold
        # By uid, the base with one variant: what a merge of several begins with.
        self._lowest: dict[str, tuple[dict[str, object], list[str]]] = {}

    def merged(self, uids: Iterable[str], *, has_applied: bool = True) -> Merged:
        """Return the entry as `merge` with some of the variants, each given once; `applied` is empty if not wanted.

        It shares values with the next one, some of them folded, and has lists as `Instances`.
        """
        lowest_first = [self._layers[uid] for uid in uids][::-1]
        entry, written = self._base, list[tuple[str, list[str]]]()
        for layer in lowest_first:
            entry, paths = self._with(entry, layer)
            written.append((layer.uid, paths))
        if any(layer.ranks for layer in lowest_first):
            entry = self._arranged(entry, lowest_first)
        return Merged(entry, self._standing(entry, reversed(written)) if has_applied else {})

    def _with(self, entry: dict[str, object], layer: "_Layer") -> tuple[dict[str, object], list[str]]:
        """Return the entry with a variant, and the paths that it wrote."""
        is_lowest = entry is self._base
        known = self._lowest.get(layer.uid) if is_lowest else None
        if known is None:
            laying = _Laying(self._base, layer.claimed, self._unfold)
            known = _laid(entry, layer.changes, laying), laying.written
            if is_lowest:
                self._lowest[layer.uid] = known
        return known

    def _arranged(self, entry: dict[str, object], lowest_first: Iterable["_Layer"]) -> dict[str, object]:
        """Give each list the order of the highest variant that has one, without the base's instances it leaves out."""
        ruling: dict[str, dict[Reference, int]] = {}
        arranged: object = entry
        for layer in lowest_first:
            for path, ranks in layer.ranks.items():
                ruling[path] = ranks
                arranged = instances.changed(arranged, path, partial(Instances.ordered, ranks=ranks), self._unfold)
        # Only now: an instance that a lower variant leaves out may stand in the order of a higher one.
        for path, ranks in ruling.items():
            original = instances.opened(instances.find(self._base, path, self._unfold), self._unfold)
            if isinstance(original, Instances):
                removed = original.references() - ranks.keys()
                arranged = instances.changed(arranged, path, partial(Instances.without, removed=removed), self._unfold)
        return cast("dict[str, object]", arranged)

    def _standing(self, entry: dict[str, object], written: Iterable[tuple[str, list[str]]]) -> dict[str, str]:
        """Return by path the variant whose value stands, from the paths that each wrote, the highest first."""
        standing: dict[str, str] = {}
        for uid, paths in written:
            for path in paths:
                is_covered = path in standing or any(above in standing for above in _above(path))
                if not is_covered and instances.find(entry, path, self._unfold) is not ABSENT:
                    standing[path] = uid
        return standing


@dataclass(frozen=True, slots=True)
class _Layer:
    """A variant, read: its changes; by path of a list the instances it says the base has, and the rank of each."""

    uid: str
    changes: Sequence[deltas.Change]
    claimed: Mapping[str, set[Reference]]
    ranks: Mapping[str, dict[Reference, int]]
    paths: Sequence[object]


def _layer(variant: Variant, fold: Callable[[object], object]) -> _Layer:
    tree, orders = _read_tree(variant), deltas.orders_of(variant.order)
    return _Layer(
        variant.uid,
        list(deltas.read(variant.fields, tree, "", fold)),
        {path: {ref for kind, ref in refs if kind == "base"} for path, refs in orders.items()},
        {path: _ranks(refs) for path, refs in orders.items()},
        [*variant.change_set, *orders],
    )


def _read_tree(variant: Variant) -> deltas.Tree:
    return {name: below for name, below in deltas.tree_of(variant.change_set).items() if not deltas.is_system(name)}


def _folded_beside(
    fields: Mapping[str, object], tree: deltas.Tree, fold: Callable[[object], object]
) -> dict[str, object]:
    """Return fields as paths can go into them: lists there as instances, and folded what none leads into."""
    folded: dict[str, object] = {}
    for name, value in fields.items():
        below = tree.get(name)
        if name in tree and isinstance(value, list) and value:
            folded[name] = instances.of(value, fold)
        elif below and isinstance(value, dict):
            folded[name] = _folded_beside(value, below, fold)
        else:
            folded[name] = fold(value)
    return folded


@dataclass(slots=True)
class _Laying:
    """One variant while it is laid over an entry: of the base, what it says the base has; the paths written so far."""

    base: dict[str, object]
    claimed: Mapping[str, set[Reference]]
    unfold: Unfold
    written: list[str] = field(default_factory=list)

    def seed(self, path: str, ref: Reference) -> object:
        """Return the fields that an instance starts from if the entry lacks it; None if the base has lost it."""
        original = instances.opened(instances.find(self.base, path, self.unfold), self.unfold)
        if isinstance(original, Instances) and ref in original.elements:
            # A lower variant replaced its list or what holds it; bare leaves of this one would be half an instance.
            return original.fields(ref, self.unfold)
        return None if ref in self.claimed.get(path, ()) else {}


def _laid(fields: dict[str, object], changes: Iterable[deltas.Change], laying: _Laying) -> dict[str, object]:
    """Return fields with changes, the argument itself if none applies; what no change names is shared with it."""
    laid = fields
    for change in changes:
        if isinstance(change, deltas.Whole):
            inner: object = change.value
            laying.written.append(change.path)
        else:
            held = instances.opened(fields.get(change.name), laying.unfold)
            if isinstance(change, deltas.Group):
                held = {} if held is None else held
                inner = _laid(held, change.changes, laying) if isinstance(held, dict) else held
            else:
                held = Instances({}) if held is None else held
                inner = _laid_instances(held, change, laying) if isinstance(held, Instances) else held
            if inner is held:
                continue
        if laid is fields:
            laid = fields.copy()
        laid[change.name] = inner
    return laid


def _laid_instances(held: Instances, change: deltas.ListOfInstances, laying: _Laying) -> Instances:
    laid = held
    for one in change.instances:
        is_known = one.ref in laid.elements
        fields = laid.fields(one.ref, laying.unfold) if is_known else laying.seed(change.path, one.ref)
        if not isinstance(fields, dict):
            continue
        if one.changes is None:
            element = one.whole
            laying.written.append(one.path)
        else:
            written = _laid(fields, one.changes, laying)
            if written is fields:
                continue
            if not is_known:
                written["_metadata"] = one.metadata
            element = instances.element(one.ref, written)
        if laid is held:
            laid = Instances(held.elements.copy())
        laid.elements[one.ref] = element
    return laid


def _copied(root: dict[str, object]) -> dict[str, object]:
    """Return a deep copy with lists instead of instances, by a loop: documents may nest very deep."""
    copied = root.copy()
    pending: list[dict[str, object] | list[object]] = [copied]
    while pending:
        held = pending.pop()
        for key, inner in held.items() if isinstance(held, dict) else enumerate(held):
            if isinstance(inner, dict | list | Instances):
                held[key] = inner.copy() if isinstance(inner, dict) else list(inner)  # type: ignore[index]
                pending.append(held[key])  # type: ignore[index,arg-type]
    return copied


def _ranks(refs: Sequence[tuple[str, Reference]]) -> dict[Reference, int]:
    return {ref: rank for rank, (_, ref) in reversed(list(enumerate(refs)))}


def _above(path: str) -> Iterator[str]:
    at = path.find(".")
    while at >= 0:
        yield path[:at]
        at = path.find(".", at + 1)


def _leaves(fields: Mapping[str, object], schema: object, path: str) -> Iterator[str]:
    known = {described["uid"]: described for described in _objects(schema) if isinstance(described.get("uid"), str)}
    for name, value in fields.items():
        if not name.startswith("_"):
            yield from _leaves_of_field(value, known.get(name, {}), deltas.joined(path, name))


def _leaves_of_field(value: object, described: Mapping[str, object], path: str) -> Iterator[str]:
    kind = described.get("data_type")
    if kind in ("group", "global_field") and isinstance(value, dict):
        yield from _leaves(value, described.get("schema"), path)
    elif kind in ("group", "global_field", "blocks") and isinstance(value, list) and value:
        for ref, fields in deltas.instances_in(value):
            blocks = (block for block in _objects(described.get("blocks")) if block.get("uid") == ref[0])
            owner = next(blocks, described)
            yield from _leaves(fields, owner.get("schema"), deltas.joined(path, *ref))
    else:
        yield path


def _objects(value: object) -> list[dict[str, object]]:
    return [inner for inner in value if isinstance(inner, dict)] if isinstance(value, list) else []


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()
