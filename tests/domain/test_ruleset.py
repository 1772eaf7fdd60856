"""The document that the edge decides by: what is read, and what is refused."""

import copy

import pytest

import golden
from lenticular.domain import ruleset
from lenticular.domain.audiences import Combination
from lenticular.domain.experiences import ABTestVariant, ExperienceType, SegmentedVariant, Status, Targeting
from lenticular.domain.privacy import Privacy, PrivacySignal
from lenticular.errors import Invalid

SHOP = golden.load("decisions.json")["rulesets"]["shop"]
HELD = golden.load("decisions.json")["rulesets"]["held"]


def changed(change):
    document = copy.deepcopy(SHOP)
    change(document)
    return document


def problems(document):
    with pytest.raises(Invalid) as caught:
        ruleset.from_document(document)
    return [(problem.pointer, problem.code) for problem in caught.value.problems]


def test_a_document_is_read_whole():
    found = ruleset.from_document(SHOP)
    assert (found.project_uid, found.revision) == ("66fbcbf9b14cbb16e748d857", 7)
    assert found.attribute_keys == {entry["uid"]: entry["key"] for entry in SHOP["attributes"]}
    assert [audience.name for audience in found.audiences.values()] == [one["name"] for one in SHOP["audiences"]]
    (vip,) = found.lytics_audiences.values()
    assert (vip.slug, vip.name) == ("vip_customers", "VIP customers")


def test_experiences_keep_their_order_and_their_parts():
    found = ruleset.from_document(SHOP)
    hero, _, offer, sale, *_ = found.experiences
    assert [one.short_uid for one in found.experiences] == ["1", "0", "2", "3", "a", "b", "c", "d"]
    assert (hero.type, hero.status, hero.tags) == (ExperienceType.SEGMENTED, Status.ACTIVE, frozenset({"homepage"}))
    assert hero.version.variants[0] == SegmentedVariant(
        "0", "US on the move", ("66c708e3fe314f5067826850", "66c708e3fe314f5067826851"), (), Combination.AND
    )
    assert hero.version.targeting is None
    assert offer.version.variants[1] == ABTestVariant("1", "B", ((3334, 6667),))
    assert offer.version.targeting == Targeting(("66c708e3fe314f5067826850",), (), Combination.AND)
    assert sale.status is Status.PAUSED


def test_holdouts_bandits_activation_and_privacy_are_read():
    found = ruleset.from_document(HELD)
    first, bandit, test, *_ = found.experiences
    assert (found.holdout, first.holdout, bandit.holdout) == (1000, 2500, 0)
    assert (bandit.version.is_bandit, test.version.is_bandit) == (True, False)
    assert bandit.version.activated_at == 1795348800000
    stated = {**HELD, "privacy": {"signal": "ANONYMOUS", "key": "0A" * 32}}
    assert ruleset.from_document(stated).privacy == Privacy(PrivacySignal.ANONYMOUS, b"\n" * 32)


def test_the_key_of_preview_links_is_read_and_never_printed():
    found = ruleset.from_document({**SHOP, "previewKey": "0a" * 32})
    assert found.preview_key == b"\n" * 32
    assert repr(b"\n" * 32) not in repr(found)
    assert ruleset.from_document({**SHOP, "previewKey": None}).preview_key is None
    assert problems({**SHOP, "previewKey": "0a"}) == [("/previewKey", "INVALID_KEY")]


def test_a_document_that_says_nothing_of_them_has_none():
    found = ruleset.from_document(SHOP)
    first = found.experiences[0]
    assert (found.holdout, found.privacy, first.holdout) == (0, Privacy(PrivacySignal.IGNORE, None), 0)
    assert (first.version.is_bandit, first.version.activated_at) == (False, None)


def test_every_wrong_member_of_measuring_is_told():
    document = copy.deepcopy(HELD)
    document |= {"holdout": 10_001, "privacy": {"signal": "MAYBE", "key": "secret"}}
    document["experiences"][0]["holdout"] = "2500"
    document["experiences"][1]["version"] |= {"isBandit": 1, "activatedAt": -1}
    assert problems(document) == [
        ("/experiences/0/holdout", "NOT_WHOLE_NUMBER"),
        ("/experiences/1/version/isBandit", "NOT_BOOLEAN"),
        ("/experiences/1/version/activatedAt", "NOT_WHOLE_NUMBER"),
        ("/holdout", "TOO_MANY_SLOTS"),
        ("/privacy/signal", "NOT_VALID_ENUM"),
        ("/privacy/key", "INVALID_KEY"),
    ]


def test_tags_are_lower_case():
    document = changed(lambda shop: shop["experiences"][0].update(tags=["HomePage"]))
    assert ruleset.from_document(document).experiences[0].tags == {"homepage"}


@pytest.mark.parametrize("document", [None, [], {}, {"format": 2}, {**SHOP, "format": "1"}])
def test_a_document_of_another_format_is_refused(document):
    assert ("/format", "UNKNOWN_FORMAT") in problems(document)


def test_everything_wrong_is_told_at_once():
    def spoil(shop):
        shop["revision"] = -1
        shop["attributes"][0]["key"] = None
        shop["audiences"][1]["definition"]["combinationType"] = "XOR"
        shop["lyticsAudiences"] = None
        shop["experiences"][0]["type"] = "BANDIT"
        shop["experiences"][0]["version"]["variants"][0]["audiences"] = "all"
        shop["experiences"][1]["status"] = "DRAFT"
        shop["experiences"][1]["version"]["variants"][0]["ranges"] = [[0, 10_001], [5, 5], [1], "0-5"]
        shop["experiences"][2]["version"]["targeting"]["audienceCombinationType"] = "NONE"
        shop["experiences"][3]["version"] = None

    ranges = "/experiences/1/version/variants/0/ranges"
    found = [one for one in problems(changed(spoil)) if not one[0].startswith("/experiences/3/version/")]
    assert sorted(found) == [
        ("/attributes/0/key", "NOT_STRING"),
        ("/audiences/1/definition/combinationType", "NOT_VALID_ENUM"),
        ("/experiences/0/type", "NOT_VALID_ENUM"),
        ("/experiences/0/version/variants/0/audiences", "NOT_ARRAY"),
        ("/experiences/1/status", "NOT_VALID_ENUM"),
        *((f"{ranges}/{n}", "INVALID_RANGE") for n in range(4)),
        ("/experiences/2/version/targeting/audienceCombinationType", "NOT_VALID_ENUM"),
        ("/experiences/3/version", "NOT_OBJECT"),
        ("/lyticsAudiences", "NOT_ARRAY"),
        ("/revision", "NOT_WHOLE_NUMBER"),
    ]
