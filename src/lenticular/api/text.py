"""Text that people type: normalised once, at the door."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

NAME_LENGTH = 200
DESCRIPTION_LENGTH = 2_000
# Control characters, and halves of characters, which no encoding has bytes for.
_NO_TEXT = frozenset({"Cc", "Cs"})


def normalise_name(text: str) -> str:
    """Return a name in NFC without surrounding space; refuse an empty, overlong or control-character one."""
    name = unicodedata.normalize("NFC", text).strip()
    if not name:
        raise PydanticCustomError("REQUIRED", "must not be empty")
    if len(name) > NAME_LENGTH:
        raise PydanticCustomError("TOO_LONG", "must be shorter than or equal to 200 characters")
    if any(unicodedata.category(character) in _NO_TEXT for character in name):
        raise PydanticCustomError("CONTROL_CHARACTER", "must not contain control characters")
    return name


def normalise_description(text: str) -> str:
    """Return a description in NFC without surrounding space; it may be empty and may break lines."""
    description = unicodedata.normalize("NFC", text).strip()
    if len(description) > DESCRIPTION_LENGTH:
        raise PydanticCustomError("TOO_LONG", "must be shorter than or equal to 2000 characters")
    if any(unicodedata.category(character) in _NO_TEXT and character not in "\n\r\t" for character in description):
        raise PydanticCustomError("CONTROL_CHARACTER", "must not contain control characters")
    return description


Name = Annotated[str, AfterValidator(normalise_name)]
Description = Annotated[str, AfterValidator(normalise_description)]
