"""What rich text embeds: entries and assets that `include_embedded_items[]=BASE` sends along. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

ASSET_TYPE = "sys_assets"
# Content nests at most this deep; what is deeper is no rich text of ours.
_DEEPEST = 64

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_ATTRIBUTE = re.compile(r"""\bdata-sys-(entry-uid|asset-uid|content-type-uid)=["']([^"'<>]+)["']""")


@dataclass(frozen=True, slots=True)
class Embedded:
    """An entry or asset that a text embeds."""

    uid: str
    content_type_uid: str

    @property
    def is_asset(self) -> bool:
        """Whether it is an asset."""
        return self.content_type_uid == ASSET_TYPE


def embedded(document: Mapping[str, Any]) -> dict[str, list[Embedded]]:
    """Return what each text embeds, once, by the text's path; a path goes through lists without numbers."""
    found: dict[str, dict[Embedded, None]] = {}
    for name, value in document.items():
        if not name.startswith("_"):
            for path, one in _in_value(value, name, 0):
                found.setdefault(path, {})[one] = None
    return {path: list(each) for path, each in found.items()}


def _in_value(value: object, path: str, depth: int) -> Iterator[tuple[str, Embedded]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from ((path, one) for one in _in_html(value))
    elif isinstance(value, list):
        for inner in value:
            yield from _in_value(inner, path, depth + 1)
    elif isinstance(value, Mapping):
        if isinstance(value.get("children"), list):  # rich text as JSON
            yield from ((path, one) for one in _in_nodes(value, depth))
            return
        for name, inner in value.items():
            if not name.startswith("_"):
                yield from _in_value(inner, f"{path}.{name}", depth + 1)


def _in_nodes(node: object, depth: int) -> Iterator[Embedded]:
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return
    attributes = node.get("attrs")
    if node.get("type") == "reference" and isinstance(attributes, Mapping):
        yield from _of(attributes)
    children = node.get("children")
    for child in children if isinstance(children, list) else ():
        yield from _in_nodes(child, depth + 1)


def _in_html(text: str) -> Iterator[Embedded]:
    if "data-sys-" in text:
        for tag in _TAG.findall(text):
            if "data-sys-" in tag:
                yield from _of(dict(_ATTRIBUTE.findall(tag)))


def _of(attributes: Mapping[str, Any]) -> Iterator[Embedded]:
    asset, entry, kind = (attributes.get(name) for name in ("asset-uid", "entry-uid", "content-type-uid"))
    if isinstance(asset, str):
        yield Embedded(asset, ASSET_TYPE)
    elif isinstance(entry, str) and isinstance(kind, str):
        yield Embedded(entry, kind)
