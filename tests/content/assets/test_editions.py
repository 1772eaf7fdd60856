"""An asset as the wire shows it."""

from dataclasses import replace

from fakes import NOON
from lenticular.content.assets import editions
from lenticular.content.assets.editions import Edition, File

ELSEWHERE = File(name="a.mp4", content_type="video/mp4", size_bytes=7, digest=None, url="https://cdn.example.com/a.mp4")
EDITION = Edition(
    uid="blt1",
    parent_uid=None,
    version=3,
    title="A",
    description="",
    tags=("x",),
    file=ELSEWHERE,
    created_by="u1",
    created_at=NOON,
    updated_by="u2",
    updated_at=NOON,
)


def test_a_file_that_lies_elsewhere_keeps_its_url():
    shown = editions.document(EDITION, api_key="key", base_url="https://cms.example.com")

    assert shown["url"] == "https://cdn.example.com/a.mp4"
    assert (shown["file_size"], shown["_version"], shown["tags"]) == ("7", 3, ["x"])
    assert "dimension" not in shown


def test_a_file_that_was_left_out_without_a_word_has_an_empty_url():
    shown = editions.document(replace(EDITION, file=replace(ELSEWHERE, url=None)), api_key="key", base_url="")

    assert shown["url"] == ""


def test_without_a_base_url_the_url_is_a_path():
    here = replace(ELSEWHERE, digest="abc", url=None)

    assert editions.document(replace(EDITION, file=here), api_key="key", base_url="")["url"] == (
        "/v3/assets/key/blt1/abc/a.mp4"
    )
