"""What every engine is to the comparison, and how one that knows only audiences finds the variants: by first match.

An engine is timed from a visitor as plain Python has it (of ours a `Visitor`, of the others a dictionary of facts) to
an answer that plain Python can read. What an engine must be given in a form of its own, it makes of that in the timing,
as it would for every request; what it makes of the rules it makes before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.decisions.peers.outline import Outline, facts
from lenticular.domain.attributes import Visitor

# By priority the variant of each experience, by short uid.
Answer = Sequence[str | None]


def as_it_is(value: Any) -> Any:
    """Return what is given."""
    return value


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that has taken up a ruleset. `given` makes what it is timed from, `read` an answer of what it gives."""

    decide: Callable[[Any], Any]
    given: Callable[[Visitor], Any] = facts
    read: Callable[[Any], Answer] = as_it_is


def on_demand(found: Outline, belongs: Callable[[Any, int], bool], convert: Callable[[Any], Any] = as_it_is) -> Engine:
    """Return an engine that asks about an audience when the first variant needs it, and then remembers."""

    class Remembered(dict[int, bool]):
        def __init__(self, asked: Any) -> None:
            self.asked = asked

        def __missing__(self, position: int) -> bool:
            result = self[position] = belongs(self.asked, position)
            return result

    ways = [
        [(choice.variant, all if choice.is_all else any, choice.audiences) for choice in choices]
        for choices in found.experiences
    ]

    def decide(given: Any) -> Answer:
        truth = Remembered(convert(given)).__getitem__
        answer: list[str | None] = []
        for choices in ways:
            for variant, combined, needed in choices:
                if combined(map(truth, needed)):
                    answer.append(variant)
                    break
            else:
                answer.append(None)
        return answer

    return Engine(decide)


def all_at_once(found: Outline, members: Callable[[Any], Iterable[int]]) -> Engine:
    """Return an engine that first finds all audiences that a visitor is in, by position."""
    ways = [
        [(choice.variant, choice.is_all, frozenset(choice.audiences)) for choice in choices]
        for choices in found.experiences
    ]

    def decide(given: Any) -> Answer:
        true = frozenset(members(given))
        answer: list[str | None] = []
        for choices in ways:
            for variant, is_all, needed in choices:
                if needed <= true if is_all else not needed.isdisjoint(true):
                    answer.append(variant)
                    break
            else:
                answer.append(None)
        return answer

    return Engine(decide)


def both_ways(
    found: Outline, belongs: Callable[[Any, int], bool], convert: Callable[[Any], Any] = as_it_is
) -> list[Engine]:
    """Return an engine that can tell of one audience at a time, on demand and all at once."""
    positions = range(len(found.audiences))

    def members(given: Any) -> list[int]:
        asked = convert(given)
        return [position for position in positions if belongs(asked, position)]

    return [on_demand(found, belongs, convert), all_at_once(found, members)]
