"""The OpenAPI document of the Edge API, written as data: its calls are too few and too odd to be derived."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lenticular.domain import preview
from lenticular.edge import attributes, requests
from lenticular.ingestion import elements, pipeline

# JSON schemas and OpenAPI objects are dictionaries of anything.
Schema = dict[str, Any]


def _header(name: str, description: str, *, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "header",
        "description": description,
        "required": required,
        "schema": {"type": "string"},
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(required)}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _body(schema: Schema, *, required: bool = True) -> Schema:
    return {
        "description": f"JSON, by default at most {requests.BODY_LIMIT_BYTES} bytes, whatever the content type.",
        "required": required,
        "content": {**_json(schema), "text/plain": {"schema": schema}},
    }


def _responses(status: int, description: str, schema: Schema, *refused: int) -> Schema:
    answers: Schema = {str(status): {"description": description, "content": _json(schema)}}
    for code in (*refused, 500):
        answers[str(code)] = {"description": _REFUSALS[code], "content": _json(_ref("Error"))}
    return answers


_REFUSALS = {
    400: "A header is missing, or the body is not what the call takes. Nothing was changed.",
    404: "There is no project with this UID.",
    413: "Body, headers or a value are larger than allowed. Nothing was changed.",
    500: "A fault of the server.",
    503: "What the call needs does not answer at the moment. Nothing was changed; try again later.",
}
_PROJECT = _header("X-Project-Uid", "The project.", required=True)
_USER = f"At most {requests.USER_UID_LIMIT_BYTES} bytes. Empty, `null` and `undefined` count as none."
_REQUIRED_USER = _header("X-CS-Personalize-User-Uid", f"The visitor. {_USER}", required=True)
_SIGNAL = _header("Sec-GPC", "`1`: the visitor objects to being known. The project has chosen what follows from it.")
_SHORT_UID: Schema = {"type": "string", "pattern": "^[0-9a-z]+$"}
_NULLABLE_SHORT_UID: Schema = {"type": ["string", "null"], "pattern": "^[0-9a-z]+$"}
_CLIENT_MEMBERS: Schema = {
    "id": {"type": "string", "maxLength": pipeline.MAX_CLIENT_ID_CHARACTERS, "description": "The client's own id."},
    "time": {
        "oneOf": [{"type": "integer"}, {"type": "string", "format": "date-time"}],
        "description": "The client's own time: Unix milliseconds, or ISO 8601 with an offset.",
    },
}

_MANIFEST_RESPONSES = _responses(200, "The manifest.", _ref("Manifest"), 400, 404, 413, 503)
_MANIFEST_RESPONSES["200"]["headers"] = {
    "X-CS-Personalize-User-Uid": {
        "description": "The visitor's UID: the one given, or a new one; for a preview link, one that marks a preview.",
        "schema": {"type": "string"},
    }
}
_MANIFEST_CALL: Schema = {
    "operationId": "getManifest",
    "summary": "Get the variants of a visitor",
    "description": "Decides every experience of the project that is active or paused, highest priority first. "
    "A visitor from whom a variant is withheld, to measure what it is worth, gets null. A valid "
    f"`{preview.PARAMETER}` in the page's query decides instead, for whoever asks, and nothing of them is counted.",
    "parameters": [
        _PROJECT,
        _header("X-CS-Personalize-User-Uid", f"The visitor; without one a new UID is made. {_USER}"),
        _header("X-Page-Url", "The page's URL; its query gives the query parameters."),
        _header("Referer", "The referrer."),
        _header("User-Agent", "Gives device and operating system."),
        _header("X-Forwarded-For", "The visitor's IP address, for the location."),
        _header("X-Live-Attributes", "A JSON object of attributes for this request only."),
        _SIGNAL,
        {
            "name": "tags[]",
            "in": "query",
            "description": f"Only experiences with one of these tags; any case. The first {requests.MAX_TAGS} count.",
            "schema": {"type": "array", "items": {"type": "string"}},
            "style": "form",
            "explode": True,
        },
    ],
    "responses": _MANIFEST_RESPONSES,
}
_EVENTS_CALL: Schema = {
    "operationId": "createEvents",
    "summary": "Tell what a visitor saw and did",
    "description": "Every event is on disk before the answer. One that cannot be counted (an unknown type, key, "
    "experience or variant, or a version that is not active) is accepted and dropped.",
    "parameters": [_PROJECT, _REQUIRED_USER, _SIGNAL],
    "requestBody": _body(
        {
            "type": "array",
            "maxItems": elements.MAX_ELEMENTS,
            "items": {"oneOf": [_ref("Impression"), _ref("Event")]},
        }
    ),
    "responses": _responses(202, "Accepted.", {"type": "object"}, 400, 404, 413, 503),
}

_ATTRIBUTES_CALL: Schema = {
    "operationId": "setUserAttributes",
    "summary": "Set attributes of a visitor",
    "description": "Sets the given attributes and leaves the others; null deletes one. Keys that are no custom "
    "attribute of the project, and arrays and objects, are ignored (`lytics_audiences` and `lytics_flows` are stored "
    f"as they are). A visitor may have {attributes.MAX_ATTRIBUTES} attributes, a value {attributes.VALUE_LIMIT_BYTES} "
    "bytes. The next manifest sees the change.",
    "parameters": [_PROJECT, _REQUIRED_USER, _SIGNAL],
    "requestBody": _body(
        {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}}, required=False
    ),
    "responses": _responses(200, "Stored.", _ref("Message"), 400, 404, 413, 503),
}

_MERGE_CALL: Schema = {
    "operationId": "mergeUserAttributes",
    "summary": "Copy attributes from one visitor to another",
    "description": "The source's value wins. The source stays as it is; the same UID twice changes nothing.",
    "parameters": [_PROJECT, _SIGNAL],
    "requestBody": _body(
        _object(
            {"sourceUserUid": {"type": "string"}, "targetUserUid": {"type": "string"}},
            ["sourceUserUid", "targetUserUid"],
        )
    ),
    "responses": _responses(200, "Merged.", _ref("Message"), 400, 404, 413, 503),
}

_OPENAPI_CALL: Schema = {
    "operationId": "getOpenapi",
    "summary": "Get this document",
    "description": "It needs no project and no visitor.",
    "responses": _responses(200, "This document.", {"type": "object"}),
}

_SCHEMAS: Schema = {
    "Manifest": _object(
        {
            "experiences": {
                "type": "array",
                "items": _object(
                    {"shortUid": _SHORT_UID, "activeVariantShortUid": _NULLABLE_SHORT_UID},
                    ["shortUid", "activeVariantShortUid"],
                ),
            },
            "activeVariants": {"type": "object", "additionalProperties": _NULLABLE_SHORT_UID},
        },
        ["experiences", "activeVariants"],
    ),
    "Impression": _object(
        {
            "type": {"const": "IMPRESSION"},
            "experienceShortUid": _SHORT_UID,
            "variantShortUid": _SHORT_UID,
            **_CLIENT_MEMBERS,
        },
        ["type", "experienceShortUid", "variantShortUid"],
    ),
    "Event": _object(
        {"type": {"const": "EVENT"}, "eventKey": {"type": "string"}, **_CLIENT_MEMBERS}, ["type", "eventKey"]
    ),
    "Message": _object({"message": {"type": "string"}}, ["message"]),
    "Error": _object(
        {
            "error": {"type": "string", "examples": ["personalize.MANIFEST.PROJECT_NOT_FOUND"]},
            "message": {"type": "string"},
        },
        ["error", "message"],
    ),
}

DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Lenticular Edge API",
        "version": "1.0.0",
        "description": "What visitors' browsers and edge functions call. No authentication; open to every origin.",
    },
    "paths": {
        "/manifest": {"get": _MANIFEST_CALL},
        "/events": {"post": _EVENTS_CALL},
        "/user-attributes": {"patch": _ATTRIBUTES_CALL},
        "/user-attributes/actions/merge": {"post": _MERGE_CALL},
        "/openapi": {"get": _OPENAPI_CALL},
    },
    "components": {"schemas": _SCHEMAS},
}
DOCUMENT_JSON = msgspec.json.encode(DOCUMENT)
