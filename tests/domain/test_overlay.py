"""Overlay: the golden vectors, entries of real exports with their variants, and the laws of merging."""

import copy
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import golden
from lenticular.domain import overlay
from lenticular.domain.instances import Instances
from lenticular.domain.overlay import Variant

VECTORS = golden.load("overlay.json")
ENTRY = VECTORS["entry"]
VARIANTS = {uid: overlay.read(uid, document) for uid, document in VECTORS["variants"].items()}


@pytest.mark.parametrize("case", VECTORS["merges"], ids=lambda case: case["name"])
def test_merge_vector(case):
    merged = overlay.merge(ENTRY, [VARIANTS[uid] for uid in case["variants"]])
    assert merged.entry == ENTRY | case["expected"], case["why"]
    assert merged.applied == case["applied"], case["why"]


def test_no_vector_s_entry_shares_anything_with_what_it_was_made_of():
    theirs = containers(ENTRY).union(*(containers(variant.fields) for variant in VARIANTS.values()))
    for case in VECTORS["merges"]:
        merged = overlay.merge(ENTRY, [VARIANTS[uid] for uid in case["variants"]])
        assert not containers(merged.entry) & theirs, case["name"]


@pytest.mark.parametrize("case", VECTORS["changeSets"], ids=lambda case: case["name"])
def test_change_set_vector(case):
    assert overlay.change_set(case["fields"], VECTORS["schema"], case["stated"]) == case["expected"], case["why"]


# Real exports: every value is typed from the files by hand.

COMPASS = "compass-starter-stack/stack"
GEOLOCATION = "personalize-geolocation-inspiration/stack/main"
ENTRY_UIDS = {
    (COMPASS, "home_page"): "blt2370c7c244de82e0",
    (COMPASS, "landing_page"): "bltbd80896a5b36ffcf",
    (GEOLOCATION, "home_page"): "blt1e83bac007921f7d",
}


def exported(shared, export, content_type, locale):
    uid, folder = ENTRY_UIDS[export, content_type], shared / "data" / export / "entries" / content_type / locale
    [entry] = [entries[uid] for file in folder.glob("*-entries.json") if uid in (entries := read_json(file))]
    [file] = (folder / "variants" / uid).glob("*-variant-entry.json")
    documents = {document["_variant"]["_uid"]: document for document in read_json(file)}
    return entry, {uid: overlay.read(uid, document) for uid, document in documents.items()}


def read_json(file):
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("page", "locale", "variants", "title", "hero"),
    [
        ("home_page", "en", [], "Home", ("bltdb410cbb8934b5ad", "article")),
        ("home_page", "en", ["cs75cad6d6a9b59ece"], "Home", ("bltf12d936de8b5a8c8", "article")),
        ("home_page", "en", ["cs1757ef92810b31ae"], "Home", ("blta77d498bccd0bff5", "article")),
        ("home_page", "en", ["cs9545d6fc3812df53"], "Home", ("bltacf69844ef4dfdb9", "hero_banner")),
        ("home_page", "en", ["cs5cff51a652e6d71d"], "Home", ("blta1887f545d76f7d0", "hero_banner")),
        (
            "home_page",
            "en",
            ["cs9545d6fc3812df53", "cs75cad6d6a9b59ece", "cs5cff51a652e6d71d"],
            "Home",
            ("bltacf69844ef4dfdb9", "hero_banner"),
        ),
        ("home_page", "de", [], "Zuhause", ("bltdb410cbb8934b5ad", "article")),
        ("home_page", "de", ["cs5cff51a652e6d71d"], "Zuhause", ("blta1887f545d76f7d0", "hero_banner")),
        ("landing_page", "en", [], "Luxury and relaxed Asia Tour", ("blt3299d1e02ec3f9d4", "article")),
        (
            "landing_page",
            "en",
            ["csdf23a9ba4bc87db0"],
            "Luxury and relaxed Asia Tour",
            ("bltaedfbf71d0f91df0", "article"),
        ),
        (
            "landing_page",
            "en",
            ["cscc72926932a6f787", "cs362c5f74f4a6ef3b"],
            "Luxury and relaxed Asia Tour",
            ("blt149b97681133a10f", "article"),
        ),
        (
            "landing_page",
            "de",
            ["cs362c5f74f4a6ef3b"],
            "Luxus- und Entspannungstour durch Asien",
            ("blt8fee2d1390245699", "article"),
        ),
    ],
)
def test_compass_pages_change_their_hero_and_nothing_else(shared, page, locale, *, variants, title, hero):
    base, known = exported(shared, COMPASS, page, locale)
    merged = overlay.merge(base, [known[uid] for uid in variants])
    assert merged.entry["title"] == title
    assert merged.entry["hero"] == [{"uid": hero[0], "_content_type_uid": hero[1]}]
    assert merged.entry == base | {"hero": merged.entry["hero"]}
    assert merged.applied == dict(zip(["hero"], variants, strict=False))


def test_a_real_shop_changes_leaves_of_its_groups(shared):
    base, known = exported(shared, GEOLOCATION, "home_page", "en-us")
    merged = overlay.merge(base, [known["csbaf799e820c0bd9f"], known["csc2e591f4a2c21e32"]])
    assert merged.entry["banner"] == {
        "banner_image": "blt1fd1af400f5c72da",
        "banner_text": "Conquer the cold",
        "cta_text": "Shop winter essentials",
    }
    assert merged.entry["best_sellers"] == {
        "section_heading": "Trending this week",
        "best_selling_products": [
            {"uid": "blt9503410a7efa0feb", "_content_type_uid": "product"},
            {"uid": "blt8ac4f24c05d356ce", "_content_type_uid": "product"},
            {"uid": "blt4eb57c86a87a5951", "_content_type_uid": "product"},
        ],
    }
    assert merged.entry == base | {name: merged.entry[name] for name in ("banner", "best_sellers")}
    assert set(merged.applied.values()) == {"csbaf799e820c0bd9f"}


@pytest.mark.parametrize(
    ("export", "content_type", "locale"),
    [(COMPASS, "home_page", "en"), (COMPASS, "landing_page", "de"), (GEOLOCATION, "home_page", "en-us")],
)
def test_the_change_sets_of_real_exports_are_what_their_content_gives(shared, export, content_type, locale):
    schema = read_json(shared / "data" / export / "content_types" / f"{content_type}.json")["schema"]
    _, known = exported(shared, export, content_type, locale)
    assert known
    for variant in known.values():
        assert sorted(overlay.change_set(variant.fields, schema)) == sorted(variant.change_set)
        assert overlay.change_set(variant.fields, schema, variant.change_set) == variant.change_set


# Laws, on entries and deltas that often have names and uids in common.

names = st.sampled_from(["a", "b", "list", "hero", "tags", "_x"])
uids = st.sampled_from(["cs1", "cs2", "cs3"])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)


def instances(inner):
    fields = st.builds(
        lambda uid, rest: {**rest, "_metadata": {"uid": uid}}, uids, st.dictionaries(names, inner, max_size=2)
    )
    return fields | fields.map(lambda body: {"hero": body})


values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3) | st.lists(instances(inner), max_size=3)
    ),
    max_leaves=5,
)
documents = st.dictionaries(names | st.just("title"), values, max_size=4)
paths = st.lists(names | uids | st.just("title"), min_size=1, max_size=5).map(".".join)
spellings = st.builds("{}.{}".format, st.sampled_from(["base", "variant"]), uids | uids.map("hero.{}".format))
orders = st.lists(st.dictionaries(paths, st.lists(spellings, max_size=3), max_size=2), max_size=2)
deltas = st.builds(Variant, st.sampled_from(["v1", "v2", "v3"]), documents, st.lists(paths, max_size=5), orders)
nonsense = st.recursive(
    scalars | paths, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=5
)


def containers(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ({id(value)} if isinstance(value, dict | list) else set()).union(*map(containers, inner))


def leaves(value, path=()):
    if isinstance(value, dict) and value:
        return {key: leaf for name, inner in value.items() for key, leaf in leaves(inner, (*path, name)).items()}
    return {path: value}


@given(documents)
def test_a_merge_without_variants_is_the_entry(entry):
    assert overlay.merge(entry, []) == overlay.Merged(entry, {})


@given(documents, st.lists(deltas, max_size=4))
def test_nothing_is_shared_with_the_arguments_and_they_are_left_alone(entry, variants):
    before = copy.deepcopy((entry, variants))
    merged = overlay.merge(entry, variants)
    theirs = containers(entry).union(*(containers(variant.fields) for variant in variants))
    assert not containers(merged.entry) & theirs
    assert (entry, variants) == before


@given(documents, st.lists(deltas, max_size=4, unique_by=lambda variant: variant.uid), st.data())
def test_layers_give_for_any_of_their_variants_what_a_merge_does_and_are_left_alone(entry, variants, data):
    before = copy.deepcopy((entry, variants))
    layers = overlay.Layers(entry, variants, FOLDED)
    for _ in range(3):
        chosen = data.draw(
            st.lists(st.sampled_from(variants), unique_by=lambda one: one.uid) if variants else st.just([])
        )
        uids, expected = [one.uid for one in chosen], overlay.merge(entry, chosen)
        merged = layers.merged(uids)
        assert (unfolded(merged.entry), merged.applied) == (expected.entry, expected.applied)
        assert layers.merged(uids, has_applied=False).applied == {}
    assert (entry, variants) == before


class Folded(str):
    """JSON as text."""


FOLDED = overlay.Folding(
    lambda value: Folded(json.dumps(value)), lambda value: json.loads(value) if isinstance(value, Folded) else value
)


def unfolded(value):
    value = FOLDED.unfold(value)
    if isinstance(value, dict):
        return {name: unfolded(inner) for name, inner in value.items()}
    return [unfolded(inner) for inner in value] if isinstance(value, list | Instances) else value


@given(documents, st.lists(deltas, max_size=4))
def test_a_variant_given_again_changes_nothing(entry, variants):
    assert overlay.merge(entry, variants + variants) == overlay.merge(entry, variants)


@given(documents, documents, st.lists(paths, max_size=5))
def test_laying_a_variant_over_its_own_result_changes_nothing(entry, fields, change_set):
    variant = Variant("v", fields, change_set)
    once = overlay.merge(entry, [variant]).entry
    assert overlay.merge(once, [variant]).entry == once


@given(documents, st.lists(deltas, max_size=3), st.lists(st.sampled_from(["a", "b", "title"]), min_size=1, unique=True))
def test_the_first_variant_stands_wherever_it_names_a_field_whole(entry, others, change_set):
    first = Variant("first", {"a": 1, "b": [2], "title": {"c": 3}}, change_set)
    merged = overlay.merge(entry, [first, *others])
    for name in change_set:
        assert merged.entry[name] == first.fields[name]
        assert merged.applied[name] == "first"


@given(
    documents,
    st.lists(st.builds(Variant, st.sampled_from(["v1", "v2"]), documents, st.lists(paths, max_size=4)), max_size=3),
)
def test_a_leaf_outside_every_change_set_never_changes(entry, variants):
    named = {tuple(path.split(".")) for variant in variants for path in variant.change_set}
    outside = {
        path: leaf
        for path, leaf in leaves(entry).items()
        if not any(one[: len(path)] == path or path[: len(one)] == one for one in named)
    }
    merged = leaves(overlay.merge(entry, variants).entry)
    assert {path: merged.get(path, "gone") for path in outside} == outside


@given(documents, st.lists(deltas, max_size=4))
def test_what_is_applied_is_named_and_has_a_value(entry, variants):
    for path, uid in overlay.merge(entry, variants).applied.items():
        [named] = [variant.change_set for variant in reversed(variants) if variant.uid == uid][-1:]
        assert any(path == one or path.startswith(f"{one}.") for one in named)


@example({"tags": [{"_metadata": {"uid": "cs1"}}]}, [Variant("v", {}, [], [{"tags": []}])])
@given(documents, st.lists(deltas, max_size=4))
def test_names_of_the_system_stay_the_entry_s(entry, variants):
    merged = overlay.merge(entry, variants).entry
    assert {name: merged.get(name) for name in ("tags", "_x")} == {name: entry.get(name) for name in ("tags", "_x")}


@given(st.dictionaries(names, nonsense), nonsense, nonsense, nonsense)
def test_merging_and_naming_never_fail_on_any_json(entry, fields, described, order):
    document = {"list": fields, "a": described, "_variant": {"_change_set": described, "_order": order}}
    overlay.merge(entry, [overlay.read("v", document), overlay.read("w", {**document, "_variant": described})])
    overlay.merge(entry, [Variant("v", document, ["list", *_elements(described)], [order, *_elements(order)])])
    overlay.change_set(document, described, _elements(order))


def _elements(value):
    return value if isinstance(value, list) else []


@given(st.dictionaries(names, scalars | st.lists(scalars) | st.dictionaries(names, scalars)))
def test_a_variant_of_all_that_a_delta_carries_shows_all_of_it(fields):
    merged = overlay.merge({"a": "base"}, [Variant("v", fields, overlay.change_set(fields, schema=[]))])
    assert merged.entry == {"a": "base"} | overlay.delta(fields)


def test_a_document_nested_thousands_deep_is_merged():
    deep = "leaf"
    for _ in range(20_000):
        deep = {"a": deep}
    variant = Variant("v", {"story": deep, "a": deep}, ["story", ".".join("a" * 20_000)])
    merged = overlay.merge({"story": None, "base": deep}, [variant])
    assert merged.applied == {"story": "v"}
    assert merged.entry["story"] is not deep
