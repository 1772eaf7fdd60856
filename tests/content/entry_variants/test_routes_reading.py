"""Listing, reading and deleting entry variants over HTTP."""

import pytest


def test_the_list_has_every_variant_newest_first(client, save, site, clock):
    save(site.red_path, headline="red")
    clock.advance(seconds=1)
    save(f"{site.path}/{site.green}", headline="green")
    clock.advance(seconds=1)
    save(site.red_path, headline="redder")

    # As the vendor's SDKs and CLI ask.
    wanted = {"include_count": "true", "include_variant": "true", "include_workflow": "true", "include_rules": "true"}
    listed = client.get(f"{site.path}?locale=en-us&skip=0&limit=100", params=wanted).json()

    assert [entry["_variant"]["_uid"] for entry in listed["entries"]] == [site.green, site.red]
    assert [entry["headline"] for entry in listed["entries"]] == ["green", "redder"]
    assert listed["count"] == 2
    assert listed["entries"][1] == client.get(site.red_path).json()["entry"]


def test_the_list_follows_the_rules_of_all_lists(client, save, site, clock):
    for number, path in enumerate([site.red_path, f"{site.path}/{site.green}"]):
        save(path, headline=f"{number}")
        clock.advance(seconds=1)

    def headlines(**params):
        return [entry["headline"] for entry in client.get(site.path, params=params).json()["entries"]]

    assert client.get(site.path, params={"count": "true"}).json() == {"entries": 2}
    assert headlines(skip="1e+100") == []
    assert headlines(skip="1", limit="1") == ["0"]
    assert headlines(asc="created_at") == ["0", "1"]
    assert headlines(query='{"headline": "0"}') == ["0"]
    assert client.get(site.path, params={"query": '{"headline": "0"}', "include_count": "true"}).json()["count"] == 1


def test_publish_details_say_where_a_variant_is_published(client, save, site, publish, owner):
    save(site.red_path, headline="red")
    save(f"{site.path}/{site.green}", headline="green")
    production = publish("production")

    listed = client.get(site.path, params={"include_publish_details": "true"}).json()["entries"]

    details = {entry["_variant"]["_uid"]: entry["publish_details"] for entry in listed}
    assert details == {
        site.green: [],
        site.red: [
            {
                "environment": production,
                "version": 1,
                "locale": "en-us",
                "time": "2026-11-22T12:00:00.000Z",
                "user": owner.user_uid,
                "variant_uid": site.red,
            }
        ],
    }
    one = client.get(site.red_path, params={"include_publish_details": "true"}).json()["entry"]
    assert one["publish_details"] == details[site.red]
    assert "publish_details" not in client.get(site.red_path).json()["entry"]
    assert "publish_details" not in client.get(site.path).json()["entries"][0]


def test_versions_are_counted_from_one_and_listed_newest_first(client, save, site, clock, owner):
    for text in ("a", "b", "c"):
        save(site.red_path, headline=text)
        clock.advance(seconds=1)

    listed = client.get(f"{site.red_path}/versions", params={"include_count": "true"}).json()

    assert listed == {
        "versions": [
            {
                "_version": number,
                "locale": "en-us",
                "updated_at": f"2026-11-22T12:00:0{number - 1}.000Z",
                "updated_by": owner.user_uid,
            }
            for number in (3, 2, 1)
        ],
        "count": 3,
    }


@pytest.mark.parametrize(
    ("version", "headline"), [("1", "a"), ("2", "b"), ("9", "b"), ("0", "b"), ("x", "b"), ("9" * 50, "b"), ("-1", "b")]
)
def test_an_older_version_can_be_read_and_an_unknown_one_is_the_latest(client, save, site, version, headline):
    save(site.red_path, headline="a")
    save(site.red_path, headline="b")

    entry = client.get(site.red_path, params={"version": version}).json()["entry"]

    assert (entry["headline"], entry["_version"]) == (headline, 1 if headline == "a" else 2)


def test_a_deleted_entry_variant_is_gone_and_unpublished(client, save, site, publish):
    save(site.red_path, headline="red")
    publish("production")

    answer = client.delete(site.red_path)

    assert (answer.status_code, answer.json()) == (200, {"notice": "Entry variant deleted successfully."})
    for gone in (client.get(site.red_path), client.get(f"{site.red_path}/versions"), client.delete(site.red_path)):
        assert (gone.status_code, gone.json()["error_code"]) == (422, 141)
    again = save(site.red_path, headline="again")
    assert (again["notice"], again["entry"]["_version"]) == ("Entry variant created successfully.", 1)
    shown = client.get(site.red_path, params={"include_publish_details": "true"}).json()["entry"]
    assert shown["publish_details"] == []


def test_deleting_one_variant_leaves_the_others(client, save, site):
    save(site.red_path, headline="red")
    save(f"{site.path}/{site.green}", headline="green")

    client.delete(f"{site.path}/{site.green}")

    assert [entry["headline"] for entry in client.get(site.path).json()["entries"]] == ["red"]


def test_a_save_on_an_older_state_changes_nothing(client, save, site):
    save(site.red_path, headline="red")
    read = client.get(site.red_path).headers["etag"]
    saved = client.put(
        site.red_path, json={"entry": {"headline": "redder", "_variant": {}}}, headers={"if-match": read}
    )
    older = {"if-match": read}

    refused = client.put(site.red_path, json={"entry": {"headline": "lost", "_variant": {}}}, headers=older)

    assert saved.status_code == 200
    assert saved.headers["etag"] == client.get(site.red_path).headers["etag"] != read
    assert (refused.status_code, client.delete(site.red_path, headers=older).status_code) == (412, 412)
    assert client.get(site.red_path).json()["entry"]["headline"] == "redder"


def test_a_language_that_shows_its_fallback_is_unpublished_with_it(client, save, site, publish):
    save(site.red_path, headline="red")
    publish("production", locale="de-de")
    shown = client.get(site.red_path, params={"include_publish_details": "true"}).json()["entry"]

    client.delete(site.red_path)

    assert [detail["locale"] for detail in shown["publish_details"]] == ["de-de"]
    save(site.red_path, headline="again")
    again = client.get(site.red_path, params={"include_publish_details": "true"}).json()["entry"]
    assert again["publish_details"] == []


@pytest.mark.usefixtures("german")
def test_a_language_of_its_own_stays_published(client, save, site, publish):
    for language in ("en-us", "de-de"):
        save(site.red_path, headline=language, params={"locale": language})
        publish(language, locale=language)

    client.delete(site.red_path)

    german = {"locale": "de-de", "include_publish_details": "true"}
    details = client.get(site.red_path, params=german).json()["entry"]["publish_details"]
    assert [detail["locale"] for detail in details] == ["de-de"]
