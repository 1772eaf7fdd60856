"""What a client sends of an entry variant, read: the delta, which paths of it count, the order of its instances."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lenticular.content.fields import limits, values
from lenticular.content.fields.kinds import GROUPS, Definition, Kind, block_in, blocks_of, schema_of
from lenticular.domain import overlay
from lenticular.errors import Invalid, Problem

Schema = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Delta:
    """What an entry variant says otherwise; the paths in `change_set` are those that have a value in `fields`."""

    fields: dict[str, Any]
    change_set: list[Any]
    order: list[Any]


def read(document: Mapping[str, Any], schema: Schema, *, new_uid: Callable[[], str]) -> Delta:
    """Return the delta of a document as clients and exports spell it; raise Invalid with all that is wrong in it.

    What the schema does not know is left out, as are the system's names; new instances get a uid. The change set is
    what the client states, as far as it has a value, or else every leaf.
    """
    content = overlay.delta(document)
    problems = [*_problems(document), *values.problems(content, schema, is_partial=True)]
    if problems:
        raise Invalid(problems, "141", "The entry variant could not be saved: some of it is not valid.")
    described = document["_variant"]
    fields = values.normalised(content, schema, new_uid=new_uid)
    stated = described.get("_change_set") or []
    return Delta(fields, list(overlay.change_set(fields, schema, stated)), described.get("_order") or [])


def without_references(fields: Mapping[str, Any], schema: Schema, gone: Collection[str]) -> dict[str, Any]:
    """Return a delta whose reference fields do not name these entries; one that named no other is an empty list."""
    known = {definition.get("uid"): definition for definition in schema}
    return {name: _without(value, known.get(name, {}), frozenset(gone)) for name, value in fields.items()}


def _problems(document: Mapping[str, Any]) -> list[Problem]:
    described = document.get("_variant")
    if described is None:
        return [Problem("/_variant", "REQUIRED", "is a required field.")]
    if not isinstance(described, dict):
        return [Problem("/_variant", "NOT_OBJECT", "must be an object.")]
    wrong = [
        Problem(f"/_variant/{name}", "NOT_LIST", "must be a list.")
        for name in ("_change_set", "_order")
        if not isinstance(described.get(name), list | None)
    ]
    # A change set is kept as far as it names what the delta has; the order is kept as it is.
    return [*wrong, *limits.problems(described.get("_order"), "/_variant/_order")]


def _without(value: Any, definition: Definition, gone: frozenset[str]) -> Any:  # noqa: ANN401 - any JSON
    kind = definition.get("data_type")
    if kind == Kind.REFERENCE:
        if isinstance(value, list):
            return [named for named in value if _uid(named) not in gone]
        return [] if _uid(value) in gone else value
    if kind in GROUPS or kind == Kind.BLOCKS:
        if isinstance(value, list):
            return [_without(instance, definition, gone) for instance in value]
        if isinstance(value, dict):
            return _without_in_instance(value, definition, gone)
    return value


def _without_in_instance(value: dict[str, Any], definition: Definition, gone: frozenset[str]) -> dict[str, Any]:
    blocks = blocks_of(definition)
    if block := block_in(value, blocks):
        return {**value, block: without_references(value[block], schema_of(blocks[block]), gone)}
    return without_references(value, schema_of(definition), gone)


def _uid(named: object) -> str | None:
    """Return the uid that a reference names, as an object that has it or by itself."""
    uid = named.get("uid") if isinstance(named, dict) else named
    return uid if isinstance(uid, str) else None
