import asyncio

import pytest
from sqlalchemy import text

from fakes import NOON
from lenticular.errors import TooLarge, Unavailable
from lenticular.visitors.service import MAX_ATTRIBUTES
from lenticular.visitors.storage import VisitorStorage
from lenticular.visitors.stored import NOTHING

PROJECT = "a" * 24


@pytest.fixture
def run(stores):
    def with_storage(scenario):
        async def live():
            storage = VisitorStorage(stores.visitors, now=lambda: NOON, read_timeout_seconds=5)
            try:
                return await scenario(storage)
            finally:
                await storage.close()

        return asyncio.run(live())

    return with_storage


def test_what_was_written_is_read_by_the_next_call_and_by_another_process(run, stores):
    async def scenario(storage):
        await storage.write(PROJECT, "üser", {"city": "Zürich", "vip": True, "age": 10})
        return await storage.read(PROJECT, "üser")

    kept = {"city": "Zürich", "vip": True, "age": 10}
    assert run(scenario).attributes == kept
    assert run(lambda storage: storage.read(PROJECT, "üser")).attributes == kept
    assert run(lambda storage: storage.read(PROJECT, "other")) == NOTHING


def test_many_writers_at_once_lose_nothing(run):
    async def scenario(storage):
        await asyncio.gather(*(storage.write(PROJECT, f"v{n % 7}", {f"k{n}": n}) for n in range(140)))
        return [await storage.read(PROJECT, f"v{n}") for n in range(7)]

    found = run(scenario)
    assert [set(kept.attributes.values()) for kept in found] == [set(range(n, 140, 7)) for n in range(7)]


def test_of_two_draws_at_once_the_first_is_kept_and_both_processes_read_it(stores):
    async def scenario():
        storages = [VisitorStorage(stores.visitors, now=lambda: NOON, read_timeout_seconds=5) for _ in range(2)]
        await storages[0].assign(PROJECT, "ann", {"1": "0"}, {})
        await storages[1].assign(PROJECT, "ann", {"1": "2", "4": "1"}, {})
        found = [await storage.read(PROJECT, "ann") for storage in storages]
        for storage in storages:
            await storage.close()
        return found

    found = asyncio.run(scenario())
    assert [(kept.attributes, kept.assignments) for kept in found] == [({}, {"1": "0", "4": "1"})] * 2


def test_two_processes_write_the_same_visitors_without_losing_or_blocking_each_other(stores):
    async def scenario():
        storages = [VisitorStorage(stores.visitors, now=lambda: NOON, read_timeout_seconds=5) for _ in range(2)]
        users = [f"v{n}" for n in range(20)]
        writes = [storages[n % 2].write(PROJECT, users[(n * 7) % 20], {f"k{n}": n}) for n in range(200)]
        merges = [storages[n % 2].merge(PROJECT, users[n], users[-n - 1]) for n in range(20)]
        await asyncio.gather(*writes, *merges)
        found = [await storages[0].read(PROJECT, user) for user in users]
        for storage in storages:
            await storage.close()
        return found

    found = asyncio.run(scenario())
    assert all(found[(n * 7) % 20].attributes[f"k{n}"] == n for n in range(200))


def test_a_refused_change_reaches_its_caller_only(run):
    async def scenario(storage):
        too_many = {f"k{n}": n for n in range(MAX_ATTRIBUTES + 1)}
        return await asyncio.gather(
            storage.write(PROJECT, "ann", too_many), storage.write(PROJECT, "bea", {"a": 1}), return_exceptions=True
        )

    refused, accepted = run(scenario)
    assert isinstance(refused, TooLarge)
    assert accepted is None


def test_a_store_that_does_not_answer_is_unavailable(run, stores):
    with stores.visitors.writing() as session:
        session.execute(text("DROP TABLE visitor"))

    async def scenario(storage):
        return await asyncio.gather(
            storage.read(PROJECT, "ann"), storage.write(PROJECT, "ann", {"a": 1}), return_exceptions=True
        )

    assert [type(outcome) for outcome in run(scenario)] == [Unavailable, Unavailable]
