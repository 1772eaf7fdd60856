import pytest

from lenticular import errors
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.pipeline import Reason
from lenticular.ingestion.records import Event, Impression

USER = {"X-CS-Personalize-User-Uid": "u-1"}
IMPRESSION = b'{"experienceShortUid":"0","variantShortUid":"1","type":"IMPRESSION"}'
PURCHASE = b'{"eventKey":"buy","type":"EVENT"}'


def _post(edge, body, headers=USER):
    return edge.call("POST", "/events", headers, body=body)


def test_events_are_in_the_log_before_the_answer(edge) -> None:
    headers = USER | {
        "Content-Type": "text/plain;charset=UTF-8",
        "User-Agent": "node-fetch/1.0 (+https://…)".replace("…", "x"),
    }
    reply = _post(edge, b"[" + IMPRESSION + b"," + PURCHASE + b"]", headers)
    assert (reply.status, reply.json) == (202, {})
    seen, bought = edge.log.appended
    assert isinstance(seen.subject, Impression)
    assert (seen.subject.experience_short_uid, seen.subject.variant_short_uid) == ("0", "1")
    assert bought.subject == Event(event_key="buy")
    assert {(record.project, record.user) for record in (seen, bought)} == {("6734eae6603c9640f5808e78", "u-1")}
    assert seen.arrived_at == int(edge.ports.now().timestamp() * 1000)
    assert seen.agent is AgentClass.PROGRAM
    assert seen.id != bought.id


@pytest.mark.parametrize("body", [b"[]", b'[{"type":"EVENT"}]', IMPRESSION.join([b"[", b"]"]).replace(b'"0"', b'"1"')])
def test_what_cannot_be_counted_is_still_accepted(edge, body) -> None:
    assert _post(edge, body).status == 202
    assert edge.log.appended == []


def test_an_impression_of_a_paused_experience_is_dropped_and_counted(edge) -> None:
    _post(edge, b'[{"experienceShortUid":"1","variantShortUid":"0","type":"IMPRESSION"}]')
    assert edge.counters.events.dropped == {Reason.INACTIVE_VERSION: 1}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "BODY_NOT_JSON"),
        (b"{", 400, "BODY_NOT_JSON"),
        (PURCHASE, 400, "BODY_NOT_AN_ARRAY"),
        (b"[" + PURCHASE + b",null]", 400, "EVENT_NOT_AN_OBJECT"),
        (b"[" + b",".join([PURCHASE] * 101) + b"]", 413, "TOO_MANY_EVENTS"),
        (b"[" + b" " * 65_536 + b"]", 413, "BODY_TOO_LARGE"),
    ],
)
def test_a_refused_body_is_answered_in_the_edge_s_shape_and_leaves_nothing(edge, body, status, code) -> None:
    reply = _post(edge, body)
    assert (reply.status, reply.json["error"]) == (status, f"personalize.EVENTS.{code}")
    assert edge.log.appended == []


@pytest.mark.parametrize("headers", [{}, {"X-CS-Personalize-User-Uid": "null"}])
def test_events_of_nobody_are_refused(edge, headers) -> None:
    reply = _post(edge, b"[" + PURCHASE + b"]", headers)
    assert (reply.status, reply.json["error"]) == (400, "personalize.EVENTS.USER_UID_HEADER_NOT_SET")
    assert edge.log.appended == []


def test_a_log_that_cannot_be_written_is_503(edge) -> None:
    edge.log.failure = errors.Unavailable("EVENT_LOG_UNWRITABLE", "Try again later.")
    reply = _post(edge, b"[" + PURCHASE + b"]")
    assert (reply.status, reply.json["error"]) == (503, "personalize.EVENTS.EVENT_LOG_UNWRITABLE")
