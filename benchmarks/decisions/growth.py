"""How the cost of a decision grows with a ruleset, and what a ruleset costs before the first one: time and memory."""

import gc
import math
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.decisions import contenders, timing, workload
from benchmarks.decisions.contenders import Maker
from benchmarks.decisions.engines import Engine
from benchmarks.decisions.peers import outline, zen_engine
from benchmarks.decisions.timing import Contestant
from benchmarks.decisions.workload import SHAPES
from benchmarks.figures import spread
from lenticular.domain.engine import compiling
from lenticular.domain.ruleset import Ruleset

EXPERIENCES = (125, 250, 500, 1000)
AUDIENCES = (250, 500, 1000, 2000)
RULES = ((2, 4), (4, 8), (8, 16), (16, 32))
ROUNDS, SECONDS = 5, 0.05
BESIDE = "zen-engine"

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def tables(largest: Ruleset) -> dict[str, Any]:
    """Return what a known visitor costs as one thing grows and all else stays: `us` by how many, and the exponent.

    An exponent of 1 is growth in proportion. Experiences share 2000 audiences; audiences and rules grow under 100
    experiences of 5 variants with 5 audiences each.
    """
    return {
        "experiences": _table(EXPERIENCES, _of_experiences(largest)),
        "audiences": _table(
            AUDIENCES, (workload.shaped(replace(SHAPES["M"], audiences=count), ab_tests=0) for count in AUDIENCES)
        ),
        "rules": _table(
            [sum(counts) // 2 for counts in RULES],
            (workload.shaped(replace(SHAPES["M"], rules=counts), ab_tests=0) for counts in RULES),
        ),
    }


def building(ruleset: Ruleset) -> dict[str, Any]:
    """Return the seconds in which ours takes up a ruleset, whole and when one thing changes."""
    decider = compiling.compiled(ruleset)
    experience = ruleset.experiences[len(ruleset.experiences) // 2]
    changed = replace(experience, version=replace(experience.version, uid="another"))
    uid, audience = next(iter(ruleset.audiences.items()))
    another = ruleset.audiences[list(ruleset.audiences)[1]]
    changes = {
        "whole": (ruleset, None),
        "one_experience": (
            replace(ruleset, experiences=tuple(changed if one is experience else one for one in ruleset.experiences)),
            decider,
        ),
        "one_audience": (
            replace(ruleset, audiences={**ruleset.audiences, uid: replace(audience, definition=another.definition)}),
            decider,
        ),
    }
    return {
        name: spread(_seconds(partial(compiling.compiled, after, before)) for _ in range(3))
        for name, (after, before) in changes.items()
    }


def footprint(ruleset: Ruleset, make: Callable[[Ruleset], Any]) -> dict[str, float]:
    """Return the seconds in which something is made of a ruleset, and the MB by which a new process grows with it."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_footprint, args=(ruleset, make, sending))
    child.start()
    sending.close()
    try:
        found: dict[str, float] = receiving.recv()
    finally:
        child.join()
    return found


def make_and_remember(ruleset: Ruleset) -> Any:
    """Make our engine, and let it see a thousand visitors, whose values it remembers."""
    engine = contenders.ours(ruleset)
    return engine, [engine.decide(visitor) for visitor in workload.visitors("L", "known", 1000, seed=3)][-1]


def make_peer(maker: Maker, ruleset: Ruleset) -> Any:
    """Make a peer's engine from a ruleset, the outline included."""
    return maker(outline.outline(ruleset))


def _of_experiences(largest: Ruleset) -> Iterator[Ruleset]:
    for count in EXPERIENCES:
        yield replace(largest, experiences=largest.experiences[:count])


def _table(counts: Sequence[int], rulesets: Iterator[Ruleset]) -> dict[str, Any]:
    visitors = workload.visitors("L", "known", 1200)
    found: dict[str, dict[str, float]] = {"lenticular": {}, BESIDE: {}}
    for count, ruleset in zip(counts, rulesets, strict=True):
        engines: dict[str, Engine] = {
            "lenticular": contenders.ours(ruleset),
            BESIDE: zen_engine.audiences(outline.outline(ruleset))[0],
        }
        contestants = {name: Contestant(engine, visitors[200:]) for name, engine in engines.items()}
        measured = timing.rounds(contestants, count=ROUNDS, seconds=SECONDS, warming=visitors[:200])
        for name, costs in measured.items():
            found[name][str(count)] = spread(costs)["median"]
    return {name: {"us": costs, "exponent": _exponent(costs)} for name, costs in found.items()}


def _exponent(costs: Mapping[str, float]) -> float:
    (few, first), *_, (many, last) = costs.items()
    return round(math.log(last / first) / math.log(int(many) / int(few)), 2)


def _seconds(make: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    make()
    return time.process_time() - start


def _footprint(ruleset: Ruleset, make: Callable[[Ruleset], Any], sending: Any) -> None:
    gc.collect()
    gc.freeze()
    before = _resident_bytes()
    start = time.process_time()
    made = make(ruleset)
    seconds = time.process_time() - start
    gc.collect()
    sending.send({"seconds": round(seconds, 4), "mb": round((_resident_bytes() - before) / 1_000_000, 1)})
    sending.close()
    del made


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES
