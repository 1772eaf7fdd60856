import pytest

from lenticular.content.delivery import encoding


@pytest.mark.parametrize(
    "value",
    [{"a": [1, 2.5, None, True, "é"]}, {"number": 2**70}, {"half": "\ud800"}, {"both": ["\udfff", -(2**64)]}],
    ids=["plain", "huge number", "half of a surrogate pair", "both"],
)
def test_what_was_written_is_read_again(value):
    assert encoding.decode(encoding.encode(value)) == value


def test_nothing_is_written_that_is_not_needed():
    assert encoding.encode({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()
