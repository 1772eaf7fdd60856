"""The questions that everything asks of a definition."""

import pytest

from lenticular.content.fields import kinds
from lenticular.content.fields.kinds import Kind

BLOCKS = kinds.blocks_of({"blocks": [{"uid": "hero"}, {"uid": "cta"}, {"title": "no uid"}, "no block"]})


def test_every_data_type_of_the_contract_is_known():
    documented = "text number boolean isodate file link reference json group blocks global_field taxonomy"
    assert set(Kind) == set(documented.split())


@pytest.mark.parametrize(
    ("element", "block"),
    [
        ({"hero": {}}, "hero"),
        ({"_metadata": {"uid": "cs1"}, "cta": {}}, "cta"),
        ({"unknown": {}}, None),
        ({"hero": None}, None),
        ({"hero": "text"}, None),
        ("hero", None),
        (None, None),
    ],
)
def test_an_element_is_the_block_that_it_has_fields_of(element: object, block: str | None):
    assert kinds.block_in(element, BLOCKS) == block


@pytest.mark.parametrize(
    ("reference_to", "target"), [("author", "author"), (["author"], "author"), (["author", "page"], None), (None, None)]
)
def test_a_reference_has_a_single_target_or_none(reference_to: object, target: str | None):
    assert kinds.only_target({"reference_to": reference_to}) == target
