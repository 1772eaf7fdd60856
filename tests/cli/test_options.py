"""Which installation a command is about."""

from pathlib import Path

from lenticular.cli.options import Where


def test_an_option_comes_before_the_variable(monkeypatch):
    monkeypatch.setenv("LENTICULAR_DATA", "/from/variable")
    assert Where().settings().data == Path("/from/variable")
    assert Where(data=Path("/from/option")).settings().data == Path("/from/option")
