import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.ingestion import pipeline, records
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.catalogue import Catalogue, LiveVersion
from lenticular.ingestion.pipeline import Arrival, Reason, Taken
from lenticular.ingestion.records import Context, Event, EventType, Impression, Record

NOW = 1_795_000_000_000
HOUR = 3_600_000
ARRIVAL = Arrival(at_ms=NOW, project_uid="a" * 24, user_uid="u-1", agent=AgentClass.BROWSER)
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


def _run(document: object, catalogue: Catalogue = CATALOGUE, arrival: Arrival = ARRIVAL) -> Taken:
    return pipeline.run(json.dumps(document).encode(), arrival, catalogue, new_id=_ids())


def _kept(taken: Taken) -> list[Record]:
    return [] if taken.line is None else records.expand(records.encode(taken.line))


def _record(element: dict[str, object]) -> Record:
    (record,) = _kept(_run([element]))
    return record


def test_an_impression_is_kept_with_the_version_that_was_live() -> None:
    assert _run([IMPRESSION]) == Taken(KEPT_IMPRESSION, {EventType.IMPRESSION: 1}, [])


def test_an_event_is_kept_with_its_key() -> None:
    assert _record(EVENT).subject == Event(event_key="clickCTA")


def test_a_mixed_array_is_taken_element_by_element_in_order() -> None:
    taken = _run([EVENT, {"type": "EVENT"}, IMPRESSION | {"id": "i"}, {}, EVENT | {"time": 5}, IMPRESSION])
    shown = KEPT_IMPRESSION.subject
    assert [(one.subject, one.client_id, one.client_time) for one in _kept(taken)] == [
        (Event("clickCTA"), None, None),
        (shown, "i", None),
        (Event("clickCTA"), None, 5),
        (shown, None, None),
    ]
    assert {one.id for one in _kept(taken)} == {"id-0"}
    assert taken.accepted == {EventType.EVENT: 2, EventType.IMPRESSION: 2}
    assert taken.dropped == [Reason.MISSING_EVENT_KEY, Reason.MISSING_TYPE]


def test_the_context_goes_with_impressions_alone() -> None:
    arrival = ARRIVAL._replace(context=Context("US", "MOBILE", ("a",)))
    for document in ([IMPRESSION], [EVENT], [EVENT, IMPRESSION, EVENT]):
        for record in _kept(_run(document, arrival=arrival)):
            is_impression = isinstance(record.subject, Impression)
            assert not is_impression or record.subject.context == arrival.context
            assert is_impression or record.subject == Event("clickCTA")


def test_of_a_visitor_who_opted_out_nothing_is_kept() -> None:
    taken = _run([IMPRESSION, {"type": "x"}, EVENT, EVENT], arrival=ARRIVAL._replace(is_opted_out=True))
    assert taken == Taken(None, {}, [Reason.OPTED_OUT, Reason.UNKNOWN_TYPE, Reason.OPTED_OUT, Reason.OPTED_OUT])


def test_of_a_preview_nothing_is_kept_whatever_it_says() -> None:
    told = [IMPRESSION, IMPRESSION | {"experienceShortUid": "of a draft"}, EVENT, {"type": "x"}]
    assert _run(told, arrival=ARRIVAL._replace(is_preview=True)) == Taken(None, {}, [Reason.PREVIEW] * 4)


@pytest.mark.parametrize(
    ("told", "is_kept"),
    [
        ({"id": "i", "time": NOW - 3 * HOUR}, True),
        ({"id": "i", "time": NOW - 3 * HOUR - 1}, False),
        ({"id": "i", "time": NOW - 48 * HOUR - 1}, True),  # too long ago to be believed
        ({"time": NOW - 4 * HOUR}, True),  # does not name its event
        ({"id": "i"}, True),
    ],
)
def test_an_impression_from_before_its_version_was_active_belongs_to_an_earlier_one(told, is_kept) -> None:
    live = replace(CATALOGUE.live_versions["0"], activated_at=NOW - 3 * HOUR)
    taken = _run([EVENT | told, IMPRESSION | told], replace(CATALOGUE, live_versions={"0": live}))
    assert taken.accepted == {EventType.EVENT: 1} | ({EventType.IMPRESSION: 1} if is_kept else {})
    assert taken.dropped == ([] if is_kept else [Reason.EARLIER_VERSION])


def test_what_arrives_by_this_clock_before_the_activation_is_of_the_live_version() -> None:
    live = replace(CATALOGUE.live_versions["0"], activated_at=NOW + 5)
    catalogue = replace(CATALOGUE, live_versions={"0": live})
    assert _run([IMPRESSION | {"id": "i", "time": NOW}], catalogue).dropped == []


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
    assert _run([element, element]) == Taken(None, {}, [reason, reason])


def test_every_key_is_kept_while_the_project_s_keys_are_not_known() -> None:
    catalogue = Catalogue(CATALOGUE.live_versions, event_keys=None)
    taken = _run([{"type": "EVENT", "eventKey": "other"}, {"type": "EVENT", "eventKey": "k" * 257}], catalogue)
    assert [record.subject for record in _kept(taken)] == [Event("other")]
    assert taken.dropped == [Reason.UNKNOWN_EVENT_KEY]


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
    taken = _run(document)
    assert len(_kept(taken)) + len(taken.dropped) == len(document)
    assert sum(taken.accepted.values()) == len(_kept(taken))


def test_what_is_said_over_and_over_is_judged_by_itself_and_written_once() -> None:
    odd = {"type": "EVENT", "eventKey": "clickCTA", "experienceShortUid": ["0"]}
    taken = _run([EVENT, odd, IMPRESSION] * 33)
    assert [record.subject for record in _kept(taken)] == [*[Event("clickCTA")] * 2, KEPT_IMPRESSION.subject] * 33
    assert len(records.encode(taken.line)) < 3_000
