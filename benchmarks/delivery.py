"""What variants cost in content delivery: `python benchmarks/delivery.py [--in-process] [--database postgresql]`.

Every case is asked in every round, so that noise hits all alike; compare figures of one run only. A *remembered* answer
was given before; a *fresh* one is made anew, from content that the process remembers; *cold* is the first after a
change of the stack. `--in-process` times laying variants over an entry alone, without a server.
"""

import argparse
import itertools
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from connections import Connection
from propagation import database
from published_stack import NOTES, SIZES, VARIANTS, Shelf, alias, delta, furnish, page, uid

from lenticular.domain import overlay
from lenticular.store.database import open_stores
from servers import servers

IN_FLIGHT = 8


@dataclass(frozen=True)
class Case:
    """A request, made for a round, and the case that it is compared with."""

    name: str
    compared_with: str
    path: Callable[[int], str]
    variants: Callable[[], Sequence[int]] = tuple
    etag: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers of a request."""
        named = {"x_cs_variant_uid": ",".join(map(alias, self.variants()))}
        return {**named, **({"if_none_match": self.etag} if self.etag else {})}


def some(count: int, among: int = VARIANTS) -> Callable[[], Sequence[int]]:
    """Return a function that returns other variants, in another order, each time."""
    return lambda: random.sample(range(among), count)


def cases(etag_of: Callable[[str], str]) -> list[Case]:
    """Return what is asked."""
    fresh = itertools.count()

    def anew(path: str) -> Callable[[int], str]:
        # No answer is remembered for a query that was never asked.
        return lambda _round: f"{path}{'&' if '?' in path else '?'}fresh={next(fresh)}"

    found = []
    for number, leaves in enumerate(SIZES):
        path, name = f"/content_types/page/entries/{uid('a', number)}", f"{leaves} leaves"
        base = f"{name}, remembered, 0 variants"
        found += [Case(base, base, lambda _round, path=path: path)]
        found += [Case(f"{name}, remembered, 3 variants", base, lambda _round, path=path: path, lambda: (1, 2, 3))]
        found += [Case(f"{name}, 304", base, lambda _round, path=path: path, etag=etag_of(path))]
        base = f"{name}, fresh, 0 variants"
        found += [Case(f"{name}, fresh, {n} variants", base, anew(path), some(n)) for n in (0, 1, 3, 10, 30, 100)]
    path, base = f"/content_types/page/entries/{uid('a', len(SIZES))}", "50 leaves, fresh, 0 of 0 aliases"
    found += [Case(f"50 leaves, fresh, 0 of {n} aliases", base, anew(path), some(n)) for n in (0, 100)]
    path, base = f"/content_types/page/entries/{uid('a', 1)}?include[]=related", "include 10, fresh, 0 variants"
    found += [Case(f"include 10, fresh, {n} variants", base, anew(path), some(n, 10)) for n in (0, 3)]
    path, base = "/content_types/article/entries?limit=100", "list of 100, fresh, 0 variants"
    found += [Case(f"list of 100, fresh, {n} variants", base, anew(path), some(n, 10)) for n in (0, 1, 3, 10)]
    base = "list of 100, remembered, 0 variants"
    found += [Case(base, base, lambda _round: path)]
    return found


def timed(action: Callable[[], object]) -> float:
    """Return how many microseconds something takes."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1e6


def together(connections: Sequence[Connection], case: Case, number: int) -> float:
    """Return how many microseconds one of several requests in flight takes of the server."""
    asked = [(case.path(number), case.headers()) for _ in connections]

    def all_of_them() -> None:
        for connection, (path, headers) in zip(connections, asked, strict=True):
            connection.send(path, **headers)
        for connection in connections:
            connection.receive()

    return timed(all_of_them) / len(connections)


def measure(connections: Sequence[Connection], rounds: int) -> None:
    """Ask every case in every round; print a table of medians."""
    one = connections[0]
    asked = cases(lambda path: one.ask(path)[1].partition("etag: ")[2].split("\r\n")[0])
    sizes = {case.name: len(one.ask(case.path(0), **case.headers())[2]) for case in asked}
    single: dict[str, list[float]] = {case.name: [] for case in asked}
    many: dict[str, list[float]] = {case.name: [] for case in asked}
    for number in range(rounds):
        for case in random.sample(asked, len(asked)):  # what comes after a large answer is slower
            path, headers = case.path(number), case.headers()
            single[case.name].append(timed(lambda path=path, headers=headers: one.ask(path, **headers)))
            many[case.name].append(together(connections, case, number))
    row = "{:36} {:>8} {:>9} {:>7} {:>10} {:>7}".format
    print(row("", "KB", "µs alone", "ratio", f"1/s by {IN_FLIGHT}", "ratio"))
    alone, crowded = ({name: statistics.median(each) for name, each in found.items()} for found in (single, many))
    for case in asked:
        ratios = [f"{found[case.name] / found[case.compared_with]:.2f}" for found in (alone, crowded)]
        rate = f"{1e6 / crowded[case.name]:.0f}"
        print(row(case.name, f"{sizes[case.name] / 1e3:.1f}", f"{alone[case.name]:.0f}", ratios[0], rate, ratios[1]))
    for leaves in SIZES:
        slope = (
            crowded[f"{leaves} leaves, fresh, 100 variants"] - crowded[f"{leaves} leaves, fresh, 10 variants"]
        ) / 90
        print(f"{leaves} leaves: {slope:.1f} µs for each variant that is applied")
    slope = (crowded["50 leaves, fresh, 0 of 100 aliases"] - crowded["50 leaves, fresh, 0 of 0 aliases"]) / 100
    print(f"{slope:.2f} µs for each alias that the entry has no variant of")


def measure_cold(connection: Connection, shelf: Shelf, rounds: int) -> None:
    """Print what the first request after a change takes, and the second."""
    for number, leaves in enumerate(SIZES):
        path, names = f"/content_types/page/entries/{uid('a', number)}?cold=", ",".join(map(alias, (1, 2, 3)))
        found: list[list[float]] = [[], []]
        for version in range(2, 2 + rounds):
            shelf.publish(leaves, version)
            for position, each in enumerate(found):
                asked = partial(connection.ask, f"{path}{version}.{position}", x_cs_variant_uid=names)
                each.append(timed(asked))
        cold, fresh = map(statistics.median, found)
        print(f"{leaves} leaves, 3 variants: cold {cold:.0f} µs, fresh {fresh:.0f} µs, ratio {cold / fresh:.1f}")


def measure_notes(connections: Sequence[Connection], shelf: Shelf, rounds: int) -> None:
    """Print what a query over many entries takes, and how long others wait meanwhile."""
    query = json.dumps({"headline": {"$exists": True}}, separators=(",", ":")).replace('"', "%22")
    path = f"/content_types/note/entries?query={query}&desc=seo.title&limit=100"
    # The second needs nothing but the event loop; the first is no longer remembered after a change.
    probes = {"a page": f"/content_types/page/entries/{uid('a', 1)}", "no such path": "/none"}
    for kind in ("cold", "fresh", "remembered"):
        done, took, waited = threading.Event(), list[float](), {name: list[float]() for name in probes}

        def keep_asking(connection: Connection, name: str, done: threading.Event, waited: list[float]) -> None:
            while not done.is_set():
                waited.append(timed(partial(connection.ask, probes[name])) / 1e3)
                time.sleep(0.001)

        others = [
            threading.Thread(target=keep_asking, args=(connection, name, done, waited[name]))
            for name, connection in zip(probes, connections[1:], strict=False)
        ]
        for other in others:
            other.start()
        for mark in range(rounds):
            if kind == "cold":
                shelf.publish(5, 1000 + mark)
            asked = path if kind == "remembered" else f"{path}&asked={kind}{mark}"
            took.append(timed(partial(connections[0].ask, asked)) / 1e3)
            time.sleep(0.01)
        done.set()
        for other in others:
            other.join()
        print(f"100 of {NOTES} entries by query and order, {kind}: {statistics.median(took):.1f} ms; others meanwhile:")
        for name, each in waited.items():
            each.sort()
            p99 = each[int(len(each) * 0.99)]
            print(f"    {name}: median {statistics.median(each):.1f} ms, p99 {p99:.1f} ms, worst {each[-1]:.1f} ms")


def measure_in_process(rounds: int) -> None:
    """Print what laying variants over an entry takes, and what writing it as JSON does."""
    deltas = {leaves: [delta(number, leaves) for number in range(VARIANTS)] for leaves in SIZES}
    documents = {leaves: page(uid("a", 0), leaves) for leaves in SIZES}
    found: dict[tuple[int, int], list[float]] = {}
    encoding: dict[int, list[float]] = {}
    for _, leaves in itertools.product(range(rounds), SIZES):
        encoding.setdefault(leaves, []).append(timed(lambda leaves=leaves: msgspec.json.encode(documents[leaves])))
        for count in (0, 1, 3, 10, 30, 100):
            chosen = random.sample(deltas[leaves], count)
            took = timed(lambda leaves=leaves, chosen=chosen: overlay.merge(documents[leaves], chosen))
            found.setdefault((leaves, count), []).append(took)
    for leaves in SIZES:
        merges = ", ".join(f"{n}: {statistics.median(each):.0f}" for (size, n), each in found.items() if size == leaves)
        print(f"{leaves} leaves: µs by variants {merges}; as JSON {statistics.median(encoding[leaves]):.0f}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--in-process", action="store_true", help="time laying variants over entries alone")
    told = parser.parse_args()
    if told.in_process:
        measure_in_process(told.rounds)
        return
    with (
        tempfile.TemporaryDirectory(prefix="lenticular-delivery-") as folder,
        database(told.database) as url,
        servers(Path(folder)) as starter,
    ):
        server = starter.start(workers=1, database_url=url)
        shelf, headers = furnish(server, open_stores(server.data, url).configuration)
        connections = [Connection(server.url, headers) for _ in range(IN_FLIGHT)]
        measure(connections, told.rounds)
        measure_cold(connections[0], shelf, told.rounds // 5)
        measure_notes(connections, shelf, told.rounds // 5)
        with redirect_stdout(sys.stderr):  # the server's log
            starter.stop_all()


if __name__ == "__main__":
    main()
