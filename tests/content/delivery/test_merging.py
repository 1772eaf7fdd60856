import itertools
import random

import pytest

from lenticular.domain import overlay

ENTRY = "/content_types/page/entries/blt00000000000000a1"
RED, GREEN = "cs00000000000000aa", "cs00000000000000bb"
RED_ALIAS, GREEN_ALIAS = "cs_personalize_0_0", "cs_personalize_0_1"


def instance(uid, **fields):
    return {**fields, "_metadata": {"uid": uid}}


@pytest.fixture
def worked(shelf):
    """The worked example of the contract."""
    shelf.entry(
        headline="base headline",
        sections=[{"hero": instance("cs1", heading="base")}, {"cta": instance("cs2", label="base")}],
        group=[instance("cs3", single_line="g1"), instance("cs4", single_line="g2")],
    )
    shelf.variant(
        RED,
        headline="headline A",
        sections=[{"cta": instance("cs2")}, {"hero": instance("cs1", heading="RED")}],
        change_set=["headline", "sections.hero.cs1.heading"],
        order=[{"sections": ["base.cta.cs2", "base.hero.cs1"]}],
        version=2,
    )
    shelf.variant(
        GREEN,
        headline="headline B",
        group=[instance("cs4", single_line="GREEN g2")],
        change_set=["headline", "group.cs4.single_line"],
        order=[{"group": ["base.cs4", "base.cs3"]}],
    )


def read(site, variants, **parameters):
    answer = site.get(ENTRY, params=parameters, headers={"x-cs-variant-uid": variants})
    assert answer.status_code == 200, answer.text
    return answer.json()["entry"]


@pytest.mark.parametrize(
    ("variants", "headline"), [(f"{RED}, {GREEN}", "headline A"), (f"{GREEN_ALIAS},{RED_ALIAS}", "headline B")]
)
def test_the_first_variant_is_on_top(site, worked, variants, headline):
    entry = read(site, variants)
    assert entry["headline"] == headline
    assert [next(iter(block)) for block in entry["sections"]] == ["cta", "hero"]
    assert entry["sections"][1]["hero"]["heading"] == "RED"
    assert [one["single_line"] for one in entry["group"]] == ["GREEN g2", "g1"]
    assert "_variant" not in entry
    assert "_applied_variants" not in entry


def test_publish_details_name_the_variants_with_the_alias_that_was_asked_by(site, worked, shop):
    variants = read(site, f"{RED_ALIAS},{GREEN}")["publish_details"]["variants"]
    shown = {
        "time": "2026-11-22T12:00:00.000Z",
        "user": "bltp",
        "environment": shop.production,
        "locale": "en-us",
    }
    assert variants == {
        RED: {**shown, "alias": RED_ALIAS, "version": 2},
        GREEN: {**shown, "version": 1},
    }


def test_applied_variants_are_told_by_path(site, worked):
    applied = {
        "headline": RED,
        "sections.hero.cs1.heading": RED,
        "group.cs4.single_line": GREEN,
    }
    assert read(site, f"{RED},{GREEN}", include_applied_variants="true")["_applied_variants"] == applied
    answer = site.get(ENTRY, headers={"x-cs-variant-uid": f"{RED},{GREEN}", "include_applied_variants": "true"})
    assert answer.json()["entry"]["_applied_variants"] == applied
    assert read(site, "", include_applied_variants="true")["_applied_variants"] == {}


@pytest.mark.parametrize("variants", ["", " , ", "cs0", "cs_personalize_9_9", "cs_personalize_0_0"])
def test_variants_that_the_entry_does_not_have_change_nothing(site, shelf, variants):
    shelf.entry(headline="base")
    entry = read(site, variants)
    assert entry["headline"] == "base"
    assert "variants" not in entry["publish_details"]


def test_a_variant_of_another_environment_or_language_changes_nothing(site, shelf, shop):
    shelf.entry(headline="base")
    shelf.variant(RED, environment_uid=shop.staging, headline="red")
    assert read(site, RED)["headline"] == "base"


def test_a_variant_counts_once_where_it_comes_first(site, worked):
    assert read(site, f"{RED},{GREEN},{RED_ALIAS}")["headline"] == "headline A"


def test_a_variant_that_only_orders_is_told_too(site, shelf):
    shelf.entry(group=[instance("cs3", single_line="g1"), instance("cs4", single_line="g2")])
    shelf.variant(RED, order=[{"group": ["base.cs4", "base.cs3"]}])
    entry = read(site, RED, include_applied_variants="true")
    assert [one["single_line"] for one in entry["group"]] == ["g2", "g1"]
    assert list(entry["publish_details"]["variants"]) == [RED]


def test_more_variants_than_the_limit_are_left_out(site, shelf):
    shelf.entry(headline="base")
    shelf.variant(RED, headline="red")
    names = ["cs1", "cs1", "cs2", RED, "cs4", "cs5", "cs6"]
    answer = site.get(f"{ENTRY}?show_errors=true", headers={"x-cs-variant-uid": ",".join(names)})
    assert answer.status_code == 200
    assert answer.json()["entry"]["headline"] == "base"
    assert answer.json()["errors"] == [
        {
            "code": "VARIANT_LIMIT_EXCEEDED",
            "message": "x-cs-variant-uid should not be greater than 3",
            "details": {"provided_count": 7, "limit": 3, "applied_count": 3},
        }
    ]
    quiet = site.get(ENTRY, headers={"x-cs-variant-uid": ",".join(names)})
    assert "errors" not in quiet.json()
    assert "errors" not in site.get(f"{ENTRY}?show_errors=true", headers={"x-cs-variant-uid": "cs1,cs2,cs3"}).json()


def test_one_visitor_does_not_get_the_variants_of_another(site, worked):
    assert read(site, RED)["headline"] == "headline A"
    assert read(site, GREEN)["headline"] == "headline B"
    assert read(site, "")["headline"] == "base headline"
    assert read(site, RED)["headline"] == "headline A"


def test_the_base_that_is_published_later_is_merged(site, worked, shelf):
    read(site, RED)
    shelf.entry(headline="new base", sections=[], version=2)
    assert read(site, GREEN)["headline"] == "headline B"
    assert read(site, "")["headline"] == "new base"


def test_lists_that_variants_change_are_lists_in_what_is_included_and_chosen(site, worked):
    shown = read(
        site, f"{GREEN},{RED}", **{"only[BASE][]": ["sections.hero.heading", "group"], "include[]": "sections"}
    )
    assert shown["sections"] == [{}, {"hero": {"heading": "RED", "_metadata": {"uid": "cs1"}}}]
    assert [one["single_line"] for one in shown["group"]] == ["GREEN g2", "g1"]


def test_numbers_that_the_quick_library_refuses_are_merged_too(site, shelf):
    shelf.entry(number=2**70, seo={"rank": 2**71, "text": "base"})
    shelf.variant(RED, seo={"text": "red", "rank": 2**72}, change_set=["seo.text"])
    shelf.variant(GREEN, number=-(2**70))
    assert read(site, "")["seo"] == {"rank": 2**71, "text": "base"}
    entry = read(site, f"{RED},{GREEN}", include_applied_variants="true")
    assert (entry["seo"], entry["number"]) == ({"rank": 2**71, "text": "red"}, -(2**70))
    assert entry["_applied_variants"] == {"seo.text": RED, "number": GREEN}


NAMED = ["", RED, GREEN, RED_ALIAS, f"{RED},{GREEN}", f"{GREEN},{RED}", f"{RED_ALIAS},{GREEN}"]
ASKED = [{}, {"include_applied_variants": "true"}, {"include_branch": "true"}]


def test_what_was_merged_for_one_visitor_is_given_to_who_gets_the_same_and_to_nobody_else(
    site, worked, shelf, monkeypatch
):
    shelf.entry("blt00000000000000b1", related=[{"uid": "blt00000000000000a1", "_content_type_uid": "page"}])
    # An answer does not tell whether it was merged anew: so merges are counted.
    merges, merge = [], overlay.Layers.merged
    monkeypatch.setattr(
        overlay.Layers, "merged", lambda self, uids, **wanted: merges.append(uids) or merge(self, uids, **wanted)
    )
    referring = f"{ENTRY[:-2]}b1?include[]=related"
    asked = list(itertools.product([ENTRY, referring], NAMED, ASKED, ["site.test", "other.test"]))

    def ask(visitor, path, variants, parameters, host):
        others = f"{variants},cs_personalize_{visitor}_9" if variants else ""
        headers = {"x-cs-variant-uid": others, "host": host}
        return site.get(path, params={"include[]": "related", **parameters}, headers=headers).json()

    expected = {}
    for number, request in enumerate(asked):
        shelf.asset(f"blt{number:016x}")  # whatever is remembered is of an older revision now
        expected[number] = ask(0, *request)
    shelf.asset()
    merges.clear()
    for visitor in range(1, 4):
        for number in random.Random(visitor).sample(range(len(asked)), len(asked)):
            assert ask(visitor, *asked[number]) == expected[number], asked[number]
    assert len(merges) == 2 * 6 * 3 * 2
