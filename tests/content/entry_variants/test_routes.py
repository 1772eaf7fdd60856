"""Saving entry variants over HTTP."""

import re

import pytest

from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import File
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked

UNKNOWN = "blt00000000000000ff"
# What the site has for instances and for the alias of “red”.
HERO, FIRST, SECOND, ALIAS = "cshero", "csg1", "csg2", "cs_personalize_0_0"
ORDER = [{"group": [f"base.{FIRST}", f"base.{SECOND}"]}]
TEXTS = ["Grüße, 你好 👋🏽 \u202eRTL", "x" * 10_240, "", '"quoted" \\ {}']


def test_the_documented_example_is_answered_as_documented(save, site, owner):
    sent = {
        "title": "red",
        "headline": "Red variant",
        "group": [
            {"single_line": "Variant 2", "_metadata": {"uid": FIRST}, "multi_line": "Variant 2 Multi"},
            {"single_line": "Variant 1", "_metadata": {"uid": SECOND}, "multi_line": "Variant 1 Multi"},
        ],
    }

    answer = save(site.red_path, **sent, _variant={"_order": ORDER})

    assert answer["notice"] == "Entry variant created successfully."
    entry = answer["entry"]
    assert re.fullmatch(r"blt[0-9a-f]{16}", entry["_variant"].pop("_instance_uid"))
    assert sorted(entry["_variant"].pop("_change_set")) == sorted(
        [
            "title",
            "headline",
            f"group.{FIRST}.single_line",
            f"group.{FIRST}.multi_line",
            f"group.{SECOND}.single_line",
            f"group.{SECOND}.multi_line",
        ]
    )
    assert entry == {
        **sent,
        "uid": site.entry,
        "locale": "en-us",
        "_version": 1,
        "_variant": {"_order": ORDER, "_uid": site.red, "_base_entry_version": 1},
        "tags": [],
        "created_at": "2026-11-22T12:00:00.000Z",
        "created_by": owner.user_uid,
        "updated_at": "2026-11-22T12:00:00.000Z",
        "updated_by": owner.user_uid,
    }


def test_saving_again_replaces_the_whole_delta(client, save, site, clock):
    first = save(site.red_path, headline="red", rating=1, _variant={"_order": ORDER})["entry"]
    clock.advance(seconds=1)

    answer = save(site.red_path, rating=2)

    assert answer["notice"] == "Entry variant updated successfully."
    entry = answer["entry"]
    assert "headline" not in entry
    assert (entry["rating"], entry["_version"]) == (2, 2)
    assert entry["_variant"] == {**first["_variant"], "_change_set": ["rating"], "_order": []}
    assert (entry["created_at"], entry["updated_at"]) == (first["created_at"], "2026-11-22T12:00:01.000Z")
    assert client.get(site.red_path).json() == {"entry": entry}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_alias_names_the_variant_as_well_as_its_uid(client, save, site, method):
    created = save(f"{site.path}/{ALIAS}", headline="red")["entry"]

    body = {"entry": {"headline": "redder", "_variant": {}}} if method == "PUT" else None
    answer = client.request(method, f"{site.path}/{ALIAS}", json=body)

    assert created["_variant"]["_uid"] == site.red
    assert answer.status_code == 200
    assert client.get(site.red_path).status_code == (422 if method == "DELETE" else 200)


def test_what_the_path_says_wins_over_the_body(client, save, site):
    of_another_stack = {"_uid": site.green, "_instance_uid": UNKNOWN, "_base_entry_version": 99, "_change_set": []}

    entry = save(site.red_path, headline="red", uid=UNKNOWN, locale="de-de", _version=7, _variant=of_another_stack)[
        "entry"
    ]

    assert (entry["uid"], entry["locale"], entry["_version"]) == (site.entry, "en-us", 1)
    assert entry["_variant"]["_uid"] == site.red
    assert entry["_variant"]["_instance_uid"] != UNKNOWN
    assert entry["_variant"]["_base_entry_version"] == 1
    assert client.get(f"{site.path}/{site.green}").status_code == 422


def test_the_bases_version_is_that_of_the_save(open_scope, save, site):
    save(site.red_path, headline="red")
    with open_scope() as scope:
        page = content_types.get(scope, "page")
        entries.update(scope, page, entries.get(scope, "page", site.entry), locale="en-us", document={"rating": 4})

    assert save(site.red_path, headline="red")["entry"]["_variant"]["_base_entry_version"] == 2


def test_system_names_in_the_body_are_no_content(client, save, site):
    sent = {"tags": ["a"], "ACL": {"x": 1}, "created_by": "me", "publish_details": [1], "_metadata": {"references": []}}

    save(site.red_path, headline="red", **sent)

    entry = client.get(site.red_path).json()["entry"]
    assert entry["tags"] == []
    assert entry["created_by"] != "me"
    assert not {"ACL", "publish_details", "_metadata"} & entry.keys()


def test_a_new_instance_gets_a_uid(save, site):
    entry = save(site.red_path, sections=[{"hero": {"heading": "born"}}])["entry"]

    uid = entry["sections"][0]["hero"]["_metadata"]["uid"]
    assert re.fullmatch(r"cs[0-9a-f]{16}", uid)
    assert entry["_variant"]["_change_set"] == [f"sections.hero.{uid}.heading"]


def test_blocks_come_back_whole(client, save, site):
    blocks = [{"hero": {"heading": "RED hero", "_metadata": {"uid": HERO}}}]

    save(site.red_path, sections=blocks, _variant={"_change_set": [f"sections.hero.{HERO}.heading"]})

    assert client.get(site.red_path).json()["entry"]["sections"] == blocks
    assert client.get(site.path).json()["entries"][0]["sections"] == blocks


def test_references_to_entries_that_the_stack_has_not_are_dropped_silently(save, site, other_site):
    of_uids = ({"uid": uid, "_content_type_uid": "page"} for uid in (site.about, UNKNOWN, other_site.entry))
    known, unknown, of_another_stack = of_uids

    entry = save(
        site.red_path,
        related=[unknown, known, of_another_stack],
        sections=[{"teaser": {"pages": [unknown], "_metadata": {"uid": "cscta"}}}],
    )["entry"]

    assert entry["related"] == [known]
    assert entry["sections"] == [{"teaser": {"pages": [], "_metadata": {"uid": "cscta"}}}]
    assert entry["_variant"]["_change_set"] == ["related", "sections.teaser.cscta.pages"]


def test_there_may_be_more_references_than_a_database_takes_in_one_query(save, site):
    unknown = [f"{number:x}" for number in range(70_000)]

    entry = save(site.red_path, related=[*unknown, site.about])["entry"]

    assert entry["related"] == [{"uid": site.about, "_content_type_uid": "page"}]


def test_files_are_sent_by_uid_or_whole_and_shown_by_uid(client, save, site, open_scope):
    with open_scope() as scope:
        file = File(name="red.gif", content_type="image/gif", size_bytes=3, digest="a" * 64)
        uid = assets.create(scope, assets.Change(file=file)).uid

    saved = save(site.red_path, picture=uid)["entry"]

    assert (saved["picture"], saved["_variant"]["_change_set"]) == (uid, ["picture"])
    assert client.get(site.path).json()["entries"][0]["picture"] == uid
    assert save(site.red_path, picture={"uid": uid, "filename": "red.gif"})["entry"]["picture"] == uid


def test_a_file_that_the_stack_has_not_stays_a_uid(save, site):
    assert save(site.red_path, picture=UNKNOWN)["entry"]["picture"] == UNKNOWN


def test_a_taxonomy_may_vary(save, site):
    terms = [{"taxonomy_uid": "topics", "term_uid": "summer"}]

    entry = save(site.red_path, taxonomies=terms)["entry"]

    assert (entry["taxonomies"], entry["_variant"]["_change_set"]) == (terms, ["taxonomies"])


@pytest.mark.parametrize("text", TEXTS, ids=["unicode", "long", "empty", "quoted"])
def test_any_text_comes_back_as_it_was_sent(client, save, site, text):
    save(site.red_path, headline=text, keywords=[text, text])

    entry = client.get(site.red_path).json()["entry"]
    assert (entry["headline"], entry["keywords"]) == (text, [text, text])


def test_an_empty_delta_is_one(save, site):
    entry = save(site.red_path)["entry"]

    assert entry["_variant"]["_change_set"] == []
    assert entry.keys().isdisjoint({"title", "headline", "rating", "group", "sections"})


@pytest.mark.parametrize(
    ("entry", "errors"),
    [
        ({"headline": "x"}, {"_variant": ["is a required field."]}),
        ({"headline": "x", "_variant": {"_order": "y"}}, {"_variant._order": ["must be a list."]}),
    ],
)
def test_a_body_without_a_usable_variant_member_is_refused(client, site, entry, errors):
    answer = client.put(site.red_path, json={"entry": entry})

    assert (answer.status_code, answer.json()["error_code"], answer.json()["errors"]) == (422, 141, errors)
    assert client.get(site.path).json() == {"entries": []}


@pytest.mark.parametrize("body", [{}, {"entry": []}, [], {"entry": None}])
def test_a_body_without_an_entry_is_refused(client, site, body):
    assert client.put(site.red_path, json=body).status_code == 422


def test_wrong_values_are_all_told_and_change_nothing(client, save, site):
    saved = save(site.red_path, headline="red")["entry"]

    refused = save(site.red_path, expect=422, headline=5, rating="many", group=[{"single_line": []}])

    assert (refused["error_code"], set(refused["errors"])) == (141, {"headline", "rating", "group.0.single_line"})
    assert client.get(site.red_path).json()["entry"] == saved


def test_a_variant_of_a_group_that_is_not_linked_is_refused_in_the_documented_words(client, save, site):
    refused = save(f"{site.path}/{site.lonely}", expect=422, headline="x")

    assert refused["error_message"] == f"The Variant '{site.lonely}' does not belong to the Content Type 'page'."
    assert refused["error_code"] == 141
    assert client.get(site.path).json() == {"entries": []}


def test_after_unlinking_what_is_there_can_be_saved_and_nothing_new(open_scope, client, save, site):
    save(site.red_path, headline="red")
    with open_scope() as scope:
        group = variant_groups.get_group(scope, site.group)
        variant_groups.link(scope, group, [Linked("page", Link.UNLINKED)])

    assert save(site.red_path, headline="redder")["entry"]["_version"] == 2
    refused = save(f"{site.path}/{site.green}", expect=422, headline="green")
    assert refused["error_message"] == f"The Variant '{site.green}' does not belong to the Content Type 'page'."
    assert [entry["_variant"]["_uid"] for entry in client.get(site.path).json()["entries"]] == [site.red]


@pytest.mark.usefixtures("german")
def test_after_unlinking_another_language_is_new_too(open_scope, save, site):
    save(site.red_path, headline="red")
    with open_scope() as scope:
        group = variant_groups.get_group(scope, site.group)
        variant_groups.link(scope, group, [Linked("page", Link.UNLINKED)])

    save(site.red_path, expect=422, headline="rot", params={"locale": "de-de"})


def test_checks_come_in_the_documented_order(client, site):
    bad = {"entry": {"rating": "x"}}

    def refusal(path, **params):
        answer = client.put(path, json=bad, params=params)
        assert answer.status_code == 422
        return answer.json()["error_code"], list(answer.json()["errors"])

    lonely = f"{site.path}/{site.lonely}"
    assert refusal(f"/content_types/nothing/entries/{UNKNOWN}/variants/cs0") == (118, ["uid"])
    assert refusal(f"/content_types/page/entries/{UNKNOWN}/variants/cs0", locale="de-de") == (141, ["uid"])
    assert refusal(f"{site.path}/cs0", locale="xx-xx") == (141, ["locale"])
    assert refusal(f"{site.path}/cs0", locale="de-de") == (141, ["locale"])
    assert refusal(f"{site.path}/cs0") == (141, ["variant"])
    assert client.put(lonely, json=bad).json()["error_message"].startswith("The Variant")
    assert set(refusal(site.red_path)[1]) == {"_variant", "rating"}


def test_a_language_needs_the_entry_in_it_first(client, save, site):
    refused = save(site.red_path, expect=422, headline="rot", params={"locale": "de-de"})

    assert refused["error_message"] == (
        "An entry variant can only be created for a language if the base entry is already localized."
    )
    assert client.get(site.path, params={"locale": "de-de"}).json() == {"entries": []}


@pytest.mark.usefixtures("german")
def test_each_language_has_its_own_delta_and_versions(client, save, site):
    save(site.red_path, headline="red")
    save(site.red_path, headline="redder")

    german = save(site.red_path, headline="rot", params={"locale": "DE-DE"})

    assert german["notice"] == "Entry variant created successfully."
    assert (german["entry"]["locale"], german["entry"]["_version"]) == ("de-de", 1)
    english = client.get(site.red_path).json()["entry"]
    assert (english["headline"], english["_version"], english["locale"]) == ("redder", 2, "en-us")
    assert english["_variant"]["_instance_uid"] != german["entry"]["_variant"]["_instance_uid"]
    assert client.get(site.red_path, params={"locale": "de-de"}).json()["entry"] == german["entry"]


@pytest.mark.usefixtures("german")
def test_deleting_in_one_language_leaves_the_other(client, save, site):
    save(site.red_path, headline="red")
    save(site.red_path, headline="rot", params={"locale": "de-de"})

    client.delete(site.red_path, params={"locale": "de-de"})

    assert client.get(site.red_path).json()["entry"]["headline"] == "red"
    assert client.get(site.red_path, params={"locale": "de-de"}).status_code == 422


def test_many_saves_in_the_same_instant_are_all_kept(client, save, site):
    for number in range(30):
        save(site.red_path, rating=number)

    assert client.get(site.red_path).json()["entry"]["_version"] == 30
    assert client.get(f"{site.red_path}/versions", params={"count": "true"}).json() == {"versions": 30}


@pytest.mark.parametrize(
    "content",
    [
        b'{"entry": {"headline": "a\\u0000b", "_variant": {}}}',
        b'{"entry": {"headline": "x", "_variant": {"_order": [{"a\\u0000b": []}]}}}',
        b'{"entry": {"headline": "x", "_variant": {"_order": [NaN]}}}',
        b'{"entry": {"rating": Infinity, "_variant": {}}}',
        b'{"entry": {"rating": 1e999, "_variant": {}}}',
    ],
    ids=["nul", "nul-in-order", "nan-in-order", "infinity", "beyond-numbers"],
)
def test_what_cannot_be_kept_is_refused(client, site, content):
    answer = client.put(site.red_path, content=content, headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert client.get(site.path).json() == {"entries": []}


@pytest.mark.parametrize(
    "rest",
    [
        "page/entries/{entry}/variants/%00",
        "page/entries/%00/variants/{red}",
        "%00/entries/{entry}/variants/{red}",
        "page/entries/{entry}/variants/{red}?locale=%00",
    ],
    ids=["variant", "entry", "content-type", "locale"],
)
def test_a_path_that_no_database_could_hold_is_unknown(client, site, rest):
    path = "/content_types/" + rest.format(entry=site.entry, red=site.red)

    assert client.put(path, json={"entry": {"_variant": {}}}).status_code == 422
