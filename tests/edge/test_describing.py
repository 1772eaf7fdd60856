import asyncio
import dataclasses

from lenticular.edge import describing
from lenticular.visitors.stored import Stored

PROJECT = "6734eae6603c9640f5808e78"


def test_a_store_that_is_slow_or_fails_is_given_up_and_counted(edge) -> None:
    ports = dataclasses.replace(edge.ports, visitor_read_seconds=0.01)

    def read() -> Stored | None:
        return asyncio.run(describing.stored(PROJECT, "u-1", ports))

    edge.visitors.stored[PROJECT, "u-1"] = {"age": 1}
    assert read() == Stored({"age": 1})
    edge.visitors.delay_seconds = 1
    assert read() is None
    edge.visitors.delay_seconds, edge.visitors.failure = 0, OSError("no store")
    assert read() is None
    assert edge.counters.visitor_read_failures == 2
