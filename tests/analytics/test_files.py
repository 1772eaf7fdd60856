import csv
import io
from datetime import UTC, datetime

import pytest
from pyarrow import parquet

from lenticular.analytics import files
from lenticular.analytics.files import Column, Format, Kind, Table

COLUMNS = (
    Column("time", Kind.TIME),
    Column("name", Kind.TEXT),
    Column("count", Kind.WHOLE),
    Column("rate", Kind.NUMBER),
)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_csv_has_a_header_and_quotes_what_would_break_a_line():
    table = Table(COLUMNS, [(NOON, 'A "quoted", name\r\nin two lines', 3, -0.5), (NOON, "Größe", 0, None)])

    data = files.write(table, Format.CSV).decode()

    assert data.startswith("time,name,count,rate\r\n")
    assert data.endswith("2026-11-22T12:00:00.000Z,Größe,0,\r\n")
    assert list(csv.reader(io.StringIO(data, newline="")))[1] == [
        "2026-11-22T12:00:00.000Z",
        'A "quoted", name\r\nin two lines',
        "3",
        "-0.5",
    ]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_text_that_a_spreadsheet_would_run_does_not_begin_like_a_formula(name: str):
    data = files.write(Table((Column("name", Kind.TEXT),), [(name,)]), Format.CSV).decode()
    (_, (cell,)) = csv.reader(io.StringIO(data, newline=""))
    assert cell == f"'{name}"


def test_parquet_keeps_types_names_and_what_is_missing():
    table = Table(COLUMNS, [(NOON, "=1+1", 3, 0.5), (None, None, None, None)])

    read = parquet.read_table(io.BytesIO(files.write(table, Format.PARQUET)))

    assert [str(kind) for kind in read.schema.types] == ["timestamp[ms, tz=UTC]", "string", "int64", "double"]
    assert read.to_pylist() == [
        {"time": NOON, "name": "=1+1", "count": 3, "rate": 0.5},
        dict.fromkeys(("time", "name", "count", "rate")),
    ]


@pytest.mark.parametrize("format_", Format)
def test_a_table_without_rows_still_has_its_columns(format_: Format):
    data = files.write(Table(COLUMNS, []), format_)
    if format_ is Format.CSV:
        assert data == b"time,name,count,rate\r\n"
    else:
        read = parquet.read_table(io.BytesIO(data))
        assert (read.num_rows, read.column_names) == (0, ["time", "name", "count", "rate"])
