"""What files are and how they are shown."""

import pytest

from lenticular.content.assets import media


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("a.webp", "", "image/webp"),
        ("a.webp", "application/octet-stream", "image/webp"),
        ("a.bin", "image/png", "image/png"),
        ("a.txt", "Text/Plain; charset=latin-1", "text/plain"),
        ("a.txt", "text/plain\r\nX: y", "text/plain"),
        ("a.png", "nonsense", "image/png"),
        ("a.unheardof", "", "application/octet-stream"),
        ("a", "", "application/octet-stream"),
    ],
)
def test_what_the_client_says_counts_before_the_name(name: str, given: str, found: str):
    assert media.media_type(name, given) == found


@pytest.mark.parametrize(
    ("name", "kind", "is_allowed"),
    [
        ("a.png", "image/png", True),
        ("a.bin", "image/png", False),
        ("a.pdf", "application/pdf", True),
        ("a.exe", "image/png", False),
        ("a.unheardof", "image/png", True),
        ("a.html", "text/html", False),
    ],
)
def test_both_the_type_and_what_the_name_tells_have_to_be_allowed(name: str, kind: str, is_allowed: bool):
    assert media.is_allowed(name, kind, ["image/*", "application/pdf"]) is is_allowed


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("red.gif", "red.gif"),
        ("../../etc/passwd", "passwd"),
        ("C:\\pictures\\red.gif", "red.gif"),
        ("ro\u0308t.gif", "röt.gif"),
        ("a\r\nb\x00\u202egif.exe", "abgif.exe"),
        ("..", "file"),
        ("/", "file"),
        ("", "file"),
    ],
)
def test_a_file_name_is_one_safe_part_of_a_path(given: str, name: str):
    assert media.file_name(given) == name


def test_a_long_name_keeps_its_suffix():
    name = media.file_name("ü" * 300 + ".gif")

    assert name.endswith("ü.gif")
    assert len(name.encode()) <= 255


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "audio/mpeg", "application/pdf", "text/plain"])
def test_what_can_run_nothing_is_shown_in_its_place(content_type: str):
    headers = media.headers(content_type, "a")

    assert headers["Content-Disposition"].startswith("inline")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "image/svg+xml",
        "image/SVG+XML",
        "application/xhtml+xml",
        "text/xml",
        "text/javascript",
        media.UNKNOWN,
    ],
)
def test_what_might_run_is_a_download_in_a_sandbox(content_type: str):
    headers = media.headers(content_type, "a b.html")

    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''a%20b.html"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
