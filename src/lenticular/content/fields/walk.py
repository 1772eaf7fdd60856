"""Finding what a document names (assets, entries), and putting something in the place of its files.

Documents may be partial, and may have members that the schema has not: the system's own. The schema is expanded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lenticular.content.fields.kinds import (
    GROUPS,
    Definition,
    Kind,
    block_in,
    blocks_of,
    only_target,
    schema_of,
)
from lenticular.domain.documents import copied


def assets(document: Mapping[str, Any], schema: Sequence[Definition]) -> list[str]:
    """Return the uids of the assets that a document names, in order, each once: files, and embedded in rich text."""
    return list(dict.fromkeys(_assets(document, schema)))


def references(document: Mapping[str, Any], schema: Sequence[Definition]) -> list[tuple[str, str]]:
    """Return content type uid and uid of the entries that a document names, in order, each once."""
    return list(dict.fromkeys(_references(document, schema)))


def with_assets(
    document: Mapping[str, Any], schema: Sequence[Definition], replace: Callable[[str], Any]
) -> dict[str, Any]:
    """Return a deep copy of a document in which every file is what `replace` returns for the asset's uid.

    Files are known by their uid and by an object that has it; what is neither, such as null, stays.
    """
    return _with_assets(document, {definition.get("uid"): definition for definition in schema}, replace)


def file_uid(value: object) -> str | None:
    """Return the asset's uid from either way to spell a file; None for what is no file."""
    uid = value.get("uid") if isinstance(value, Mapping) else value
    return uid if isinstance(uid, str) and uid else None


def _assets(document: Mapping[str, Any], schema: Sequence[Definition]) -> Iterator[str]:
    for definition, value in _leaves(document, schema):
        match definition.get("data_type"):
            case Kind.FILE:
                yield from filter(None, map(file_uid, _listed(value)))
            case Kind.JSON:
                yield from (attributes["asset-uid"] for attributes in _embeds(value, "asset-uid"))


def _references(document: Mapping[str, Any], schema: Sequence[Definition]) -> Iterator[tuple[str, str]]:
    for definition, value in _leaves(document, schema):
        match definition.get("data_type"):
            case Kind.REFERENCE:
                only = only_target(definition)
                for named in _listed(value):
                    pair = (
                        (named.get("_content_type_uid"), named.get("uid")) if isinstance(named, dict) else (only, named)
                    )
                    if isinstance(pair[0], str) and isinstance(pair[1], str) and pair[1]:
                        yield pair[0], pair[1]
            case Kind.JSON:
                for attributes in _embeds(value, "entry-uid"):
                    if isinstance(content_type := attributes.get("content-type-uid"), str):
                        yield content_type, attributes["entry-uid"]


def _leaves(document: Mapping[str, Any], schema: Sequence[Definition]) -> Iterator[tuple[Definition, Any]]:
    """Yield every field that is not made of fields, with its value."""
    for definition in schema:
        value = document.get(definition.get("uid", ""))
        kind = definition.get("data_type")
        if kind in GROUPS:
            for instance in _listed(value):
                if isinstance(instance, Mapping):
                    yield from _leaves(instance, schema_of(definition))
        elif kind == Kind.BLOCKS:
            blocks = blocks_of(definition)
            for element in _listed(value):
                if (block := block_in(element, blocks)) is not None:
                    yield from _leaves(element[block], schema_of(blocks[block]))
        elif value is not None:
            yield definition, value


def _embeds(value: object, member: str) -> Iterator[Mapping[str, Any]]:
    """Yield the attributes of the nodes of a JSON rich text that have a text of this name, in order."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending.extend(reversed(node))
        elif isinstance(node, dict):
            attributes = node.get("attrs")
            if isinstance(attributes, dict) and isinstance(attributes.get(member), str):
                yield attributes
            pending.append(node.get("children"))


def _with_assets(
    document: Mapping[str, Any], schema: Mapping[Any, Definition], replace: Callable[[str], Any]
) -> dict[str, Any]:
    return {
        name: _replaced(value, schema[name], replace) if name in schema else copied(value)
        for name, value in document.items()
    }


def _replaced(value: Any, definition: Definition, replace: Callable[[str], Any]) -> Any:  # noqa: ANN401 - any JSON
    kind = definition.get("data_type")
    if isinstance(value, list) and (kind in GROUPS or kind in {Kind.FILE, Kind.BLOCKS}):
        return [_replaced(item, definition, replace) for item in value]
    if kind == Kind.FILE:
        uid = file_uid(value)
        return copied(value) if uid is None else replace(uid)
    if kind in GROUPS and isinstance(value, Mapping):
        return with_assets(value, schema_of(definition), replace)
    if kind == Kind.BLOCKS and (block := block_in(value, blocks := blocks_of(definition))) is not None:
        return {**copied(value), block: with_assets(value[block], schema_of(blocks[block]), replace)}
    return copied(value)


def _listed(value: object) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)
