from datetime import UTC, datetime

import pytest

from lenticular.domain import ruleset as rulesets
from lenticular.domain.attributes import Visitor
from lenticular.edge.memory import Memory
from lenticular.ingestion.records import Context

ADULTS, CAMPAIGN = "a" * 24, "b" * 24
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def ruleset(project_document):
    return rulesets.from_document(project_document())


def adult(uid: str, **known: object) -> Visitor:
    return Visitor(uid, NOON, country="US", device_type="TABLET", stored_attributes={"age": 20}, **known)


def test_a_visitor_s_context_is_what_was_known_at_the_last_decision(ruleset) -> None:
    memory = Memory()
    memory.remember(ruleset, "ann", Visitor("ann", NOON, query_parameters={"utm_campaign": "summer"}))
    assert memory.context(ruleset, "ann") == Context(None, None, (CAMPAIGN,))
    memory.remember(ruleset, "ann", adult("ann", live_attributes={"age": 3}))
    assert memory.context(ruleset, "ann") == Context("US", "TABLET", ())
    memory.remember(ruleset, "ann", adult("ann"))
    assert [memory.context(ruleset, "ann") for _ in range(2)] == [Context("US", "TABLET", (ADULTS,))] * 2
    assert memory.context(ruleset, "bea") is None


@pytest.mark.parametrize("odd", [2**70, "\ud800", {"a": [1.5, None, {"b": True}]}, [2**64]])
def test_what_only_json_can_say_is_remembered_too(ruleset, odd) -> None:
    memory = Memory()
    memory.remember(ruleset, "ann", adult("ann", live_attributes={"odd": odd}))
    assert memory.context(ruleset, "ann") == Context("US", "TABLET", (ADULTS,))


def test_the_longest_unheard_of_are_forgotten_first(ruleset) -> None:
    memory = Memory(max_visitors=2)
    for uid in ("ann", "bea", "ann", "cleo"):
        memory.remember(ruleset, uid, adult(uid))
    assert [uid for uid in ("ann", "bea", "cleo") if memory.context(ruleset, uid)] == ["ann", "cleo"]


def test_visitors_who_send_much_crowd_out_others_but_never_more_than_the_memory_holds(ruleset) -> None:
    memory = Memory(max_bytes=10_000)
    for number in range(9):
        memory.remember(ruleset, f"v{number}", adult(f"v{number}", live_attributes={"long": "x" * 3_000}))
    kept = [number for number in range(9) if memory.context(ruleset, f"v{number}")]
    assert kept == [6, 7, 8]
    for number in range(9, 99):  # those judged already take no room any more
        memory.remember(ruleset, f"v{number}", adult(f"v{number}"))
    assert memory.context(ruleset, "v6") is not None


def test_an_exposure_is_new_once_until_it_is_forgotten(ruleset) -> None:
    memory, project = Memory(max_visitors=2), ruleset.project_uid
    assert memory.unexposed(project, "ann", ["a", "b"]) == {"a", "b"}
    memory.remember(ruleset, "ann", adult("ann"))
    assert memory.unexposed(project, "ann", ["a", "c"]) == {"c"}
    memory.forget_exposures(project, "ann", ["a"])
    assert memory.unexposed(project, "ann", ["a", "b", "c"]) == {"a"}
    assert memory.unexposed(project, "bea", ["a"]) == memory.unexposed("another", "ann", ["a"]) == {"a"}
    memory.forget_exposures(project, "nobody", ["a"])
    assert memory.unexposed(project, "ann", ["a"]) == {"a"}
