"""Publishing entries and variants through their own paths: what changes where, and what is refused."""

import pytest

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries

DONE = "The requested action has been performed."
INVALID = ["is not valid."]


def body(environments=("production",), locales=("en-us",), *, locale="en-us", version=None, **of_entry):
    more = {} if version is None else {"version": version}
    target = {"environments": list(environments), "locales": list(locales), **of_entry}
    return {"entry": target, "locale": locale, **more}


def named(*uids, base=None, version=...):
    more = {} if version is ... else {"version": version}
    rules = {} if base is None else {"publish_latest_base": base}
    return {"variants": [{"uid": uid, **more} for uid in uids], "variant_rules": rules}


@pytest.fixture
def publish(client, site):
    """Publish the home page as a body says; the answer must be a success."""

    def publish(*args, path=site.path, action="publish", **kwargs):
        answer = client.post(f"{path}/{action}", json=body(*args, **kwargs))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return publish


@pytest.fixture
def refused(client, site):
    """Publish the home page as a body says; the answer must be a refusal, whose errors are returned."""

    def refused(sent, path=site.path, code=141):
        answer = client.post(f"{path}/publish", json=sent)
        assert (answer.status_code, answer.json()["error_code"]) == (422, code), answer.text
        return answer.json()["errors"]

    return refused


@pytest.fixture
def newest(client):
    """Return the newest items of the queue: type, status and version."""

    def newest(count=1, **query):
        found = client.get("/publish-queue", params={"limit": count, **query}).json()["queue"]
        return [(item["type"], item["publish_details"]["status"], item["entry"]["version"]) for item in found]

    return newest


def test_an_entry_is_published_where_and_in_the_language_that_is_named(publish, standing, site):
    assert publish() == {"notice": DONE}
    assert standing() == {"home": 1}
    assert standing(site.staging) == {}
    assert standing(locale="fr") == {}


def test_an_environment_may_be_named_by_its_uid(publish, standing, site):
    publish([site.staging, "staging"])
    assert (standing(), standing(site.staging)) == ({}, {"home": 1})


@pytest.mark.parametrize("locales", [None, []], ids=["none", "empty"])
def test_without_languages_the_one_of_the_body_is_meant(client, site, standing, save, locales):
    save(locale="fr", title="Accueil")
    target = {"environments": ["production"], **({} if locales is None else {"locales": locales})}
    assert client.post(f"{site.path}/publish", json={"entry": target, "locale": "fr"}).status_code == 200
    assert (standing(), standing(locale="fr")) == ({}, {"home": 1})
    assert client.post(f"{site.path}/publish", json={"entry": target}).status_code == 200
    assert standing() == {"home": 1}


def test_a_draft_changes_nothing_that_is_published(publish, save, document_of, standing):
    publish()
    save(headline="Draft")
    assert standing() == {"home": 1}
    assert document_of()["headline"] == "Hello"
    publish()
    assert (standing(), document_of()["headline"]) == ({"home": 2}, "Draft")


def test_an_older_version_may_be_published(publish, save, document_of, standing):
    save(headline="Newer")
    publish(version=1)
    assert (standing(), document_of()["headline"]) == ({"home": 1}, "Hello")


def test_what_is_published_already_is_skipped(publish, client, clock, site):
    publish()
    first = client.get("/publish-queue").json()["queue"][0]
    clock.advance(minutes=1)
    publish()
    again = client.get("/publish-queue").json()["queue"][0]
    assert first["publish_details"] == {"status": "success"}
    assert again["publish_details"] == {
        "status": "skipped",
        "message": "The entry is already published in this version.",
    }


def test_a_language_that_the_entry_is_not_localized_in_shows_its_fallback(publish, standing, document_of, save):
    publish(locales=["fr-ca"], locale="fr-ca")
    assert standing(locale="fr-ca") == {"home": 1}
    assert (document_of(locale="fr-ca")["title"], document_of(locale="fr-ca")["locale"]) == ("Home", "en-us")
    save(locale="fr", title="Accueil")
    publish(locales=["fr-ca"], locale="fr-ca")
    assert (document_of(locale="fr-ca")["title"], document_of(locale="fr-ca")["locale"]) == ("Accueil", "fr")


def test_the_version_is_meant_of_the_language_of_the_body(publish, save, standing):
    for title in ("Accueil", "Accueil 2"):
        save(locale="fr", title=title)
    publish(locales=["en-us", "fr"], locale="en-us", version=1)
    assert (standing(), standing(locale="fr")) == ({"home": 1}, {"home": 2})


def test_an_entry_without_the_language_or_a_fallback_is_refused(client, open_scope, site, refused, newest):
    with open_scope() as scope:
        page = content_types.get(scope, "page")
        only_french = entries.create(scope, page, locale="fr", document={"title": "Seul"}).entry_uid
    path = f"/content_types/page/entries/{only_french}"
    assert list(refused(body(), path)) == ["locales"]
    assert newest() == []
    # In one of two languages it is there: that is published, and the queue says what became of the other.
    answer = client.post(f"{path}/publish", json=body(locales=["en-us", "fr"]))
    assert answer.status_code == 200
    assert sorted(newest(2)) == [("entry", "failed", None), ("entry", "success", 1)]


def test_a_variant_brings_the_latest_entry_along_where_none_is_published(publish, save, standing, site):
    save(headline="Newer")
    answer = publish(**named(site.red, base=False))
    assert (answer["notice"], len(answer["job_id"])) == (DONE, 36)
    assert standing() == {"home": 2, "red": 1}


def test_a_variant_leaves_the_published_entry_as_it_is(publish, save, standing, site):
    publish()
    save(headline="Newer")
    publish(**named(site.red, base=False))
    assert standing() == {"home": 1, "red": 1}


def test_a_variant_takes_the_latest_entry_along_if_the_rules_say_so(publish, save, standing, site):
    publish()
    save(headline="Newer")
    publish(**named(site.red, base=True))
    assert standing() == {"home": 2, "red": 1}


def test_other_variants_stay_as_they_are(publish, vary, standing, site):
    publish(**named(site.red))
    vary(headline="Redder")
    vary(site.green, headline="Greener")
    publish(**named(site.green))
    assert standing() == {"home": 1, "red": 1, "green": 2}


def test_a_variant_is_published_in_each_place_by_what_is_there(publish, save, standing, site):
    publish(["production"])
    save(headline="Newer")
    publish(["production", "staging"], **named(site.red))
    assert (standing(), standing(site.staging)) == ({"home": 1, "red": 1}, {"home": 2, "red": 1})


def test_a_variant_may_go_by_its_alias_and_in_an_older_version(publish, vary, standing):
    vary(headline="Redder")
    publish(**named("cs_personalize_0_0", version=1))
    assert standing() == {"home": 1, "red": 1}


@pytest.mark.parametrize("version", [999, 10**30, 0, -1, "999", "junk", None], ids=str)
def test_a_version_that_a_variant_has_not_stands_for_the_latest(publish, vary, standing, site, version):
    vary(headline="Redder")
    publish(**named(site.red, version=version))
    assert standing() == {"home": 1, "red": 2}


def test_unknown_variants_are_passed_over(publish, standing, site):
    publish(**named("csdoesnotexist", site.red))
    assert standing() == {"home": 1, "red": 1}


def test_unknown_variants_alone_publish_nothing(publish, standing):
    assert publish(**named("csdoesnotexist"))["notice"] == DONE
    assert standing() == {}


def test_a_variant_that_the_entry_has_not_fails_in_the_queue(client, site, standing):
    path = f"/content_types/page/entries/{site.about}/publish"
    assert client.post(path, json=body(**named(site.red))).status_code == 200
    [item] = client.get("/publish-queue").json()["queue"]
    assert (item["type"], item["entry"]["uid"]) == ("entry_variant", site.red)
    assert item["publish_details"] == {"status": "failed", "message": "The entry has no such variant in en-us."}
    assert standing() == {}


def test_rules_that_contradict_each_other_are_accepted(client, site, standing):
    sent = body(**named(site.red))
    sent["entry"]["variant_rules"] = {"publish_latest_base": True, "publish_latest_base_conditionally": True}
    assert client.post(f"{site.path}/publish", json=sent).status_code == 200
    assert standing() == {"home": 1, "red": 1}


def test_the_version_of_the_entry_is_ignored_beside_variants(publish, save, standing, site):
    save(headline="Newer")
    publish(version=999, **named(site.red))
    assert standing() == {"home": 2, "red": 1}


def test_a_variant_in_a_fallback_language_is_the_one_of_that_language(publish, standing, site):
    publish(locales=["fr"], **named(site.red))
    assert standing(locale="fr") == {"home": 1, "red": 1}


def test_unpublishing_a_variant_touches_nothing_else(publish, standing, site):
    publish(["production", "staging"], **named(site.red, site.green))
    answer = publish(action="unpublish", **named(site.red))
    assert (answer["notice"], "job_id" in answer) == (DONE, True)
    assert (standing(), standing(site.staging)) == ({"home": 1, "green": 1}, {"home": 1, "red": 1, "green": 1})


def test_unpublishing_the_entry_takes_its_variants_away_in_that_place(publish, standing, site):
    publish(["production", "staging"], ["en-us", "fr"], **named(site.red))
    assert publish(action="unpublish") == {"notice": DONE}
    assert standing() == {}
    assert standing(locale="fr") == standing(site.staging) == {"home": 1, "red": 1}


def test_unpublishing_what_is_not_published_is_skipped(publish, client):
    publish(action="unpublish")
    [item] = client.get("/publish-queue").json()["queue"]
    assert (item["action"], item["publish_details"]) == (
        "unpublish",
        {"status": "skipped", "message": "The entry is not published there."},
    )


@pytest.mark.parametrize(
    ("headers", "params"), [({"api_version": "3.2"}, {}), ({}, {"apiVersion": "3.2"})], ids=["header", "query"]
)
def test_the_newer_api_names_the_job(client, site, headers, params):
    answer = client.post(f"{site.path}/publish", json=body(), headers=headers, params=params).json()
    assert sorted(answer) == ["job_id", "notice"]


def test_unknown_environments_and_languages_are_named_together(refused, newest):
    assert refused(body(["production", "nowhere"], ["en-us", "xx"])) == {"environments": INVALID, "locales": INVALID}
    assert newest() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 999}, "version"),
        ({"version": 0}, "version"),
        ({"version": 10**30}, "version"),
        ({"version": "new"}, "version"),
        ({"scheduled_at": "invalid-date"}, "scheduled_at"),
        ({"scheduled_at": "0001-01-01T00:00:00+23:00"}, "scheduled_at"),
        ({"scheduled_at": 5}, "scheduled_at"),
        ({"entry": {"environments": []}}, "environments"),
        ({"entry": {"locales": ["en-us"]}}, "environments"),
        ({"entry": {"environments": ["production\0"]}}, "environments.0"),
        ({"entry": {"environments": ["production"], "variants": "all"}}, "variants"),
        ({"entry": {"environments": ["production"], "variants": [{}]}}, "variants.0.uid"),
        ({"entry": None}, "entry"),
    ],
    ids=str,
)
def test_bad_input_is_refused_and_changes_nothing(refused, newest, standing, change, field):
    assert list(refused({**body(), **change})) == [field]
    assert (newest(), standing()) == ([], {})


def test_an_unknown_entry_or_content_type_is_refused(refused, site):
    assert refused(body(), "/content_types/page/entries/bltnone") == {"uid": INVALID}
    assert refused(body(), f"/content_types/none/entries/{site.home}", code=118) == {"uid": INVALID}


def test_the_entry_of_another_stack_is_unknown(other_client, other_site, site, standing):
    answer = other_client.post(f"{site.path}/publish", json=body())
    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": INVALID})
    answer = other_client.post(f"{other_site.path}/publish", json=body([site.production]))
    assert (answer.status_code, answer.json()["errors"]) == (422, {"environments": INVALID})
    assert standing() == {}


def test_the_variant_of_another_stack_is_unknown(other_client, other_site, site, standing):
    assert other_client.post(f"{other_site.path}/publish", json=body(**named(site.red))).status_code == 200
    assert standing() == {}


def test_a_stranger_may_not_publish(stranger_client, site, standing):
    assert stranger_client.post(f"{site.path}/publish", json=body()).status_code == 412
    assert standing() == {}


def test_what_is_published_outlives_its_fields(publish, open_scope, document_of, standing):
    publish()
    with open_scope() as scope:
        page = content_types.get(scope, "page")
        kept = [definition for definition in page.schema if definition["uid"] != "headline"]
        content_types.update(scope, page, schema=kept)
    assert document_of()["headline"] == "Hello"
