"""The files of assets on disk: each lies under the hash of what is in it, once, however often it is named."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from lenticular.errors import TooLarge

# Below the data folder.
FOLDER = "assets"
# A file that nothing has named for so long is swept; until then a database restored from a backup finds it.
KEPT = timedelta(hours=24)
_SWEPT_EVERY = timedelta(hours=1)
_INCOMING = "incoming"
_LOCK = "lock"
_SWEPT = "swept"
_PIECE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that is durable: what it hashes to (SHA-256), and how long it is."""

    digest: str
    size_bytes: int


class AssetFiles:
    """A folder of files under their hashes. Many processes may write to it, and one sweep it, at once.

    The time of a file's last change is the last time that it was known to be needed.
    """

    def __init__(self, folder: Path, *, max_bytes: int) -> None:
        self._folder = folder
        self.max_bytes = max_bytes

    def put(self, source: BinaryIO) -> StoredFile:
        """Keep what the source has to read, and return only when it is durable. Raises TooLarge for what is."""
        incoming = self._folder / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                stored = self._copy(source, file)
            self._move_in(Path(name), stored.digest)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return stored

    def path(self, digest: str) -> Path:
        """Return where the file of a hash lies, or would lie."""
        return self._folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Tell whether there is a file of this hash."""
        return self.path(digest).is_file()

    def sweep(self, now: datetime, named: Callable[[Collection[str]], Collection[str]]) -> int:
        """Remove the files that have not been named for a day, and unfinished uploads; return how many files.

        `named` tells which of some hashes something names. Does its work once an hour, however often it is called.
        """
        if not self._is_due(now):
            return 0
        removed = 0
        # A file that is needed is marked so well before it could be taken for one that is not.
        marking = now - KEPT / 2
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            paths = [path for path in folder.iterdir() if _changed(path) < marking.timestamp()]
            needed = named([path.name for path in paths])
            for path in paths:
                if path.name in needed:
                    with suppress(FileNotFoundError):
                        os.utime(path, (now.timestamp(), now.timestamp()))
                else:
                    removed += self._remove(path, older_than=now - KEPT)
        for path in (self._folder / _INCOMING).glob("*"):
            self._remove(path, older_than=now - KEPT)
        return removed

    def _copy(self, source: BinaryIO, target: BinaryIO) -> StoredFile:
        digest = hashlib.sha256()
        size = 0
        while piece := source.read(_PIECE_BYTES):
            size += len(piece)
            if size > self.max_bytes:
                raise TooLarge("PAYLOAD_TOO_LARGE", f"The file is larger than {self.max_bytes} bytes.")
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
        return StoredFile(digest.hexdigest(), size)

    def _move_in(self, path: Path, digest: str) -> None:
        """Put a file in its place, also over one that is there: that renews the time, so no sweep removes it now."""
        place = self.path(digest)
        is_new = not place.parent.exists()
        place.parent.mkdir(exist_ok=True)
        with self._locked(fcntl.LOCK_SH):
            path.replace(place)
        _sync(place.parent)
        if is_new:
            _sync(self._folder)

    def _remove(self, path: Path, *, older_than: datetime) -> bool:
        # Locked, for it may be put there again between the look and the removal.
        with self._locked(fcntl.LOCK_EX), suppress(FileNotFoundError):
            if _changed(path) < older_than.timestamp():
                path.unlink()
                return True
        return False

    def _is_due(self, now: datetime) -> bool:
        if not self._folder.is_dir():
            return False
        mark = self._folder / _SWEPT
        if mark.exists() and _changed(mark) > (now - _SWEPT_EVERY).timestamp():
            return False
        mark.touch()
        os.utime(mark, (now.timestamp(), now.timestamp()))
        return True

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, kind)
            yield


def _changed(path: Path) -> float:
    """Return when a file was last needed; now for one that is gone meanwhile."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
