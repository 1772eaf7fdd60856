"""Replacing uids in what is imported."""

from hypothesis import given
from hypothesis import strategies as st

from lenticular.content.exchange.rewriting import rewritten

OLD, NEW = "blt00000000000000a1", "blt00000000000000a2"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_uid_is_replaced_in_references_and_in_markup():
    document = {"next": [{"uid": OLD}], "text": f'<a data-sys-entry-uid="{OLD}" href="/{OLD}/x">{OLD}</a>'}

    assert rewritten(document, {OLD: NEW}) == {
        "next": [{"uid": NEW}],
        "text": f'<a data-sys-entry-uid="{NEW}" href="/{NEW}/x">{NEW}</a>',
    }


def test_what_only_begins_like_a_uid_stays():
    assert rewritten([OLD + "0", "x" + OLD], {OLD: NEW}) == [OLD + "0", "x" + OLD]


@given(JSON)
def test_without_renamed_uids_a_document_stays_what_it_is(document):
    assert rewritten(document, {}) == document


def test_nothing_is_shared_with_the_export():
    document = {"a": [{"b": 1}]}

    rewritten(document, {})["a"][0]["b"] = 2

    assert document == {"a": [{"b": 1}]}
