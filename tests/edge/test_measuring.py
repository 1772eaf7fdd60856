import dataclasses

import pytest

from lenticular import errors
from lenticular.domain.bucketing import HOLDOUT_SUFFIX, seed, slot, visitor_hash
from lenticular.domain.privacy import pseudonym
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.records import Context

PROJECT = "6734eae6603c9640f5808e78"
CAMPAIGN = "bbbbbbbbbbbbbbbbbbbbbbbb"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
KEY = "0a" * 32


def is_held_out(user: str) -> bool:
    return slot(visitor_hash(user), seed(f"{0:024x}{HOLDOUT_SUFFIX}")) < 5000


GIVEN, HELD = (next(f"u-{n}" for n in range(99) if is_held_out(f"u-{n}") is held) for held in (False, True))


@pytest.fixture
def visit(edge, measured):
    """Return a function that asks for the manifest of a visitor whom the campaign led to the page."""
    edge.publish(measured())

    def run(user, **headers):
        sent = {"x-cs-personalize-user-uid": user, "user-agent": PHONE, "x-page-url": "https://a/?utm_campaign=summer"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        reply = edge.call("GET", "/manifest", sent)
        assert reply.status == 200
        return reply.json["activeVariants"]

    return run


def test_the_variant_given_and_the_one_withheld_are_recorded_once_with_the_visitor_s_context(edge, visit):
    for user in (GIVEN, HELD, GIVEN, HELD):
        assert visit(user)["0"] == (None if user == HELD else "1")
    assert [(record.user, record.agent, record.subject.is_held_out) for record in edge.log.appended] == [
        (GIVEN, AgentClass.BROWSER, False),
        (HELD, AgentClass.BROWSER, True),
    ]
    for record in edge.log.appended:
        exposure = record.subject
        assert (exposure.experience_short_uid, exposure.variant_short_uid, exposure.version) == ("0", "1", f"{0:023x}a")
        assert exposure.context == Context(None, "MOBILE", (CAMPAIGN,))
        assert (record.project, record.arrived_at) == (PROJECT, int(edge.ports.now().timestamp() * 1000))
    assert edge.counters.exposures == 2


def test_another_version_or_another_variant_is_another_exposure(edge, visit, measured):
    visit(GIVEN)
    visit(GIVEN, x_live_attributes='{"age":20}')
    changed = measured()
    changed["experiences"][0]["version"]["uid"] = f"{0:023x}b"
    edge.publish(changed)
    visit(GIVEN)
    found = [(record.subject.version[-1], record.subject.variant_short_uid) for record in edge.log.appended]
    assert found == [("a", "1"), ("a", "0"), ("b", "1")]


def test_the_holdout_of_the_project_measures_every_experience_that_has_a_variant(edge, visit, measured):
    edge.publish(measured(holdout=10_000))
    assert set(visit(GIVEN).values()) == {None}
    assert [(record.subject.experience_short_uid, record.subject.is_held_out) for record in edge.log.appended] == [
        ("0", True),
        ("2", True),
    ]
    assert edge.visitors.assigned == {}


def test_who_gets_nothing_in_an_experience_is_no_exposure_of_it(edge, visit):
    visit(GIVEN, x_page_url="https://a/")
    assert edge.log.appended == []


def test_a_log_that_fails_costs_no_answer_and_the_next_manifest_records_the_exposure(edge, visit):
    edge.log.failure = errors.Unavailable("EVENT_LOG_UNWRITABLE", "…")
    assert visit(GIVEN)["0"] == "1"
    assert (edge.counters.exposures, edge.counters.exposure_failures) == (0, 1)
    edge.log.failure = None
    visit(GIVEN)
    assert [record.user for record in edge.log.appended] == [GIVEN]


def test_who_asks_only_for_the_headers_leaves_no_trace(edge, visit):
    headers = {"x-cs-personalize-user-uid": GIVEN, "user-agent": PHONE, "x-page-url": "https://a/?utm_campaign=summer"}
    assert edge.call("HEAD", "/manifest", headers).status == 200
    assert (edge.log.appended, edge.visitors.assigned) == ([], {})


def test_a_fault_in_what_follows_costs_no_answer(edge, visit):
    def fail() -> str:
        raise RuntimeError("no uid")

    ports = dataclasses.replace(edge.ports, new_line_id=fail)
    edge.application = type(edge.application)(ports, prefix="/personalize-edge")
    assert visit(GIVEN)["0"] == "1"


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "Mozilla/5.0 HeadlessChrome/130"])
def test_robots_leave_no_trace(edge, visit, agent):
    visit(GIVEN, user_agent=agent)
    assert (edge.log.appended, edge.visitors.assigned) == ([], {})


def test_a_bandit_s_first_draw_is_kept_while_its_weights_move(edge, visit, measured):
    first = visit(GIVEN)["2"]
    assert edge.visitors.assigned == {(PROJECT, GIVEN): {"2": first}}
    moved = measured()
    for variant in moved["experiences"][2]["version"]["variants"]:
        variant["ranges"] = [] if variant["shortUid"] == first else [[0, 10_000]]
    edge.publish(moved)
    assert visit(GIVEN)["2"] == first
    assert visit(HELD)["2"] != first
    assert (edge.counters.assignments, edge.visitors.writes) == (2, 2)


def test_a_draw_of_a_variant_that_is_gone_gives_way(edge, visit):
    edge.visitors.assigned[PROJECT, GIVEN] = {"2": "9", "7": "1"}
    drawn = visit(GIVEN)["2"]
    assert edge.visitors.assigned[PROJECT, GIVEN] == {"2": drawn, "7": "1"}


def test_nothing_is_assigned_to_a_visitor_of_whom_it_is_not_known_what_is_stored(edge, visit):
    edge.visitors.failure = OSError("no store")
    assert visit(GIVEN)["2"] is not None
    assert (edge.visitors.writes, edge.counters.assignment_failures) == (0, 0)


def test_a_draw_that_cannot_be_stored_is_counted(edge, visit):
    new = edge.call("GET", "/manifest", {"User-Agent": PHONE})
    edge.visitors.failure = OSError("no store")
    again = edge.call("GET", "/manifest", {"User-Agent": PHONE})
    assert (new.status, again.status) == (200, 200)
    assert (edge.counters.assignments, edge.counters.assignment_failures) == (1, 1)


def test_of_a_visitor_who_objects_nothing_is_kept_where_the_project_says_so(edge, visit, measured):
    for key in (KEY, None):
        edge.publish(measured(privacy={"signal": "DROP" if key else "ANONYMOUS", "key": key}))
        assert visit(GIVEN, sec_gpc="1")["0"] == "1"
    assert (edge.log.appended, edge.visitors.assigned) == ([], {})
    visit(GIVEN, sec_gpc="0")
    assert len(edge.log.appended) == 1


def test_a_visitor_who_objects_is_counted_under_a_pseudonym_where_the_project_says_so(edge, visit, measured):
    edge.publish(measured(privacy={"signal": "ANONYMOUS", "key": KEY}))
    for _ in range(2):
        visit(HELD, sec_gpc="1")
    (record,) = edge.log.appended
    assert record.user == pseudonym(bytes.fromhex(KEY), HELD)
    assert record.subject.context == Context(None, "MOBILE")
    assert edge.visitors.assigned == {}
