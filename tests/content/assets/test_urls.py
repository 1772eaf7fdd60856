"""Where files are downloaded from."""

import pytest

from lenticular.content.assets import urls


def test_every_part_of_a_path_is_quoted():
    assert urls.path("key", "blt1", "abc", "a ü/?#%.gif") == "/v3/assets/key/blt1/abc/a%20%C3%BC%2F%3F%23%25.gif"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("/v3/assets/key/blt1/abc/a.gif", "https://cms.example.com/v3/assets/key/blt1/abc/a.gif"),
        ("https://images.example.com/a.gif", "https://images.example.com/a.gif"),
        ("", ""),
    ],
)
def test_the_address_comes_before_the_path_of_a_file_that_lies_here(url: str, shown: str):
    document = {"uid": "blt1", "url": url}

    assert urls.absolute(document, "https://cms.example.com") == {"uid": "blt1", "url": shown}
    assert document["url"] == url
