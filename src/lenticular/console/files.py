"""The built console: its files in memory, each ready to be sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

BUILT = Path(__file__).parent / "built"
PAGE = "index.html"
ASSETS = "/assets/"

_GZIP = ".gz"
# Named here, because what the system's table of types says differs from machine to machine.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a file in one encoding, and what names them."""

    content: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of the console; `gzipped` where the build made a smaller one beside it."""

    media_type: str
    plain: Body
    gzipped: Body | None


@dataclass(frozen=True, slots=True)
class Console:
    """The page, with a place for its nonce, and every file that it may ask for, by path."""

    page: str
    files: Mapping[str, File]


def is_built(built: Path = BUILT) -> bool:
    """Tell whether a build has left a console in the folder."""
    return (built / PAGE).is_file()


def load(built: Path = BUILT) -> Console | None:
    """Return the console that a build has left in the folder; None without one."""
    if not is_built(built):
        return None
    page = built / PAGE
    found = [path for path in built.rglob("*") if path.is_file() and path.suffix in _MEDIA_TYPES]
    return Console(
        page=page.read_text(encoding="utf-8"),
        files={f"/{path.relative_to(built).as_posix()}": _file(path) for path in found},
    )


def _file(path: Path) -> File:
    smaller = path.with_name(path.name + _GZIP)
    return File(_MEDIA_TYPES[path.suffix], _body(path), _body(smaller) if smaller.is_file() else None)


def _body(path: Path) -> Body:
    content = path.read_bytes()
    return Body(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
