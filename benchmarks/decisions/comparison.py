"""Deciding beside other engines: what one visitor costs, whether all agree, how cost grows, what a ruleset takes.

    .venv/bin/python -m benchmarks.decisions.comparison [--quick]

The peers come with `uv sync --group peers`. Times are CPU time per visitor in microseconds, from a visitor as plain
Python has it to the variants of all experiences, in rounds by turns. Any answer that differs from ours fails the
command. See `workload` for what is decided and `peers` for how each peer is used.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks import figures
from benchmarks.decisions import agreement, contenders, growth, timing, workload
from benchmarks.decisions.agreement import Patience
from benchmarks.decisions.contenders import PEERS, Maker
from benchmarks.decisions.engines import Engine
from benchmarks.decisions.timing import Contestant
from benchmarks.decisions.workload import SHAPES, SIZES, VISITINGS, Size, Visiting
from lenticular.domain.attributes import Visitor
from lenticular.domain.ruleset import Ruleset

LEFT_OUT = {
    "A/B tests": "each engine splits visitors by a hash of its own; ours with a tenth of them is timed apart",
    "dates in the visitor's zone, Lytics audiences, places in another case": "not every peer can express them",
}
OURS, REASONS, TESTS, REPEATED, SIMPLE = "lenticular", "with reasons", "with A/B tests", "repeated", "simple evaluator"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is done: rounds, the seconds of a turn, the visitors to time, and those to compare.

    An engine that would take longer than `patience_seconds` to compare them all compares as many as it manages in
    `comparing_seconds`. `slowest_us`: a peer that needs longer for a visitor at L is not timed there.
    """

    rounds: int
    seconds: float
    visitors: int
    compared: int
    patience_seconds: float
    comparing_seconds: float
    slowest_us: float


FULL = Effort(
    rounds=7, seconds=0.04, visitors=3000, compared=10_000, patience_seconds=60, comparing_seconds=1.5, slowest_us=1e9
)
QUICK = Effort(
    rounds=3, seconds=0.01, visitors=600, compared=100, patience_seconds=0.5, comparing_seconds=0.1, slowest_us=1e5
)
_KINDS: Mapping[Visiting, float] = {"known": 0.4, "anonymous": 0.4, "none": 0.2}


def run(*, quick: bool = False) -> dict[str, Any]:
    """Return all figures (see `show`). Raises SystemExit if any answer differs from ours."""
    effort = QUICK if quick else FULL
    found: dict[str, Any] = {"versions": contenders.versions(), "left_out": LEFT_OUT, "compared": {}}
    for size in SIZES:
        ruleset = workload.shaped(SHAPES[size], ab_tests=0)
        field = Field.of(size, ruleset, quick=quick)
        found["compared"][size] = _agree(field, effort)
        found[size] = {kind: _timed(field, kind, effort) for kind in VISITINGS}
        if size == "L":
            found |= _whole(ruleset, field, quick=quick)
    return found


@dataclass(frozen=True, slots=True)
class Field:
    """All engines with one ruleset, and the simple evaluator with the one that has A/B tests."""

    size: Size
    engines: Mapping[str, Engine]
    simple_with_tests: Engine
    candidates: Mapping[str, list[tuple[Maker, Engine]]]

    @classmethod
    def of(cls, size: Size, ruleset: Ruleset, *, quick: bool) -> "Field":
        """Make all engines; in a quick run those of which the ruleset alone takes many seconds are left out at L."""
        tests = workload.shaped(SHAPES[size])
        engines = {
            OURS: contenders.ours(ruleset),
            REASONS: contenders.ours_with_reasons(ruleset),
            TESTS: contenders.ours(tests),
            SIMPLE: contenders.simple(ruleset),
        }
        peers = [peer for peer in PEERS if not (quick and size == "L" and peer.is_slow_to_build)]
        return cls(
            size, engines, contenders.simple(tests), {peer.name: contenders.candidates(peer, ruleset) for peer in peers}
        )

    def quickest(self, visitors: list[Visitor]) -> dict[str, tuple[Maker, Engine]]:
        """Return of each peer the way that is quickest with these visitors."""
        return {
            name: found[timing.quickest([engine for _, engine in found], visitors)]
            for name, found in self.candidates.items()
        }


def _agree(field: Field, effort: Effort) -> dict[str, int]:
    """Compare every way of every peer, and the simple evaluator; return how many visitors each."""
    counts: dict[str, int] = {}
    others = {name: engine for name, engine in field.engines.items() if name in (REASONS, SIMPLE)}
    others |= {
        f"{name}#{number}": engine
        for name, found in field.candidates.items()
        for number, (_, engine) in enumerate(found)
    }
    for kind, share in _KINDS.items():
        visitors = workload.visitors(field.size, kind, int(effort.compared * share), seed=1)
        patience = Patience(effort.patience_seconds * share, effort.comparing_seconds * share)
        results = agreement.compare(field.engines[OURS], others, visitors, patience)
        results |= agreement.compare(
            field.engines[TESTS], {f"{SIMPLE}, {TESTS}": field.simple_with_tests}, visitors, patience
        )
        for name, result in results.items():
            if result.differences:
                lines = "\n  ".join(result.differences[: agreement.SHOWN])
                sys.exit(f"{name} disagrees at {field.size} on {len(result.differences)} visitors:\n  {lines}")
            counts[name] = counts.get(name, 0) + result.visitors
    best: dict[str, int] = {}
    for name, count in counts.items():
        peer = name.partition("#")[0]
        best[peer] = min(best.get(peer, count), count)
    return best


def _timed(field: Field, kind: Visiting, effort: Effort) -> dict[str, Any]:
    visitors = workload.visitors(field.size, kind, effort.visitors)
    warming, pool = visitors[: effort.visitors // 5], visitors[effort.visitors // 5 :]
    chosen = {name: engine for name, (_, engine) in field.quickest(warming).items()}
    if field.size == "L":
        chosen = {name: engine for name, engine in chosen.items() if timing.cost(engine, pool[:1]) <= effort.slowest_us}
    contestants = {name: Contestant(engine, pool) for name, engine in {**field.engines, **chosen}.items()}
    contestants[REPEATED] = Contestant(field.engines[OURS], warming[:10] * 100)
    costs = timing.rounds(contestants, count=effort.rounds, seconds=effort.seconds, warming=warming)
    spreads = {name: figures.spread(found) for name, found in costs.items()}
    fastest = min(chosen, key=lambda name: spreads[name]["median"])
    return {
        "lenticular_us": spreads[OURS]["median"],
        "peers_us": {name: spreads[name]["median"] for name in chosen},
        "fastest_peer": fastest,
        "times_faster": {name: figures.ratios(costs[name], costs[OURS]) for name in chosen},
        "spread_us": spreads,
    }


def _whole(ruleset: Ruleset, field: Field, *, quick: bool) -> dict[str, Any]:
    """Return build times and memory at L, and growth; of a quick run only ours."""
    memory = {OURS: growth.footprint(ruleset, contenders.ours)}
    memory["lenticular after 1000 visitors"] = growth.footprint(ruleset, growth.make_and_remember)
    if not quick:
        makers = field.quickest(workload.visitors("L", "known", 10))
        memory |= {
            name: growth.footprint(ruleset, partial(growth.make_peer, maker)) for name, (maker, _) in makers.items()
        }
    return {
        "build": growth.building(ruleset),
        "memory": memory,
        "growth": {} if quick else growth.tables(ruleset),
    }


def show(found: Mapping[str, Any]) -> None:
    """Print the figures as tables."""
    names = [OURS, REASONS, TESTS, REPEATED, SIMPLE, *found["versions"]]
    for size in SIZES:
        spreads = {kind: found[size][kind]["spread_us"] for kind in VISITINGS}
        figures.print_table(
            f"{size}: us of CPU per visitor, median of the rounds (lowest to highest)",
            ["engine", *VISITINGS],
            [[name, *(spreads[kind].get(name) for kind in VISITINGS)] for name in names],
        )
        faster = {kind: found[size][kind]["times_faster"] for kind in VISITINGS}
        figures.print_table(
            f"{size}: how many times faster ours is; visitors compared, all alike",
            ["than", *VISITINGS, "compared"],
            [
                [name, *(faster[kind].get(name) for kind in VISITINGS), found["compared"][size].get(name)]
                for name in found["versions"]
            ],
        )
    for what, tables in found["growth"].items():
        rows = [[name, *one["us"].values(), one["exponent"]] for name, one in tables.items()]
        columns = ["engine", *next(iter(tables.values()))["us"], "exponent"]
        figures.print_table(f"Growth with {what}: us per known visitor", columns, rows)
    figures.print_table(
        "Ours, seconds to take up L", ["what changed", "seconds"], list(map(list, found["build"].items()))
    )
    figures.print_table(
        "Taking up L", ["engine", "seconds", "MB"], [[name, *one.values()] for name, one in found["memory"].items()]
    )
    figures.print_table(
        "How many times faster ours is than the fastest peer",
        ["size", *VISITINGS],
        [[size, *(_beside_fastest(found[size][kind]) for kind in VISITINGS)] for size in SIZES],
    )
    print("peers:", ", ".join(f"{name}: {package}" for name, package in found["versions"].items()))
    for what, why in found["left_out"].items():
        print(f"left out: {what}: {why}")


def _beside_fastest(found: Mapping[str, Any]) -> str:
    name = found["fastest_peer"]
    return f"{figures.text(found['times_faster'][name])} {name}"


if __name__ == "__main__":
    show(run(quick="--quick" in sys.argv))
