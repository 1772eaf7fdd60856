"""How large an image is."""

import io
from pathlib import Path

import imagesize

# What an image's size is told by lies at its beginning, after comments and a preview at most.
_HEAD_BYTES = 512 * 1024
_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\x00", b"MM\x00*")


def dimension(path: Path) -> tuple[int, int] | None:
    """Return the width and height of a PNG, JPEG, GIF, WebP, BMP, TIFF or AVIF image; None for all else.

    SVG is left out: its size is a matter of where it is shown, and reading it means parsing XML of strangers.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(_MAGIC) and head[4:8] != b"ftyp":
        return None
    try:
        width, height = imagesize.get(io.BytesIO(head))
    except Exception:  # whatever the library stumbles over, it is no image that it can measure
        return None
    return (int(width), int(height)) if width > 0 and height > 0 else None
