"""Which records come next, and what is left."""

from event_log import HOUR, append, did, saw
from lenticular.ingestion import segments
from lenticular.ingestion.counting import backlog


def read(folder, known=None, limit=100):
    return backlog.read(folder, known or {}, next_number=1, limit=limit)


def users(batch):
    return [line.record.user if line.record else None for line in batch.lines]


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


def test_numbers_of_records_differ_between_segments(log):
    log.write(saw("a"), saw("b"))
    log.write(saw("a"), saw("b"))
    assert len({line.number for line in read(log.folder).lines}) == 4


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
