"""What commands print: JSON that programs read, tables that show any text as it is."""

import json
from datetime import UTC, datetime
from pathlib import Path

from lenticular.cli import output


def test_a_document_is_json_with_plain_times_and_paths(capsys):
    output.document({"at": datetime(2026, 11, 22, tzinfo=UTC), "where": Path("data"), "name": "é"})
    text = capsys.readouterr().out
    assert json.loads(text) == {"at": "2026-11-22T00:00:00Z", "where": "data", "name": "é"}
    assert "é" in text


def test_a_table_shows_markup_as_text(capsys):
    output.table(("name", "active", "note"), [("[bold]x[/bold]", True, None)], empty="none")
    printed = capsys.readouterr().out
    assert "[bold]x[/bold]" in printed
    assert "yes" in printed


def test_an_empty_table_is_a_sentence(capsys):
    output.table(("name",), [], empty="There is no user.")
    assert capsys.readouterr().out == "There is no user.\n"


def test_a_word_to_the_person_is_not_among_the_results(capsys):
    output.tell("by the way")
    assert capsys.readouterr() == ("", "by the way\n")
