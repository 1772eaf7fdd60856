"""Whether engines give the same answers, visitor by visitor."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.decisions.engines import Engine
from lenticular.domain.attributes import Visitor

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many visitors were compared, and what was found to differ, in words."""

    visitors: int
    differences: list[str]


def compare(
    ours: Engine, others: Mapping[str, Engine], visitors: Sequence[Visitor], *, seconds: float
) -> dict[str, Agreement]:
    """Return how each engine agrees with ours on these visitors, or as many of them as it manages in its time."""
    answers = [list(ours.read(ours.decide(visitor))) for visitor in visitors]
    return {name: _compare(answers, engine, visitors, seconds) for name, engine in others.items()}


def _compare(
    answers: Sequence[list[str | None]], engine: Engine, visitors: Sequence[Visitor], seconds: float
) -> Agreement:
    differences: list[str] = []
    end = time.perf_counter() + seconds
    done = 0
    for visitor, expected in zip(visitors, answers, strict=True):
        answer = list(engine.read(engine.decide(engine.given(visitor))))
        if answer != expected:
            differences.append(_words(visitor, expected, answer))
        done += 1
        if time.perf_counter() > end:
            break
    return Agreement(done, differences)


def _words(visitor: Visitor, expected: list[str | None], answer: list[str | None]) -> str:
    where = [position for position, pair in enumerate(zip(expected, answer, strict=True)) if pair[0] != pair[1]]
    first = where[0]
    return f"visitor {visitor.uid}: experience {first} is {expected[first]}, not {answer[first]}; {len(where)} in all"
