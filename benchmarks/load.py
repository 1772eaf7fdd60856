"""Load on a server: as much as it bears, with wrk, or at a fixed rate, whatever it bears."""

import gc
import json
import re
import select
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import figures
from benchmarks.figures import Spread
from benchmarks.serving import Target, pinned

CONNECTIONS = 32
_SCRIPT = Path(__file__).with_name("load.lua")
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Saturation:
    """What a server did under as much load as it bears; times in milliseconds and microseconds of one request."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


def write(path: Path, requests: Sequence[bytes]) -> Path:
    """Write requests as `saturate` reads them."""
    path.write_bytes(b"\0".join(requests))
    return path


def saturate(target: Target, requests: Path, seconds: int, *, core: int | None = None) -> Saturation:
    """Keep a request under way on every connection. Raises AssertionError if any is answered with a failure."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", "-s", _SCRIPT]
    before = target.cpu_seconds()
    with pinned(core):
        url = f"http://127.0.0.1:{target.port}"
        ran = subprocess.run([*command, url, "--", requests], capture_output=True, text=True, check=True)
    cpu_seconds = target.cpu_seconds() - before
    found = json.loads(ran.stdout.splitlines()[-1])
    answers = max(1, found["answers"])
    assert not found["failed"], f"{target.name}: {ran.stdout}"
    return Saturation(answers / found["seconds"], found["p50_ms"], found["p99_ms"], cpu_seconds / answers * 1e6)


def pace(target: Target, requests: Sequence[bytes], rate: float, seconds: float) -> list[float]:
    """Send so many requests a second at even distances, in turns; return how long each took, ordered, in seconds.

    Each is timed from when it was due, also if all connections were busy then. Raises AssertionError for a failure.
    """
    with _connections(target) as idle, _without_collector():
        count, begin = int(rate * seconds), time.perf_counter() + 0.01
        under_way: dict[socket.socket, float] = {}
        latencies: list[float] = []
        sent = 0
        while len(latencies) < count:
            now = time.perf_counter()
            while sent < count and idle and begin + sent / rate <= now:
                sock = idle.pop()
                under_way[sock] = begin + sent / rate
                sock.sendall(requests[sent % len(requests)])
                sent += 1
            wait = max(0.0, begin + sent / rate - time.perf_counter()) if sent < count and idle else 30.0
            ready = select.select(under_way, (), (), wait)[0]
            for sock in ready:
                read_answer(sock)
                latencies.append(time.perf_counter() - under_way.pop(sock))
                idle.append(sock)
            assert ready or wait < 30.0, f"{target.name} does not answer"
    return sorted(latencies)


def latencies_ms(rounds: Sequence[Sequence[float]]) -> dict[str, Spread]:
    """Return the spread over rounds of percentiles in milliseconds, each round ordered seconds."""
    return {
        f"p{percent:g}_ms": figures.spread(figures.percentile(one, percent) * 1e3 for one in rounds)
        for percent in (50, 99, 99.9)
    }


def tail(rounds: Sequence[Sequence[float]]) -> Spread:
    """Return how many times the median the 99th percentile is, each round ordered."""
    return figures.spread(figures.percentile(one, 99) / figures.percentile(one, 50) for one in rounds)


@contextmanager
def _connections(target: Target) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        found = [socket.create_connection(("127.0.0.1", target.port)) for _ in range(CONNECTIONS)]
        for sock in found:
            stack.enter_context(sock)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield list(found)


@contextmanager
def _without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def read_answer(sock: socket.socket) -> bytes:
    """Return the body of an answer that is no failure. Raises AssertionError for another."""
    answer = sock.recv(1 << 18)
    while (end := answer.find(b"\r\n\r\n")) < 0 and (more := sock.recv(1 << 18)):
        answer += more
    assert answer.startswith(b"HTTP/1.1 20"), answer[:500]
    length = _LENGTH.search(answer, 0, end)
    missing = end + 4 + int(length[1] if length else 0) - len(answer)
    while missing > 0 and (more := sock.recv(1 << 18)):
        answer += more
        missing -= len(more)
    assert not missing, "the answer ended too early"
    return answer[end + 4 :]
