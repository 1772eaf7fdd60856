"""Entries as clients get them."""

import httpx
import pytest

import posting
from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import File
from lenticular.content.assets.service import Change
from lenticular.content.entries.documents import Selection
from lenticular.content.environments import service as environments
from lenticular.content.published.service import EntryDocument, Publication

PAGES = "/content_types/page/entries"


@pytest.fixture
def picture(open_scope) -> str:
    """The uid of an asset."""
    with open_scope() as scope:
        file = File("a.png", "image/png", 5, None, url="https://example.com/a.png")
        return assets.create(scope, Change(title="A picture", file=file)).uid


def test_files_are_shown_as_their_assets(client: httpx.Client, create, picture: str):
    created = create(
        title=picture,
        picture={"uid": picture, "title": "what a client read long ago"},
        gallery=[picture, "blt0000000000000bad"],
        cards=[{"text": picture, "icon": picture}],
    )

    shown = created["picture"]
    assert (shown["uid"], shown["title"], shown["filename"]) == (picture, "A picture", "a.png")
    assert created["gallery"] == [shown, "blt0000000000000bad"]
    assert (created["cards"][0]["icon"], created["cards"][0]["text"]) == (shown, picture)
    assert created["title"] == picture
    assert client.get(PAGES).json()["entries"] == [created]


def test_what_is_shown_can_be_sent_back(client: httpx.Client, create, picture: str):
    created = create(title="Home", picture=picture, gallery=[picture], cards=[{"icon": picture}])

    saved = client.put(f"{PAGES}/{created['uid']}", json={"entry": created}).json()["entry"]

    assert saved == {**created, "_version": 2}


@pytest.mark.usefixtures("other_site")
def test_an_asset_of_another_stack_stays_a_uid(other_client: httpx.Client, picture: str):
    made = other_client.post(PAGES, json={"entry": {"title": "Mine", "picture": picture}}).json()["entry"]

    assert made["picture"] == picture


def test_where_an_entry_is_published_is_shown_on_request(client: httpx.Client, open_scope, create, owner):
    created = create(title="Home")
    path = f"{PAGES}/{created['uid']}"
    client.put(path, params={"locale": "fr"}, json={"entry": {"title": "Accueil"}})
    with open_scope() as scope:
        live = environments.create(scope, name="live", urls=[]).uid
        for code in ("en-us", "fr", "fr-ca"):
            publication = Publication(scope.stack_uid, live, code, scope.now, scope.user_uid)
            document = EntryDocument(created["uid"], "page", 1, {"title": "Home"})
            posting.put_entry(scope.session, publication, document)

    def details(path: str, locale: str) -> list[dict]:
        answer = client.get(path, params={"locale": locale, "include_publish_details": "true"}).json()
        entry = answer["entry"] if "entry" in answer else answer["entries"][0]
        return entry["publish_details"]

    french = {
        "environment": live,
        "version": 1,
        "locale": "fr",
        "time": "2026-11-22T12:00:00.000Z",
        "user": owner.user_uid,
    }
    assert details(path, "fr") == details(PAGES, "fr") == [french]
    assert details(path, "fr-ca") == [french]
    in_all = sorted(detail["locale"] for detail in details(path, "en-us"))
    assert in_all == ["en-us", "fr", "fr-ca"]
    assert "publish_details" not in client.get(path).json()["entry"]


@pytest.mark.parametrize(
    ("selection", "members"),
    [
        (Selection(), {"uid", "title", "url"}),
        (Selection(only=frozenset({"title"})), {"uid", "title"}),
        (Selection(only=frozenset({"nothing"})), {"uid"}),
        (Selection(but=frozenset({"title", "uid"})), {"uid", "url"}),
        (Selection(only=frozenset({"url"}), but=frozenset({"url"})), {"uid", "url"}),
    ],
    ids=["all", "only", "unknown", "but", "both"],
)
def test_a_selection_always_keeps_the_uid(selection: Selection, members: set[str]):
    assert set(selection.of({"uid": "blt1", "title": "Home", "url": "/"})) == members
