from lenticular.visitors.stored import Stored


def test_nothing_is_kept_of_a_visitor_until_something_is():
    assert Stored() == Stored({}, {})
