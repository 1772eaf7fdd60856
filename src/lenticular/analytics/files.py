"""Writing a table as a file: CSV for people and spreadsheets, Parquet for programs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from lenticular.api.times import iso_milliseconds

Cell: TypeAlias = str | int | float | datetime | None
# What spreadsheets take for the beginning of a formula, the wide signs of East Asian keyboards among it: one in the
# name of a variant would run there.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES = {Format.CSV: "text/csv; charset=utf-8; header=present", Format.PARQUET: "application/vnd.apache.parquet"}


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; a missing cell is None."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a cell for every column."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def write(table: Table, format_: Format) -> bytes:
    """Return the file that holds a table."""
    return _csv(table) if format_ is Format.CSV else _parquet(table)


def _csv(table: Table) -> bytes:
    """Return RFC 4180: a header, CRLF, quotes where needed. Text like a formula begins with an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode()


def _text(cell: Cell) -> str | int | float | None:
    if isinstance(cell, datetime):
        return iso_milliseconds(cell)
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _parquet(table: Table) -> bytes:
    # Half a second and 40 MB that a process which never exports need not spend.
    import pyarrow
    from pyarrow import parquet

    kinds = {
        Kind.TEXT: pyarrow.string(),
        Kind.WHOLE: pyarrow.int64(),
        Kind.NUMBER: pyarrow.float64(),
        Kind.TIME: pyarrow.timestamp("ms", tz="UTC"),
    }
    schema = pyarrow.schema([pyarrow.field(column.name, kinds[column.kind]) for column in table.columns])
    columns = zip(*table.rows, strict=True) if table.rows else [() for _ in table.columns]
    arrays = [pyarrow.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
    buffer = io.BytesIO()
    parquet.write_table(pyarrow.table(arrays, schema=schema), buffer)
    return buffer.getvalue()
