"""What variants cost in content delivery: `scripts/bench delivery`, or `python -m benchmarks.delivery [--in-process]`.

Every case is asked in every round, so that noise hits all alike. A *remembered* answer was given before; a *fresh* one
is made anew, from content that the process remembers, and *as before* also from entries that it merged with the same
variants for another request; *cold* is the first after a change of the stack. `--in-process`
times laying variants over an entry alone, without a server.
"""

import argparse
import itertools
import json
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec

from benchmarks import figures, serving
from benchmarks.connections import Connection
from benchmarks.published_stack import NOTES, SIZES, VARIANTS, Shelf, alias, delta, furnish, page, uid
from lenticular.content.delivery import encoding
from lenticular.domain import overlay
from lenticular.store.database import open_stores

IN_FLIGHT = 8
ROUNDS, QUICK_ROUNDS = 100, 15

Figures = dict[str, Any]


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
        found += [Case(f"{name}, fresh, 3 variants as before", base, anew(path), lambda: (1, 2, 3))]
    path, base = f"/content_types/page/entries/{uid('a', len(SIZES))}", "50 leaves, fresh, 0 of 0 aliases"
    found += [Case(f"50 leaves, fresh, 0 of {n} aliases", base, anew(path), some(n)) for n in (0, 100)]
    path, base = f"/content_types/page/entries/{uid('a', 1)}?include[]=related", "include 10, fresh, 0 variants"
    found += [Case(f"include 10, fresh, {n} variants", base, anew(path), some(n, 10)) for n in (0, 3)]
    path, base = "/content_types/article/entries?limit=100", "list of 100, fresh, 0 variants"
    found += [Case(f"list of 100, fresh, {n} variants", base, anew(path), some(n, 10)) for n in (0, 1, 3, 10)]
    found += [Case("list of 100, fresh, 3 variants as before", base, anew(path), lambda: (1, 2, 3))]
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


def run(*, quick: bool = False, rounds: int = ROUNDS, database: str = "sqlite") -> Figures:
    """Return what every case takes, the first answers after a change, and a query over many entries."""
    rounds = QUICK_ROUNDS if quick else rounds
    with serving.starter(database) as (starter, url):
        server = starter.start(database_url=url)
        shelf, headers = furnish(server, open_stores(server.data, url).configuration)
        connections = [Connection(server.url, headers) for _ in range(IN_FLIGHT)]
        return {
            "cases": _cases(connections, rounds),
            "cold": _cold(connections[0], shelf, rounds // 5),
            "query": _query(connections, shelf, rounds // 5),
        }


def show(found: Figures) -> None:
    """Print what was measured, and what follows for one variant."""
    asked, each = found["cases"], ["alone_us", "alone_ratio", "by_many_us", "by_many_ratio"]
    columns = ["", "KB", "µs alone", "ratio", f"µs, {IN_FLIGHT} in flight", "ratio"]
    rows = [[name, one["kb"], *map(one.get, each)] for name, one in asked.items()]
    figures.print_table("Content delivery; ratios to the same without variants or aliases", columns, rows)
    for leaves in SIZES:
        slope = _slope(asked, f"{leaves} leaves, fresh, {{}} variants", 10, 100)
        print(f"{leaves} leaves: {slope:.1f} µs for each variant that is applied")
    slope = _slope(asked, "50 leaves, fresh, 0 of {} aliases", 0, 100)
    print(f"{slope:.2f} µs for each alias that the entry has no variant of")
    rows = [
        [f"{leaves} leaves", one["cold_us"], one["fresh_us"], one["ratio"]] for leaves, one in found["cold"].items()
    ]
    figures.print_table("The first answer after a change, 3 variants", ["", "cold µs", "fresh µs", "ratio"], rows)
    columns = ["", "ms", "others, median ms", "p99 ms", "worst ms"]
    rows = [
        [f"{kind}, beside {name}", one["took_ms"], *others.values()]
        for kind, one in found["query"].items()
        for name, others in one["others"].items()
    ]
    figures.print_table(f"100 of {NOTES} entries by query and order, and others meanwhile", columns, rows)


def _slope(asked: Mapping[str, Figures], name: str, few: int, many: int) -> float:
    """Return how many microseconds one more takes."""
    took: list[float] = [asked[name.format(count)]["by_many_us"]["median"] for count in (few, many)]
    return (took[1] - took[0]) / (many - few)


def _cases(connections: Sequence[Connection], rounds: int) -> dict[str, Figures]:
    one = connections[0]
    asked = cases(lambda path: one.ask(path)[1].partition("etag: ")[2].split("\r\n")[0])
    sizes = {case.name: len(one.ask(case.path(0), **case.headers())[2]) for case in asked}
    alone: dict[str, list[float]] = {case.name: [] for case in asked}
    by_many: dict[str, list[float]] = {case.name: [] for case in asked}
    for number in range(rounds):
        for case in random.sample(asked, len(asked)):  # what comes after a large answer is slower
            path, headers = case.path(number), case.headers()
            alone[case.name].append(timed(partial(one.ask, path, **headers)))
            by_many[case.name].append(together(connections, case, number))
    return {
        case.name: {
            "kb": sizes[case.name] / 1e3,
            "alone_us": figures.quartiles(alone[case.name]),
            "alone_ratio": _ratio(alone, case),
            "by_many_us": figures.quartiles(by_many[case.name]),
            "by_many_ratio": _ratio(by_many, case),
        }
        for case in asked
    }


def _ratio(took: Mapping[str, Sequence[float]], case: Case) -> float:
    return round(statistics.median(took[case.name]) / statistics.median(took[case.compared_with]), 3)


def _cold(connection: Connection, shelf: Shelf, rounds: int) -> dict[int, Figures]:
    """Return what the first request after a change takes, and the second, by size of the page."""
    found = {}
    for number, leaves in enumerate(SIZES):
        path, names = f"/content_types/page/entries/{uid('a', number)}?cold=", ",".join(map(alias, (1, 2, 3)))
        took: list[list[float]] = [[], []]
        for version in range(2, 2 + rounds):
            shelf.publish(leaves, version)
            for position, each in enumerate(took):
                each.append(timed(partial(connection.ask, f"{path}{version}.{position}", x_cs_variant_uid=names)))
        cold, fresh = map(figures.quartiles, took)
        ratio = round(cold["median"] / fresh["median"], 2)
        found[leaves] = {"cold_us": cold, "fresh_us": fresh, "ratio": ratio}
    return found


def _query(connections: Sequence[Connection], shelf: Shelf, rounds: int) -> dict[str, Figures]:
    """Return what a query over many entries takes, and how long others wait meanwhile."""
    query = json.dumps({"headline": {"$exists": True}}, separators=(",", ":")).replace('"', "%22")
    path = f"/content_types/note/entries?query={query}&desc=seo.title&limit=100"
    found = {}
    for kind in ("cold", "fresh", "remembered"):
        took: list[float] = []
        with _others(connections[1:]) as waited:
            for mark in range(rounds):
                if kind == "cold":
                    shelf.publish(5, 1000 + mark)
                asked = path if kind == "remembered" else f"{path}&asked={kind}{mark}"
                took.append(timed(partial(connections[0].ask, asked)) / 1e3)
                time.sleep(0.01)
        others = {name: _waits(sorted(each)) for name, each in waited.items()}
        found[kind] = {"took_ms": figures.quartiles(took), "others": others}
    return found


@contextmanager
def _others(connections: Sequence[Connection]) -> Iterator[dict[str, list[float]]]:
    """Keep asking for other things meanwhile; give how many milliseconds each took."""
    # The second needs nothing but the event loop; the first is no longer remembered after a change.
    probes = {"a page": f"/content_types/page/entries/{uid('a', 1)}", "no such path": "/none"}
    done, waited = threading.Event(), {name: list[float]() for name in probes}

    def keep_asking(connection: Connection, name: str) -> None:
        while not done.is_set():
            waited[name].append(timed(partial(connection.ask, probes[name])) / 1e3)
            time.sleep(0.001)

    threads = [threading.Thread(target=keep_asking, args=pair) for pair in zip(connections, probes, strict=False)]
    for thread in threads:
        thread.start()
    try:
        yield waited
    finally:
        done.set()
        for thread in threads:
            thread.join()


def _waits(ordered: Sequence[float]) -> dict[str, float]:
    found = {"median_ms": 50, "p99_ms": 99, "worst_ms": 100}
    return {name: round(figures.percentile(ordered, percent), 2) for name, percent in found.items()}


def print_in_process(rounds: int) -> None:
    """Print what laying variants over an entry takes, and what writing it as JSON does."""
    deltas = {leaves: [delta(number, leaves) for number in range(VARIANTS)] for leaves in SIZES}
    documents = {leaves: page(uid("a", 0), leaves) for leaves in SIZES}
    layers = {leaves: overlay.Layers(documents[leaves], deltas[leaves], encoding.FOLDING) for leaves in SIZES}
    counts = (0, 1, 3, 10, 30, 100)
    found: dict[tuple[int, int], list[float]] = {}
    writing: dict[int, list[float]] = {}
    for _, leaves in itertools.product(range(rounds), SIZES):
        writing.setdefault(leaves, []).append(timed(partial(msgspec.json.encode, documents[leaves])))
        for count in counts:
            chosen = [one.uid for one in random.sample(deltas[leaves], count)]
            found.setdefault((leaves, count), []).append(timed(partial(layers[leaves].merged, chosen)))
    rows = [
        [
            f"{leaves} leaves",
            *(statistics.median(found[leaves, n]) for n in counts),
            statistics.median(writing[leaves]),
        ]
        for leaves in SIZES
    ]
    figures.print_table("µs by variants laid over an entry", ["", *map(str, counts), "as JSON"], rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--database", choices=serving.DATABASES, default="sqlite")
    parser.add_argument("--in-process", action="store_true", help="time laying variants over entries alone")
    told = parser.parse_args()
    if told.in_process:
        print_in_process(told.rounds)
    else:
        show(run(rounds=told.rounds, database=told.database))


if __name__ == "__main__":
    main()
