"""Codes of languages, as a client may write them."""

import re
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_LONGEST = 32
_CODE = re.compile(r"[a-z]{2,8}(-[a-z0-9]{1,8})*")


def normalise_code(text: str) -> str:
    """Return a code such as `en-us` in lower case; refuse what is none. A stack may make up codes of its own."""
    code = text.strip().lower()
    if len(code) > _LONGEST or not _CODE.fullmatch(code):
        raise PydanticCustomError("NOT_LOCALE_CODE", "must be letters and digits with hyphens, such as en-us")
    return code


LocaleCode = Annotated[str, AfterValidator(normalise_code)]
