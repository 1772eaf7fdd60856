"""Showing how far long work has got: to a person at a terminal, and never among the results."""

import pytest

from lenticular.cli import progress


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make standard error count as a terminal that is wide enough for a bar."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")


def test_nothing_is_drawn_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]):
    with progress.bars() as show:
        show("entries", 1, 2)
        show("entries", 2, 2)

    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("terminal")
def test_a_terminal_sees_each_kind_and_how_far_it_is_and_results_stay_clean(capsys: pytest.CaptureFixture[str]):
    with progress.bars() as show:
        show("assets", 1, 4)
        show("entries", 2, 2)

    out, err = capsys.readouterr()
    assert out == ""
    for kind, share in (("assets", "25%"), ("entries", "100%")):
        assert kind in err
        assert share in err


@pytest.mark.usefixtures("terminal")
def test_a_kind_has_one_bar_however_often_it_is_told(capsys: pytest.CaptureFixture[str]):
    with progress.bars() as show:
        for done in range(1, 51):
            show("entries", done, 50)

    until_done = capsys.readouterr().err.partition("100%")[0]
    assert "entries" in until_done
    assert "\n" not in until_done  # which is what parts one bar from the next


@pytest.mark.usefixtures("terminal")
def test_what_goes_wrong_meanwhile_is_not_hidden(capsys: pytest.CaptureFixture[str]):
    def work() -> None:
        with progress.bars() as show:
            show("entries", 1, 2)
            raise LookupError

    with pytest.raises(LookupError):
        work()

    assert "entries" in capsys.readouterr().err
