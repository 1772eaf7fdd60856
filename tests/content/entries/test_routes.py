"""Entries over HTTP, one at a time."""

import re

import httpx
import pytest

from fakes import FakeClock, Person
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked

PAGES = "/content_types/page/entries"


def fetch(client: httpx.Client, uid: str, **params: object) -> dict:
    answer = client.get(f"{PAGES}/{uid}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["entry"]


def save(client: httpx.Client, uid: str, locale: str = "", **fields: object) -> dict:
    answer = client.put(f"{PAGES}/{uid}", params={"locale": locale}, json={"entry": fields})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.usefixtures("site")
def test_a_created_entry_has_the_contracts_members(client: httpx.Client, owner: Person):
    answer = client.post(PAGES, json={"entry": {"title": "Home", "url": "/", "tags": ["a", "b"]}})

    assert answer.status_code == 201
    assert answer.json()["notice"] == "Entry created successfully."
    created = answer.json()["entry"]
    assert re.fullmatch(r"blt[0-9a-f]{16}", created.pop("uid"))
    assert created == {
        "title": "Home",
        "url": "/",
        "locale": "en-us",
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "ACL": {},
        "_version": 1,
        "tags": ["a", "b"],
        "_in_progress": False,
    }


def test_what_was_created_is_read_and_listed_alike(client: httpx.Client, create):
    created = create(title="Home", cards=[{"text": "one"}])

    assert fetch(client, created["uid"]) == created
    assert client.get(PAGES).json() == {"entries": [created]}


@pytest.mark.usefixtures("site")
def test_what_the_system_says_of_an_entry_is_not_content(client: httpx.Client):
    sent = {
        "title": "Home",
        "uid": "bltmine",
        "locale": "fr",
        "ACL": {"x": 1},
        "_version": 7,
        "_in_progress": True,
        "_workflow": {},
        "created_by": "me",
        "created_at": "2001-01-01T00:00:00.000Z",
        "publish_details": [{"environment": "x"}],
        "nonsense": 1,
    }

    created = client.post(PAGES, json={"entry": sent}).json()["entry"]

    assert created["uid"] != "bltmine"
    assert (created["locale"], created["ACL"], created["_version"]) == ("en-us", {}, 1)
    assert created["created_at"] == "2026-11-22T12:00:00.000Z"
    assert {"publish_details", "_workflow", "nonsense"}.isdisjoint(created)
    again = client.put(f"{PAGES}/{created['uid']}", json={"entry": {**sent, "title": "Start"}}).json()["entry"]
    assert again == {**created, "title": "Start", "_version": 2}


def test_every_instance_has_a_uid_and_a_clients_own_is_kept(client: httpx.Client, create):
    created = create(
        title="Home",
        cards=[{"text": "one", "_metadata": {"uid": "csmine"}}, {"text": "two"}],
        sections=[{"hero": {"heading": "Hi"}}],
    )

    assert [card["text"] for card in created["cards"]] == ["one", "two"]
    uids = [card["_metadata"]["uid"] for card in created["cards"]]
    assert uids[0] == "csmine"
    assert re.fullmatch(r"cs[0-9a-f]{16}", uids[1])
    assert re.fullmatch(r"cs[0-9a-f]{16}", created["sections"][0]["hero"]["_metadata"]["uid"])
    saved = save(client, created["uid"], cards=created["cards"])["entry"]
    assert saved["cards"] == created["cards"]


def test_a_save_is_a_new_version_that_keeps_what_it_leaves_out(client: httpx.Client, create, clock: FakeClock):
    created = create(title="Home", url="/", tags=["a"])
    clock.advance(seconds=5)

    answer = save(client, created["uid"], title="Start")

    assert answer["notice"] == "Entry updated successfully."
    assert answer["entry"] == {
        **created,
        "title": "Start",
        "_version": 2,
        "updated_at": "2026-11-22T12:00:05.000Z",
    }
    assert fetch(client, created["uid"]) == answer["entry"]


def test_a_value_is_taken_away_with_null_and_tags_with_an_empty_list(client: httpx.Client, create):
    created = create(title="Home", url="/", tags=["a"])

    saved = save(client, created["uid"], url=None, tags=[])["entry"]

    assert (saved["url"], saved["tags"], saved["title"]) == (None, [], "Home")


def test_an_older_version_is_read_as_it_was(client: httpx.Client, create, clock: FakeClock):
    created = create(title="Home")
    clock.advance(seconds=5)
    save(client, created["uid"], title="Start")

    assert fetch(client, created["uid"], version=1) == created
    missing = client.get(f"{PAGES}/{created['uid']}", params={"version": 3})
    assert (missing.status_code, missing.json()["errors"]) == (422, {"version": ["is not valid."]})


def test_versions_are_listed_newest_first(client: httpx.Client, create, clock: FakeClock, owner: Person):
    created = create(title="Home")
    clock.advance(seconds=5)
    save(client, created["uid"], title="Start")

    answer = client.get(f"{PAGES}/{created['uid']}/versions", params={"include_count": "true"}).json()

    assert answer == {
        "versions": [
            {
                "_version": 2,
                "locale": "en-us",
                "updated_at": "2026-11-22T12:00:05.000Z",
                "updated_by": owner.user_uid,
            },
            {
                "_version": 1,
                "locale": "en-us",
                "updated_at": "2026-11-22T12:00:00.000Z",
                "updated_by": owner.user_uid,
            },
        ],
        "count": 2,
    }
    part = client.get(f"{PAGES}/{created['uid']}/versions", params={"skip": 1, "limit": 1}).json()
    assert part == {"versions": answer["versions"][1:]}


def test_the_first_save_in_another_language_localizes(client: httpx.Client, create):
    created = create(title="Home", url="/")
    save(client, created["uid"], url="/start")

    answer = save(client, created["uid"], locale="fr", title="Accueil")

    assert answer["notice"] == "Entry localized successfully."
    assert (answer["entry"]["locale"], answer["entry"]["_version"]) == ("fr", 1)
    assert answer["entry"]["title"] == "Accueil"
    assert "url" not in answer["entry"]
    assert fetch(client, created["uid"])["title"] == "Home"
    assert fetch(client, created["uid"], locale="fr") == answer["entry"]
    again = save(client, created["uid"], locale="fr", url="/accueil")
    assert (again["notice"], again["entry"]["_version"]) == ("Entry updated successfully.", 2)
    assert fetch(client, created["uid"])["url"] == "/start"


def test_an_entry_is_shown_in_the_nearest_language_that_it_has(client: httpx.Client, create):
    created = create(title="Home")

    assert fetch(client, created["uid"], locale="fr-ca") == created
    french = save(client, created["uid"], locale="fr", title="Accueil")["entry"]
    assert fetch(client, created["uid"], locale="fr-ca") == french
    assert fetch(client, created["uid"], locale="FR") == french
    assert client.get(PAGES, params={"locale": "fr-ca"}).json()["entries"] == [french]
    assert client.get(PAGES, params={"locale": "en-us"}).json()["entries"] == [created]


def test_an_entry_may_exist_in_another_language_alone(client: httpx.Client, create):
    created = create(title="Accueil", locale="fr")

    assert created["locale"] == "fr"
    assert client.get(f"{PAGES}/{created['uid']}").status_code == 422
    assert client.get(PAGES).json() == {"entries": []}
    assert fetch(client, created["uid"], locale="fr") == created
    assert save(client, created["uid"], title="Home")["notice"] == "Entry localized successfully."


def test_the_languages_of_an_entry_are_listed(client: httpx.Client, create, clock: FakeClock):
    created = create(title="Home")
    clock.advance(seconds=1)
    save(client, created["uid"], locale="fr", title="Accueil")

    assert client.get(f"{PAGES}/{created['uid']}/locales").json() == {
        "locales": [{"code": "en-us", "localized": True}, {"code": "fr", "localized": True}]
    }


def test_deleting_one_language_leaves_the_others(client: httpx.Client, create):
    created = create(title="Home")
    save(client, created["uid"], locale="fr", title="Accueil")

    answer = client.delete(f"{PAGES}/{created['uid']}", params={"locale": "fr"})

    assert (answer.status_code, answer.json()) == (200, {"notice": "Entry deleted successfully."})
    assert fetch(client, created["uid"], locale="fr") == created
    again = client.delete(f"{PAGES}/{created['uid']}", params={"locale": "fr"})
    assert (again.status_code, again.json()["errors"]) == (422, {"locale": ["is not valid."]})


def test_without_its_last_language_an_entry_is_gone(client: httpx.Client, create):
    created = create(title="Home")

    assert client.delete(f"{PAGES}/{created['uid']}", params={"locale": "en-us"}).status_code == 200

    assert client.put(f"{PAGES}/{created['uid']}", json={"entry": {"title": "Back"}}).status_code == 422
    assert create(title="Home")["uid"] != created["uid"]


@pytest.mark.parametrize("params", [{}, {"locale": "fr", "delete_all_localized": "true"}], ids=["plain", "all"])
def test_an_entry_is_deleted_in_all_its_languages(client: httpx.Client, create, params: dict[str, str]):
    created = create(title="Home")
    save(client, created["uid"], locale="fr", title="Accueil")

    assert client.delete(f"{PAGES}/{created['uid']}", params=params).status_code == 200

    gone = client.get(f"{PAGES}/{created['uid']}", params={"locale": "fr"})
    assert (gone.status_code, gone.json()["error_code"]) == (422, 141)
    assert client.get(PAGES).json() == {"entries": []}


def test_an_unlocalized_language_shows_its_fallback_again(client: httpx.Client, create):
    created = create(title="Home")
    save(client, created["uid"], locale="fr", title="Accueil")

    answer = client.post(f"{PAGES}/{created['uid']}/unlocalize", params={"locale": "fr"})

    assert (answer.status_code, answer.json()) == (200, {"notice": "Entry unlocalized successfully."})
    assert fetch(client, created["uid"], locale="fr") == created
    master = client.post(f"{PAGES}/{created['uid']}/unlocalize", params={"locale": "en-us"})
    assert (master.status_code, list(master.json()["errors"])) == (422, ["locale"])
    assert fetch(client, created["uid"]) == created


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({}, "title"),
        ({"title": ""}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x", "rating": "many"}, "rating"),
        ({"title": "x", "cards": "none"}, "cards"),
        ({"title": "x", "sections": [{"hero": {}}]}, "sections.0.hero.heading"),
        ({"title": "x", "tags": "a"}, "tags"),
        ({"title": "x", "tags": [1]}, "tags"),
        ({"title": "a\0b"}, "title"),
        ({"title": "x", "cards": [{"text": "a\0b"}]}, "cards.0.text"),
    ],
    ids=["none", "empty", "number", "rating", "cards", "block", "tags", "tag", "nul", "inner-nul"],
)
def test_what_does_not_suit_the_content_type_is_refused(client, create, entry: dict[str, object], field: str):
    created = create(title="Home")

    answer = client.post(PAGES, json={"entry": entry})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)
    assert list(answer.json()["errors"]) == [field]
    if entry:
        assert client.put(f"{PAGES}/{created['uid']}", json={"entry": entry}).status_code == 422
    assert client.get(PAGES).json()["entries"] == [created]


def test_a_number_that_json_does_not_know_is_refused(client: httpx.Client, create):
    created = create(title="Home")

    answer = client.put(
        f"{PAGES}/{created['uid']}",
        content='{"entry": {"rating": NaN}}',
        headers={"content-type": "application/json"},
    )

    assert answer.status_code == 422
    assert fetch(client, created["uid"]) == created


@pytest.mark.parametrize("body", [{}, {"entry": []}, {"entry": None}, []], ids=["empty", "list", "null", "array"])
@pytest.mark.usefixtures("site")
def test_a_body_without_an_entry_is_refused(client: httpx.Client, body: object):
    assert client.post(PAGES, json=body).status_code == 422


def test_everything_wrong_is_told_at_once(client: httpx.Client, create):
    create(title="Home")

    answer = client.post(PAGES, json={"entry": {"title": "Home", "rating": "x", "tags": 1}})

    assert answer.json()["errors"].keys() == {"title", "rating", "tags"}
    assert answer.json()["errors"]["title"] == ["is not unique."]


def test_a_title_is_unique_in_its_language(client: httpx.Client, create):
    home, other = create(title="Home"), create(title="Other")

    answer = client.put(f"{PAGES}/{other['uid']}", json={"entry": {"title": "Home"}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"title": ["is not unique."]})
    assert save(client, home["uid"], title="Home")["entry"]["_version"] == 2
    assert save(client, other["uid"], locale="fr", title="Home")["entry"]["title"] == "Home"
    assert create(title="Home", content_type="author")["title"] == "Home"


def test_a_content_type_for_one_entry_takes_no_second(client: httpx.Client, create):
    create(title="Site", content_type="settings")

    answer = client.post("/content_types/settings/entries", json={"entry": {"title": "Another"}})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)
    assert len(client.get("/content_types/settings/entries").json()["entries"]) == 1


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_language_that_the_stack_has_not_is_refused(client: httpx.Client, create, method: str):
    created = create(title="Home")
    path = PAGES if method == "POST" else f"{PAGES}/{created['uid']}"

    answer = client.request(method, path, params={"locale": "xx"}, json={"entry": {"title": "New"}})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)
    assert answer.json()["errors"] == {"locale": ["is not valid."]}
    assert client.get(PAGES).json()["entries"] == [created]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("PUT", ""),
        ("DELETE", ""),
        ("GET", "/versions"),
        ("GET", "/locales"),
        ("GET", "/references"),
        ("POST", "/unlocalize?locale=fr"),
    ],
    ids=["read", "save", "delete", "versions", "locales", "references", "unlocalize"],
)
def test_an_entry_is_found_only_under_its_content_type(client: httpx.Client, create, *, method: str, path: str):
    created = create(title="Home")

    def asked(content_type: str, uid: str) -> tuple[int, int, dict]:
        path_of_entry = f"/content_types/{content_type}/entries/{uid}{path}"
        answer = client.request(method, path_of_entry, json={"entry": {"title": "Mine"}})
        return answer.status_code, answer.json()["error_code"], answer.json()["errors"]

    assert asked("page", "blt0000000000000bad") == (422, 141, {"uid": ["is not valid."]})
    assert asked("author", created["uid"]) == (422, 141, {"uid": ["is not valid."]})
    assert asked("nothing", created["uid"]) == (422, 118, {"uid": ["is not valid."]})
    assert fetch(client, created["uid"]) == created


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.usefixtures("other_site")
def test_an_entry_is_not_found_through_another_stack(client, other_client, create, method: str):
    created = create(title="Home")

    answer = other_client.request(method, f"{PAGES}/{created['uid']}", json={"entry": {"title": "Mine"}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"uid": ["is not valid."]})
    assert other_client.get(PAGES).json() == {"entries": []}
    assert fetch(client, created["uid"]) == created


@pytest.mark.usefixtures("other_site")
def test_a_title_of_another_stack_is_free(other_client: httpx.Client, create):
    create(title="Home")

    assert other_client.post(PAGES, json={"entry": {"title": "Home"}}).status_code == 201


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.usefixtures("site")
def test_a_stranger_cannot_tell_that_the_stack_exists(stranger_client: httpx.Client, method: str):
    answer = stranger_client.request(method, PAGES, json={"entry": {"title": "Mine"}})

    assert (answer.status_code, answer.json()["error_code"]) == (412, 109)


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, create):
    created = create(title="Home")
    path = f"{PAGES}/{created['uid']}"
    older = {"if-match": client.get(path).headers["etag"]}
    saved = save(client, created["uid"], url="/")["entry"]

    assert client.put(path, json={"entry": {"url": "/x"}}, headers=older).status_code == 412
    assert client.delete(path, headers=older).status_code == 412
    assert fetch(client, created["uid"]) == saved


def test_a_save_on_the_present_state_gives_the_next_etag(client: httpx.Client, create):
    path = f"{PAGES}/{create(title='Home')['uid']}"
    present = client.get(path).headers["etag"]

    saved = client.put(path, json={"entry": {"url": "/"}}, headers={"if-match": present})

    assert saved.status_code == 200
    assert saved.headers["etag"] == client.get(path).headers["etag"] != present
    assert client.delete(path, headers={"if-match": saved.headers["etag"]}).status_code == 200


def test_only_the_members_asked_for_are_shown(client: httpx.Client, create):
    uid = create(title="Home", url="/")["uid"]

    assert fetch(client, uid, **{"only[BASE][]": ["title", "locale"]}) == {
        "uid": uid,
        "title": "Home",
        "locale": "en-us",
    }
    assert "url" not in fetch(client, uid, **{"except[BASE][]": "url"})
    assert fetch(client, uid, **{"only[BASE][0]": "title", "only[BASE][1]": "url"}) == {
        "uid": uid,
        "title": "Home",
        "url": "/",
    }
    assert client.get(PAGES, params={"only[BASE][]": "title"}).json() == {"entries": [{"uid": uid, "title": "Home"}]}


def test_flags_that_are_neither_yes_nor_no_mean_no(client: httpx.Client, create):
    uid = create(title="Home")["uid"]

    assert "publish_details" not in fetch(client, uid, include_publish_details="perhaps", include_workflow="x")
    assert fetch(client, uid, include_publish_details="true")["publish_details"] == []


def test_the_latest_drafts_of_variants_lie_over_an_entry_on_request(client: httpx.Client, open_scope, create):
    created = create(title="Home", url="/")
    with open_scope() as scope:
        group = variant_groups.create_group(scope, name="Colours", linked=[Linked("page", Link.LINKED)])
        red = variant_groups.create_variant(scope, group, name="Red").uid
        green = variant_groups.create_variant(scope, group, name="Green").uid
        place = entry_variants.locate(scope, "page", created["uid"])
        entry_variants.save(scope, place, red, {"title": "Red", "_variant": {}})
        entry_variants.save(scope, place, green, {"title": "Green", "url": "/green", "_variant": {}})

    def read(names: str, **params: str) -> tuple[str, str]:
        path = f"{PAGES}/{created['uid']}"
        entry = client.get(path, params=params, headers={"x-cs-variant-uid": names}).json()["entry"]
        return entry["title"], entry["url"]

    assert read(f"{red}, {green}", include_variant="true") == ("Red", "/green")
    assert read(f"{green},{red},csunknown", include_variant="true") == ("Green", "/green")
    assert read("", include_variants="true", variant_uid=red) == ("Red", "/")
    assert read(red) == ("Home", "/")
    assert read("", include_variant="true") == ("Home", "/")


def test_a_deleted_entry_takes_its_variants_with_it(client: httpx.Client, open_scope, create):
    created = create(title="Home")
    with open_scope() as scope:
        group = variant_groups.create_group(scope, name="Colours", linked=[Linked("page", Link.LINKED)])
        red = variant_groups.create_variant(scope, group, name="Red").uid
        entry_variants.save(
            scope, entry_variants.locate(scope, "page", created["uid"]), red, {"title": "Red", "_variant": {}}
        )

    client.delete(f"{PAGES}/{created['uid']}")

    with open_scope() as scope:
        assert entry_variants.latest(scope.session, created["uid"], "en-us") == []


def test_a_language_must_have_what_is_mandatory_itself(client: httpx.Client, create):
    created = create(title="Home")

    answer = client.put(f"{PAGES}/{created['uid']}", params={"locale": "fr"}, json={"entry": {"url": "/accueil"}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"title": ["is a required field."]})
    assert fetch(client, created["uid"], locale="fr") == created
