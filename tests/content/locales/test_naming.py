"""Languages by their codes."""

import pytest

from lenticular.content.locales import naming


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en-us", "English - United States"),
        ("en-at", "English - Austria"),
        ("hi-in", "Hindi - India"),
        ("de", "German"),
        ("zh-hans-cn", "Chinese - Han - China"),
        ("el", "Modern Greek"),
        ("haw", "Hawaiian"),
    ],
)
def test_a_language_has_its_english_name_and_that_of_its_country(code: str, name: str):
    assert naming.name_of(code) == name


def test_what_is_made_up_is_shown_as_it_is():
    assert naming.name_of("xx-yy") == "xx-yy"
    assert naming.name_of("en-pod") == "English - pod"
