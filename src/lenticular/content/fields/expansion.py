"""Putting the fields of global fields in the places of a schema that name them, and taking them out again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lenticular.content.fields.kinds import Definition, Kind, objects

# A few global fields that name one another many times would make a schema without end.
MOST_DEFINITIONS = 10_000
# Global fields within each other.
DEEPEST = 5


def named(schema: object) -> list[str]:
    """Return the uids of the global fields that a schema names itself, in order, each once."""
    return list(dict.fromkeys(_named(schema)))


def collapsed(schema: Sequence[Definition]) -> list[dict[str, Any]]:
    """Return a schema without the fields of its global fields: they are defined in one place."""
    return [_collapsed(definition) for definition in schema]


def expand(schema: Iterable[Definition], sources: Mapping[str, Sequence[Definition]]) -> list[dict[str, Any]]:
    """Return a schema in which each global field has the `schema` that `sources` has of it, by uid.

    One that is unknown, lies within itself or five others, or comes after ten thousand definitions has an empty one.
    """
    return _Expansion(sources).of_fields(schema, ())


def levels(schema: object, sources: Mapping[str, Sequence[Definition]]) -> int:
    """Return how deep global fields lie within each other in a schema: 0 without any, never more than six."""
    level, uids = 0, set(named(schema))
    while uids and level <= DEEPEST:
        level += 1
        uids = {inner for uid in uids for inner in named(sources.get(uid))}
    return level


class _Expansion:
    """One expansion: where schemas come from, and how many definitions may still be made."""

    def __init__(self, sources: Mapping[str, Sequence[Definition]]) -> None:
        self._sources = sources
        self._left = MOST_DEFINITIONS

    def of_fields(self, schema: Iterable[Definition], path: tuple[str, ...]) -> list[dict[str, Any]]:
        return [self._of_field(definition, path) for definition in schema]

    def _of_field(self, definition: Definition, path: tuple[str, ...]) -> dict[str, Any]:
        self._left -= 1
        match definition.get("data_type"):
            case Kind.GROUP:
                return {**definition, "schema": self.of_fields(objects(definition.get("schema")), path)}
            case Kind.GLOBAL_FIELD:
                return {**definition, "schema": self._of_global_field(definition.get("reference_to"), path)}
            case Kind.BLOCKS:
                blocks = [self._of_block(block, path) for block in objects(definition.get("blocks"))]
                return {**definition, "blocks": blocks}
        return dict(definition)

    def _of_block(self, block: Definition, path: tuple[str, ...]) -> dict[str, Any]:
        if _is_global(block):
            return {**block, "schema": self._of_global_field(block["reference_to"], path)}
        return {**block, "schema": self.of_fields(objects(block.get("schema")), path)}

    def _of_global_field(self, uid: object, path: tuple[str, ...]) -> list[dict[str, Any]]:
        if not isinstance(uid, str) or uid in path or len(path) == DEEPEST or self._left <= 0:
            return []
        return self.of_fields(self._sources.get(uid, ()), (*path, uid))


def _is_global(block: Definition) -> bool:
    return isinstance(block.get("reference_to"), str)


def _named(schema: object) -> Iterator[str]:
    for definition in objects(schema):
        match definition.get("data_type"):
            case Kind.GROUP:
                yield from _named(definition.get("schema"))
            case Kind.GLOBAL_FIELD if _is_global(definition):
                yield definition["reference_to"]
            case Kind.BLOCKS:
                for block in objects(definition.get("blocks")):
                    if _is_global(block):
                        yield block["reference_to"]
                    else:
                        yield from _named(block.get("schema"))


def _collapsed(definition: Definition) -> dict[str, Any]:
    match definition.get("data_type"):
        case Kind.GROUP:
            return {**definition, "schema": collapsed(objects(definition.get("schema")))}
        case Kind.GLOBAL_FIELD:
            return {name: value for name, value in definition.items() if name != "schema"}
        case Kind.BLOCKS:
            return {**definition, "blocks": [_collapsed_block(block) for block in objects(definition.get("blocks"))]}
    return dict(definition)


def _collapsed_block(block: Definition) -> dict[str, Any]:
    if _is_global(block):
        return {name: value for name, value in block.items() if name != "schema"}
    return {**block, "schema": collapsed(objects(block.get("schema")))}
