"""The OpenAPI document of an application: what the framework knows, with our failures instead of its own."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from lenticular.api import problems
from lenticular.api.problems import Answer
from lenticular.errors import Failure

Document = dict[str, Any]

_TEXT: Document = {"type": "string"}
_CODES_BY_FIELD: Document = {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}}
_PROBLEM: Document = {"type": "object", "properties": {"pointer": _TEXT, "code": _TEXT, "message": _TEXT}}
_SCHEMAS: Mapping[Callable[[Failure], Answer], Document] = {
    problems.management_answer: {
        "type": "object",
        "description": "Either `error`, a code, or `errors`, codes by field. A person reads `detail` or `problems`.",
        "properties": {
            "error": _TEXT,
            "message": _TEXT,
            "detail": _TEXT,
            "statusCode": {"type": "integer"},
            "errors": _CODES_BY_FIELD,
            "problems": {"type": "array", "items": _PROBLEM},
            "error_message": {**_TEXT, "description": "401 only, with `error_code` and `errors`."},
            "error_code": {"type": "integer"},
        },
    },
    problems.content_answer: {
        "type": "object",
        "required": ["error_message", "error_code", "errors"],
        "properties": {"error_message": _TEXT, "error_code": {"type": "integer"}, "errors": _CODES_BY_FIELD},
    },
}

_FRAMEWORK_SCHEMAS = ("HTTPValidationError", "ValidationError")
_FAILURE = "#/components/responses/Failure"
# Left out by a client it is a 400 of ours, so the framework believes that it may be left out.
_REQUIRED_HEADERS = frozenset({"x-project-uid"})


def describe(application: FastAPI, shape: Callable[[Failure], Answer]) -> None:
    """Let `/openapi` show the failures of an application as that shape answers them."""

    def document() -> Document:
        if application.openapi_schema is None:
            application.openapi_schema = _with_failures(_of_framework(application), _SCHEMAS[shape])
        return application.openapi_schema

    # Overridden as the framework's documentation tells to.
    application.openapi = document  # type: ignore[method-assign]


def _of_framework(application: FastAPI) -> Document:
    return get_openapi(
        title=application.title,
        version=application.version,
        description=application.description,
        routes=application.routes,
    )


def _with_failures(document: Document, failure: Document) -> Document:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _FRAMEWORK_SCHEMAS:
        schemas.pop(name, None)
    schemas["Failure"] = failure
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}
    components["responses"] = {"Failure": {"description": "What is wrong. Nothing changed.", "content": content}}
    for operation in _operations(document):
        operation["responses"].pop("422", None)
        operation["responses"]["4XX"] = {"$ref": _FAILURE}
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in _REQUIRED_HEADERS:
                parameter["required"] = True
                parameter["schema"].pop("default", None)
    return document


def _operations(document: Document) -> Iterator[Document]:
    for path in document.get("paths", {}).values():
        yield from path.values()
