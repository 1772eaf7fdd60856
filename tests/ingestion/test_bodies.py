import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular import errors
from lenticular.ingestion import bodies

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(TEXT, parts, max_size=4),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=60, deadline=None)
def test_any_json_is_read_as_it_is(value: object) -> None:
    assert bodies.parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(errors.Invalid):
        bodies.parse(body)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1] x", b"NaN", b"[Infinity]", b"[1e999]", b"9" * 5000, b'"\xff"', b'"\\ud800"', b"[" * 60_000],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(errors.Invalid) as refused:
        bodies.parse(body)
    assert refused.value.code == "BODY_NOT_JSON"


@pytest.mark.parametrize("body", [b'"a\\u0000"', b'{"a\\u0000":1}', b'[{"a":["\\u0000"]}]'])
def test_the_null_character_is_refused_anywhere(body: bytes) -> None:
    with pytest.raises(errors.Invalid) as refused:
        bodies.parse(body)
    assert refused.value.code == "CHARACTER_NOT_ALLOWED"


def test_nesting_is_allowed_to_32_and_refused_from_33() -> None:
    bodies.parse(b"[" * 32 + b"]" * 32)
    with pytest.raises(errors.Invalid) as refused:
        bodies.parse(b"[" * 33 + b"]" * 33)
    assert refused.value.code == "NESTED_TOO_DEEP"
