"""An OpenAPI document as data: walking through it, and whether an answer is of a schema in it."""

from collections.abc import Iterator, Mapping
from typing import Any

Document = dict[str, Any]


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def nodes(value: Any, name: str = "#") -> Iterator[tuple[str, Document]]:
    if isinstance(value, Mapping):
        yield name, dict(value)
    for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
        if isinstance(inner, dict | list):
            yield from nodes(inner, f"{name}/{key}")


def resolved(schema: Document, document: Document) -> Document:
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


KINDS: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def misfits(value: object, schema: Document, document: Document, here: str) -> Iterator[str]:
    """Yield where a value is not of a JSON schema, as far as the server's own schemas go."""
    schema = resolved(schema, document)
    if "anyOf" in schema:
        tried = [list(misfits(value, one, document, here)) for one in schema["anyOf"]]
        yield from min(tried, key=len)
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{here} is {value!r}"
    kind = schema.get("type")
    if kind is not None and (not isinstance(value, KINDS[kind]) or (value is True and kind == "integer")):
        yield f"{here} is {value!r}, no {kind}"
    elif isinstance(value, dict):
        properties = schema.get("properties", {})
        yield from (f"{here}/{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items():
            rest = schema.get("additionalProperties", not properties)
            if name in properties or isinstance(rest, dict):
                yield from misfits(inner, properties.get(name, rest), document, f"{here}/{name}")
            elif not rest:
                yield f"{here}/{name} is not described"
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from misfits(inner, schema.get("items", {}), document, f"{here}/{number}")
