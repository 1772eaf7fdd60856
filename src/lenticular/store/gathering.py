"""Reading thousands of small rows beside requests."""

from typing import Any

import msgspec
from sqlalchemy import JSON, Select, Text, cast, func, select
from sqlalchemy.orm import Session


def gathered(session: Session, question: Select[*tuple[Any, ...]]) -> list[list[Any]]:
    """Return the rows of a question, in no order, gathered by the database; their values are of kinds that JSON has.

    SQLite's driver gives the interpreter's lock away and takes it back for each row: beside a thread that computes, a
    thousand rows would take a hundred times as long as alone, and cost that thread its turns.
    """
    columns = question.subquery().c
    if session.get_bind().dialect.name == "sqlite":
        values = [func.json(column) if isinstance(column.type, JSON) else column for column in columns]
        rows = func.json_group_array(func.json_array(*values))
    else:
        rows = func.json_agg(func.json_build_array(*columns))
    text: str | None = session.scalar(select(cast(rows, Text)))
    return [] if text is None else msgspec.json.decode(text, type=list[list[Any]])
