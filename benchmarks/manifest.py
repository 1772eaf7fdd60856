"""What a manifest costs over HTTP, beside endpoints that do nothing: `scripts/bench manifest`.

`/manifest` as `lenticular serve` answers it, beside an endpoint under the same HTTP server that always gives the same
206 bytes, and beside nginx with those bytes in a file (left out where there is no nginx). All get the same requests in
every round. With one HTTP process, servers are kept on one core and load on another.

`known` visitors have 145 stored attributes, `new` ones no UID; both send 35 live attributes, from an address and with a
user agent that were never seen before. `repeating` are 200 known visitors who come again and again.
"""

import json
import shutil
import socket
import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import figures, load, serving, visiting
from benchmarks.decisions import workload
from benchmarks.load import Saturation
from benchmarks.serving import LOAD_CORE, SERVER_CORE, Target
from benchmarks.visiting import KINDS, Crowd
from servers import Servers

BARE, NGINX = "bare", "nginx"
_BARE_AT_KNOWN = "bare at the rate of known visitors"
WORKERS = (1, 2)
CHECKED = 20
WARM_UP_SECONDS = 1

Document = dict[str, Any]
# A number of HTTP processes, and what is asked: a kind of visitor of Lenticular's, or the name of another server.
Case = tuple[int, str]
Cases = Mapping[Case, Target]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure."""

    sizes: Sequence[workload.Size] = workload.SIZES
    visitors: int = 10_000
    rounds: int = 5
    seconds: int = 2
    paced_rounds: int = 3
    paced_seconds: float = 3.0


QUICK = Plan(sizes=("S", "L"), visitors=3_000, rounds=2, seconds=1, paced_rounds=1, paced_seconds=2.0)


def run(*, quick: bool = False) -> Document:
    """Return figures by size, number of HTTP processes, and what is asked."""
    plan = QUICK if quick else Plan()
    return {size: _of_size(plan, size) for size in plan.sizes}


def show(found: Document) -> None:
    """Print two tables for each number of HTTP processes."""
    members = ("rate", "of_bare", "of_nginx", "cpu_us", "cpu_of_bare", "cpu_growth")
    for workers in map(str, WORKERS):
        rows = [(f"{size} {name}", one) for size, by in found.items() for name, one in by[workers].items()]
        figures.print_table(
            f"Manifests of {workers} HTTP process(es), as many as it can",
            ["", "requests/s", "of bare", "of nginx", "CPU µs", "of bare by CPU", "CPU of 1 process's"],
            [[name, *map(one.get, members)] for name, one in rows],
        )
        figures.print_table(
            f"Manifests of {workers} HTTP process(es), half as many",
            ["", "requests/s", "p50 ms", "p99 ms", "p99 / p50", "the bare endpoint's at this rate"],
            [
                [
                    name,
                    *map(one["at_half"].get, ("rate", "p50_ms", "p99_ms", "p99_of_p50")),
                    one["at_half"].get("bare", {}).get("p99_of_p50"),
                ]
                for name, one in rows
                if one["at_half"]
            ],
        )
    if not any(NGINX in by["1"] for by in found.values()):
        print("nginx is not installed: left out")


def _of_size(plan: Plan, size: workload.Size) -> Document:
    with serving.starter() as (starter, _), ExitStack() as stack:
        folders = {workers: starter.folder / f"data-of-{workers}" for workers in WORKERS}
        crowd = visiting.install(folders[1], size, plan.visitors)
        shutil.copytree(folders[1], folders[2])
        cases: dict[Case, Target] = {}
        for workers in WORKERS:
            cases |= stack.enter_context(_targets(starter, crowd, workers))
        _check(cases[1, "known"], crowd, size)
        saturations = _saturations(plan, cases, crowd, starter.folder)
        rates = {case: statistics.median(one.rate for one in rounds) for case, rounds in saturations.items()}
        paced = _paced(plan, cases, rates, crowd)
    found: Document = {str(workers): {} for workers in WORKERS}
    for case in cases:
        found[str(case[0])][case[1]] = _figures(saturations, case) | {"at_half": paced.get(case)}
    return found


@contextmanager
def _targets(starter: Servers, crowd: Crowd, workers: int) -> Iterator[Cases]:
    """Start servers of so many processes."""
    with ExitStack() as stack:
        with serving.pinned(SERVER_CORE if workers == 1 else None):
            ours = serving.lenticular(starter.start(data=starter.folder / f"data-of-{workers}", workers=workers))
            bare = stack.enter_context(serving.processes(BARE, serving.serve_small, starter.folder, workers))
            found = {BARE: bare, **dict.fromkeys(KINDS if workers == 1 else ("known",), ours)}
            if shutil.which(NGINX):
                found[NGINX] = stack.enter_context(serving.nginx(starter.folder / f"nginx-{workers}", workers))
        for target in found.values():
            serving.wait_until_it_answers(target, crowd.request(crowd.known[0].headers))
        yield {(workers, name): target for name, target in found.items()}


def _check(target: Target, crowd: Crowd, size: workload.Size) -> None:
    """See that visitors get what the rules of decision give them. Raises AssertionError."""
    for one in crowd.known[:CHECKED]:
        with socket.create_connection(("127.0.0.1", target.port)) as sock:
            sock.sendall(crowd.request(one.headers))
            body = load.read_answer(sock)
        given = [(each["shortUid"], each["activeVariantShortUid"]) for each in json.loads(body)["experiences"]]
        assert given == visiting.manifest(size, one.visitor, datetime.now(UTC)), "a manifest differs from the rules"


def _saturations(plan: Plan, cases: Cases, crowd: Crowd, folder: Path) -> dict[Case, list[Saturation]]:
    """Ask every case in every round; a first round, which finds everything cold, counts for nothing."""
    found: dict[Case, list[Saturation]] = {case: [] for case in cases}
    for number in range(plan.rounds + 1):
        files = {kind: load.write(folder / kind, crowd.requests(kind, number)) for kind in KINDS}
        for workers, name in list(cases)[:: -1 if number % 2 else 1]:
            seconds = plan.seconds if number else WARM_UP_SECONDS
            file = files.get(name, files["known"])
            one = load.saturate(cases[workers, name], file, seconds, core=_load_core(workers))
            if number:
                found[workers, name].append(one)
    return found


def _paced(plan: Plan, cases: Cases, rates: Mapping[Case, float], crowd: Crowd) -> dict[Case, Document]:
    """Return how long requests take at half the rate that each case bears; nginx bears more than the client.

    Known visitors take turns with the bare endpoint at their rate: what that shows is the machine's doing, and the
    client's.
    """
    asked = {case: case for case in cases if case[1] != NGINX}
    asked |= {(workers, _BARE_AT_KNOWN): (workers, "known") for workers in WORKERS}
    found: dict[Case, list[Sequence[float]]] = {case: [] for case in sorted(asked, key=lambda case: asked[case])}
    for number in range(plan.paced_rounds):
        requests = {kind: crowd.requests(kind, plan.rounds + 1 + number) for kind in KINDS}
        for (workers, name), rounds in found.items():
            target = cases.get((workers, name), cases[workers, BARE])
            rate = rates[asked[workers, name]] / 2
            with serving.pinned(_load_core(workers)):
                sent = requests.get(name, requests["known"])
                rounds.append(load.pace(target, sent, rate, plan.paced_seconds))
    figures_of = {case: _latencies(rates[asked[case]] / 2, rounds) for case, rounds in found.items()}
    for workers in WORKERS:
        figures_of[workers, "known"]["bare"] = figures_of.pop((workers, _BARE_AT_KNOWN))
    return figures_of


def _latencies(rate: float, rounds: Sequence[Sequence[float]]) -> Document:
    return {"rate": round(rate), **load.latencies_ms(rounds), "p99_of_p50": load.tail(rounds)}


def _figures(saturations: Mapping[Case, Sequence[Saturation]], case: Case) -> Document:
    workers, name = case
    rates = {one: [each.rate for each in rounds] for one, rounds in saturations.items()}
    cpu_us = {one: [each.cpu_us for each in rounds] for one, rounds in saturations.items()}
    found: Document = {"rate": figures.spread(rates[case]), "cpu_us": figures.spread(cpu_us[case])}
    for other in (BARE, NGINX):
        if name in KINDS and (workers, other) in rates:
            found[f"of_{other}"] = figures.ratios(rates[case], rates[workers, other])
    if name in KINDS:
        found["cpu_of_bare"] = figures.ratios(cpu_us[workers, BARE], cpu_us[case])
    if workers > 1:
        found["cpu_growth"] = figures.ratios(cpu_us[case], cpu_us[1, name])
    return found


def _load_core(workers: int) -> int | None:
    return LOAD_CORE if workers == 1 else None
