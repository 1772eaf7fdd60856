import pytest

from lenticular import errors
from lenticular.domain.privacy import pseudonym
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.pipeline import Reason
from lenticular.ingestion.records import Context, Event, Impression

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


PROJECT, ADULTS, CAMPAIGN = "6734eae6603c9640f5808e78", "a" * 24, "b" * 24
PHONE = USER | {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 Safari/604.1"}


def _context(edge) -> Context | None:
    return edge.log.appended[-1].subject.context


def test_an_impression_has_the_context_of_the_manifest_that_was_decided_before_it(edge) -> None:
    edge.visitors.stored[PROJECT, "u-1"] = {"age": 20}
    edge.call("GET", "/manifest", PHONE | {"X-Page-Url": "https://a/?utm_campaign=summer"})
    edge.visitors.stored.clear()
    _post(edge, b"[" + IMPRESSION + b"]", USER | {"User-Agent": "node"})
    assert _context(edge) == Context(None, "MOBILE", (ADULTS, CAMPAIGN))
    assert edge.visitors.reads == 1


def test_an_impression_of_a_visitor_unknown_to_this_process_has_the_context_of_its_own_request(edge) -> None:
    edge.visitors.stored[PROJECT, "u-1"] = {"age": 20}
    for _ in range(2):
        _post(edge, b"[" + IMPRESSION + b"," + PURCHASE + b"]", PHONE)
    assert edge.log.appended[-2].subject.context == Context(None, "MOBILE", (ADULTS,))
    assert edge.visitors.reads == 1
    _post(edge, b"[" + PURCHASE + b"]", {"X-CS-Personalize-User-Uid": "u-2"} | {"User-Agent": PHONE["User-Agent"]})
    assert edge.visitors.reads == 1


@pytest.mark.parametrize("agent", ["node", "Mozilla/5.0 HeadlessChrome/130", "Googlebot/2.1"])
def test_of_a_server_or_a_robot_there_is_no_context(edge, agent) -> None:
    _post(edge, b"[" + IMPRESSION + b"]", USER | {"User-Agent": agent})
    assert _context(edge) is None
    assert edge.visitors.reads == 0


def test_a_visitor_store_that_fails_costs_no_impression(edge) -> None:
    edge.visitors.failure = OSError("no store")
    assert _post(edge, b"[" + IMPRESSION + b"]", PHONE).status == 202
    assert _context(edge) == Context(None, "MOBILE")


def test_events_of_a_visitor_who_objects_are_dropped_where_the_project_says_so(edge, project_document) -> None:
    edge.publish(project_document() | {"privacy": {"signal": "DROP", "key": None}})
    reply = _post(edge, b"[" + IMPRESSION + b"," + PURCHASE + b",{}]", PHONE | {"Sec-GPC": "1"})
    assert (reply.status, edge.log.appended, edge.visitors.reads) == (202, [], 0)
    assert edge.counters.events.dropped == {Reason.OPTED_OUT: 2, Reason.MISSING_TYPE: 1}


def test_events_of_a_visitor_who_objects_are_kept_under_a_pseudonym_where_the_project_says_so(
    edge, project_document
) -> None:
    edge.visitors.stored[PROJECT, "u-1"] = {"age": 20}
    edge.publish(project_document() | {"privacy": {"signal": "ANONYMOUS", "key": "0a" * 32}})
    _post(edge, b"[" + PURCHASE[:-1] + b',"id":"i-1"},' + IMPRESSION + b"]", PHONE | {"Sec-GPC": "1"})
    assert {record.user for record in edge.log.appended} == {pseudonym(b"\n" * 32, "u-1")}
    assert (edge.log.appended[0].client_id, _context(edge)) == ("i-1", Context(None, "MOBILE"))
    assert edge.visitors.reads == 0
