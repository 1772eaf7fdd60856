"""The command itself: help, version, and arguments that make no sense."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

COMMANDS = {"serve", "import", "export", "decide", "user", "project", "db", "geo", "settings", "demo"}


def test_help_names_every_command_and_the_exit_codes(lenticular):
    ended = lenticular("--help")
    assert ended.code == 0
    assert all(command in ended.out for command in COMMANDS)
    assert "Exit codes" in ended.out


def test_version_is_the_package_s(lenticular):
    assert lenticular("--version").out.strip() == version("lenticular")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["user", "list", "--nonsense"], ["serve", "--port", "x"], ["decide"]]
)
def test_a_wrong_argument_is_a_sentence_and_exit_code_2(lenticular, arguments):
    ended = lenticular(*arguments)
    assert ended.code == 2
    assert ended.err.startswith("error: ")


def test_a_wrong_setting_is_exit_code_2(lenticular, monkeypatch):
    monkeypatch.setenv("LENTICULAR_WORKERS", "none")
    ended = lenticular("user", "list", "--json")
    assert ended.code == 2
    assert "LENTICULAR_WORKERS" in ended.document["error"]["message"]


def test_the_installed_command_is_this_one(tmp_path):
    command = [sys.executable, "-c", "from lenticular.cli.main import main; raise SystemExit(main())"]
    ended = subprocess.run(
        [*command, "user", "list", "--data", tmp_path / "none", "--json"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["error"]["code"] == "INSTALLATION_NOT_FOUND"
