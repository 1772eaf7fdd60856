"""What Pydantic calls a problem, in the contract's words."""

from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from lenticular.errors import Problem

_CODES: Mapping[str, str] = {
    "missing": "REQUIRED",
    "string_type": "NOT_STRING",
    "bool_type": "NOT_BOOLEAN",
    "bool_parsing": "NOT_BOOLEAN",
    "int_type": "NOT_INTEGER",
    "int_parsing": "NOT_INTEGER",
    "float_type": "NOT_NUMBER",
    "float_parsing": "NOT_NUMBER",
    "list_type": "NOT_ARRAY",
    "dict_type": "NOT_OBJECT",
    "model_type": "NOT_OBJECT",
    "model_attributes_type": "NOT_OBJECT",
    "enum": "NOT_VALID_ENUM",
    "literal_error": "NOT_VALID_ENUM",
    "json_invalid": "NOT_VALID_JSON",
}


def problems(details: Iterable[ErrorDetails]) -> list[Problem]:
    """Return Pydantic's errors as problems, each with a pointer from the root of what was validated."""
    return [
        Problem(
            pointer=_pointer(detail),
            code=_CODES.get(detail["type"], detail["type"].upper()),
            message=detail["msg"],
        )
        for detail in details
    ]


def _pointer(detail: ErrorDetails) -> str:
    if detail["type"] == "json_invalid":
        return ""  # its location is an offset into the text
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in detail["loc"])
