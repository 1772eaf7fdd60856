"""Wishes for one entry become one."""

from lenticular.content.publishing import orders
from lenticular.content.publishing.orders import EntryWish


def wish(uid="blthome", *, versions=None, variants=None, is_with_base=False, content_type_uid="page"):
    return EntryWish(
        content_type_uid=content_type_uid,
        uid=uid,
        versions=versions or {},
        variants=variants or {},
        is_itself=not variants,
        is_with_base=is_with_base,
    )


def test_different_entries_stay_apart_in_their_order():
    given = [wish("blt2"), wish("blt1"), wish("blt1", content_type_uid="article")]
    assert orders.merged(given) == given


def test_of_a_variant_that_is_named_twice_the_last_version_counts():
    [merged] = orders.merged([wish(variants={"red": 1, "green": None}), wish(variants={"red": 2})])
    assert merged.variants == {"red": 2, "green": None}
    assert not merged.is_itself


def test_versions_are_kept_by_language_and_the_last_counts():
    [merged] = orders.merged([wish(versions={"en": 1, "fr": 1}), wish(versions={"en": 2})])
    assert merged.versions == {"en": 2, "fr": 1}


def test_an_entry_named_with_and_without_variants_is_meant_itself_too():
    for given in ([wish(), wish(variants={"red": 1})], [wish(variants={"red": 1}), wish()]):
        [merged] = orders.merged(given)
        assert (merged.is_itself, dict(merged.variants)) == (True, {"red": 1})


def test_one_row_that_asks_for_the_latest_entry_is_enough():
    [merged] = orders.merged([wish(variants={"red": 1}, is_with_base=True), wish(variants={"green": 1})])
    assert merged.is_with_base
