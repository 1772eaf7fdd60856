"""Printing what a command found: a document for programs, a table or sentences for people."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table


def document(data: object) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(data, indent=2, ensure_ascii=False, default=_plain))


def line(data: object) -> None:
    """Print a JSON document on one line, at once, for a program that reads while the command runs."""
    print(json.dumps(data, ensure_ascii=False, default=_plain), flush=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print rows under headings; print `empty` if there are none."""
    printed = Table(*headings, box=box.SIMPLE_HEAD)
    for row in rows:
        printed.add_row(*(escape(_cell(value)) for value in row))
    if printed.row_count:
        Console().print(printed)
    else:
        say(empty)


def say(sentence: str) -> None:
    """Print one line for a person, whatever characters it holds."""
    Console(soft_wrap=True).print(sentence, markup=False, highlight=False)


def tell(sentence: str) -> None:
    """Print one line for a person on standard error, beside the results."""
    Console(stderr=True, soft_wrap=True).print(sentence, markup=False, highlight=False)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(map(_cell, value.values()))
    return str(_plain(value))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    return value if isinstance(value, str) else repr(value)
