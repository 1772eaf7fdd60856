from lenticular.visitors.stored import NOTHING, Stored, StoredText


def test_nothing_is_kept_of_a_visitor_until_something_is():
    assert Stored() == Stored({}, {})


def test_as_text_it_says_the_same_and_only_what_is_asked_for_is_read():
    stored = Stored({"age": 10, "city": "Zürich", "half": "\ud800", "big": 2**70}, {"1": "0"})
    text = stored.as_text()
    assert (text.attributes, text.assignments) == (stored.attributes, stored.assignments)
    assert StoredText("not JSON", '{"1":"0"}').assignments == {"1": "0"}
    assert (NOTHING.attributes, NOTHING.assignments) == ({}, {})
