"""Reading versions: what is canonical, and that every problem is told at once."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenticular.domain.experiences import ExperienceType, Status
from lenticular.errors import Invalid
from lenticular.management.versions.content import Content, VariantSplit
from lenticular.management.versions.parsing import Known, parse

US, MOBILE, CLICK, BUY = "a" * 24, "b" * 24, "c" * 24, "d" * 24
LOYAL = "e" * 32
KNOWN = Known(
    audiences={US, MOBILE},
    lytics_audiences={LOYAL},
    events={CLICK, BUY},
    variant_count=3,
    max_variants=20,
    max_audiences=50,
    max_metrics=5,
)


def segmented(document: object, known: Known = KNOWN) -> tuple[Status, Content]:
    return parse(document, ExperienceType.SEGMENTED, known)


def ab_test(document: object, known: Known = KNOWN) -> tuple[Status, Content]:
    return parse(document, ExperienceType.AB_TEST, known)


def problems(experience_type: ExperienceType, document: object, known: Known = KNOWN) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        parse(document, experience_type, known)
    found: dict[str, list[str]] = {}
    for problem in refused.value.problems:
        found.setdefault(problem.pointer, []).append(problem.code)
    return found


def segment(**members: object) -> dict[str, Any]:
    return {"name": "One", "audiences": [US], "audienceCombinationType": "AND", **members}


def share(percent: object, **members: object) -> dict[str, Any]:
    return {"name": "One", "trafficDistribution": percent, **members}


def shares(content: Content) -> list[float]:
    return [variant["trafficDistribution"] for variant in content.variants]


def test_a_segmented_version_is_read_into_its_canonical_form():
    status, content = segmented(
        {
            "status": "ACTIVE",
            "variants": [
                segment(name=" Einé ", audiences=[US, MOBILE, US], audienceCombinationType="OR", shortUid="2")
            ],
            "variantSplit": 7,
            "metrics": "ignored",
            "experienceUid": "ignored, too",
        }
    )

    assert status is Status.ACTIVE
    assert content == Content(
        variants=[
            {
                "name": "Einé",
                "__type": "SegmentedVariant",
                "audiences": [US, MOBILE],
                "audienceCombinationType": "OR",
                "lyticsAudiences": [],
                "shortUid": "2",
            }
        ]
    )


def test_an_ab_test_is_read_into_its_canonical_form():
    status, content = ab_test(
        {
            "status": "DRAFT",
            "variants": [share(70, name="A", __type="ABTestVariant"), share(30.0, name="B", shortUid="0")],
            "variantSplit": "CUSTOM_PERCENTAGE",
            "metrics": [{"event": CLICK, "name": "Clicked", "__type": "Secondary"}, {"event": BUY, "name": "Bought"}],
            "targeting": {"audience": {"audiences": [US], "audienceCombinationType": "AND"}},
        }
    )

    assert status is Status.DRAFT
    assert [variant["shortUid"] for variant in content.variants] == [None, "0"]
    assert shares(content) == [70, 30.0]
    assert content.variant_split is VariantSplit.CUSTOM_PERCENTAGE
    assert content.metrics == [
        {"event": CLICK, "name": "Clicked", "__type": "Primary"},
        {"event": BUY, "name": "Bought", "__type": "Secondary"},
    ]
    assert content.targeting == {
        "audience": {"audiences": [US], "audienceCombinationType": "AND", "lyticsAudiences": []}
    }


@pytest.mark.parametrize("split", [None, "EQUALLY_SPLIT", "MULTI_ARMED_BANDIT"])
def test_equal_shares_are_the_servers_work(split: str | None):
    _, three = ab_test({"status": "DRAFT", "variants": [share(1), share("x"), {"name": "C"}], "variantSplit": split})
    _, five = ab_test({"status": "DRAFT", "variants": [share(99)] * 5, "variantSplit": split})

    assert shares(three) == [33.34, 33.33, 33.33]
    assert shares(five) == [20] * 5
    assert isinstance(shares(five)[0], int)


@pytest.mark.parametrize("targeting", [None, {}, {"audience": None}])
def test_no_target_group_means_everyone(targeting: object):
    _, content = ab_test({"status": "DRAFT", "variants": [], "targeting": targeting})

    assert content.targeting == {}


def test_a_missing_status_and_missing_variants_are_told_together():
    assert problems(ExperienceType.SEGMENTED, {}) == {
        "/status": ["INVALID_STATUS", "STATUS_REQUIRED"],
        "/variants": ["VARIANTS_NOT_ARRAY", "EMPTY_ARRAY"],
    }
    assert problems(ExperienceType.AB_TEST, []) == {"": ["NOT_OBJECT"]}
    assert problems(ExperienceType.AB_TEST, {"status": "LIVE", "variants": {}}) == {
        "/status": ["INVALID_STATUS"],
        "/variants": ["VARIANTS_NOT_ARRAY"],
    }


def test_a_draft_may_be_empty_but_nothing_else():
    assert segmented({"status": "DRAFT", "variants": []}) == (Status.DRAFT, Content(variants=[]))
    document = {"status": "ACTIVE", "variants": []}
    assert problems(ExperienceType.SEGMENTED, document) == {"/variants": ["EMPTY_ARRAY"]}


def test_an_ab_test_takes_two_variants_to_be_activated():
    document = {"status": "ACTIVE", "variants": [share(100)]}

    assert problems(ExperienceType.AB_TEST, document) == {"/variants": ["TOO_FEW_VARIANTS"]}
    assert ab_test({**document, "status": "DRAFT"})[0] is Status.DRAFT


def test_a_segmented_variant_without_audiences_or_combination_is_told_both():
    assert problems(ExperienceType.SEGMENTED, {"status": "DRAFT", "variants": [{"name": "One"}]}) == {
        "/variants/0/audiences": ["EMPTY_ARRAY"],
        "/variants/0/audienceCombinationType": ["NOT_VALID_ENUM"],
    }


def test_cdp_audiences_alone_are_enough():
    _, content = segmented({"status": "DRAFT", "variants": [segment(audiences=[], lyticsAudiences=[LOYAL])]})

    assert content.variants[0]["lyticsAudiences"] == [LOYAL]


def test_what_a_version_refers_to_exists():
    variants = [segment(audiences=[LOYAL, "f" * 24, 7], lyticsAudiences=[US, "f" * 32])]
    assert problems(ExperienceType.SEGMENTED, {"status": "DRAFT", "variants": variants}) == {
        "/variants/0/audiences/0": [f"{LOYAL} is not a valid ObjectId"],
        "/variants/0/audiences/1": ["AUDIENCE_NOT_FOUND"],
        "/variants/0/audiences/2": ["int is not a valid ObjectId"],
        "/variants/0/lyticsAudiences/0": [f"{US} is not a valid Lytics audience uid"],
        "/variants/0/lyticsAudiences/1": ["LYTICS_AUDIENCE_NOT_FOUND"],
    }


def test_every_problem_of_a_test_is_told_at_once():
    document = {
        "status": "ACTIVE",
        "variants": [share(60, name=""), share(-1, name="B", __type="SegmentedVariant"), "C"],
        "variantSplit": "CUSTOM_PERCENTAGE",
        "metrics": [{"event": "f" * 24, "name": "x" * 201}, {"event": CLICK, "name": "A"}, {"event": CLICK}, 4],
        "targeting": {"audience": {"audiences": [], "audienceCombinationType": "XOR"}},
    }

    assert problems(ExperienceType.AB_TEST, document) == {
        "/variants/0/name": ["REQUIRED"],
        "/variants/1/__type": ["NOT_VALID_ENUM"],
        "/variants/1/trafficDistribution": ["NOT_PERCENTAGE"],
        "/variants/2": ["NOT_OBJECT"],
        "/metrics/0/event": ["EVENT_NOT_FOUND"],
        "/metrics/0/name": ["TOO_LONG"],
        "/metrics/2/event": ["DUPLICATE_EVENT"],
        "/metrics/2/name": ["REQUIRED"],
        "/metrics/3": ["NOT_OBJECT"],
        "/targeting/audience/audiences": ["EMPTY_ARRAY"],
        "/targeting/audience/audienceCombinationType": ["NOT_VALID_ENUM"],
    }


def test_quotas_of_a_version():
    audiences = [f"{number:024x}" for number in range(51)]
    known = Known(max_variants=20, max_audiences=50, max_metrics=5)
    segments = [segment(audiences=audiences), *[segment()] * 20]
    assert problems(ExperienceType.SEGMENTED, {"status": "DRAFT", "variants": segments}, known) == {
        "/variants": ["MAX_VARIANTS_COUNT_EXCEEDED"],
        "/variants/0/audiences": ["MAX_AUDIENCES_COUNT_EXCEEDED"],
    }
    metrics = [{"event": uid, "name": "Event"} for uid in audiences[:6]]
    document = {"status": "DRAFT", "variants": [], "metrics": metrics}
    assert problems(ExperienceType.AB_TEST, document, known) == {"/metrics": ["MAX_METRICS_COUNT_EXCEEDED"]}


@pytest.mark.parametrize(
    ("percentages", "is_whole"),
    [
        ([33.33, 33.33, 33.33], True),
        ([33.34, 33.33, 33.34], True),
        ([100, 0], True),
        ([33.32, 33.33, 33.33], False),
        ([50, 50.02], False),
        ([0, 0], False),
    ],
)
def test_custom_shares_make_100_percent_give_or_take_a_hundredth(percentages: list[float], is_whole: bool):
    document = {
        "status": "DRAFT",
        "variants": [share(percent) for percent in percentages],
        "variantSplit": "CUSTOM_PERCENTAGE",
    }
    if is_whole:
        assert shares(ab_test(document)[1]) == percentages
    else:
        assert problems(ExperienceType.AB_TEST, document) == {"/variants": ["TRAFFIC_DISTRIBUTION_NOT_100"]}


@pytest.mark.parametrize("percent", [None, "50", True, float("nan"), float("inf"), 10**400, 100.5, [50]])
def test_a_custom_share_is_a_percentage(percent: object):
    document = {"status": "DRAFT", "variants": [share(percent)], "variantSplit": "CUSTOM_PERCENTAGE"}

    assert problems(ExperienceType.AB_TEST, document) == {"/variants/0/trafficDistribution": ["NOT_PERCENTAGE"]}


def test_a_short_uid_is_one_that_the_experience_handed_out():
    variants = [segment(shortUid=value) for value in ("2", "3", "2", "01", 1, "A")]

    assert problems(ExperienceType.SEGMENTED, {"status": "DRAFT", "variants": variants}) == {
        "/variants/1/shortUid": ["SHORT_UID_NOT_FOUND"],
        "/variants/2/shortUid": ["DUPLICATE_SHORT_UID"],
        "/variants/3/shortUid": ["NOT_VALID_SHORT_UID"],
        "/variants/4/shortUid": ["NOT_VALID_SHORT_UID"],
        "/variants/5/shortUid": ["NOT_VALID_SHORT_UID"],
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = (
    "name",
    "__type",
    "audiences",
    "audienceCombinationType",
    "lyticsAudiences",
    "trafficDistribution",
    "shortUid",
)
ENTRIES = JSON | st.dictionaries(st.sampled_from([*MEMBERS, "event"]), JSON | st.sampled_from([[US], "OR", "0", "One"]))
DOCUMENTS = JSON | st.fixed_dictionaries(
    {
        "status": JSON | st.sampled_from(list(Status)),
        "variants": JSON | st.lists(ENTRIES, max_size=4),
        "variantSplit": JSON | st.sampled_from(list(VariantSplit)),
        "metrics": JSON | st.lists(ENTRIES, max_size=4),
        "targeting": JSON | st.fixed_dictionaries({"audience": ENTRIES}),
    }
)


@settings(max_examples=150)
@given(document=DOCUMENTS, experience_type=st.sampled_from(list(ExperienceType)))
def test_any_json_is_read_or_refused_and_what_was_read_is_read_the_same_again(
    document: object, experience_type: ExperienceType
):
    try:
        status, content = parse(document, experience_type, KNOWN)
    except Invalid:
        return
    again = {
        "status": status,
        "variants": content.variants,
        "variantSplit": content.variant_split,
        "metrics": content.metrics,
        "targeting": content.targeting,
    }
    assert parse(again, experience_type, KNOWN) == (status, content)
