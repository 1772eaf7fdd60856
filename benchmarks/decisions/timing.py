"""CPU time per visitor of several engines side by side, so that what else a machine does slows all of them alike."""

import gc
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.decisions.engines import Engine
from lenticular.domain.attributes import Visitor

Microseconds = float

_WARMING_TURNS = 5


@dataclass(frozen=True, slots=True)
class Contestant:
    """An engine and whom it decides on. `visitors` are new in every round unless there are too few of them."""

    engine: Engine
    visitors: Sequence[Visitor]


def rounds(
    contestants: Mapping[str, Contestant], *, count: int, seconds: float, warming: Sequence[Visitor]
) -> dict[str, list[Microseconds]]:
    """Return what a visitor cost each contestant in each round, in turns of about so many seconds.

    Before that every engine sees the warming visitors, as many as a few turns hold, so that what it remembers
    of values is there; the visitors of the rounds are others.
    """
    sizes = {name: _size(one, count, seconds, warming) for name, one in contestants.items()}
    found: dict[str, list[Microseconds]] = {name: [] for name in contestants}
    names = list(contestants)
    for number in range(count):
        for name in (*names[number % len(names) :], *names[: number % len(names)]):
            one = contestants[name]
            start = number * sizes[name]
            chosen = [one.visitors[(start + step) % len(one.visitors)] for step in range(sizes[name])]
            found[name].append(cost(one.engine, chosen))
    return found


def quickest(engines: Sequence[Engine], visitors: Sequence[Visitor], seconds: float = 0.02) -> int:
    """Return the position of the engine that is quickest with a few visitors, found in some such turns of each."""
    if len(engines) == 1:
        return 0
    costs = []
    for engine in engines:
        count = _fitting(engine, seconds, visitors)
        costs.append(min(cost(engine, visitors[:count]) for _ in range(3 if count > 1 else 1)))
    return costs.index(min(costs))


def cost(engine: Engine, visitors: Sequence[Visitor]) -> Microseconds:
    """Return the CPU time per visitor; nothing of the answers is kept."""
    given: list[Any] = [engine.given(visitor) for visitor in visitors]
    decide = engine.decide
    gc.disable()
    try:
        start = time.process_time_ns()
        for one in given:
            decide(one)
        return (time.process_time_ns() - start) / 1000 / len(given)
    finally:
        gc.enable()


def _size(one: Contestant, count: int, seconds: float, warming: Sequence[Visitor]) -> int:
    """Return how many visitors fill a turn, after warming up; at least one, and no more than there are for a round."""
    fitting = _fitting(one.engine, seconds, warming)
    if fitting > 1:
        cost(one.engine, warming[: fitting * _WARMING_TURNS])
        fitting = _fitting(one.engine, seconds, warming)
    return max(1, min(len(one.visitors) // count, fitting))


def _fitting(engine: Engine, seconds: float, visitors: Sequence[Visitor]) -> int:
    """Return how many visitors an engine manages in so many seconds, as far as a few tell; at least one."""
    first = cost(engine, visitors[:1])
    if first < seconds * 1_000_000:
        first = cost(engine, visitors[1:4])
    return max(1, min(len(visitors), int(seconds * 1_000_000 / first)))
