"""Where the file of an asset is downloaded from: made for every answer, stored nowhere."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

PREFIX = "/v3/assets/"


def path(api_key: str, asset_uid: str, digest: str, file_name: str) -> str:
    """Return the path of a file, which nobody can guess who was not told it: it needs no token."""
    return PREFIX + "/".join(quote(part, safe="") for part in (api_key, asset_uid, digest, file_name))


def absolute(document: Mapping[str, Any], base_url: str) -> dict[str, Any]:
    """Return an asset's document with the address before the path of its file; a URL elsewhere stays."""
    url = document.get("url")
    is_ours = isinstance(url, str) and url.startswith(PREFIX)
    return {**document, "url": f"{base_url}{url}"} if is_ours else dict(document)
