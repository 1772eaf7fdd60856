"""How long until both workers of a server decide by a change: `python -m benchmarks.propagation [--database NAME]`.

Delays are counted from the answer to the write until the answer of the first manifest that shows it, one for each
worker, so they hold the time of one request too.
"""

import argparse
import itertools
import statistics
from collections.abc import Callable
from typing import Any

import httpx

import sites
from benchmarks import figures, serving
from sites import Site, seconds_until_seen

WORKERS = 2
PATIENCE_SECONDS = 30.0
ROUNDS, QUICK_ROUNDS = 100, 15

Round = Callable[[int], list[float]]


def activation(site: Site, clients: list[httpx.Client]) -> Round:
    gold = [site.visitor(client, tier="gold") for client in clients]

    def once(_number: int) -> list[float]:
        (short_uid,) = site.activate(["Private tours"])
        return seconds_until_seen(gold, lambda seen: seen["0"] == short_uid, patience_seconds=PATIENCE_SECONDS)

    return once


def audience_edit(site: Site, clients: list[httpx.Client]) -> Round:
    def once(number: int) -> list[float]:
        tier = f"tier {number}"
        members = [site.visitor(client, tier=tier) for client in clients]
        site.edit_audience(tier)
        return seconds_until_seen(members, lambda seen: seen["0"] is not None, patience_seconds=PATIENCE_SECONDS)

    return once


def attribute_write(site: Site, clients: list[httpx.Client]) -> Round:
    site.edit_audience("gold")
    gold = [site.visitor(client, tier="gold") for client in clients]
    seconds_until_seen(gold, lambda seen: seen["0"] is not None, patience_seconds=PATIENCE_SECONDS)
    writers = itertools.cycle(clients)

    def once(number: int) -> list[float]:
        site.visitor(next(writers), f"visitor {number}").set(tier="gold").raise_for_status()
        readers = [site.visitor(client, f"visitor {number}") for client in clients]
        return seconds_until_seen(readers, lambda seen: seen["0"] is not None, patience_seconds=PATIENCE_SECONDS)

    return once


KINDS: dict[str, Callable[[Site, list[httpx.Client]], Round]] = {
    "activation": activation,
    "audience edit": audience_edit,
    "attribute write": attribute_write,
}


def measure(site: Site, rounds: int) -> dict[str, list[float]]:
    """Return the delays in seconds by kind of change, one for each round and worker."""
    clients = site.server.worker_clients()
    found = {}
    for kind, prepare in KINDS.items():
        once = prepare(site, clients)
        found[kind] = [delay for number in range(rounds) for delay in once(number)]
        workers = [sites.worker_of(client) for client in clients]
        assert workers == list(range(WORKERS)), f"the connections have moved to the workers {workers}"
    return found


def run(*, quick: bool = False, rounds: int = ROUNDS, database: str = "sqlite") -> dict[str, Any]:
    """Return the delays in milliseconds by kind of change."""
    changes = QUICK_ROUNDS if quick else rounds
    with serving.starter(database) as (starter, url):
        delays = measure(sites.create(starter.start(workers=WORKERS, database_url=url)), changes)
    kinds = {
        kind: {"median_ms": round(statistics.median(found) * 1000, 1), "slowest_ms": round(max(found) * 1000, 1)}
        for kind, found in delays.items()
    }
    return {"database": database, "workers": WORKERS, "changes": changes, "kinds": kinds}


def show(found: dict[str, Any]) -> None:
    """Print a row for each kind of change."""
    title = (
        "{database}, {workers} workers, {changes} changes: from the answer to a write until a worker's answer shows it"
    )
    rows = [[kind, each["median_ms"], each["slowest_ms"]] for kind, each in found["kinds"].items()]
    figures.print_table(title.format_map(found), ["", "median ms", "slowest ms"], rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--database", choices=serving.DATABASES, default="sqlite")
    told = parser.parse_args()
    show(run(rounds=told.rounds, database=told.database))


if __name__ == "__main__":
    main()
