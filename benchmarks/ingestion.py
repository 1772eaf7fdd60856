"""What taking events in costs: `python benchmarks/ingestion.py [--rounds N] [--seconds S] [--visitors N]`.

`/events` as `lenticular serve` runs it, beside an endpoint that does nothing but put the raw body into a log of its own
with the same group commit. Both have one process under uvicorn, uvloop and httptools, and get the same requests from
the same client over the same number of connections, in turns; compare figures of one run only.
"""

import argparse
import asyncio
import itertools
import json
import multiprocessing
import selectors
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

# The harness of the tests: real servers in processes of their own, and a site on one.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import sites
from lenticular import app, settings
from lenticular.cli import logging
from lenticular.ingestion.spool import Spool
from servers import servers

CONNECTIONS = 32
ARRAY = 100
TARGETS = {1: 0.50, ARRAY: 0.35}
OURS, BARE = "/events", "bare"
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
_CLOCK_TICKS = 100


def serve_ours(data: str, sock: socket.socket) -> None:
    """Be the HTTP process of `lenticular serve`, without the background process beside it."""
    logging.configure("warning", "console")
    app.serve_http(settings.load({"data": Path(data)}), worker=0, sock=sock)


async def body_of(receive) -> bytes:
    parts, has_more = b"", True
    while has_more:
        message = await receive()
        parts, has_more = parts + message.get("body", b""), message.get("more_body", False)
    return parts


def serve_bare(data: str, sock: socket.socket) -> None:
    """Be a process that keeps bodies and looks into none."""
    log = Spool(Path(data) / "bare")

    async def keep(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await asyncio.to_thread(log.start)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await asyncio.to_thread(log.close)
            await send({"type": "lifespan.shutdown.complete"})
            return
        await log.append([await body_of(receive)])
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    config = uvicorn.Config(
        keep,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=[sock])


@dataclass(slots=True)
class Process:
    """One of the two servers."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS


@dataclass(slots=True)
class Figures:
    """What a server did in all rounds of one case."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """Return the figures: requests a second, and milliseconds and processor time of one request."""
        ordered = sorted(self.latencies)
        return {
            "requests_per_second": round(statistics.median(self.rates)),
            "p50_ms": round(ordered[len(ordered) // 2] * 1000, 2),
            "p99_ms": round(ordered[len(ordered) * 99 // 100] * 1000, 2),
            "cpu_us": round(statistics.median(self.cpu) * 1e6),
        }


@contextmanager
def process(name: str, target, data: Path) -> Iterator[Process]:
    context = multiprocessing.get_context("spawn")
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as sock:
        child = context.Process(target=target, args=(str(data), sock), daemon=True)
        child.start()
        try:
            yield Process(name, sock.getsockname()[1], child.pid or 0)
        finally:
            child.terminate()
            child.join(20)


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


def connected(port: int) -> selectors.BaseSelector:
    selector = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        sock = socket.create_connection(("127.0.0.1", port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(sock, selectors.EVENT_READ)
    return selector


def drive(port: int, sent: Sequence[bytes], seconds: float) -> tuple[float, list[float]]:
    """Keep one request under way on every connection; return requests a second and how long each took."""
    selector = connected(port)
    turns = itertools.cycle(sent)
    begun: dict[socket.socket, float] = {}
    held: dict[socket.socket, bytes] = {}
    latencies: list[float] = []
    start = time.perf_counter()
    for key in selector.get_map().values():
        begun[key.fileobj] = time.perf_counter()
        key.fileobj.sendall(next(turns))
    end, now = start + seconds, start
    while begun:
        for key, _ in selector.select():
            held[key.fileobj] = answer = held.get(key.fileobj, b"") + key.fileobj.recv(4096)
            if not answer.startswith(b"HTTP/1.1 202 "):
                raise AssertionError(answer)
            if not answer.endswith(b"\r\n\r\n{}"):  # head and body may come one after the other
                continue
            held[key.fileobj] = b""
            now = time.perf_counter()
            latencies.append(now - begun[key.fileobj])
            if now < end:
                begun[key.fileobj] = now
                key.fileobj.sendall(next(turns))
            else:
                del begun[key.fileobj]
    for key in list(selector.get_map().values()):
        key.fileobj.close()
    return len(latencies) / (now - start), latencies


def wait_until_ready(port: int, request: bytes) -> None:
    """Ask until the server answers well."""
    for _ in range(300):
        with socket.create_connection(("127.0.0.1", port)) as sock:
            sock.sendall(request)
            if sock.recv(4096).startswith(b"HTTP/1.1 202 "):
                return
        time.sleep(0.1)
    raise AssertionError("the server does not take events")


def measure(site: sites.Site, told: argparse.Namespace) -> dict[int, dict[str, Figures]]:
    """Return the figures by number of events in a request and server."""
    data = site.server.data
    with process(OURS, serve_ours, data) as ours, process(BARE, serve_bare, data) as bare:
        found = {elements: {OURS: Figures(), BARE: Figures()} for elements in TARGETS}
        sent = {elements: requests(site, elements, told.visitors) for elements in TARGETS}
        for one, elements in itertools.product((ours, bare), TARGETS):
            wait_until_ready(one.port, sent[elements][0])
            drive(one.port, sent[elements], 1.0)
        for number in range(told.rounds):
            for elements, requested in sent.items():
                for one in (ours, bare) if number % 2 else (bare, ours):
                    before = one.cpu_seconds()
                    rate, latencies = drive(one.port, requested, told.seconds)
                    figures = found[elements][one.name]
                    figures.rates.append(rate)
                    figures.latencies += latencies
                    figures.cpu.append((one.cpu_seconds() - before) / len(latencies))
    return found


def share_of(ours: list[float], bare: list[float]) -> float:
    """Return the median of the rounds' ratios: what is measured side by side shares the same noise."""
    return statistics.median(one / other for one, other in zip(ours, bare, strict=True))


def main() -> None:
    """Measure, print a table, and write it to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a round of one server takes")
    parser.add_argument("--visitors", type=int, default=1_000)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    told = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="lenticular-ingestion-") as folder,
        redirect_stdout(sys.stderr),  # the server's log
        servers(Path(folder)) as starter,
    ):
        site = sites.create(starter.start())
        site.server.stop()
        found = measure(site, told)
    print(f"one process, {CONNECTIONS} connections, {told.visitors} visitors, {told.rounds} rounds of {told.seconds} s")
    row = "{:>8} {:>10} {:>12} {:>9} {:>9} {:>11}".format
    print(row("events", "", "requests/s", "p50 ms", "p99 ms", "CPU µs"))
    for elements, each in found.items():
        for name, figures in each.items():
            print(row(elements, name, *figures.row().values()))
        share, cpu = share_of(each[OURS].rates, each[BARE].rates), share_of(each[BARE].cpu, each[OURS].cpu)
        print(f"{elements} at once: {share:.0%} of the bare endpoint's requests/s", end="")
        print(f" (at least {TARGETS[elements]:.0%} wanted), by processor time {cpu:.0%}")
    if told.json:
        rows = {elements: {name: figures.row() for name, figures in each.items()} for elements, each in found.items()}
        told.json.write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
