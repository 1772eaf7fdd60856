"""Every spelling of a body means the same."""

import pytest

from lenticular.content.publishing import requests
from lenticular.content.publishing.orders import Action, AssetWish, EntryWish
from lenticular.content.publishing.payloads import BulkPublish, PublishAsset, PublishEntry
from lenticular.errors import Invalid

PLACES = {"environments": ["production"], "locales": ["en-us"]}


def of_entry(body):
    return requests.of_entry(Action.PUBLISH, "page", "blthome", PublishEntry.model_validate(body), is_nested=False)


def of_bulk(**body):
    parsed = BulkPublish.model_validate({**PLACES, **body})
    return requests.of_bulk(Action.PUBLISH, parsed, is_nested=False, is_in_all_locales=False)


def row(**more):
    return {"uid": "blthome", "content_type": "page", **more}


def test_an_entry_is_meant_itself_in_the_version_of_the_body():
    request = of_entry({"entry": PLACES, "locale": "fr", "version": "2"})
    assert request.entries == [EntryWish("page", "blthome", {"fr": 2}, {})]
    assert (request.environments, request.locales) == (["production"], ["en-us"])


def test_with_variants_the_version_of_the_entry_means_nothing():
    request = of_entry({"entry": {**PLACES, "variants": [{"uid": "csred", "version": 1}]}, "version": 5})
    assert request.entries == [EntryWish("page", "blthome", {}, {"csred": 1}, is_itself=False)]


def test_an_empty_list_of_variants_names_none():
    assert of_entry({"entry": {**PLACES, "variants": []}}).entries[0].is_itself


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (None, False),
        ({}, False),
        ({"publish_latest_base": True}, True),
        ({"publish_latest_base": None}, False),
        ({"publish_latest_base": False, "publish_latest_base_conditionally": True}, False),
        ({"publish_latest_base": True, "publish_latest_base_conditionally": True}, True),
    ],
    ids=str,
)
def test_only_one_of_the_rules_takes_the_latest_entry_along(rules, expected):
    variants = {"variants": [{"uid": "csred"}], "variant_rules": rules}
    assert of_entry({"entry": {**PLACES, **variants}}).entries[0].is_with_base is expected
    assert of_bulk(entries=[row(**variants)]).entries[0].is_with_base is expected


def test_the_older_spelling_of_a_variant_is_understood():
    newer = of_bulk(entries=[row(variants=[{"uid": "csred", "version": 3}])])
    assert of_bulk(entries=[row(variant_uid="csred", version=3)]) == newer


def test_languages_are_those_of_the_body_or_else_of_what_it_names():
    assert of_entry({"entry": {"environments": ["production"]}, "locale": "fr"}).locales == ["fr"]
    assert of_entry({"entry": {"environments": ["production"]}}).locales == []
    rows = [row(locale="fr"), row(locale="de"), row(locale="fr")]
    assert of_bulk(entries=rows, locales=None).locales == ["fr", "de"]
    assert of_bulk(entries=rows, locales=["en-us"]).locales == ["en-us"]


def test_of_an_asset_that_is_named_twice_the_last_version_counts():
    request = of_bulk(assets=[{"uid": "bltlogo", "version": 1}, {"uid": "bltlogo", "version": "2"}])
    assert request.assets == [AssetWish("bltlogo", 2)]


def test_one_asset_is_meant_in_the_version_of_the_body():
    body = PublishAsset.model_validate({"asset": PLACES, "version": 4})
    request = requests.of_asset(Action.UNPUBLISH, "bltlogo", body)
    assert (request.action, request.assets, request.is_bulk) == (Action.UNPUBLISH, [AssetWish("bltlogo", 4)], False)


def test_references_are_asked_for_by_the_body_or_by_the_address():
    parsed = BulkPublish.model_validate({**PLACES, "entries": [row()]})
    assert not of_bulk(entries=[row()]).is_with_references
    assert of_bulk(entries=[row()], publish_with_reference=True).is_with_references
    nested = requests.of_bulk(Action.PUBLISH, parsed, is_nested=True, is_in_all_locales=False)
    assert nested.is_with_references


def test_a_bulk_request_that_names_nothing_is_refused():
    with pytest.raises(Invalid) as caught:
        of_bulk()
    assert [problem.pointer for problem in caught.value.problems] == ["/entries"]
