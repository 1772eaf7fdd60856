"""`lenticular demo`: what it prints is what a newcomer types, and it works."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import servers
from lenticular.cli import installation
from lenticular.content.stacks import service as stacks
from lenticular.settings import Settings

SAMPLE_KEY = "blt6a1c5e0f7d2b4c90"
VARIANT = "cs_personalize_0_3"


@pytest.fixture
def data_of_shop(chosen: Settings, project: str) -> Path:
    """The data folder of an installation that has the sample already."""
    assert project
    return chosen.data


@pytest.fixture(autouse=True)
def _curl():
    if shutil.which("curl") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs curl")


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo and everything that it has printed."""

    process: subprocess.Popen[bytes]
    printed: str

    def commands(self, beginning: str) -> list[str]:
        """Return the printed commands that begin so, continuation lines joined."""
        lines = self.printed.replace("\\\n", " ").splitlines()
        return [line.strip() for line in lines if line.strip().startswith(beginning)]

    def url(self) -> str:
        return str(re.findall(r"listens on (\S+)", self.printed)[0])

    def token(self) -> str:
        return str(re.findall(r"^delivery token +(cs[0-9a-f]{24}) ", self.printed, re.MULTILINE)[0])

    def folder(self) -> Path:
        return Path(re.findall(r"^data folder: (.+)$", self.printed, re.MULTILINE)[0])

    def interrupt(self) -> int:
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=servers.PATIENCE_SECONDS)


def _heed_interrupts() -> None:
    """Do as at a terminal, even where the tests run as a background job, which a shell makes ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[Demo]:
    """Start a demo on a free port as a newcomer does, from a terminal; end it if it still runs."""
    output, log = folder / "demo.out", folder / "demo.log"
    environment = servers.environment_with({"TMPDIR": str(folder)})
    with output.open("wb") as out, log.open("wb") as errors:
        command = [servers.COMMAND, "demo", "--port", "0", *options]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            env=environment,
            preexec_fn=_heed_interrupts,  # noqa: PLW1509 - no other thread runs here that could hold a lock
        )
    try:
        deadline = time.monotonic() + servers.PATIENCE_SECONDS
        while "Ctrl-C ends it." not in (printed := output.read_text(encoding="utf-8")):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield Demo(process, printed)
    finally:
        servers.stop(process)


def typed(command: str) -> str:
    """Return what a command prints that was copied into a shell; `curl` fails here where the answer is no success."""
    command = re.sub(r"^curl ", "curl --fail-with-body ", command)
    finished = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=servers.PATIENCE_SECONDS, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def variants(manifest: str) -> dict[str, str | None]:
    return {
        experience["shortUid"]: experience["activeVariantShortUid"]
        for experience in json.loads(manifest)["experiences"]
    }


def page(delivered: str) -> dict[str, Any]:
    """Return the one home page of a list that was delivered."""
    (entry,) = json.loads(delivered)["entries"]
    return dict(entry)


def button(delivered: dict[str, Any]) -> str:
    return str(delivered["sections"][1]["booking"]["button"])


def test_every_printed_command_does_what_is_said_beside_it(tmp_path: Path):
    with demo(tmp_path) as running:
        from_the_us, in_english, in_german, on_a_phone, customer, ada, log_in = running.commands("curl ")

        assert [variants(typed(command))["0"] for command in (from_the_us, on_a_phone, customer)] == ["3", "2", "1"]
        pages = [page(typed(command)) for command in (in_english, in_german)]
        assert all(f"“{delivered['headline']}”" in running.printed for delivered in pages)
        assert [delivered["locale"] for delivered in pages] == ["en-us", "de"]
        assert [button(delivered) for delivered in pages] == ["Book now", "Jetzt buchen"]
        assert page(typed(in_english.replace(VARIANT, "")))["headline"] not in running.printed
        assert len({variants(typed(ada))["1"] for _ in range(5)}) == 1
        assert "1" in variants(typed(from_the_us))
        assert json.loads(typed(log_in))["user"]["authtoken"]
        (why,) = running.commands(f"{servers.COMMAND} decide ")
        assert "Black Friday Campaign" in typed(why)
        (simulate,) = running.commands(f"{servers.COMMAND} simulate ")
        sent = typed(f"{simulate} --json")
        assert sum(variant["visitors"] for variant in json.loads(sent)["variants"]) == 2000
        every_variant_has_a_page(in_english, in_german)

        folder = running.folder()
        assert folder.is_dir()
        assert servers.stop(running.process) == 0
        assert not folder.exists()
    assert list(tmp_path.glob("lenticular-demo-*")) == []


def every_variant_has_a_page(*commands: str) -> None:
    def read(command: str, *aliases: str) -> dict[str, Any]:
        return page(typed(command.replace(VARIANT, ",".join(aliases))))

    for command in commands:
        base = read(command)
        heroes = [read(command, f"cs_personalize_0_{number}") for number in range(4)]
        assert len({delivered["headline"] for delivered in (base, *heroes)}) == 5
        reserve = button(read(command, "cs_personalize_1_1"))
        # The hero's experience is before the button's: where both have a word for it, the hero's counts.
        assert button(read(command, "cs_personalize_0_3", "cs_personalize_1_1")) == reserve != button(base)
        assert button(read(command, "cs_personalize_0_0", "cs_personalize_1_1")) == button(heroes[0]) != reserve

    with_trips = commands[-1].replace("&locale", "&include%5B%5D=trips&include_fallback=true&locale")
    trips = page(typed(with_trips))["trips"]
    assert [trip["locale"] for trip in trips] == ["en-us", "en-us"]
    assert all(trip["price"] > 0 for trip in trips)


def test_a_folder_that_is_kept_goes_on_where_it_was(tmp_path: Path):
    kept = tmp_path / "demo data"
    with demo(tmp_path, "--data", str(kept)) as first:
        ada = variants(typed(first.commands("curl ")[5]))
        in_english = first.commands("curl ")[1]
        log_in = first.commands("curl ")[6].partition(" -H ")[2]
        assert first.interrupt() == 0
    with demo(tmp_path, "--data", str(kept)) as second:
        assert variants(typed(second.commands("curl ")[5])) == ada
        url = second.url()
        assert typed(f"curl -s {url}/v3/user-session -H {log_in}")
        assert len(second.commands("curl ")) == 6  # its own log-in would hold a password that is not the owner's
        (why,) = second.commands(f"{servers.COMMAND} decide ")
        assert typed(why)
        # The token is another one, and the older goes on working.
        assert second.token() != first.token()
        assert typed(in_english.replace(first.url(), url)) == typed(second.commands("curl ")[1])
    assert kept.is_dir()


def test_a_demo_whose_stack_was_deleted_still_starts(tmp_path: Path, data_of_shop: Path, chosen: Settings):
    with installation.opened(chosen) as ports, ports.stores.configuration.writing() as session:
        row = stacks.find(session, SAMPLE_KEY)
        assert row is not None
        stacks.delete(session, row)

    with demo(tmp_path, "--data", str(data_of_shop)) as running:
        from_the_us, *others = running.commands("curl ")

        assert variants(typed(from_the_us))["0"] == "3"
        assert not any("/v3/content_types" in command for command in others)
