"""The order in which things of an export can be made (pure)."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def after_what_they_need(
    items: Sequence[Item],
    *,
    name: Callable[[Item], str],
    needs: Callable[[Item], Collection[str]],
    present: Collection[str] = (),
) -> list[Item]:
    """Return the items so that each comes after those that it needs by name, and otherwise in their order.

    What needs something that is neither here nor `present`, or itself by a circle, comes last: making it says why not.
    """
    known = set(present)
    ordered: list[Item] = []
    waiting = list(items)
    while waiting:
        ready = [item for item in waiting if known.issuperset(needs(item))] or waiting
        ordered += ready
        known.update(map(name, ready))
        waiting = [item for item in waiting if not any(item is done for done in ready)]
    return ordered
