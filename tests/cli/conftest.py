"""The command as a person calls it, in this process, on an installation of its own."""

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from lenticular import settings
from lenticular.cli import demo, imports, installation, main
from lenticular.settings import Settings


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Ended]


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests, and lines that are not folded to a terminal's width."""
    for setting in settings.settings_table():
        monkeypatch.delenv(setting.variable, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture(autouse=True)
def same_logging() -> Iterator[None]:
    """Leave logging as it was: a command sends it to a stream that ends with the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def lenticular(capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs `lenticular` with arguments."""

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        code = main.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """The settings of an installation that is not there yet."""
    return settings.load(
        {"data": tmp_path / "data", "owner_email": "olga@example.com", "owner_password": "correct horse"}
    )


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation to copy: hashing a password and running migrations once is enough."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    owner = {"owner_email": "olga@example.com", "owner_password": "correct horse"}
    with installation.opened(settings.load({"data": folder, **owner}), create=True):
        return folder


@pytest.fixture(scope="session")
def opened_shop(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An installation with the sample project, to copy, and the project's uid."""
    folder = Path(shutil.copytree(founded, tmp_path_factory.mktemp("shop") / "data"))
    with installation.opened(settings.load({"data": folder})) as ports:
        return folder, imports.run(ports, imports.read(demo.SAMPLE)).project


@pytest.fixture
def data(chosen: Settings, founded: Path) -> Path:
    """The data folder of a new installation, with an owner and nothing else."""
    return Path(shutil.copytree(founded, chosen.data))


@pytest.fixture
def project(chosen: Settings, opened_shop: tuple[Path, str]) -> str:
    """The uid of the sample project, which is alone in the installation."""
    folder, uid = opened_shop
    shutil.copytree(folder, chosen.data)
    return uid
