import gc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.edge.memory import Manifest, Memory
from lenticular.ingestion.records import Context
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import StoredText

PROJECT = "a" * 24
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def facts(agent: str, **said: object) -> RequestFacts:
    return RequestFacts(NOON, user_agent=agent, **said)


def made(facts: RequestFacts) -> Context:
    return Context(None, facts.user_agent)


def never(_facts: RequestFacts) -> Context:
    raise AssertionError("nothing was to be made")


def test_a_visitor_s_context_is_made_of_their_last_request_when_somebody_asks_and_once() -> None:
    memory = Memory()
    memory.remember(PROJECT, "ann", facts("first"))
    memory.remember(PROJECT, "ann", facts("second"))
    assert memory.context(PROJECT, "ann", made) == Context(None, "second")
    assert memory.context(PROJECT, "ann", never) == Context(None, "second")
    memory.remember(PROJECT, "ann", facts("third"))
    assert memory.context(PROJECT, "ann", made) == Context(None, "third")
    assert memory.context(PROJECT, "bea", never) is memory.context("b" * 24, "ann", never) is None


TEXTS = ("user_uid", "page_url", "referrer", "user_agent", "ip_address", "live_attributes_header")


@given(
    st.builds(
        RequestFacts,
        now=st.just(NOON),
        client_hints=st.none() | st.dictionaries(st.text(), st.text()),
        stored=st.builds(StoredText, st.text(), st.text()),
        **dict.fromkeys(TEXTS, st.none() | st.text()),
    )
)
def test_a_context_is_made_of_all_that_the_request_said(said) -> None:
    memory, seen = Memory(), []
    memory.remember(PROJECT, "ann", said)
    memory.context(PROJECT, "ann", lambda facts: seen.append(facts) or Context(None, None))
    assert seen == [said]


def test_the_longest_unheard_of_are_forgotten_first() -> None:
    memory = Memory(max_visitors=2)
    for uid in ("ann", "bea", "ann", "cleo"):
        memory.remember(PROJECT, uid, facts(uid))
    assert [uid for uid in ("ann", "bea", "cleo") if memory.context(PROJECT, uid, made)] == ["ann", "cleo"]


LONG = "x" * 3_000


@pytest.mark.parametrize(
    "said",
    [
        {"page_url": LONG},
        {"referrer": LONG},
        {"live_attributes_header": LONG},
        {"client_hints": {"sec-ch-ua-platform": LONG}},
        {"stored": StoredText(LONG, "{}")},
        {"stored": StoredText("{}", LONG)},
        {"user_agent": LONG},
    ],
    ids=lambda said: next(iter(said)),
)
def test_visitors_who_send_much_crowd_out_others_but_never_more_than_the_memory_holds(said) -> None:
    memory = Memory(max_bytes=10_000)
    for number in range(9):
        memory.remember(PROJECT, f"v{number}", RequestFacts(**{"now": NOON, "user_agent": "a", **said}))
    assert [number for number in range(9) if memory.context(PROJECT, f"v{number}", made)] == [6, 7, 8]
    for number in range(9, 99):  # those judged already take no room any more
        memory.remember(PROJECT, f"v{number}", facts("a"))
    assert memory.context(PROJECT, "v6", never) is not None


def test_an_exposure_is_new_once_until_it_is_forgotten() -> None:
    memory = Memory(max_visitors=2)
    assert memory.unexposed(PROJECT, "ann", ["a", "b"]) == {"a", "b"}
    memory.remember(PROJECT, "ann", facts("a"))
    assert memory.unexposed(PROJECT, "ann", ["a", "c"]) == {"c"}
    memory.forget_exposures(PROJECT, "ann", ["a"])
    assert memory.unexposed(PROJECT, "ann", ["a", "b", "c"]) == {"a"}
    assert memory.unexposed(PROJECT, "bea", ["a"]) == memory.unexposed("another", "ann", ["a"]) == {"a"}
    memory.forget_exposures(PROJECT, "nobody", ["a"])
    assert memory.unexposed(PROJECT, "ann", ["a"]) == {"a"}


def test_it_is_told_who_goes_on_in_the_same_browser() -> None:
    memory = Memory()
    steps = [("a", "192.0.2.1"), ("a", "192.0.2.1"), ("a", "192.0.2.2"), ("b", "192.0.2.2"), ("b", "192.0.2.2")]
    found = [memory.remember(PROJECT, "ann", facts(agent, ip_address=address)) for agent, address in steps]
    assert found == [False, True, False, False, True]
    assert not memory.remember(PROJECT, "bea", facts("b", ip_address="192.0.2.2"))


def test_the_oldest_manifests_are_forgotten_first_and_one_that_is_too_large_at_once() -> None:
    memory = Memory(max_manifest_bytes=100_000)
    for uid in ("ann", "bea", "ann", "cleo"):
        memory.keep_manifest(PROJECT, uid, Manifest(b"", b"x" * 40_000))
    kept = [uid for uid in ("ann", "bea", "cleo") if memory.manifest(PROJECT, uid)]
    assert kept == ["ann", "cleo"]
    memory.keep_manifest(PROJECT, "ann", Manifest(b"x" * 120_000, b""))
    assert [memory.manifest(PROJECT, uid) for uid in kept] == [None, None]
    memory.keep_manifest(PROJECT, "ann", Manifest(b"y", b"x"))
    assert memory.manifest(PROJECT, "ann") == Manifest(b"y", b"x")
    assert memory.manifest("b" * 24, "ann") is None
    memory.forget_exposures(PROJECT, "ann", ["a"])
    assert memory.manifest(PROJECT, "ann") is None


def test_the_collector_does_not_go_through_what_is_remembered() -> None:
    memory, exposures = Memory(), ["one", "other"]
    gc.collect()
    before = len(gc.get_objects())
    for number in range(100):
        memory.remember(PROJECT, f"v{number}", facts(f"{number}", client_hints={"sec-ch-ua-platform": "Linux"}))
        memory.unexposed(PROJECT, f"v{number}", exposures)
        memory.keep_manifest(PROJECT, f"v{number}", Manifest(b"y", b"x"))
        memory.context(PROJECT, f"v{number}", lambda said: Context("US", None, (said.user_agent, "b" * 24)))
    gc.collect()
    assert len(gc.get_objects()) - before < 10
