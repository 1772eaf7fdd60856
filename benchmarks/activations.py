"""What visitors notice of activations: `python -m benchmarks.activations [--size L] [--database …] [--json FILE]`.

One server with one worker gets manifests at a fixed rate. In every other window of time versions are activated over
its Management API, each with as many variants and audiences as the size has; what the same process spends on it counts.
"""

import argparse
import json
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

import httpx

from benchmarks import figures, installing, load, serving
from benchmarks.decisions import workload
from benchmarks.figures import Spread
from benchmarks.visiting import Crowd
from lenticular.domain.experiences import ExperienceType
from servers import PATIENCE_SECONDS, Server
from sites import wait_until

RATE = 200.0
WINDOW_SECONDS = 5.0
ACTIVATIONS = 50
ACTIVATIONS_A_WINDOW = 10
_PERCENTS = (50, 99, 99.9)


class Found(TypedDict):
    """Latencies in milliseconds by percentile, without activations and during them, and how long these took."""

    database: str
    size: str
    rate: float
    activations: int
    quiet: dict[str, float]
    activating: dict[str, float]
    added_p999_ms: float
    activation_ms: Spread


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft that can be activated: where, and by which body."""

    path: str
    body: dict[str, Any]


@dataclass(slots=True)
class Windows:
    """Latencies in seconds, and how long activations took."""

    quiet: list[float] = field(default_factory=list)
    activating: list[float] = field(default_factory=list)
    activations: list[float] = field(default_factory=list)


def run(*, quick: bool = False) -> dict[str, Found]:
    """Return what was found by database."""
    size: workload.Size = "S" if quick else "L"
    return {name: measure(name, size, quick=quick) for name in serving.DATABASES}


def show(found: dict[str, Found]) -> None:
    """Print a table."""
    columns = ["", *(f"p{percent:g} ms" for percent in _PERCENTS), "each took ms"]
    for one in found.values():
        rows: list[list[object]] = [
            ["without activations", *one["quiet"].values(), None],
            [f"during {one['activations']} activations", *one["activating"].values(), one["activation_ms"]],
            ["added", None, None, one["added_p999_ms"], None],
        ]
        figures.print_table(
            f"{one['database']}, 1 worker, size {one['size']}: manifests at {one['rate']:g}/s", columns, rows
        )


def measure(database: str, size: workload.Size, *, quick: bool = False, rate: float = RATE) -> Found:
    """Measure windows without and with activations in turns."""
    count = ACTIVATIONS_A_WINDOW if quick else ACTIVATIONS
    requests = workload.requests(size, "anonymous", 200)
    with serving.starter(database) as (starter, url):
        data = starter.folder / "data"
        project = installing.install(data, size, database_url=url)
        crowd = Crowd(project, (), requests)
        server = starter.start(data=data, database_url=url)
        windows = _windows(server, crowd, size, count, rate)
    quiet, activating = (_percentiles(sorted(one)) for one in (windows.quiet, windows.activating))
    return Found(
        database=database,
        size=size,
        rate=rate,
        activations=len(windows.activations),
        quiet=quiet,
        activating=activating,
        added_p999_ms=round(activating["p99.9"] - quiet["p99.9"], 2),
        activation_ms=figures.quartiles([one * 1e3 for one in windows.activations]),
    )


def _windows(server: Server, crowd: Crowd, size: workload.Size, count: int, rate: float) -> Windows:
    target = serving.lenticular(server)
    client = server.sign_in()
    headers = {"authtoken": client.headers["authtoken"], "x-project-uid": crowd.project}
    drafts = list(_drafts(server, headers, size, count))
    found = Windows()
    number = 0
    load.pace(
        target, crowd.requests("new", number), rate, WINDOW_SECONDS
    )  # so that the first window is like the others
    for begin in range(0, count, ACTIVATIONS_A_WINDOW):
        number += 1
        found.quiet += load.pace(target, crowd.requests("new", number), rate, WINDOW_SECONDS)
        number += 1
        with _activating(server.management_url, headers, drafts[begin : begin + ACTIVATIONS_A_WINDOW]) as took:
            found.activating += load.pace(target, crowd.requests("new", number), rate, WINDOW_SECONDS)
        found.activations += took
    _wait_until_taken_over(server, crowd.project, headers)
    return found


def _drafts(server: Server, headers: dict[str, str], size: workload.Size, count: int) -> Iterator[Draft]:
    """Make drafts of so many segmented experiences, as they are; there may be fewer."""
    documents = workload.ruleset_document(size)["experiences"]
    segmented = [one for one in documents if one["type"] == ExperienceType.SEGMENTED]
    with httpx.Client(base_url=server.management_url, headers=headers, timeout=PATIENCE_SECONDS) as client:
        for one in segmented[:count]:
            path = f"/experiences/{one['uid']}/versions"
            body = {"variants": one["version"]["variants"]}
            made = client.post(path, json={**body, "status": "DRAFT"}).raise_for_status().json()
            yield Draft(f"{path}/{made['uid']}", {**body, "status": "ACTIVE"})


@contextmanager
def _activating(url: str, headers: dict[str, str], drafts: Sequence[Draft]) -> Iterator[list[float]]:
    """Activate the drafts one after the other, spread over a window, in another process; give how long each took."""
    took: list[float] = []
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_activate, args=(url, headers, drafts, there))
    process.start()
    here.recv()  # it has started
    try:
        here.send(None)
        yield took
        took += here.recv()
    finally:
        process.join()


def _activate(url: str, headers: dict[str, str], drafts: Sequence[Draft], pipe: Any) -> None:
    took = []
    with httpx.Client(base_url=url, headers=headers, timeout=PATIENCE_SECONDS) as client:
        client.get("/project/revision")
        pipe.send(None)
        pipe.recv()
        begin = time.perf_counter()
        for number, draft in enumerate(drafts):
            time.sleep(max(0.0, begin + number * WINDOW_SECONDS / len(drafts) - time.perf_counter()))
            before = time.perf_counter()
            client.put(draft.path, json=draft.body).raise_for_status()
            took.append(time.perf_counter() - before)
    pipe.send(took)


def _wait_until_taken_over(server: Server, project: str, headers: dict[str, str]) -> None:
    """Make sure that the worker did follow: else nothing was measured."""
    with server.client(**headers) as client:
        revision = client.get(f"/personalize-api/projects/{project}/revision").raise_for_status().json()["revision"]
        wait_until(lambda: f"lenticular_ruleset_revision {revision}.0" in client.get("/metrics").text)


def _percentiles(ordered: Sequence[float]) -> dict[str, float]:
    return {f"p{percent:g}": round(figures.percentile(ordered, percent) * 1e3, 2) for percent in _PERCENTS}


def main() -> None:
    """Measure, print a table, and write it to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=workload.SIZES, default="L")
    parser.add_argument("--database", choices=serving.DATABASES, default="sqlite")
    parser.add_argument("--rate", type=float, default=RATE, help="manifests a second")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    told = parser.parse_args()
    found = {told.database: measure(told.database, told.size, rate=told.rate)}
    show(found)
    if told.json:
        told.json.write_text(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
