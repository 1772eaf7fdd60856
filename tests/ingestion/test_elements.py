import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular import errors
from lenticular.ingestion import elements
from lenticular.ingestion.elements import Element

EVENT = {"type": "EVENT", "eventKey": "buy"}
MEMBERS = {
    "type": "type",
    "experienceShortUid": "experience_short_uid",
    "variantShortUid": "variant_short_uid",
    "eventKey": "event_key",
    "id": "id",
    "time": "time",
}


def refusal(document: object) -> errors.Failure:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(errors.Failure) as refused:
        elements.read(body)
    return refused.value


@pytest.mark.parametrize("document", [None, {}, "[]", 1, EVENT])
def test_a_body_that_is_no_array_is_refused(document: object) -> None:
    assert refusal(document).code == "BODY_NOT_AN_ARRAY"


@pytest.mark.parametrize("body", [b"", b"[", b"[{}] x", b'[{"id":"\xff"}]', b'[{"type":NaN}]', b"[" * 60_000])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    assert refusal(body).code == "BODY_NOT_JSON"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'[{"x":"\\u0000"}]', "CHARACTER_NOT_ALLOWED"),
        (b'[{"x":' + b"[" * 31 + b"]" * 31 + b"}]", "NESTED_TOO_DEEP"),
    ],
)
def test_what_nobody_reads_is_refused_too_where_it_could_do_harm(body: bytes, code: str) -> None:
    assert refusal(body).code == code


def test_every_element_that_is_no_object_is_named() -> None:
    refused = refusal([EVENT, 1, [], EVENT, None])
    assert [problem.pointer for problem in refused.problems] == ["/1", "/2", "/4"]


@pytest.mark.parametrize("element", [EVENT, EVENT | {"x": [{}]}])
def test_a_body_may_hold_100_elements_and_no_more(element: dict[str, object]) -> None:
    assert len(elements.read(json.dumps([element] * 100).encode())) == 100
    assert isinstance(refusal([element] * 101), errors.TooLarge)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(st.characters(exclude_characters="\0", codec="utf-8")),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text("ab", max_size=2), parts, max_size=3),
    max_leaves=4,
)


@given(st.lists(st.dictionaries(st.sampled_from([*MEMBERS, "other"]), VALUES), max_size=4))
@settings(max_examples=100, deadline=None)
def test_an_element_holds_what_was_sent_whatever_it_is(document: list[dict[str, object]]) -> None:
    expected = [Element(**{ours: given.get(theirs) for theirs, ours in MEMBERS.items()}) for given in document]
    assert elements.read(json.dumps(document).encode()) == expected
