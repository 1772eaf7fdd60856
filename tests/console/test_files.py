"""What a build leaves, as the server has it."""

import gzip

from lenticular.console import files


def test_a_folder_without_a_page_is_no_console(tmp_path):
    (tmp_path / "assets").mkdir()
    assert files.load(tmp_path) is None
    assert files.load(tmp_path / "nowhere") is None


def test_every_file_of_a_known_type_is_there_by_its_path(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<p>é</p>", encoding="utf-8")
    (tmp_path / ".source").write_text("1 2")
    (tmp_path / "mark.svg").write_bytes(b"<svg/>")
    (tmp_path / "assets" / "a.js").write_bytes(b"1")
    (tmp_path / "assets" / "a.js.gz").write_bytes(gzip.compress(b"1"))

    console = files.load(tmp_path)

    assert console is not None
    assert console.page == "<p>é</p>"
    assert set(console.files) == {"/mark.svg", "/assets/a.js"}
    script = console.files["/assets/a.js"]
    assert (script.media_type, script.plain.content) == ("text/javascript; charset=utf-8", b"1")
    assert script.gzipped is not None
    assert gzip.decompress(script.gzipped.content) == b"1"
    assert script.gzipped.etag != script.plain.etag
    assert console.files["/mark.svg"].gzipped is None
