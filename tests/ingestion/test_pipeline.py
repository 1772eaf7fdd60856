import json
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular import errors
from lenticular.ingestion import pipeline
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.catalogue import Catalogue, LiveVersion
from lenticular.ingestion.pipeline import Accepted, Arrival, Dropped, Outcome, Reason
from lenticular.ingestion.records import Event, Impression, Record

ARRIVAL = Arrival(at_ms=1_795_000_000_000, project_uid="a" * 24, user_uid="u-1", agent=AgentClass.BROWSER)
CATALOGUE = Catalogue(
    live_versions={
        "0": LiveVersion("e0", "0", "v0", frozenset({"0", "1"}), is_active=True),
        "1": LiveVersion("e1", "1", "v1", frozenset({"0"}), is_active=False),
    },
    event_keys=frozenset({"clickCTA"}),
)
IMPRESSION = {"experienceShortUid": "0", "variantShortUid": "1", "type": "IMPRESSION"}
EVENT = {"eventKey": "clickCTA", "type": "EVENT"}
KEPT_IMPRESSION = Record(
    id="id-0",
    arrived_at=1_795_000_000_000,
    project="a" * 24,
    user="u-1",
    agent=AgentClass.BROWSER,
    subject=Impression(experience="e0", experience_short_uid="0", version="v0", variant_short_uid="1"),
)


def _ids() -> Callable[[], str]:
    numbers = count()
    return lambda: f"id-{next(numbers)}"


def _run(document: object, catalogue: Catalogue = CATALOGUE) -> list[Outcome]:
    return pipeline.run(json.dumps(document).encode(), ARRIVAL, catalogue, new_id=_ids())


def _record(element: dict[str, object]) -> Record:
    (outcome,) = _run([element])
    assert isinstance(outcome, Accepted)
    return outcome.record


def test_an_impression_is_kept_with_the_version_that_was_live() -> None:
    assert _run([IMPRESSION]) == [Accepted(KEPT_IMPRESSION)]


def test_an_event_is_kept_with_its_key() -> None:
    assert _record(EVENT).subject == Event(event_key="clickCTA")


def test_a_mixed_array_is_taken_element_by_element_in_order() -> None:
    outcomes = _run([EVENT, {"type": "EVENT"}, IMPRESSION])
    assert [type(outcome) for outcome in outcomes] == [Accepted, Dropped, Accepted]
    assert [outcome.record.id for outcome in outcomes if isinstance(outcome, Accepted)] == ["id-0", "id-1"]


def test_an_empty_array_has_no_outcome() -> None:
    assert _run([]) == []


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ({}, Reason.MISSING_TYPE),
        ({**IMPRESSION, "type": None}, Reason.MISSING_TYPE),
        ({**IMPRESSION, "type": "impression"}, Reason.UNKNOWN_TYPE),
        ({**IMPRESSION, "type": 1}, Reason.UNKNOWN_TYPE),
        ({**IMPRESSION, "type": ["EVENT"]}, Reason.UNKNOWN_TYPE),
        ({"type": "EVENT"}, Reason.MISSING_EVENT_KEY),
        ({"type": "EVENT", "eventKey": ""}, Reason.MISSING_EVENT_KEY),
        ({"type": "EVENT", "eventKey": "other"}, Reason.UNKNOWN_EVENT_KEY),
        ({"type": "EVENT", "eventKey": {"a": 1}}, Reason.UNKNOWN_EVENT_KEY),
        ({"type": "IMPRESSION", "variantShortUid": "0"}, Reason.MISSING_EXPERIENCE),
        ({**IMPRESSION, "experienceShortUid": "z"}, Reason.UNKNOWN_EXPERIENCE),
        ({**IMPRESSION, "experienceShortUid": 0}, Reason.UNKNOWN_EXPERIENCE),
        ({**IMPRESSION, "experienceShortUid": ["0"]}, Reason.UNKNOWN_EXPERIENCE),
        ({**IMPRESSION, "experienceShortUid": "1", "variantShortUid": "0"}, Reason.INACTIVE_VERSION),
        ({**IMPRESSION, "variantShortUid": None}, Reason.MISSING_VARIANT),
        ({**IMPRESSION, "variantShortUid": "null"}, Reason.UNKNOWN_VARIANT),
        ({**IMPRESSION, "variantShortUid": ["0"]}, Reason.UNKNOWN_VARIANT),
    ],
)
def test_what_cannot_be_counted_is_dropped_with_its_reason(element: dict[str, object], reason: Reason) -> None:
    assert _run([element]) == [Dropped(reason)]


def test_every_key_is_kept_while_the_project_s_keys_are_not_known() -> None:
    catalogue = Catalogue(CATALOGUE.live_versions, event_keys=None)
    kept, dropped = _run([{"type": "EVENT", "eventKey": "other"}, {"type": "EVENT", "eventKey": "k" * 257}], catalogue)
    assert isinstance(kept, Accepted)
    assert dropped == Dropped(Reason.UNKNOWN_EVENT_KEY)


@pytest.mark.parametrize("document", [None, {}, "[]", 1, IMPRESSION])
def test_a_body_that_is_no_array_is_refused(document: object) -> None:
    with pytest.raises(errors.Invalid) as refused:
        _run(document)
    assert refused.value.code == "BODY_NOT_AN_ARRAY"


def test_every_element_that_is_no_object_is_named() -> None:
    with pytest.raises(errors.Invalid) as refused:
        _run([EVENT, 1, [], EVENT, None])
    assert [problem.pointer for problem in refused.value.problems] == ["/1", "/2", "/4"]


def test_a_body_may_hold_100_elements_and_no_more() -> None:
    assert len(_run([EVENT] * 100)) == 100
    with pytest.raises(errors.TooLarge):
        _run([EVENT] * 101)


def test_a_client_s_own_id_and_time_are_kept() -> None:
    record = _record({**EVENT, "id": "0191-é", "time": "2026-11-22T10:00:00.250+01:00"})
    assert record.client_id == "0191-é"
    assert record.client_time == int(datetime(2026, 11, 22, 9, tzinfo=UTC).timestamp() * 1000) + 250


@pytest.mark.parametrize("value", [None, 1, "", "x" * 129, "a\nb", ["a"]])
def test_a_malformed_client_id_is_left_out(value: object) -> None:
    assert _record({**EVENT, "id": value}).client_id is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1_795_000_000_000, 1_795_000_000_000),
        ("1970-01-01T00:00:01Z", 1000),
        (None, None),
        (True, None),
        (1.5, None),
        (10**20, None),
        ("2026-11-22T10:00:00", None),
        ("2026-11-22", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_client_times_are_unix_milliseconds_or_iso_text_with_an_offset(value: object, expected: int | None) -> None:
    assert _record({**EVENT, "time": value}).client_time == expected


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text("01IMPRESSONV", max_size=10),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text("ab", max_size=5), parts, max_size=3),
    max_leaves=5,
)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["type", "eventKey", "experienceShortUid", "variantShortUid", "id", "time"]),
            st.sampled_from(["IMPRESSION", "EVENT", "0", "1", "clickCTA"]) | ANY_JSON,
        ),
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_every_object_has_exactly_one_outcome(document: list[dict[str, object]]) -> None:
    assert len(_run(document)) == len(document)
