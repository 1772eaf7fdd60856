"""Lists of entries, and what a query keeps of them."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import event

import posting
from fakes import FakeClock
from lenticular.api.ports import Ports
from lenticular.content.entries import listing
from lenticular.content.entries import service as entries
from lenticular.content.environments import service as environments
from lenticular.content.paging import Page
from lenticular.content.published import service as published
from lenticular.content.published.service import EntryDocument, Publication
from lenticular.content.scope import StackScope

PAGES = "/content_types/page/entries"
Listed = Callable[..., list[str]]


@pytest.fixture
def listed(client: httpx.Client) -> Listed:
    """Return a function that lists pages by what the query string says; it returns their titles."""

    def titles(query: dict[str, Any] | None = None, **params: object) -> list[str]:
        answer = client.get(PAGES, params={**params, **({"query": json.dumps(query)} if query is not None else {})})
        assert answer.status_code == 200, answer.text
        return [entry["title"] for entry in answer.json()["entries"]]

    return titles


@pytest.fixture
def three(create, clock: FakeClock) -> list[dict[str, Any]]:
    """Pages a second apart: Ape, Bee and Cat."""
    made = []
    for title, url, rating in (("Ape", "/z", 10), ("Bee", "/y", 9), ("Cat", None, None)):
        made.append(create(title=title, url=url, rating=rating, cards=[{"text": title.upper()}]))
        clock.advance(seconds=1)
    return made


@pytest.mark.usefixtures("three")
def test_the_last_changed_comes_first(listed: Listed):
    assert listed() == ["Cat", "Bee", "Ape"]


def test_a_save_brings_an_entry_to_the_front(client: httpx.Client, listed: Listed, three):
    client.put(f"{PAGES}/{three[0]['uid']}", json={"entry": {"url": "/new"}})

    assert listed() == ["Ape", "Cat", "Bee"]


@pytest.mark.usefixtures("three")
def test_a_list_is_cut_and_counted(client: httpx.Client, listed: Listed):
    assert listed(skip="1", limit="1") == ["Bee"]
    assert listed(skip="1e+100") == []
    assert client.get(PAGES, params={"limit": 1, "include_count": "true"}).json()["count"] == 3
    assert client.get(f"{PAGES}?count=true").json() == {"entries": 3}


def test_a_list_keeps_what_is_published_as_it_is_or_in_an_older_version_or_not_at_all(
    client: httpx.Client, open_scope, listed: Listed, three
):
    with open_scope() as scope:
        environment = environments.create(scope, name="live", urls=[])
        for entry in three:
            for code in ("en-us", "fr"):
                publication = Publication(scope.stack_uid, environment.uid, code, scope.now, scope.user_uid)
                posting.put_entry(scope.session, publication, EntryDocument(entry["uid"], "page", 1, {"title": "Home"}))
        published.withdraw_entry(scope.session, scope.stack_uid, three[2]["uid"], locales=["en-us"], now=scope.now)
    client.put(f"{PAGES}/{three[0]['uid']}", json={"entry": {"url": "/new"}})

    assert [listed(publish_state=state) for state in ("none", "current", "older")] == [["Cat"], ["Bee"], ["Ape"]]
    assert listed({"rating": 9}, publish_state="current") == ["Bee"]
    counted = client.get(PAGES, params={"publish_state": "older", "include_count": "true", "limit": 0}).json()
    assert counted == {"entries": [], "count": 1}
    assert client.get(PAGES, params={"publish_state": "new"}).status_code == 422


@pytest.mark.usefixtures("three")
def test_a_queried_list_is_cut_and_counted_alike(client: httpx.Client, listed: Listed):
    query = {"rating": {"$exists": True}, "url": {"$ne": "/q"}}

    assert listed(query, skip=1, limit=1) == ["Bee"]
    params = {"query": json.dumps({"title": {"$in": ["Ape", "Bee"]}}), "limit": 1, "include_count": "true"}
    answer = client.get(PAGES, params=params).json()
    assert (len(answer["entries"]), answer["count"]) == (1, 2)
    assert client.get(PAGES, params={**params, "count": "true"}).json() == {"entries": 2}


@pytest.mark.parametrize(
    ("params", "titles"),
    [
        ({"asc": "title"}, ["Ape", "Bee", "Cat"]),
        ({"desc": "title"}, ["Cat", "Bee", "Ape"]),
        ({"asc": "created_at"}, ["Ape", "Bee", "Cat"]),
        ({"asc": "url"}, ["Bee", "Ape", "Cat"]),
        ({"desc": "url"}, ["Ape", "Bee", "Cat"]),
        ({"asc": "rating"}, ["Bee", "Ape", "Cat"]),
        ({"asc": "cards.text", "limit": 2}, ["Ape", "Bee"]),
        ({"asc": "nothing"}, ["Cat", "Bee", "Ape"]),
    ],
    ids=["title", "title-desc", "created", "url", "url-desc", "number", "inner", "unknown"],
)
@pytest.mark.usefixtures("three")
def test_a_list_is_ordered_by_any_field(listed: Listed, params: dict[str, str], titles: list[str]):
    assert listed(**params) == titles


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"title": "Bee"}, ["Bee"]),
        ({"rating": {"$gt": 9}}, ["Ape"]),
        ({"url": {"$regex": "^/[yz]"}}, ["Bee", "Ape"]),
        ({"$or": [{"title": "Ape"}, {"title": "Cat"}]}, ["Cat", "Ape"]),
        ({"cards.text": "BEE"}, ["Bee"]),
        ({"rating": {"$exists": True}, "title": {"$ne": "Ape"}, "locale": "en-us"}, ["Cat", "Bee"]),
        ({"_version": 2}, []),
        ({"created_at": {"$gte": "2026-11-22T12:00:01.000Z"}}, ["Cat", "Bee"]),
        ({"title": "Dog"}, []),
    ],
    ids=["equal", "greater", "regex", "or", "inner", "both", "version", "time", "none"],
)
@pytest.mark.usefixtures("three")
def test_a_query_keeps_what_it_asks_for(listed: Listed, query: dict[str, Any], titles: list[str]):
    assert listed(query) == titles


def test_entries_are_found_by_their_uid(listed: Listed, three):
    first, second, _ = (entry["uid"] for entry in three)

    assert listed({"uid": first}) == ["Ape"]
    assert listed({"uid": {"$in": [first, second]}}) == ["Bee", "Ape"]


def test_a_query_for_a_language_keeps_those_that_exist_in_it(client: httpx.Client, listed: Listed, three):
    client.put(f"{PAGES}/{three[0]['uid']}", params={"locale": "fr"}, json={"entry": {"title": "Singe"}})

    assert listed(locale="fr") == ["Singe", "Cat", "Bee"]
    assert listed({"locale": "fr"}, locale="fr") == ["Singe"]
    assert listed({"locale": "en-us"}, locale="fr") == ["Cat", "Bee"]
    assert listed({"locale": "en-us"}) == ["Cat", "Bee", "Ape"]
    assert listed({"locale": {"$in": ["fr"]}}, locale="fr-ca") == ["Singe"]
    assert client.get(PAGES, params={"locale": "fr-ca", "count": "true"}).json() == {"entries": 3}


def test_a_query_looks_at_what_is_shown_alone(client: httpx.Client, listed: Listed, three):
    client.put(f"{PAGES}/{three[0]['uid']}", params={"locale": "fr"}, json={"entry": {"title": "Singe"}})

    assert listed({"title": "Ape"}, locale="fr") == []
    assert listed({"title": "Ape"}) == ["Ape"]


def test_a_query_finds_entries_by_what_they_refer_to(listed: Listed, create):
    author = create(title="Ann", content_type="author")
    create(title="By Ann", related=[{"uid": author["uid"], "_content_type_uid": "author"}])
    create(title="By nobody", related=[{"uid": "blt0000000000000bad", "_content_type_uid": "author"}])

    assert listed({"related.uid": author["uid"]}) == ["By Ann"]
    assert listed({"related": {"$in_query": {"title": "Ann"}}}) == ["By Ann"]
    assert listed({"related": {"$in_query": {"title": "Bob"}}}) == []


def test_a_query_finds_entries_by_their_files(listed: Listed, create):
    create(title="Seen", picture="blt00000000000000f1")
    create(title="Unseen")

    assert listed({"picture.uid": "blt00000000000000f1"}) == ["Seen"]


@pytest.mark.parametrize("parameter", ["search", "typeahead"])
@pytest.mark.usefixtures("three")
def test_a_text_is_looked_for_in_titles_in_any_case(listed: Listed, create, parameter: str):
    create(title="Über uns")

    assert listed(**{parameter: "üBER"}) == ["Über uns"]
    assert listed(**{parameter: "E", "asc": "title"}) == ["Ape", "Bee", "Über uns"]


@pytest.mark.parametrize("query", ["[]", "{", '{"title": {"$foo": 1}}', '{"title": {"$regex": "("}}', '{"$or": 1}'])
@pytest.mark.usefixtures("three")
def test_a_query_that_makes_no_sense_is_refused(client: httpx.Client, query: str):
    answer = client.get(PAGES, params={"query": query})

    assert (answer.status_code, answer.json()["error_code"]) == (422, 141)
    assert answer.json()["errors"]


@pytest.mark.usefixtures("three")
def test_a_list_of_another_content_type_has_none_of_them(client: httpx.Client):
    assert client.get("/content_types/author/entries").json() == {"entries": []}
    missing = client.get("/content_types/nothing/entries")
    assert (missing.status_code, missing.json()["error_code"]) == (422, 118)


@pytest.mark.usefixtures("site")
def test_a_list_of_any_length_is_the_same_few_queries(client: httpx.Client, create, ports: Ports):
    def queries_of(number: int) -> int:
        for position in range(number):
            picture = f"blt{number:08x}{position:08x}"
            made = create(title=f"{number} {position}", picture=picture)
            if position % 2:
                french = {"title": f"fr {number} {position}", "gallery": [picture]}
                client.put(f"{PAGES}/{made['uid']}", params={"locale": "fr"}, json={"entry": french})
        statements: list[str] = []
        engine = ports.stores.configuration.engine

        def record(*call: Any) -> None:
            statements.append(call[2])

        event.listen(engine, "before_cursor_execute", record)
        params = {"locale": "fr-ca", "include_publish_details": "true", "include_count": "true"}
        answer = client.get(PAGES, params=params).json()
        event.remove(engine, "before_cursor_execute", record)
        assert len(answer["entries"]) == answer["count"] >= number
        return len([statement for statement in statements if statement.lstrip().startswith("SELECT")])

    assert queries_of(2) == queries_of(20) <= 16


def order_of(editions: Sequence[entries.Edition]) -> list[str]:
    return [edition.title for edition in editions]


def test_equals_have_an_order_too(scope: StackScope, page):
    for number in range(6):
        entries.create(scope, page, locale="en-us", document={"title": str(number), "url": "/same"})

    def part(skip: int, order_by: str) -> list[str]:
        wanted = listing.Wanted(["en-us"], Page(skip=skip, limit=2, order_by=order_by))
        return order_of(listing.find(scope, "page", page.schema, wanted)[0])

    for order_by in ("", "updated_at", "url"):
        parts = [title for skip in (0, 2, 4) for title in part(skip, order_by)]
        assert sorted(parts) == ["0", "1", "2", "3", "4", "5"], order_by
