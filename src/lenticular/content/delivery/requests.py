"""A delivery request as the vendor's clients send it: headers with underscores, brackets in names, `true` as text."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from lenticular.content import flags
from lenticular.errors import TooLarge

SIZE_LIMIT_BYTES = 64 * 1024
API_KEY = "api_key"
DELIVERY = "access_token"
PREVIEW = "preview_token"
LIVE_PREVIEW = "live_preview"
VARIANTS = "x-cs-variant-uid"
APPLIED_VARIANTS = "include_applied_variants"
# Every header that an answer may depend on, beside the host.
HEADERS = (API_KEY, DELIVERY, PREVIEW, LIVE_PREVIEW, "branch", "environment", VARIANTS, APPLIED_VARIANTS)

# What a preview says before it is one.
_NO_HASH = frozenset({"", "init"})
_BRACKETED = re.compile(r"(?P<name>[a-z_]+)\[(?P<key>[^\[\]]*)\](?:\[\d*\])?")


@dataclass(frozen=True, slots=True)
class Request:
    """One request: where its path leads below the prefix, its headers by lower-case name, its query.

    Requests of equal `identity` get equal answers as long as nothing changes.
    """

    segments: tuple[str, ...]
    headers: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    identity: tuple[object, ...]
    base_url: str

    def header(self, name: str) -> str:
        """Return a header's text, empty if it was not sent."""
        return self.headers.get(name, "")

    def text(self, name: str) -> str:
        """Return the first value of a query parameter, empty if it was not sent."""
        return self.query.get(name, ("",))[0]

    def says(self, name: str) -> bool:
        """Tell whether a query parameter is `true`."""
        return flags.is_yes(self.text(name))

    def listed(self, name: str) -> list[str]:
        """Return every value of a parameter that may repeat: `name[]=`, `name[0]=`, `name=`."""
        found: list[str] = []
        for spelling, values in self.query.items():
            bracketed = _BRACKETED.fullmatch(spelling)
            is_list = bracketed is not None and bracketed["name"] == name and _is_position(bracketed["key"])
            if spelling == name or is_list:
                found += values
        return [value for value in found if value]

    def keyed(self, name: str) -> dict[str, list[str]]:
        """Return the values of a parameter by key: `only[BASE][]=title`; without a key they are of `BASE`."""
        found: dict[str, list[str]] = {}
        for spelling, values in self.query.items():
            bracketed = _BRACKETED.fullmatch(spelling)
            if bracketed is not None and bracketed["name"] == name:
                key = "BASE" if _is_position(bracketed["key"]) else bracketed["key"]
                found.setdefault(key, []).extend(values)
            elif spelling == name:
                found.setdefault("BASE", []).extend(values)
        return found


def is_preview(request: Request) -> bool:
    """Tell whether a request asks for drafts.

    A site that can be previewed sends its preview token beside the delivery token always, and the hash of a preview
    only while somebody looks at one.
    """
    if not request.header(PREVIEW):
        return False
    return not request.header(DELIVERY) or request.header(LIVE_PREVIEW) not in _NO_HASH


def read(scope: MutableMapping[str, Any], *, prefix: Sequence[str], public_url: str | None) -> Request:
    """Return the request of an ASGI scope. Raise TooLarge when its target and headers have more than 64 KiB."""
    headers: dict[str, str] = {}
    size_bytes = len(scope.get("raw_path") or b"") + len(scope["query_string"])
    for name, value in scope["headers"]:
        size_bytes += len(name) + len(value)
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1").strip(" \t"))
    if size_bytes > SIZE_LIMIT_BYTES:
        raise TooLarge("HEADERS_TOO_LARGE", f"Target and headers may have {SIZE_LIMIT_BYTES} bytes.")
    segments = tuple(segment for segment in scope["path"].split("/") if segment)[len(prefix) :]
    base_url = public_url or f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
    identity = (segments, scope["query_string"], base_url, *(headers.get(name) for name in HEADERS))
    return Request(segments, headers, _query(scope["query_string"]), identity, base_url)


def _query(text: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if text:
        for name, value in parse_qsl(text.decode("latin-1"), keep_blank_values=True, errors="replace"):
            found.setdefault(name, []).append(value)
    return found


def _is_position(key: str) -> bool:
    return not key or key.isdigit()
