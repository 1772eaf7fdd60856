"""Codes of languages, as a client may write them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from lenticular.content.locales.codes import LocaleCode

CODE = TypeAdapter(LocaleCode)


@pytest.mark.parametrize("code", ["en", "en-us", "zh-hans-cn", "es-419", "haw", "en-pod"])
def test_a_code_is_kept(code: str):
    assert CODE.validate_python(code) == code


def test_a_code_is_in_lower_case():
    assert CODE.validate_python(" de-AT ") == "de-at"


@pytest.mark.parametrize("text", ["", "e", "en_us", "en-", "-en", "en us", "ü", "4en", "en-" + "x" * 40, "en-us\n-x"])
def test_what_is_no_code_is_refused(text: str):
    with pytest.raises(ValidationError, match="such as en-us"):
        CODE.validate_python(text)
