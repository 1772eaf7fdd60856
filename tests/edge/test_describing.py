import asyncio

import pytest

from lenticular.edge import describing
from lenticular.ingestion.records import Context
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import Stored, StoredText

PROJECT = "6734eae6603c9640f5808e78"
CAMPAIGN = "b" * 24


def test_a_store_that_fails_is_counted_and_given_up(edge) -> None:
    def read() -> StoredText | None:
        return asyncio.run(describing.stored(PROJECT, "u-1", edge.ports))

    edge.visitors.stored[PROJECT, "u-1"] = {"age": 1}
    assert read() == Stored({"age": 1}).as_text()
    edge.visitors.failure = OSError("no store")
    assert read() is None
    assert edge.counters.visitor_read_failures == 1


@pytest.mark.parametrize("is_named", [True, False])
def test_a_context_tells_device_and_audiences_whatever_the_rules_of_live_experiences_need(edge, is_named) -> None:
    project = edge.rulesets.project(PROJECT)
    assert "device_type" not in project.decider.needs
    facts = RequestFacts(edge.ports.now(), "u-1", "https://a/?utm_campaign=summer", user_agent="Mozilla/5.0 (iPhone)")
    if is_named:
        assert describing.context(project, facts, edge.ports) == Context(None, "MOBILE", (CAMPAIGN,))
    else:
        assert describing.nameless_context(facts, edge.ports) == Context(None, "MOBILE")
