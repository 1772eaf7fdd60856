"""The OpenAPI document of the delivery API, written as data: its calls are few and its parameters odd."""

from typing import Any

import msgspec

from lenticular.content.delivery import requests

# JSON schemas and OpenAPI objects are dictionaries of anything.
Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_YES_OR_NO: Schema = {"type": "boolean", "default": False}
_NUMBER: Schema = {"type": "integer", "minimum": 0}


def _parameter(name: str, place: str, description: str, schema: Schema = _TEXT) -> Schema:
    return {"name": name, "in": place, "description": description, "required": place == "path", "schema": schema}


def _query(name: str, description: str, schema: Schema = _TEXT) -> Schema:
    return _parameter(name, "query", description, schema)


_ENVIRONMENT = [
    _query("environment", "Name or uid; else the header of this name; else the first that the token reads."),
    _parameter("environment", "header", "As the query parameter."),
]
_LOCALE = [
    _query("locale", "A language of the stack; without it the master."),
    _query("include_fallback", "Where the language has no content, that of its fallback languages.", _YES_OR_NO),
]
_VARIANTS = [
    _parameter(
        requests.VARIANTS,
        "header",
        "Uids or aliases of variants, separated by commas, the first on top. Those that an entry does not have, or "
        "that are not published, change nothing.",
    ),
    _query("include_applied_variants", "Add `_applied_variants`: the variant of each changed path.", _YES_OR_NO),
    _parameter("include_applied_variants", "header", "As the query parameter."),
    _query("show_errors", "Add `errors` when the request names more variants than are applied.", _YES_OR_NO),
]
_SHAPE = [
    _query(
        "include[]",
        "The path of a reference, through groups, blocks and other references: its entries stand in its place.",
        {"type": "array", "items": _TEXT},
    ),
    _query("only[BASE][]", "Only these fields; `only[author][]` for entries included there.", {"type": "array"}),
    _query("except[BASE][]", "All but these fields.", {"type": "array"}),
    _query("include_content_type", "Add `content_type`.", _YES_OR_NO),
    _query("include_schema", "Add `schema`.", _YES_OR_NO),
    _query("include_embedded_items[]", "Add `_embedded_items`: what texts embed, by their path.", {"type": "array"}),
    _query("include_branch", "Add `_branch` to each.", _YES_OR_NO),
]
_PAGE = [
    _query("skip", "How many to leave out.", _NUMBER),
    _query("limit", "How many to show, at most 100.", {**_NUMBER, "maximum": 100, "default": 100}),
    _query("asc", "The field to order by; without variants."),
    _query("desc", "The same, from the last."),
    _query("include_count", "Add `count`: how many there are in all.", _YES_OR_NO),
    _query("count", "Answer only how many there are.", _YES_OR_NO),
    _query(
        "query",
        "A JSON object: fields and the values they must have, or operators: $and $or $nor $not $eq $ne $in $nin $all "
        "$lt $lte $gt $gte $exists $regex $options $in_query $nin_query $elemMatch. It sees entries without variants; "
        "patterns are those of RE2.",
    ),
]
_TAGS = [_query("tags", "Entries that have one of these tags, separated by commas.")]
_SYNC = [
    _query("init", "Begin: everything that is published.", _YES_OR_NO),
    _query("pagination_token", "Go on with the next page."),
    _query("sync_token", "What changed since."),
    _query("type", "Kinds of items, separated by commas, such as `entry_published`."),
    _query("content_type_uid", "Entries of this content type alone."),
    _query("locale", "This language alone."),
    _query("start_from", "Published at this time or later (ISO 8601)."),
]
_CONTENT_TYPE = _parameter("content_type_uid", "path", "The content type.")


def _call(operation_id: str, summary: str, parameters: list[Schema], key: str, kind: Schema, **also: Schema) -> Schema:
    """Describe a GET that answers one member always and others sometimes."""
    answer = {"type": "object", "properties": {key: kind, **also}, "required": [key]}
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "parameters": parameters,
            "security": [{"api_key": [], "access_token": []}, {"api_key": [], "preview_token": []}],
            "responses": {
                "200": {"description": summary, "content": {"application/json": {"schema": answer}}},
                "304": {"description": "What has the ETag in If-None-Match is still what would be answered."},
                "4XX": {"$ref": "#/components/responses/Failure"},
                "503": {"$ref": "#/components/responses/Failure"},
            },
        }
    }


def _uid(name: str) -> Schema:
    return _parameter("uid", "path", f"The {name}.")


def _key(name: str, description: str) -> Schema:
    return {"type": "apiKey", "in": "header", "name": name, "description": description}


_OBJECT: Schema = {"type": "object"}
_LIST: Schema = {"type": "array", "items": _OBJECT}
_FAILURE: Schema = {
    "type": "object",
    "required": ["error_message", "error_code", "errors"],
    "properties": {
        "error_message": _TEXT,
        "error_code": {"type": "integer"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
    },
}
_ENTRIES = [*_ENVIRONMENT, *_LOCALE, *_VARIANTS, *_SHAPE]

DOCUMENT: Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "Lenticular delivery API",
        "version": "1",
        "description": (
            "What is published, for sites: requests under `/v3` that carry an `access_token` header. With a "
            "`preview_token` header instead, the latest drafts; with both, drafts while `live_preview` has a hash."
        ),
    },
    "servers": [{"url": "/v3"}],
    "paths": {
        "/content_types": _call("getContentTypes", "The content types.", _PAGE, "content_types", _LIST),
        "/content_types/{uid}": _call(
            "getContentType", "One content type.", [_uid("content type")], "content_type", _OBJECT
        ),
        "/content_types/{content_type_uid}/entries": _call(
            "getEntries", "The entries of a content type.", [_CONTENT_TYPE, *_ENTRIES, *_PAGE, *_TAGS], "entries", _LIST
        ),
        "/content_types/{content_type_uid}/entries/{uid}": _call(
            "getEntry", "One entry.", [_CONTENT_TYPE, _uid("entry"), *_ENTRIES], "entry", _OBJECT
        ),
        "/global_fields": _call("getGlobalFields", "The global fields.", _PAGE, "global_fields", _LIST),
        "/global_fields/{uid}": _call(
            "getGlobalField", "One global field.", [_uid("global field")], "global_field", _OBJECT
        ),
        "/assets": _call("getAssets", "The assets.", [*_ENVIRONMENT, *_LOCALE, *_PAGE], "assets", _LIST),
        "/assets/{uid}": _call("getAsset", "One asset.", [_uid("asset"), *_ENVIRONMENT, *_LOCALE], "asset", _OBJECT),
        "/stacks/sync": _call(
            "sync",
            "All that is published, or what changed.",
            [*_ENVIRONMENT, *_SYNC],
            "items",
            _LIST,
            skip=_NUMBER,
            limit=_NUMBER,
            total_count=_NUMBER,
            pagination_token=_TEXT,
            sync_token=_TEXT,
        ),
        "/taxonomies": _call("getTaxonomies", "Always empty: taxonomies are not delivered.", [], "taxonomies", _LIST),
    },
    "components": {
        "securitySchemes": {
            "api_key": _key("api_key", "The stack."),
            "access_token": _key("access_token", "A delivery token. In a header only."),
            "preview_token": _key("preview_token", "A preview token. In a header only."),
        },
        "responses": {
            "Failure": {
                "description": "What is wrong.",
                "content": {"application/json": {"schema": _FAILURE}},
            }
        },
    },
}
DOCUMENT_JSON = msgspec.json.encode(DOCUMENT)
