"""What every test shares: no network but loopback, Hypothesis profiles, and the folder of shared contracts and data."""

import gc
import ipaddress
import os
import socket
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"

# With importlib's import mode nothing is importable by itself; tests also take types and builders from these.
sys.path.append(str(Path(__file__).parent))
pytest_plugins = ["databases", "fakes", "servers", "installations", "tools"]

# A busy machine must not fail a law: time is no part of what they state.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


# The default renders a traceback with every local variable, which takes seconds.
structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.KeyValueRenderer()])


def is_loopback(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event not in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        return
    sock, address = args
    if not isinstance(sock, socket.socket) or sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    if isinstance(address, tuple) and not is_loopback(str(address[0])):
        message = f"a test tried to reach {address[0]}: tests talk to loopback only"
        raise RuntimeError(message)


# An audit hook, not a patch of `socket`: it also sees sockets that C code opens through Python's module.
sys.addaudithook(refuse_network)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the wire contracts and real exports, which lies beside the repository and is no part of it."""
    if not SHARED.is_dir():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"needs {SHARED}")
    return SHARED


def pytest_collection_finish() -> None:
    """Let the collector pass over what the whole session keeps: thousands of tests and every module."""
    gc.collect()
    gc.freeze()
