"""What is wrong with the values of an entry, or of a delta to one, and the form in which they are kept."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lenticular.content.fields import leaves, limits
from lenticular.content.fields.kinds import (
    GROUPS,
    Definition,
    Kind,
    block_in,
    blocks_of,
    is_multiple,
    schema_of,
)
from lenticular.content.fields.limits import joined
from lenticular.domain.documents import copied
from lenticular.errors import Problem

REQUIRED = "is a required field."
# Change sets name instances in paths, joined by points.
_INSTANCE_UID = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Their checks take the whole list.
_LISTS = frozenset({Kind.REFERENCE, Kind.TAXONOMY})


def problems(fields: Mapping[str, Any], schema: Sequence[Definition], *, is_partial: bool = False) -> list[Problem]:
    """Return everything that is wrong with an entry's values, each problem at a pointer such as `/cards/0/text`.

    What the schema has not is left alone, and so is null. A partial document lacks nothing: it is a delta.
    """
    return limits.problems(fields) or list(_of_fields(fields, schema, "", is_partial=is_partial))


def normalised(
    fields: Mapping[str, Any], schema: Sequence[Definition], *, new_uid: Callable[[], str]
) -> dict[str, Any]:
    """Return the form in which values are kept: fields of the schema alone, files by uid, instances with a uid.

    Every instance of a repeated group and of a block gets one in its `_metadata` unless it has one already; of two with
    the same in one list the second gets a new one. Nothing in it is shared with the argument.
    """
    return {
        name: _kept(fields[name], definition, new_uid)
        for definition in schema
        if (name := definition.get("uid", "")) in fields
    }


def _of_fields(
    fields: Mapping[str, Any], schema: Sequence[Definition], pointer: str, *, is_partial: bool
) -> Iterator[Problem]:
    for definition in schema:
        name = definition.get("uid", "")
        value, here = fields.get(name), joined(pointer, name)
        if not is_partial and definition.get("mandatory") is True and value in (None, "", []):
            yield Problem(here, "REQUIRED", REQUIRED)
        elif value is not None and not _is_blank(value, definition):
            yield from _of_value(value, definition, here, is_partial=is_partial)


def _of_value(value: object, definition: Definition, pointer: str, *, is_partial: bool) -> Iterator[Problem]:
    kind = definition.get("data_type")
    if kind == Kind.BLOCKS:
        yield from _of_blocks(value, definition, pointer, is_partial=is_partial)
    elif is_multiple(definition) and kind not in _LISTS and not definition.get("extension_uid"):
        if not isinstance(value, list):
            yield Problem(pointer, "NOT_ARRAY", "must be a list.")
            return
        for index, element in enumerate(value):
            if element is not None or kind in GROUPS:
                yield from _of_single(element, definition, f"{pointer}/{index}", is_partial=is_partial)
    else:
        yield from _of_single(value, definition, pointer, is_partial=is_partial)


def _of_single(value: object, definition: Definition, pointer: str, *, is_partial: bool) -> Iterator[Problem]:
    if definition.get("data_type") not in GROUPS:
        yield from leaves.problems(value, definition, pointer)
    elif not isinstance(value, Mapping):
        yield Problem(pointer, "NOT_OBJECT", "must be an object.")
    else:
        yield from _of_instance(value, schema_of(definition), pointer, is_partial=is_partial)


def _of_blocks(value: object, definition: Definition, pointer: str, *, is_partial: bool) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(pointer, "NOT_ARRAY", "must be a list.")
        return
    blocks = blocks_of(definition)
    for index, element in enumerate(value):
        block = block_in(element, blocks)
        if block is None:
            message = f"must be an object with one of the blocks {', '.join(blocks)}."
            yield Problem(f"{pointer}/{index}", "NOT_A_BLOCK", message)
        else:
            here = joined(f"{pointer}/{index}", block)
            yield from _of_instance(element[block], schema_of(blocks[block]), here, is_partial=is_partial)


def _of_instance(
    fields: Mapping[str, Any], schema: Sequence[Definition], pointer: str, *, is_partial: bool
) -> Iterator[Problem]:
    stated = _stated_uid(fields)
    if stated is not None and not (isinstance(stated, str) and _INSTANCE_UID.fullmatch(stated)):
        message = "must be 1 to 64 letters, digits, hyphens and underscores."
        yield Problem(f"{pointer}/_metadata/uid", "NOT_VALID_UID", message)
    yield from _of_fields(fields, schema, pointer, is_partial=is_partial)


def _kept(value: Any, definition: Definition, new_uid: Callable[[], str]) -> Any:  # noqa: ANN401 - any JSON
    kind = definition.get("data_type")
    if value is None or _is_blank(value, definition):
        return None
    if kind in GROUPS and isinstance(value, list):
        return _kept_instances(value, definition, new_uid)
    if kind in GROUPS and isinstance(value, Mapping):
        return normalised(value, schema_of(definition), new_uid=new_uid)
    if kind == Kind.BLOCKS and isinstance(value, list):
        return _kept_blocks(value, blocks_of(definition), new_uid)
    if kind == Kind.FILE and isinstance(value, list):
        return [leaves.kept(element, definition) for element in value if element not in (None, "")]
    return leaves.kept(value, definition)


def _kept_instances(values: Sequence[Any], definition: Definition, new_uid: Callable[[], str]) -> list[Any]:
    seen: set[tuple[str, str]] = set()
    return [
        {
            **normalised(fields, schema_of(definition), new_uid=new_uid),
            "_metadata": _metadata("", fields.get("_metadata"), seen, new_uid),
        }
        for fields in values
        if isinstance(fields, Mapping)
    ]


def _kept_blocks(values: Sequence[Any], blocks: Mapping[str, Definition], new_uid: Callable[[], str]) -> list[Any]:
    seen: set[tuple[str, str]] = set()
    kept: list[Any] = []
    for element in values:
        if (block := block_in(element, blocks)) is not None:
            fields = element[block]
            # Old exports have it beside the block.
            stated = fields.get("_metadata") or element.get("_metadata")
            instance = normalised(fields, schema_of(blocks[block]), new_uid=new_uid)
            kept.append({block: {**instance, "_metadata": _metadata(block, stated, seen, new_uid)}})
    return kept


def _metadata(block: str, stated: object, seen: set[tuple[str, str]], new_uid: Callable[[], str]) -> dict[str, Any]:
    """Return the `_metadata` of an instance; `seen` are the blocks and uids of its list so far."""
    uid = _stated_uid({"_metadata": stated})
    if not isinstance(uid, str) or _INSTANCE_UID.fullmatch(uid) is None or (block, uid) in seen:
        uid = new_uid()
    seen.add((block, uid))
    return {**(copied(stated) if isinstance(stated, Mapping) else {}), "uid": uid}


def _stated_uid(fields: Mapping[str, Any]) -> object:
    metadata = fields.get("_metadata")
    return metadata.get("uid") if isinstance(metadata, Mapping) else None


def _is_blank(value: object, definition: Definition) -> bool:
    """Tell whether a value is the empty text where no text belongs: what forms send for none."""
    return value == "" and definition.get("data_type") != Kind.TEXT and not definition.get("extension_uid")
