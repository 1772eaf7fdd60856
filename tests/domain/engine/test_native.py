"""The kernel is compiled wherever the tests run for everybody, so that it is what they test."""

import os

import pytest

from lenticular.domain.attributes import Visitor
from lenticular.domain.engine.native import is_compiled, kernel


def test_the_kernel_is_compiled():
    if not is_compiled and not os.environ.get("CI"):
        pytest.skip("no compiler when the package was built")
    assert is_compiled
    with pytest.raises(ValueError, match="fold lies outside"):
        kernel.Sieving(Visitor._fields, (), (), (), 0, 8, 8, ((0, 8, 2, 0),))
