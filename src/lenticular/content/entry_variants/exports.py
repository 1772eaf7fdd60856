"""What the document of an exported entry variant says of where it comes from, as far as it can be kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_INSTANCE_UID = re.compile(r"blt[0-9a-f]{16,61}")
# Far more than anybody saves, and less than the databases can hold.
_MOST_VERSIONS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Origin:
    """The uid and the number of an entry variant's version where it was exported; None for what is neither."""

    uid: str | None
    version: int | None
    base_version: int | None


def origin(document: Mapping[str, Any]) -> Origin:
    """Return what a document says of its origin."""
    described = document.get("_variant")
    stated = described if isinstance(described, dict) else {}
    uid = stated.get("_instance_uid")
    return Origin(
        uid=uid if isinstance(uid, str) and _INSTANCE_UID.fullmatch(uid) else None,
        version=_version(document.get("_version")),
        base_version=_version(stated.get("_base_entry_version")),
    )


def _version(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 1 <= value <= _MOST_VERSIONS else None
