import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.ingestion import segments

RECORDS = [b'{"n":1}', b'{"n":2,"pad":"xxxxxxxx"}', b'{"n":3}']


def _segment(folder: Path, records: list[bytes], name: str = "1") -> Path:
    segment = segments.Segment(folder / f"{name}{segments.SUFFIX}")
    segment.append(map(segments.frame, records))
    segment.close()
    return segment.path


@given(records=st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=20))
@settings(max_examples=30, deadline=None)
def test_what_was_appended_is_read_back(tmp_path_factory: pytest.TempPathFactory, records: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("spool")
    _segment(folder, records)
    assert list(segments.read(folder)) == records


def test_a_tail_torn_at_any_byte_loses_only_the_torn_record(tmp_path: Path) -> None:
    path = _segment(tmp_path, RECORDS)
    whole = path.read_bytes()
    last = len(segments.frame(RECORDS[-1]))
    for cut in range(1, last + 1):
        path.write_bytes(whole[:-cut])
        assert list(segments.read(tmp_path)) == RECORDS[:-1]


@pytest.mark.parametrize("tail", [b"\0" * 64, b"\xff" * 64, b"\0\0\0\x05\0\0\0\0hello"])
def test_a_tail_of_garbage_is_passed_over(tmp_path: Path, tail: bytes) -> None:
    path = _segment(tmp_path, RECORDS)
    path.write_bytes(path.read_bytes() + tail)
    assert list(segments.read(tmp_path)) == RECORDS


def test_a_changed_byte_ends_the_reading_of_its_file_only(tmp_path: Path) -> None:
    path = _segment(tmp_path, RECORDS, name="1")
    _segment(tmp_path, [b"other"], name="2")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert list(segments.read(tmp_path)) == [*RECORDS[:-1], b"other"]


@pytest.mark.parametrize("content", [b"", b"lenticular ev", b"lenticular events 2\n\0\0"])
def test_a_file_of_an_unknown_format_is_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"1{segments.SUFFIX}").write_bytes(content)
    (tmp_path / "notes.txt").write_text("not an event log")
    assert list(segments.read(tmp_path)) == []


def test_reading_goes_on_from_the_offset_where_it_ended(tmp_path: Path) -> None:
    segment = segments.Segment(tmp_path / f"1{segments.SUFFIX}")
    segment.append([segments.frame(b"first")])
    ((offset, _),) = segments.read_segment(segment.path)
    segment.append([segments.frame(b"second")])
    assert [record for _, record in segments.read_segment(segment.path, offset)] == [b"second"]
    segment.close()


def test_nobody_appends_to_a_file_that_exists(tmp_path: Path) -> None:
    path = _segment(tmp_path, RECORDS)
    with pytest.raises(FileExistsError):
        segments.Segment(path)
    assert list(segments.read(tmp_path)) == RECORDS


def test_an_abandoned_segment_keeps_what_was_confirmed(tmp_path: Path) -> None:
    segment = segments.Segment(tmp_path / f"1{segments.SUFFIX}")
    segment.append([segments.frame(b"confirmed")])
    with segment.path.open("ab") as file:
        file.write(segments.frame(b"not confirmed"))
    segment.abandon()
    assert list(segments.read(tmp_path)) == [b"confirmed"]


def test_a_segment_without_records_leaves_no_file(tmp_path: Path) -> None:
    segments.Segment(tmp_path / f"1{segments.SUFFIX}").close()
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_could_not_be_told_from_a_torn_one_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to"):
        segments.frame(b"")
    with pytest.raises(ValueError, match="1 to"):
        segments.frame(b"x" * (segments.MAX_RECORD_BYTES + 1))


def test_a_segment_is_closed_when_its_writer_closed_it_or_died(tmp_path):
    path = tmp_path / "1.events"
    segment = segments.Segment(path)
    segment.append([segments.frame(b"red panda")])
    assert not segments.is_closed(path)
    segment.close()
    assert segments.is_closed(path)


DYING = """
import os, sys
from pathlib import Path
from lenticular.ingestion import segments
segments.Segment(Path(sys.argv[1])).append([segments.frame(b"red panda")])
print("written", flush=True)
sys.stdin.read()
"""


def test_a_segment_is_closed_when_its_process_was_killed(tmp_path):
    path = tmp_path / "1.events"
    process = subprocess.Popen([sys.executable, "-c", DYING, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout.readline() == b"written\n"
        assert not segments.is_closed(path)
        process.kill()
        process.wait()
    assert segments.is_closed(path)


def test_a_segment_without_a_whole_header_of_this_format_counts_as_open(tmp_path):
    path = tmp_path / "1.events"
    for content in (b"", segments.HEADER[:-1], b"lenticular events 2\n"):
        path.write_bytes(content)
        assert not segments.is_closed(path)
