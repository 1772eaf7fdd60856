"""The text of a context, and the values that it stands for."""

import pytest

from lenticular.ingestion.counting import contexts
from lenticular.ingestion.counting.bases import Basis, Dimension
from lenticular.ingestion.records import Context


@pytest.mark.parametrize(
    "known", [Context(), Context("DE"), Context(None, "MOBILE"), Context("DE", "MOBILE", ("a1", "a2"))], ids=str
)
@pytest.mark.parametrize("would_be", ["", "0"])
def test_what_is_read_is_what_was_written(known, would_be):
    assert contexts.read(contexts.text(known, would_be)) == (known, would_be)


def test_no_context_is_no_text():
    assert contexts.text(None) == ""
    assert contexts.read("") == (Context(), "")
    assert contexts.read(contexts.text(None, "1")) == (Context(), "1")


def test_every_dimension_has_a_value_and_an_audience_counts_once():
    unknown = [(Dimension.COUNTRY, ""), (Dimension.DEVICE, ""), (Dimension.AUDIENCE, "")]
    assert sorted(contexts.values("", Basis.IMPRESSION)) == sorted(unknown)
    assert sorted(contexts.values("", Basis.EXPOSURE)) == sorted([*unknown, (Dimension.VARIANT, "")])
    found = contexts.values(contexts.text(Context("DE", "MOBILE", ("a2", "a1", "a2")), "7"), Basis.EXPOSURE)
    assert found == (
        (Dimension.COUNTRY, "DE"),
        (Dimension.DEVICE, "MOBILE"),
        (Dimension.AUDIENCE, "a1"),
        (Dimension.AUDIENCE, "a2"),
        (Dimension.VARIANT, "7"),
    )
