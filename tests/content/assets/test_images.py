"""How large images are."""

import struct
from pathlib import Path

import pytest

from content.assets.conftest import GIF
from lenticular.content.assets import images

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\x00\x00\x00"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f" + struct.pack("<I", (99) | (49 << 14)) + b"\x00" * 8
JPEG = (
    b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 30) + b"\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        pytest.param(GIF, (3, 2), id="gif"),
        pytest.param(PNG, (640, 480), id="png"),
        pytest.param(WEBP, (100, 50), id="webp"),
        pytest.param(JPEG, (30, 20), id="jpeg"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b"just text", None, id="text"),
        pytest.param(PNG[:12], None, id="cut png"),
        pytest.param(b"\xff\xd8\xff" + b"\x00" * 9, None, id="broken jpeg"),
        pytest.param(b"GIF89a\x00\x00\x00\x00", None, id="no pixels"),
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>', None, id="svg"),
        pytest.param(b"    ftyp" + b"\xff" * 64, None, id="broken avif"),
    ],
)
def test_the_size_of_an_image_is_read_from_its_content(tmp_path: Path, content: bytes, size: tuple[int, int] | None):
    path = tmp_path / "image"
    path.write_bytes(content)

    assert images.dimension(path) == size
