"""One file of the event log: its name, its self-delimiting records, and how to read it whatever its end looks like.

A segment is a header line and then records: length and CRC-32 (4 bytes each, big-endian; the CRC covers the length
too), then that many bytes. Only the end of a segment can be torn: a record that does not check out ends the reading.
The process that writes a segment holds a lock on the file as long as it may append.
"""

import fcntl
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog

HEADER = b"lenticular events 1\n"
SUFFIX = ".events"
MAX_RECORD_BYTES = 1024 * 1024

_FRAME = struct.Struct(">II")
_LENGTH = struct.Struct(">I")
_READ_BYTES = 256 * 1024
_log = structlog.get_logger(__name__)


def frame(record: bytes) -> bytes:
    """Return a record with its length and checksum before it. Records have 1 byte to 1 MiB."""
    if not 1 <= len(record) <= MAX_RECORD_BYTES:
        raise ValueError(f"a record has 1 to {MAX_RECORD_BYTES} bytes, not {len(record)}")
    return _FRAME.pack(len(record), _checksum(record)) + record


def read(folder: Path) -> Iterator[bytes]:
    """Yield every whole record of a folder, file by file, oldest start first; a torn end is passed over."""
    for path in paths(folder):
        for _, record in read_segment(path):
            yield record


def paths(folder: Path) -> list[Path]:
    """Return the segments of a folder, oldest start first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def is_closed(path: Path) -> bool:
    """Tell whether nobody will append to the segment any more, however its writer ended.

    A segment without this version's header counts as open: its writer may not have taken the lock yet, or is of
    another version, which will read it.
    """
    with path.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def read_segment(path: Path, offset: int = 0, *, is_growing: bool = False) -> Iterator[tuple[int, bytes]]:
    """Yield the whole records of one segment, each with the offset behind it, from which reading can go on later.

    Bytes that are no record end the reading, and are logged unless the segment is growing.
    """
    with path.open("rb") as file:
        if offset == 0:
            if file.read(len(HEADER)) != HEADER:
                if not is_growing:
                    _log.warning("event_segment_unreadable", file=path.name)
                return
            offset = len(HEADER)
        file.seek(offset)
        data, begin = b"", 0
        while True:
            record = _record(data, begin)
            is_cut = record is None and len(data) - begin < _FRAME.size + MAX_RECORD_BYTES
            if is_cut and (more := file.read(_READ_BYTES)):
                data, begin = data[begin:] + more, 0
                continue
            if record is None:
                if begin < len(data) and not is_growing:
                    _log.warning("event_segment_torn", file=path.name, offset=offset)
                return
            begin += _FRAME.size + len(record)
            offset += _FRAME.size + len(record)
            yield offset, record


class Segment:
    """The file that one process appends to. Not thread-safe: one thread writes."""

    def __init__(self, path: Path) -> None:
        """Create the file, durably. Raises FileExistsError: nobody appends to a file that exists; OSError."""
        self.path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o640)
        self._good_bytes = 0
        try:
            # Before the header: whoever sees a header can tell by the lock whether this process still writes.
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            self.append([HEADER])
            sync_folder(path.parent)
        except OSError:
            self.abandon()
            raise

    @property
    def size_bytes(self) -> int:
        """The bytes that are known to be on disk."""
        return self._good_bytes

    def append(self, parts: Iterable[bytes]) -> None:
        """Write parts and wait until they are on disk. After an OSError, call `abandon` and begin another segment."""
        data = memoryview(b"".join(parts))
        total_bytes = len(data)
        while data:
            data = data[os.write(self._descriptor, data) :]
        os.fdatasync(self._descriptor)
        self._good_bytes += total_bytes

    def abandon(self) -> None:
        """Cut off what was not confirmed and close. Never raises: a torn end that stays is passed over by readers."""
        try:
            os.ftruncate(self._descriptor, self._good_bytes)
            os.fdatasync(self._descriptor)
        except OSError as error:
            _log.warning("event_segment_not_truncated", file=self.path.name, error=str(error))
        self.close()

    def close(self) -> None:
        """Close the file, and remove it if it holds no record."""
        os.close(self._descriptor)
        if self._good_bytes <= len(HEADER):
            self.path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _checksum(record: bytes) -> int:
    return zlib.crc32(record, zlib.crc32(_LENGTH.pack(len(record))))


def _record(data: bytes, begin: int) -> bytes | None:
    """Return the record whose frame begins there, if it is whole."""
    body = begin + _FRAME.size
    if body > len(data):
        return None
    length, checksum = _FRAME.unpack_from(data, begin)
    record = data[body : body + length]
    if len(record) != length or not length:
        return None
    return record if zlib.crc32(record, zlib.crc32(data[begin : begin + _LENGTH.size])) == checksum else None
