"""What taking events in costs, beside an endpoint that only keeps bodies: `scripts/bench events`.

The HTTP process of `lenticular serve`, without the background process beside it, and an endpoint under the same HTTP
server that does nothing but put the raw body into a log of its own with the same group commit. Both are one process and
get the same requests, in turns. Beside them, how often one writer can append a line and sync it to the same disk.
"""

import itertools
import json
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sites
from benchmarks import figures, load, serving
from benchmarks.load import Saturation
from benchmarks.serving import Target

# Events in a request: one as a page sends it, a hundred as a server does that collects them.
TARGETS = {1: 0.50, 100: 0.35}
OURS, BARE = "/events", "bare"
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure."""

    rounds: int = 6
    seconds: int = 2
    visitors: int = 1_000


QUICK = Plan(rounds=2, seconds=1)


def run(*, quick: bool = False) -> Document:
    """Return figures by number of events in a request."""
    plan = QUICK if quick else Plan()
    with serving.starter() as (starter, _), ExitStack() as stack:
        site = sites.create(starter.start())
        site.server.stop()
        served = {OURS: serving.serve_http, BARE: serving.serve_log}
        targets = [
            stack.enter_context(serving.processes(name, serve, site.server.data)) for name, serve in served.items()
        ]
        found: Document = {"syncs_per_second": _syncs_per_second(starter.folder / "log", plan.seconds)}
        for elements, wanted in TARGETS.items():
            sent = requests(site, elements, plan.visitors)
            file = load.write(starter.folder / "requests", sent)
            rounds = _rounds(plan, targets, sent[0], file)
            found[str(elements)] = {"wanted": wanted, **_figures(rounds[OURS], rounds[BARE])}
    return found


def show(found: Document) -> None:
    """Print what each of the two takes, and our share."""
    columns = ["events at once", "requests/s", "p50 ms", "p99 ms", "CPU µs", "of bare", "wanted", "by CPU"]
    rows = []
    for elements, name in itertools.product(map(str, TARGETS), (OURS, BARE)):
        both = found[elements]
        shares = [both["of_bare"], both["wanted"], both["cpu_of_bare"]] if name == OURS else [None] * 3
        rows.append([f"{elements} {name}", *both[name].values(), *shares])
    figures.print_table("Events, durable before the answer", columns, rows)
    print(f"one writer appends and syncs {found['syncs_per_second']:,} lines a second to this disk")


def requests(site: sites.Site, elements: int, visitors: int) -> list[bytes]:
    """Return a request for each visitor, of the shape that the SDK sends."""
    pair = [
        {"experienceShortUid": "1", "variantShortUid": "0", "type": "IMPRESSION"},
        {"eventKey": sites.EVENT, "type": "EVENT"},
    ]
    found = []
    for visitor in range(visitors):
        some = list(itertools.islice(itertools.cycle(pair), visitor % 2, visitor % 2 + elements))
        body = json.dumps(some, separators=(",", ":")).encode()
        head = {
            "Host": "127.0.0.1",
            "X-Project-Uid": site.project,
            "X-CS-Personalize-User-Uid": f"{visitor:08x}-0000-4000-8000-000000000000",
            "X-User-Agent": "personalize-edge-sdk-js/1.0.27",
            "User-Agent": AGENT,
            "Content-Type": "text/plain;charset=UTF-8",
            "Content-Length": str(len(body)),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        found.append(f"POST /personalize-edge/events HTTP/1.1\r\n{lines}\r\n".encode() + body)
    return found


def _rounds(plan: Plan, targets: Sequence[Target], probe: bytes, file: Path) -> dict[str, list[Saturation]]:
    found: dict[str, list[Saturation]] = {target.name: [] for target in targets}
    for target in targets:
        serving.wait_until_it_answers(target, probe)
        load.saturate(target, file, 1)
    for number in range(plan.rounds):
        for target in targets[:: 1 if number % 2 else -1]:
            found[target.name].append(load.saturate(target, file, plan.seconds))
    return found


def _syncs_per_second(path: Path, seconds: int) -> int:
    count, end = 0, time.perf_counter() + seconds
    with path.open("ab", buffering=0) as log:
        while time.perf_counter() < end:
            log.write(b"x" * 199 + b"\n")
            os.fdatasync(log.fileno())
            count += 1
    return round(count / seconds)


def _figures(ours: Sequence[Saturation], bare: Sequence[Saturation]) -> Document:
    members = ("rate", "p50_ms", "p99_ms", "cpu_us")
    found: Document = {
        name: {member: figures.spread(getattr(one, member) for one in rounds) for member in members}
        for name, rounds in ((OURS, ours), (BARE, bare))
    }
    found["of_bare"] = figures.ratios([one.rate for one in ours], [one.rate for one in bare])
    found["cpu_of_bare"] = figures.ratios([one.cpu_us for one in bare], [one.cpu_us for one in ours])
    return found
