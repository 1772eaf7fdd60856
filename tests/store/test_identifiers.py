"""Uids in the contract's formats."""

import re

from lenticular.store.identifiers import RandomIdentifiers


def test_formats():
    identifiers = RandomIdentifiers()

    assert re.fullmatch(r"[0-9a-f]{24}", identifiers.object_id())
    assert re.fullmatch(r"blt[0-9a-f]{16}", identifiers.blt())
    assert re.fullmatch(r"cs[0-9a-f]{16}", identifiers.cs())


def test_none_is_minted_twice():
    first, second = RandomIdentifiers(), RandomIdentifiers()
    minted = [mint() for mint in (first.object_id, second.object_id, first.blt, first.cs) for _ in range(1000)]

    assert len(set(minted)) == len(minted)


def test_object_ids_made_later_sort_later():
    identifiers = RandomIdentifiers()
    identifiers.object_id()
    minted = [identifiers.object_id() for _ in range(100)]

    assert minted == sorted(minted)
