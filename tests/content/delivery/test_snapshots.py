import pytest

from lenticular.content.delivery.memory import Memory
from lenticular.content.delivery.snapshots import Moved, Snapshot


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def database(ports):
    return ports.stores.configuration


def test_a_stack_is_found_by_its_key(database, memory, shop):
    with Snapshot(database, memory, shop.api_key, None) as snapshot:
        stack = snapshot.stack()
    assert (stack.uid, stack.master_locale) == (shop.uid, "en-us")
    assert memory.stack(shop.api_key) == stack


def test_there_is_none_of_an_unknown_key(database, memory):
    with Snapshot(database, memory, "none", None) as snapshot:
        assert snapshot.stack() is None


def test_what_is_remembered_is_not_loaded_again(database, memory, shop):
    with Snapshot(database, memory, shop.api_key, None) as snapshot:
        revision = snapshot.stack().revision
        assert snapshot.once(("x",), lambda _session: "loaded") == "loaded"
    with Snapshot(None, memory, shop.api_key, revision) as snapshot:
        assert snapshot.once(("x",), lambda _session: "again") == "loaded"


def test_a_change_between_memory_and_transaction_is_noticed(database, memory, shop, shelf):
    with Snapshot(database, memory, shop.api_key, None) as snapshot:
        revision = snapshot.stack().revision
    shelf.entry()
    with Snapshot(database, memory, shop.api_key, revision) as snapshot, pytest.raises(Moved):
        snapshot.once(("new",), lambda session: session.connection())


def test_memory_of_another_revision_is_not_used(database, memory, shop, shelf):
    with Snapshot(database, memory, shop.api_key, None) as snapshot:
        snapshot.stack()
        snapshot.hold("old", "x")
    shelf.entry()
    with Snapshot(database, memory, shop.api_key, memory.stack(shop.api_key).revision + 1) as snapshot:
        assert snapshot.held("x") is None
        snapshot.stack()
        assert snapshot.once(("x",), lambda _session: "new") == "new"
