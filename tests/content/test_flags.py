"""Yes and no as clients spell them."""

import pytest
from pydantic import TypeAdapter

from lenticular.content import flags


@pytest.mark.parametrize("text", ["true", "True", " TRUE ", "1"])
def test_these_say_yes(text: str):
    assert flags.is_yes(text)


@pytest.mark.parametrize("text", ["", "false", "0", "yes", "true1", "\u2028"], ids=ascii)
def test_all_else_means_no(text: str):
    assert not flags.is_yes(text)


def test_a_flag_of_a_route_is_never_refused():
    flag = TypeAdapter(flags.Flag)

    assert [flag.validate_python(given) for given in ("True", "maybe", "1", True)] == [True, False, True, True]
