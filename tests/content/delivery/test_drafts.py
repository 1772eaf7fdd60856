import pytest

from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import File
from lenticular.content.assets.service import Change
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.entry_variants.tables import EntryVariant, EntryVariantVersion
from lenticular.content.locales import service as locales

ENTRIES = "/content_types/page/entries"
RED, RED_ALIAS = "cs00000000000000aa", "cs_personalize_0_0"
FILE_FIELD = {"uid": "image", "data_type": "file", "display_name": "Image"}
REFERENCE_FIELD = {
    "uid": "author",
    "data_type": "reference",
    "display_name": "Author",
    "reference_to": ["author"],
    "multiple": True,
}


@pytest.fixture
def preview(site_for, shop):
    """A client with the shop's preview token."""
    return site_for(api_key=shop.api_key, preview_token=shop.preview_token, live_preview="hash")


@pytest.fixture
def draft(open_scope, shop):
    """Save an entry: `draft(title="Home")`."""

    def save(content_type_uid="page", *, locale="en-us", api_key=None, uid=None, **document):
        with open_scope(api_key=api_key) as scope:
            content_type = content_types.get(scope, content_type_uid)
            if uid is None:
                return entries.create(scope, content_type, locale=locale, document=document).entry_uid
            entry = entries.get(scope, content_type_uid, uid)
            return entries.update(scope, content_type, entry, locale=locale, document=document).entry_uid

    return save


@pytest.fixture
def draft_variant(open_scope):
    """Save an entry variant under RED: `draft_variant(home, headline="red")`."""

    def save(entry_uid, **fields):
        with open_scope() as scope:
            audit = {
                "created_by": scope.user_uid,
                "updated_by": scope.user_uid,
                "created_at": scope.now,
                "updated_at": scope.now,
            }
            uid = scope.identifiers.blt()
            scope.session.add(
                EntryVariant(
                    uid=uid,
                    stack_uid=scope.stack_uid,
                    entry_uid=entry_uid,
                    locale="en-us",
                    content_type_uid="page",
                    variant_uid=RED,
                    version=1,
                    **audit,
                )
            )
            scope.session.flush()
            scope.session.add(
                EntryVariantVersion(
                    entry_variant_uid=uid,
                    version=1,
                    fields=fields,
                    change_set=list(fields),
                    order=[],
                    base_version=1,
                    updated_by=scope.user_uid,
                    updated_at=scope.now,
                )
            )

    return save


@pytest.fixture
def richer(open_scope, shop):
    """Give pages an image and an author."""
    with open_scope() as scope:
        page = content_types.get(scope, "page")
        content_types.update(scope, page, schema=[*page.schema, FILE_FIELD, REFERENCE_FIELD])


def test_a_preview_shows_what_is_not_published(preview, site, draft, shop):
    home = draft(title="Home", headline="Hi")
    entry = preview.get(f"{ENTRIES}/{home}").json()["entry"]
    assert (entry["title"], entry["headline"], entry["_version"], entry["locale"]) == ("Home", "Hi", 1, "en-us")
    assert entry["publish_details"] == {"environment": shop.production, "locale": "en-us"}
    assert site.get(f"{ENTRIES}/{home}").status_code == 422


def test_a_preview_shows_the_latest_version_where_a_site_shows_the_published(preview, site, draft, shelf):
    home = draft(title="Home")
    shelf.entry(home, title="Home")
    draft(uid=home, title="Home, new")
    assert preview.get(f"{ENTRIES}/{home}").json()["entry"]["title"] == "Home, new"
    assert site.get(f"{ENTRIES}/{home}").json()["entry"]["title"] == "Home"


@pytest.mark.parametrize("headers", [{"live_preview": "hash"}, {"live_preview": "hash", "preview_token": ""}])
def test_a_delivery_token_never_reaches_drafts(site, draft, headers):
    home = draft(title="Home")
    assert site.get(f"{ENTRIES}/{home}", headers=headers).status_code == 422
    assert site.get(f"{ENTRIES}/{home}?live_preview=hash", headers=headers).status_code == 422
    assert site.get(ENTRIES, headers=headers).json() == {"entries": []}


def test_beside_a_delivery_token_a_preview_token_counts_while_somebody_previews(site, draft, shop):
    home = draft(title="Home")
    previewing = {"preview_token": shop.preview_token, "live_preview": "hash"}
    assert site.get(f"{ENTRIES}/{home}", headers=previewing).json()["entry"]["title"] == "Home"
    assert site.get(f"{ENTRIES}/{home}", headers={**previewing, "preview_token": "cs0"}).status_code == 401


@pytest.mark.parametrize("headers", [{}, {"live_preview": ""}, {"live_preview": "init"}], ids=["none", "empty", "init"])
def test_a_site_that_could_be_previewed_shows_its_visitors_what_is_published(site, draft, shop, shelf, headers):
    # The vendor's SDK sends the preview token with every request of such a site, and a hash only in a preview.
    home = draft(title="Home")
    shelf.entry(home, title="Home")
    draft(uid=home, title="Home, new")
    answer = site.get(f"{ENTRIES}/{home}", headers={"preview_token": shop.preview_token, **headers})
    assert answer.json()["entry"]["title"] == "Home"
    assert "live_preview" in answer.headers["vary"]


def test_a_preview_token_sees_its_own_stack_alone(preview, site_for, shop, blog, draft):
    post = draft(title="Post", api_key=blog.api_key)
    assert preview.get(f"{ENTRIES}/{post}").status_code == 422
    assert preview.get(ENTRIES).json() == {"entries": []}
    stranger = site_for(api_key=blog.api_key, preview_token=shop.preview_token)
    assert stranger.get(f"{ENTRIES}/{post}").status_code == 401


def test_drafts_of_variants_are_laid_over(preview, site, draft, draft_variant, shelf):
    home = draft(title="Home", headline="base")
    shelf.entry(home, title="Home", headline="base")
    draft_variant(home, headline="red")
    headers = {"x-cs-variant-uid": RED_ALIAS, "include_applied_variants": "true"}
    entry = preview.get(f"{ENTRIES}/{home}", headers=headers).json()["entry"]
    assert entry["headline"] == "red"
    assert entry["_applied_variants"] == {"headline": RED}
    assert entry["publish_details"]["variants"][RED]["alias"] == RED_ALIAS
    assert site.get(f"{ENTRIES}/{home}", headers=headers).json()["entry"]["headline"] == "base"


def test_drafts_are_listed_queried_and_included(preview, draft, richer):
    ann = draft("author", title="Ann")
    draft(title="by Ann", author=[{"uid": ann, "_content_type_uid": "author"}])
    draft(title="by nobody")
    query = '{"author":{"$in_query":{"title":"Ann"}}}'
    answer = preview.get(ENTRIES, params={"query": query, "include[]": "author"}).json()
    assert [entry["title"] for entry in answer["entries"]] == ["by Ann"]
    assert answer["entries"][0]["author"][0]["title"] == "Ann"
    assert preview.get(f"{ENTRIES}?include_count=true").json()["count"] == 2


def test_drafts_fall_back_to_another_language(preview, draft, open_scope):
    with open_scope() as scope:
        locales.create(scope, code="fr", name="French", fallback=None)
    home, about = draft(title="Home"), draft(title="About")
    draft(uid=about, locale="fr", title="À propos")
    assert preview.get(f"{ENTRIES}/{home}?locale=fr").status_code == 422
    found = preview.get(f"{ENTRIES}?locale=fr&include_fallback=true").json()["entries"]
    assert sorted(entry["title"] for entry in found) == ["Home", "À propos"]


def test_drafts_show_their_files(preview, draft, richer, open_scope):
    with open_scope() as scope:
        file = File("a.png", "image/png", 5, "d" * 64)
        image = assets.create(scope, Change(title="A", file=file)).uid
    home = draft(title="Home", image=image)
    shown = preview.get(f"{ENTRIES}/{home}").json()["entry"]["image"]
    assert (shown["uid"], shown["filename"]) == (image, "a.png")
    assert shown["url"].startswith("http://site.test/v3/assets/")
    assert [asset["uid"] for asset in preview.get("/assets").json()["assets"]] == [image]
    assert preview.get(f"/assets/{image}").json()["asset"]["filename"] == "a.png"


def test_a_preview_is_kept_by_no_cache(preview, draft):
    home = draft(title="Home")
    assert preview.get(f"{ENTRIES}/{home}").headers["cache-control"] == "private, no-store"


def test_what_a_query_finds_among_drafts_it_does_not_find_among_what_is_published(preview, site, shelf, draft):
    draft(title="Draft")
    shelf.entry("blt1", title="Published")
    query = {"query": '{"title":{"$exists":true}}'}
    assert [entry["title"] for entry in preview.get(ENTRIES, params=query).json()["entries"]] == ["Draft"]
    assert [entry["title"] for entry in site.get(ENTRIES, params=query).json()["entries"]] == ["Published"]
