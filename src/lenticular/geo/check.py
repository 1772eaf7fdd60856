"""How good a location database is, and how a new one gets into the data folder."""

import gzip
import http.client
import ipaddress
import os
import tarfile
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Protocol

import maxminddb_rust as maxminddb

from lenticular.errors import Invalid, NotFound, Problem, TooLarge, Unavailable
from lenticular.geo import database, places
from lenticular.geo.database import Description
from lenticular.geo.places import Place

INSTALLED_NAME = "places.mmdb"
LARGEST_BYTES = 4 * 1024**3
_DOWNLOAD_SECONDS = 60

# The blocks from which the five regional registries allot IPv6; elsewhere an address is hardly ever in use.
_ALLOTTED_IPV6 = tuple(
    map(ipaddress.IPv6Network, ("2001:200::/23", "2400::/12", "2600::/12", "2800::/12", "2a00::/12", "2c00::/12"))
)


class SupportsRead(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Of how many sampled addresses what is known: parts of 1, to four digits."""

    addresses: int
    country: float
    region: float
    city: float
    timezone: float


@dataclass(frozen=True, slots=True)
class Report:
    """How much of the Internet a database places. `ipv6` is None for a file without IPv6."""

    description: Description
    ipv4: Shares
    ipv6: Shares | None

    def to_document(self) -> dict[str, object]:
        """Return the report as JSON data."""
        return {
            **to_document(self.description),
            "ipv4": asdict(self.ipv4),
            "ipv6": asdict(self.ipv6) if self.ipv6 else None,
        }


def to_document(description: Description) -> dict[str, object]:
    """Return the description of a database as JSON data."""
    return {
        "path": str(description.path),
        "type": description.database_type,
        "builtAt": description.built_at.isoformat().replace("+00:00", "Z"),
    }


def shares(path: Path, *, random: Random, sample: int = 20_000) -> Report:
    """Return the shares of `sample` random public IPv4 addresses, and as many IPv6 ones, that a database places.

    IPv6 addresses are drawn from the registries' blocks, most of which is not in use. Raises Invalid or NotFound.
    """
    description, reader = _opened(path)
    is_ipv6 = reader.metadata().ip_version == 6
    return Report(
        description,
        _shares(reader, lambda: _random_ipv4(random), sample),
        _shares(reader, lambda: _random_ipv6(random), sample) if is_ipv6 else None,
    )


def install(source: str, data_folder: Path) -> Description:
    """Put a database, from a file or an http(s) or file URL, in use for this data folder and return what it is.

    Plain, .gz and .tar.gz are accepted. It is tried before it takes the former's place, which servers notice by
    themselves. Raises Invalid, NotFound, TooLarge or Unavailable, and changes nothing then.
    """
    folder = data_folder / "geo"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / INSTALLED_NAME
    with tempfile.TemporaryDirectory(dir=folder, prefix=".update-") as workspace:
        given, unpacked = Path(workspace, "given"), Path(workspace, "unpacked.mmdb")
        _fetch(source, given)
        _unpack(given, unpacked)
        _try(unpacked)
        unpacked.replace(target)
    _sync(folder)
    return database.describe(target)


def _opened(path: Path) -> tuple[Description, maxminddb.Reader]:
    try:
        return database.describe(path), maxminddb.open_database(path)
    except OSError as error:
        raise NotFound("GEO_FILE_NOT_FOUND", f"There is no readable file {path}.") from error
    except ValueError as error:
        raise _invalid("GEO_FILE_UNREADABLE", "The file is not a MaxMind DB (.mmdb) file, or is damaged.") from error


def _shares(reader: maxminddb.Reader, draw: Callable[[], str], sample: int) -> Shares:
    try:
        found = [places.place(reader.get(draw())) for _ in range(sample)]
    except (maxminddb.InvalidDatabaseError, ValueError) as error:
        raise _invalid("GEO_FILE_UNREADABLE", "The file is damaged: a look-up failed.") from error

    def share(known: Callable[[Place], str | None]) -> float:
        return round(sum(known(place) is not None for place in found) / sample, 4) if sample else 0.0

    return Shares(
        addresses=sample,
        country=share(lambda place: place.country),
        region=share(lambda place: place.region),
        city=share(lambda place: place.city),
        timezone=share(lambda place: place.timezone),
    )


def _random_ipv4(random: Random) -> str:
    while True:
        address = ipaddress.IPv4Address(random.getrandbits(32))
        if address.is_global and not address.is_multicast:
            return str(address)


def _random_ipv6(random: Random) -> str:
    block = random.choice(_ALLOTTED_IPV6)
    return str(block[random.getrandbits(128 - block.prefixlen)])


def _fetch(source: str, target: Path) -> None:
    scheme = urllib.parse.urlsplit(source).scheme.lower()
    if "://" not in source:
        _copy_file(Path(source), target)
    elif scheme == "file":
        _copy_file(Path(urllib.request.url2pathname(urllib.parse.urlsplit(source).path)), target)
    elif scheme in ("http", "https"):
        _download(source, target)
    else:
        raise _invalid("GEO_SOURCE_UNSUPPORTED", f"Location data comes from a file or an http(s) URL, not {scheme}.")


def _copy_file(source: Path, target: Path) -> None:
    try:
        with source.open("rb") as given:
            _copy(given, target)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise NotFound("GEO_FILE_NOT_FOUND", f"There is no readable file {source}.") from error


def _download(url: str, target: Path) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "lenticular"})  # noqa: S310 - the caller checked
    try:
        # Redirects are followed to http and https only: urllib itself refuses file: there.
        with urllib.request.urlopen(request, timeout=_DOWNLOAD_SECONDS) as answer:  # noqa: S310
            _copy(answer, target)
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise Unavailable("GEO_DOWNLOAD_FAILED", f"The download failed: {error}.") from error


def _unpack(given: Path, target: Path) -> None:
    """Write the database in a plain, .gz, .tar or .tar.gz file (as MaxMind packs it) to the target."""
    try:
        if tarfile.is_tarfile(given):
            with tarfile.open(given) as archive:
                member = next((name for name in archive.getnames() if name.endswith(".mmdb")), None)
                content = archive.extractfile(member) if member else None
                if content is None:
                    raise _invalid("GEO_FILE_UNREADABLE", "The archive holds no .mmdb file.")
                _copy(content, target)
        elif _is_gzip(given):
            with gzip.open(given) as unpacked:
                _copy(unpacked, target)
        else:
            given.replace(target)
    except (gzip.BadGzipFile, zlib.error, EOFError, tarfile.TarError) as error:
        raise _invalid("GEO_FILE_UNREADABLE", "The packed file is damaged.") from error


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _copy(source: SupportsRead, target: Path) -> None:
    """Copy at most LARGEST_BYTES, onto the disk."""
    written = 0
    with target.open("wb") as copy:
        while block := source.read(1 << 20):
            written += len(block)
            if written > LARGEST_BYTES:
                raise TooLarge("GEO_FILE_TOO_LARGE", "The file is larger than 4 GiB, too large for location data.")
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())


def _try(path: Path) -> None:
    """Raise Invalid unless the file can be read and places at least some of many addresses."""
    _, reader = _opened(path)
    random = Random(path.stat().st_size)  # noqa: S311 - a sample, not a secret
    is_placed = _shares(reader, lambda: _random_ipv4(random), 500).country > 0
    if not is_placed:
        raise _invalid("GEO_FILE_WITHOUT_PLACES", "The file names no country for any of 500 random addresses.")


def _sync(folder: Path) -> None:
    """Make the renaming durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _invalid(code: str, message: str) -> Invalid:
    return Invalid([Problem("", code, message)], code, message)
