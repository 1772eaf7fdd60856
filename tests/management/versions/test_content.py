"""When two versions mean the same, and the slots of a test that follows another."""

import pytest

from lenticular.management.versions.content import Content, VariantSplit, is_unchanged, slot_ranges


def segment(**members: object) -> dict[str, object]:
    return {
        "name": "One",
        "__type": "SegmentedVariant",
        "audiences": ["a", "b"],
        "audienceCombinationType": "AND",
        "lyticsAudiences": [],
        "shortUid": "0",
        **members,
    }


def split(*percentages: float, **members: object) -> Content:
    variants = [
        {"name": "V", "__type": "ABTestVariant", "trafficDistribution": percent, "shortUid": str(index)}
        for index, percent in enumerate(percentages)
    ]
    return Content(variants=variants, variant_split=VariantSplit.CUSTOM_PERCENTAGE, targeting={}, **members)


def test_audiences_are_sets_and_a_left_out_short_uid_is_the_present_one():
    present = Content(variants=[segment()])

    assert is_unchanged(present, Content(variants=[segment(audiences=["b", "a"], shortUid=None)]))


@pytest.mark.parametrize(
    "changed",
    [
        Content(variants=[segment(name="Two")]),
        Content(variants=[segment(audiences=["a"])]),
        Content(variants=[segment(lyticsAudiences=["c"])]),
        Content(variants=[segment(audienceCombinationType="OR")]),
        Content(variants=[segment(shortUid="1")]),
        Content(variants=[segment(), segment(shortUid="1")]),
        Content(),
    ],
)
def test_a_change_of_a_segment_is_noticed(changed: Content):
    assert not is_unchanged(Content(variants=[segment()]), changed)


@pytest.mark.parametrize(
    "changed",
    [
        split(40, 60),
        split(50, 50, metrics=[{"event": "e", "name": "Clicked", "__type": "Primary"}]),
        Content(
            variants=split(50, 50).variants,
            variant_split=VariantSplit.CUSTOM_PERCENTAGE,
            targeting={"audience": {"audiences": ["a"], "audienceCombinationType": "AND", "lyticsAudiences": []}},
        ),
        Content(variants=split(50, 50).variants, variant_split=VariantSplit.EQUALLY_SPLIT, targeting={}),
    ],
)
def test_a_change_of_a_test_is_noticed(changed: Content):
    assert is_unchanged(split(50, 50), split(50.0, 50.0))
    assert not is_unchanged(split(50, 50), changed)


def test_the_slots_of_a_first_test_follow_its_shares():
    assert slot_ranges(split(75, 25), None) == {"0": [[0, 7500]], "1": [[7500, 10000]]}


def test_a_test_keeps_the_slots_of_the_one_before_as_far_as_its_shares_allow():
    before = slot_ranges(split(75, 25), None)

    assert slot_ranges(split(50, 50), before) == {"0": [[0, 5000]], "1": [[5000, 10000]]}
    assert slot_ranges(split(50, 25, 25), before)["2"] == [[5000, 7500]]


def test_segments_and_empty_tests_have_no_slots():
    assert slot_ranges(Content(variants=[segment()]), None) == {}
    assert slot_ranges(split(), None) == {}
