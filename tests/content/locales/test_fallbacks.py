"""Which language stands in for which."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.content.locales import fallbacks

LANGUAGES = {"en-us": None, "en-at": "en-us", "de": "en-us", "de-at": "de", "de-at-wien": "de-at"}
any_pairs = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.sampled_from("abcdef"))


def test_a_chain_leads_from_a_language_to_the_master():
    assert fallbacks.chain(LANGUAGES, "de-at-wien") == ["de-at-wien", "de-at", "de", "en-us"]


def test_the_master_stands_for_itself():
    assert fallbacks.chain(LANGUAGES, "en-us") == ["en-us"]


def test_an_unknown_language_has_no_chain():
    assert fallbacks.chain(LANGUAGES, "fr") == []


def test_a_language_cannot_stand_in_for_itself():
    assert fallbacks.leads_back(LANGUAGES, "de", "de")
    assert fallbacks.leads_back(LANGUAGES, "de", "de-at-wien")
    assert not fallbacks.leads_back(LANGUAGES, "de", "en-at")


@settings(max_examples=100)
@given(any_pairs, st.sampled_from("abcdef"))
def test_every_chain_ends_even_where_the_pairs_are_wrong(pairs: dict[str, str | None], code: str):
    chain = fallbacks.chain(pairs, code)

    assert len(set(chain)) == len(chain) <= len(pairs)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("mabcdef")), max_size=20))
def test_changes_that_are_allowed_keep_every_chain_ending_at_the_master(changes: list[tuple[str, str]]):
    pairs: dict[str, str | None] = {"m": None, **dict.fromkeys("abcdef", "m")}

    for code, fallback in changes:
        if not fallbacks.leads_back(pairs, code, fallback):
            pairs[code] = fallback

    assert all(fallbacks.chain(pairs, code)[-1] == "m" for code in pairs)
