"""The kinds of field that a content type may have, and the few questions that everything else asks of a definition."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

Definition = Mapping[str, Any]


class Kind(StrEnum):
    """What a field holds; the wire's `data_type`."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ISODATE = "isodate"
    FILE = "file"
    LINK = "link"
    REFERENCE = "reference"
    JSON = "json"
    GROUP = "group"
    BLOCKS = "blocks"
    GLOBAL_FIELD = "global_field"
    TAXONOMY = "taxonomy"


# A global field is a group whose fields are defined elsewhere.
GROUPS = frozenset({Kind.GROUP, Kind.GLOBAL_FIELD})


def is_multiple(definition: Definition) -> bool:
    """Tell whether a field holds a list of what its kind holds."""
    return definition.get("multiple") is True


def objects(value: object) -> Sequence[dict[str, Any]]:
    """Return the objects in a list, without what is none; nothing for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def schema_of(definition: Definition) -> Sequence[dict[str, Any]]:
    """Return the fields of a group, an expanded global field or a block."""
    return objects(definition.get("schema"))


def blocks_of(definition: Definition) -> Mapping[str, dict[str, Any]]:
    """Return the blocks that a modular blocks field offers, by uid."""
    return {block["uid"]: block for block in objects(definition.get("blocks")) if isinstance(block.get("uid"), str)}


def block_in(element: object, blocks: Mapping[str, Definition]) -> str | None:
    """Return which block an element of modular blocks is; None when it is none of them."""
    if not isinstance(element, Mapping):
        return None
    return next((name for name in element if name in blocks and isinstance(element[name], Mapping)), None)


def only_target(definition: Definition) -> str | None:
    """Return the content type that a reference field refers to, if it is a single one."""
    targets = definition.get("reference_to")
    if isinstance(targets, list) and len(targets) == 1:
        [targets] = targets
    return targets if isinstance(targets, str) else None
