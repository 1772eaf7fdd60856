"""What a file is, and how it may be shown: it lies on the same origin as the console, so it must run nothing there."""

import mimetypes
import re
import unicodedata
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from urllib.parse import quote

UNKNOWN = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}")
# Of the standard library alone: the same on every machine.
_BY_NAME = mimetypes.MimeTypes()
for _type, _suffix in (
    ("image/avif", ".avif"),
    ("image/webp", ".webp"),
    ("font/woff", ".woff"),
    ("font/woff2", ".woff2"),
    ("text/markdown", ".md"),
):
    _BY_NAME.add_type(_type, _suffix)
# What browsers show without running anything in it.
_INERT = frozenset({"application/pdf", "text/plain"})
_NAME_BYTES = 255
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs"})


def media_type(file_name: str, given: str) -> str:
    """Return what a file is: what the client says if it says something, else what its name tells."""
    said = given.partition(";")[0].strip().lower()
    if said != UNKNOWN and _MEDIA_TYPE.fullmatch(said):
        return said
    return _BY_NAME.guess_type(file_name)[0] or UNKNOWN


def is_allowed(file_name: str, content_type: str, allowed: Sequence[str]) -> bool:
    """Tell whether a file may be of this type, and of the type that its name tells if it tells one."""
    told = {content_type, _BY_NAME.guess_type(file_name)[0] or content_type}
    return all(any(fnmatchcase(kind, pattern) for pattern in allowed) for kind in told)


def file_name(given: str) -> str:
    """Return the last part of what a client calls a file, fit for a path and a header."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    name = "".join(character for character in name if unicodedata.category(character) not in _FORBIDDEN).strip()
    if name in {"", ".", ".."}:
        return "file"
    while len(name.encode()) > _NAME_BYTES:
        stem, point, suffix = name.rpartition(".")
        name = f"{stem[:-1]}{point}{suffix}" if stem else name[:-1]
    return name


def headers(content_type: str, name: str) -> Mapping[str, str]:
    """Return how a file is shown: in its place if it can run nothing, else as a download in a sandbox."""
    content_type = content_type.casefold()
    kind = content_type.partition("/")[0]
    is_inert = content_type in _INERT or (kind in {"image", "audio", "video", "font"} and "xml" not in content_type)
    disposition = "inline" if is_inert else "attachment"
    shown = {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return shown if is_inert else {**shown, "Content-Security-Policy": "default-src 'none'; sandbox"}
