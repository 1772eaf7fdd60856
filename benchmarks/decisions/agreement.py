"""Whether engines give the same answers, visitor by visitor."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.decisions.engines import Engine
from lenticular.domain.attributes import Visitor

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an engine may take for all visitors; one that would take longer compares those of so many seconds."""

    for_all_seconds: float
    else_seconds: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many visitors were compared, and what was found to differ, in words."""

    visitors: int
    differences: list[str]


def compare(
    ours: Engine, others: Mapping[str, Engine], visitors: Sequence[Visitor], patience: Patience
) -> dict[str, Agreement]:
    """Return how each engine agrees with ours on these visitors, or as many of them as there is patience for."""
    answers = [list(ours.read(ours.decide(visitor))) for visitor in visitors]
    return {name: _compare(answers, engine, visitors, patience) for name, engine in others.items()}


def _compare(
    answers: Sequence[list[str | None]], engine: Engine, visitors: Sequence[Visitor], patience: Patience
) -> Agreement:
    differences: list[str] = []
    begin, done = time.perf_counter(), 0
    for visitor, expected in zip(visitors, answers, strict=True):
        answer = list(engine.read(engine.decide(engine.given(visitor))))
        if answer != expected:
            differences.append(_words(visitor, expected, answer))
        done += 1
        spent = time.perf_counter() - begin
        if spent > patience.else_seconds and spent / done * len(visitors) > patience.for_all_seconds:
            break
    return Agreement(done, differences)


def _words(visitor: Visitor, expected: list[str | None], answer: list[str | None]) -> str:
    where = [position for position, pair in enumerate(zip(expected, answer, strict=True)) if pair[0] != pair[1]]
    first = where[0]
    return f"visitor {visitor.uid}: experience {first} is {expected[first]}, not {answer[first]}; {len(where)} in all"
