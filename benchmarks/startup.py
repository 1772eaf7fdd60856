"""How long a server takes to be there: `scripts/bench startup`.

From the start of `lenticular serve`, on an installation that has run before, until the first `/readyz` and the first
manifest that are answered with 200; and how much memory its processes then have, what they share counted once. Beside
it, how long `lenticular --version` takes.
"""

import itertools
import subprocess
import time
from pathlib import Path
from typing import Any

from benchmarks import figures, serving, visiting
from benchmarks.decisions import workload
from benchmarks.serving import Target
from servers import COMMAND, environment_with, stop

ROUNDS, QUICK_ROUNDS = 5, 1
SIZES, QUICK_SIZES = workload.SIZES, ("S", "L")
WORKERS = (1, 2)
READY = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"

Document = dict[str, Any]


def run(*, quick: bool = False) -> Document:
    """Return seconds and megabytes by size and number of HTTP processes."""
    rounds = QUICK_ROUNDS if quick else ROUNDS
    found: Document = {"version_s": figures.spread(_version_seconds() for _ in range(rounds + 1))}
    for size in QUICK_SIZES if quick else SIZES:
        with serving.starter() as (starter, _):
            data = starter.folder / "data"
            crowd = visiting.install(data, size, 1)
            manifest = crowd.request(crowd.known[0].headers)
            _start(data, 1, manifest)  # leaves what an installation has that has run before
            starts: dict[int, list[Document]] = {workers: [] for workers in WORKERS}
            for _round, workers in itertools.product(range(rounds), WORKERS):
                starts[workers].append(_start(data, workers, manifest))
        found[size] = {
            str(workers): {name: figures.spread(one[name] for one in each) for name in each[0]}
            for workers, each in starts.items()
        }
    return found


def show(found: Document) -> None:
    """Print a row for each size and number of HTTP processes."""
    rows = [
        [f"{size}, {workers} HTTP process(es)", one["ready_s"], one["manifest_s"], one["memory_mb"]]
        for size, by_workers in found.items()
        if size != "version_s"
        for workers, one in by_workers.items()
    ]
    columns = ["", "seconds until ready", "until a manifest", "MB then"]
    figures.print_table("Starting a server", columns, rows)
    print(f"lenticular --version: {figures.text(found['version_s'])} s")


def _start(data: Path, workers: int, manifest: bytes) -> Document:
    """Start a server and stop it; return what it took."""
    port = serving.free_port()
    arguments = ["serve", "--data", data, "--port", str(port), "--workers", str(workers), "--log-level", "error"]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [COMMAND, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment_with({})
    )
    try:
        target = Target("lenticular", port, [process.pid])
        found = {}
        for name, request in (("ready_s", READY), ("manifest_s", manifest)):
            serving.wait_until_it_answers(target, request, every_seconds=0.005)
            found[name] = time.perf_counter() - begun
        return {**found, "memory_mb": target.memory_bytes() / 1e6}
    finally:
        stop(process)


def _version_seconds() -> float:
    begun = time.perf_counter()
    subprocess.run([COMMAND, "--version"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun
