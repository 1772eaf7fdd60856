import pytest

from lenticular.content.delivery import encoding
from lenticular.domain import instances


@pytest.mark.parametrize(
    "value",
    [{"a": [1, 2.5, None, True, "é"]}, {"number": 2**70}, {"half": "\ud800"}, {"both": ["\udfff", -(2**64)]}],
    ids=["plain", "huge number", "half of a surrogate pair", "both"],
)
def test_what_was_written_is_read_again(value):
    assert encoding.decode(encoding.encode(value)) == value


@pytest.mark.parametrize("value", [{"a": [1]}, {"half": "\ud800"}], ids=["plain", "half of a surrogate pair"])
def test_what_is_json_already_stands_as_it_is_in_what_is_written(value):
    folded = encoding.FOLDING.fold(value)
    assert encoding.FOLDING.unfold(folded) == value
    assert encoding.FOLDING.unfold("text") == "text"
    listed = instances.of([value, value], encoding.FOLDING.fold)
    for beside in (1, 2**70):
        written = encoding.encode({"beside": beside, "folded": folded, "listed": listed})
        assert encoding.decode(written) == {"beside": beside, "folded": value, "listed": [value, value]}


def test_what_is_no_json_is_refused():
    with pytest.raises(TypeError):
        encoding.encode({"a": object()})


def test_nothing_is_written_that_is_not_needed():
    assert encoding.encode({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()
