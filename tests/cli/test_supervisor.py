"""A server's processes: started, restarted when killed, drained on SIGTERM, gone when the supervisor is."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SCRIPT = """
import os, signal, socket, sys, threading, time
from pathlib import Path
from lenticular.cli.supervisor import Role, Supervisor

def answer(sock, seconds):
    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: (stopping.set(), sock.close()))
    sock.settimeout(0.05)
    while not stopping.is_set():
        try:
            connection, _ = sock.accept()
        except OSError:
            continue
        with connection:
            connection.recv(10)
            time.sleep(seconds)
            connection.sendall(str(os.getpid()).encode())

def ignore(deaf):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    deaf.touch()
    time.sleep(60)

def fail():
    sys.exit(3)

if __name__ == "__main__":
    kind, folder = sys.argv[1], Path(sys.argv[2])
    sock = socket.create_server(("127.0.0.1", 0))
    print(sock.getsockname()[1], flush=True)
    roles = {
        "pair": [Role("http", f"http-{n}", answer, (sock, 0.0)) for n in range(2)],
        "slow": [Role("http", "http-0", answer, (sock, 1.0))],
        "deaf": [Role("http", "http-0", ignore, (folder / "deaf",))],
        "broken": [Role("background", "background", fail)],
    }[kind]
    report = folder / "run" / "supervisor.json"
    sys.exit(Supervisor(roles, report=report, drain_seconds=3.0, stop_accepting=sock.close).run())
"""


class Running:
    """A supervisor with children of one kind, in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int, folder: Path) -> None:
        self.process = process
        self.port = port
        self.report = folder / "run" / "supervisor.json"

    def ask(self) -> int:
        """Return the pid of the child that answers."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(b"?")
            return int(connection.recv(20))

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    def restarts(self) -> dict[str, int]:
        restarts: dict[str, int] = json.loads(self.report.read_text())["restarts"]
        return restarts


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    started: list[Running] = []

    def start(kind: str) -> Running:
        command = [sys.executable, str(script), kind, str(tmp_path)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert process.stdout is not None
        started.append(Running(process, int(process.stdout.readline()), tmp_path))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.communicate()


def until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def is_refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionError:
        return True
    return False


@contextmanager
def asking(running: Running) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as connection:
        connection.sendall(b"?")
        yield connection


def test_all_children_accept_from_one_socket(supervised):
    running = supervised("pair")
    assert until(lambda: len({running.ask() for _ in range(20)}) == 2)
    assert running.stop() == 0


def test_a_killed_child_is_restarted_and_counted(supervised):
    running = supervised("pair")
    assert until(running.report.exists)
    assert running.restarts() == {"http": 0}
    first = running.ask()
    os.kill(first, signal.SIGKILL)
    assert until(lambda: running.restarts() == {"http": 1})
    assert json.loads(running.report.read_text())["pid"] == running.process.pid
    assert running.ask() != first
    assert running.stop() == 0


def test_a_child_that_cannot_start_is_tried_again_ever_more_slowly(supervised):
    running = supervised("broken")
    assert until(lambda: running.report.exists() and running.restarts()["background"] >= 3)
    assert running.process.poll() is None
    assert running.stop() == 0


def test_what_has_begun_is_answered_and_nothing_new_taken_before_the_end(supervised):
    running = supervised("slow")
    running.ask()
    with asking(running) as connection:
        time.sleep(0.2)
        running.process.send_signal(signal.SIGTERM)
        assert until(lambda: is_refused(running.port))
        assert int(connection.recv(20)) > 0
    assert running.process.wait(20) == 0
    assert not running.report.exists()


def test_ctrl_c_ends_like_sigterm(supervised):
    running = supervised("pair")
    running.ask()
    assert running.stop(signal.SIGINT) == 0


def test_a_child_that_does_not_end_is_killed_and_the_exit_code_says_so(supervised, tmp_path):
    running = supervised("deaf")
    assert until((tmp_path / "deaf").exists)
    assert running.stop() == 1


def test_an_impatient_second_ctrl_c_does_not_wait(supervised, tmp_path):
    running = supervised("deaf")
    assert until((tmp_path / "deaf").exists)
    running.process.send_signal(signal.SIGTERM)
    running.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert running.process.poll() is None
    started = time.monotonic()
    assert running.stop(signal.SIGINT) == 1
    assert time.monotonic() - started < 2


def test_children_end_when_the_supervisor_was_killed(supervised):
    running = supervised("pair")
    pid = running.ask()
    running.process.kill()
    running.process.wait(20)
    assert until(lambda: not is_running(pid))
