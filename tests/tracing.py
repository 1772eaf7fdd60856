"""What one process asks of the kernel, in order, as strace sees it: reads of requests, syncs to disk, answers."""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READS = ("read", "recvfrom", "recvmsg", "readv")
SYNCS = ("fsync", "fdatasync")
ANSWERS = ("write", "writev", "sendto", "sendmsg")
PATIENCE_SECONDS = 60.0

_LINE = re.compile(r"(?P<thread>\d+) +(?P<time>[\d.:]+) (?P<rest>.*)")
_CALL = re.compile(r"(?:<\.\.\. )?(?P<name>\w+)(?P<resumed> resumed>)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a trace; a call that another thread interrupts has a line for its begin and one for its end."""

    text: str
    name: str
    is_begun: bool
    is_done: bool


def is_possible() -> bool:
    """Tell whether there is strace, and whether this process may trace others."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def traced(pid: int, output: Path) -> Iterator[None]:
    """Trace all threads of a process while the block runs; `-y` shows which file a descriptor is."""
    calls = ",".join((*READS, *SYNCS, *ANSWERS))
    errors = output.with_suffix(".errors")
    command = ["strace", "-f", "-tt", "-y", "-s", "64", "-e", f"trace={calls}", "-o", str(output), "-p", str(pid)]
    with errors.open("wb") as told, subprocess.Popen(command, stderr=told) as process:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while b"attached" not in errors.read_bytes():
                assert process.poll() is None, errors.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield
        finally:
            process.send_signal(signal.SIGINT)


def exchange(output: Path, request: str, answer: str) -> list[Line]:
    """Return the lines from the read that got a request to the write that begins its answer.

    Both are given as they begin: 'PATCH /path' and 'HTTP/1.1 200'. Raises AssertionError if one is not there.
    """
    lines = [parsed for text in output.read_text().splitlines() if (parsed := _parsed(text)) is not None]
    first = next((at for at, line in enumerate(lines) if line.name in READS and f'"{request}' in line.text), None)
    assert first is not None, f"no read of {request}"
    last = next(
        (at for at, line in enumerate(lines) if at > first and line.name in ANSWERS and f'"{answer}' in line.text), None
    )
    assert last is not None, f"no answer {answer}"
    return lines[first : last + 1]


def syncs(lines: list[Line], file: str) -> int:
    """Return how many syncs of a file began and were done, in this order, within the lines."""
    is_syncing, done = False, 0
    for line in lines:
        if line.name not in SYNCS:
            continue
        if line.is_begun and file in line.text:
            is_syncing = True
        if line.is_done and is_syncing:
            is_syncing = False
            done += 1
    return done


def _parsed(text: str) -> Line | None:
    match = _LINE.fullmatch(text)
    call = _CALL.match(match["rest"]) if match else None
    if match is None or call is None:
        return None
    return Line(text, call["name"], not call["resumed"], "<unfinished ...>" not in text)
