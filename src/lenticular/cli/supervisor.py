"""Keeping a server's processes alive: starting them, restarting those that die, ending them all in order."""

import json
import multiprocessing
import os
import select
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType

import structlog

# A child answers what it has begun for at most 10 s by itself; it is killed a little later.
DRAIN_SECONDS = 12.0
FIRST_BACKOFF_SECONDS = 0.1
LONGEST_BACKOFF_SECONDS = 10.0
# A child that ran this long was well: its next death is no repetition.
SETTLED_SECONDS = 60.0

_SIGNALS_AT_ONCE = 64
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Role:
    """What one child does: a module-level function and arguments that can be sent to a new process."""

    kind: str
    name: str
    target: Callable[..., None]
    arguments: tuple[object, ...] = ()


@dataclass(slots=True)
class _Child:
    role: Role
    process: BaseProcess | None = None
    started_at: float = 0.0
    restart_at: float | None = None
    deaths: int = 0


@dataclass(slots=True)
class Supervisor:
    """Runs one child for each role until SIGTERM or SIGINT. `run` belongs in the main thread.

    `report` is a file that always tells which children run, by name and pid, how often each kind was restarted, and the
    `url` at which they are reached.
    """

    roles: Sequence[Role]
    report: Path
    url: str = ""
    drain_seconds: float = DRAIN_SECONDS
    stop_accepting: Callable[[], None] = lambda: None  # called before the children are asked to end
    forget: Callable[[int], None] = lambda _pid: None  # called with the pid of each child that ended
    _children: list[_Child] = field(default_factory=list)
    _restarts: dict[str, int] = field(default_factory=dict)
    _started: str = ""

    def run(self) -> int:
        """Return 0 after all children ended by themselves, 1 if one had to be killed."""
        self._children = [_Child(role) for role in self.roles]
        self._restarts = dict.fromkeys((role.kind for role in self.roles), 0)
        self._started = datetime.now(UTC).isoformat(timespec="seconds")
        with _signals() as stop:
            for child in self._children:
                _start(child)
            self._write_report()
            while not _is_readable(stop):
                wait([stop, *self._sentinels()], timeout=self._seconds_to_next_start())
                self._bury_the_dead()
                self._start_the_due()
            os.read(stop, _SIGNALS_AT_ONCE)
            return self._end(stop)

    def _sentinels(self) -> list[int]:
        return [child.process.sentinel for child in self._children if child.process is not None]

    def _seconds_to_next_start(self) -> float | None:
        due = [child.restart_at for child in self._children if child.restart_at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _bury_the_dead(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.process is None or child.process.is_alive():
                continue
            child.deaths = 1 if now - child.started_at >= SETTLED_SECONDS else child.deaths + 1
            backoff = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** min(child.deaths - 1, 16))
            child.restart_at = now + backoff
            _log.error("child_died", child=child.role.name, exit_code=child.process.exitcode, restart_seconds=backoff)
            self._release(child)
            self._write_report()

    def _start_the_due(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.restart_at is not None and child.restart_at <= now:
                child.restart_at = None
                _start(child)
                self._restarts[child.role.kind] += 1
                self._write_report()

    def _end(self, stop: int) -> int:
        """Ask all children to end; kill those that still run after the drain time, or at another Ctrl-C."""
        _log.info("stopping")
        # As long as our copy of the socket is open, connections that no child will take still seem to succeed.
        self.stop_accepting()
        running = [child for child in self._children if child.process is not None]
        for child in running:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + self.drain_seconds
        while (sentinels := self._sentinels()) and (left := deadline - time.monotonic()) > 0:
            if stop in wait([stop, *sentinels], timeout=left) and signal.SIGINT in os.read(stop, _SIGNALS_AT_ONCE):
                break
            for child in running:
                if child.process is not None and not child.process.is_alive():
                    self._release(child)
        late = [child for child in running if child.process is not None]
        for child in late:
            _log.warning("child_killed", child=child.role.name)
            if child.process is not None:
                child.process.kill()
                child.process.join()
            self._release(child)
        self.report.unlink(missing_ok=True)
        return 1 if late else 0

    def _release(self, child: _Child) -> None:
        process, child.process = child.process, None
        if process is not None:
            process.join()
            if process.pid is not None:
                self.forget(process.pid)
            process.close()

    def _write_report(self) -> None:
        self.report.parent.mkdir(parents=True, exist_ok=True)
        children = {child.role.name: child.process.pid for child in self._children if child.process is not None}
        document = {
            "pid": os.getpid(),
            "url": self.url,
            "started": self._started,
            "restarts": self._restarts,
            "children": children,
        }
        partial = self.report.with_suffix(".partial")
        partial.write_text(json.dumps(document), encoding="utf-8")
        partial.replace(self.report)


def _start(child: _Child) -> None:
    # Not fork: a child would share our threads' locks and open databases. The fork server has none of either.
    context = multiprocessing.get_context("forkserver")
    process = context.Process(
        target=_live, args=(child.role.target, child.role.arguments), name=child.role.name, daemon=False
    )
    process.start()
    child.process, child.started_at = process, time.monotonic()


def _live(target: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Be a child: end when the supervisor says so, and also when it is gone without having said anything."""
    # Ctrl-C reaches the whole process group; only the supervisor is to act on it.
    os.setpgid(0, 0)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    target(*arguments)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _signals() -> Iterator[int]:
    """Yield a descriptor from which the numbers of signals to stop can be read, a byte each."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)

    def note(number: int, _frame: FrameType | None) -> None:
        with suppress(BlockingIOError):  # thousands wait to be read already
            os.write(writable, bytes([number]))

    # Under nohup SIGHUP is ignored, and stays so.
    caught = [number for number in _STOP_SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in caught}
    try:
        yield readable
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(readable)
        os.close(writable)


def _is_readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])
