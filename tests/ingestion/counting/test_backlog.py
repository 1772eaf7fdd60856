"""Which records come next, and what is left."""

from datetime import UTC, datetime

import pytest

from event_log import HOUR, append, did, saw
from lenticular.ingestion import segments
from lenticular.ingestion.counting import backlog
from lenticular.ingestion.records import Bundle


def read(folder, known=None, limit=100):
    return backlog.read(folder, known or {}, next_number=1, limit=limit)


def bundle(user, size, at=0):
    """Return what one request of so many events leaves."""
    one = did(user, at=at)
    return Bundle(one.id, one.arrived_at, one.project, user, one.agent, (one.subject,), (0,) * size)


def users(batch):
    return [record.user for line in batch.lines for record in line.records]


def test_records_of_all_segments_come_in_the_order_of_arrival(log):
    log.write(saw("a", at=1), saw("c", at=3))
    log.write(saw("b", at=2), saw("d", at=4))
    assert users(read(log.folder)) == ["a", "b", "c", "d"]


def test_reading_goes_on_where_it_stopped(log):
    log.write(*(saw(f"u{n}", at=n) for n in range(5)))
    batch = read(log.folder, limit=2)
    assert (users(batch), batch.has_more, batch.positions[0].is_finished) == (["u0", "u1"], True, False)
    rest = read(log.folder, {position.name: position for position in batch.positions})
    assert (users(rest), rest.has_more, rest.positions[0].is_finished) == (["u2", "u3", "u4"], False, True)


def test_no_two_records_have_the_same_number(log):
    log.write(bundle("a", 3), saw("b"))
    log.write(saw("a"), bundle("b", 100), saw("b"))
    numbers = [
        line.number + index for line in read(log.folder, limit=1_000).lines for index in range(len(line.records))
    ]
    assert len(set(numbers)) == len(numbers) == 106


def test_a_request_is_read_as_a_whole(log):
    log.write(bundle("a", 5), bundle("b", 5, at=1))
    batch = read(log.folder, limit=2)
    assert (users(batch), batch.size, batch.has_more) == (["a"] * 5, 5, True)
    rest = read(log.folder, {position.name: position for position in batch.positions}, limit=2)
    assert (users(rest), rest.size) == (["b"] * 5, 5)


def test_no_folder_is_an_empty_log(tmp_path):
    assert read(tmp_path / "none").lines == []
    assert backlog.bytes_left(tmp_path / "none", {}) == 0


def test_a_segment_that_was_just_begun_is_left_alone(log):
    (log.folder / "00000000000000000009-1-000001.events").write_bytes(segments.HEADER[:5])
    batch = read(log.folder)
    assert (batch.lines, batch.positions) == ([], [])


def test_a_position_whose_file_is_gone_is_finished(log):
    log.write(saw("a"), saw("b"))
    batch = read(log.folder, limit=1)
    (log.folder / batch.positions[0].name).unlink()
    again = read(log.folder, {position.name: position for position in batch.positions})
    assert [position.is_finished for position in again.positions] == [True]


def test_what_is_left_shrinks_as_records_are_taken(log):
    segment = log.begin()
    append(segment, [saw("a"), did("a", at=HOUR)])
    everything = backlog.bytes_left(log.folder, {})
    assert everything == segment.size_bytes - len(segments.HEADER)
    some = read(log.folder, limit=1)
    left = backlog.bytes_left(log.folder, {position.name: position for position in some.positions})
    assert 0 < left < everything
    rest = read(log.folder)
    assert backlog.bytes_left(log.folder, {position.name: position for position in rest.positions}) == 0
    segment.close()


def test_a_segments_name_says_when_it_was_begun(tmp_path):
    assert backlog.oldest_begun_at(tmp_path / "none") is None
    for begun in (1_795_348_800_123_456_789, 1_795_348_801_000_000_000):
        (tmp_path / f"{begun:020d}-77-000001.events").touch()
    expected = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
    assert backlog.oldest_begun_at(tmp_path) == expected
    assert backlog.begun_at("01795348800123456789-77-000001.events") == expected
    with pytest.raises(ValueError, match="invalid literal"):
        backlog.begun_at("notes.events")
