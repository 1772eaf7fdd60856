import pytest

from lenticular.content.delivery_tokens import service as delivery_tokens
from lenticular.content.delivery_tokens.service import Grant
from lenticular.content.environments import service as environments

HOME = "blt00000000000000a1"
ENTRY = f"/content_types/page/entries/{HOME}"
PATHS = [ENTRY, "/content_types/page/entries", "/content_types", "/assets", "/stacks/sync?init=true", "/taxonomies"]


@pytest.fixture
def home(shelf):
    return shelf.entry(HOME, title="Home")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", "cs000000000000000000000000"], ids=["none", "unknown"])
def test_nothing_is_delivered_without_a_token(site_for, shop, home, path, token):
    answer = site_for(api_key=shop.api_key, access_token=token).get(path)
    assert answer.status_code == 401
    assert answer.json() == {
        "error_message": "You're not allowed in here unless you're logged in.",
        "error_code": 105,
        "errors": {"access_token": ["is not valid."]},
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("home")
def test_nothing_is_delivered_to_a_token_of_another_stack(site, site_for, shop, blog, path):
    site.get(path)
    answer = site_for(api_key=shop.api_key, access_token=blog.token).get(path)
    assert answer.status_code == 401
    assert "access_token" in answer.json()["errors"]


def test_another_stack_does_not_have_the_entry(site_for, blog, home):
    answer = site_for(api_key=blog.api_key, access_token=blog.token).get(ENTRY)
    assert answer.status_code == 422


def test_an_environment_of_another_stack_is_not_read(site, blog, home):
    assert site.get(f"{ENTRY}?environment={blog.production}").status_code == 422


def test_an_unknown_stack_is_told_to_who_has_a_token(site_for, shop):
    answer = site_for(api_key="bltnone", access_token=shop.token).get(ENTRY)
    assert answer.status_code == 412
    assert answer.json()["error_code"] == 109
    assert answer.json()["errors"] == {"api_key": ["is not valid."]}
    assert site_for(access_token=shop.token).get(ENTRY).status_code == 412
    assert site_for(api_key="bltnone", access_token="cs0").get(ENTRY).status_code == 401


def test_a_token_in_the_address_is_refused(site_for, shop, home):
    answer = site_for().get(ENTRY, params={"api_key": shop.api_key, "access_token": shop.token})
    assert answer.status_code == 401


def test_a_revoked_token_ends_with_the_next_request(site, shop, home, open_scope):
    assert site.get(ENTRY).status_code == 200
    with open_scope() as scope:
        [row] = delivery_tokens.list_newest_first(scope)
        delivery_tokens.revoke(scope, row)
    assert site.get(ENTRY).status_code == 401


def test_a_delivery_token_is_no_preview_token(site_for, shop, home):
    assert site_for(api_key=shop.api_key, preview_token=shop.token).get(ENTRY).status_code == 401
    assert site_for(api_key=shop.api_key, access_token=shop.preview_token).get(ENTRY).status_code == 401


@pytest.mark.parametrize("branch", ["development", "MAIN"])
def test_there_is_only_one_branch(site, home, branch):
    answer = site.get(ENTRY, headers={"branch": branch})
    assert (answer.status_code, answer.json()["errors"]) == (422, {"branch": ["is not valid."]})
    assert site.get(ENTRY, headers={"branch": "main"}).status_code == 200


@pytest.mark.parametrize("named", ["staging", "nowhere"])
def test_an_environment_that_the_token_does_not_read_is_told_like_one_that_is_not_there(site, shelf, shop, named):
    shelf.entry(HOME, environment_uid=shop.staging)
    by_query = site.get(f"{ENTRY}?environment={named}")
    assert (by_query.status_code, by_query.json()["error_code"]) == (422, 141)
    assert by_query.json()["errors"] == {"environment": ["is not valid."]}
    assert by_query.json()["error_message"] == f"This token reads no environment “{named}”."
    assert site.get(ENTRY, headers={"environment": named}).status_code == 422


def test_an_entry_of_another_environment_is_not_there(site, shelf, shop):
    shelf.entry(HOME, environment_uid=shop.staging)
    assert site.get(ENTRY).status_code == 422
    assert site.get("/content_types/page/entries").json() == {"entries": []}


def test_an_environment_is_named_by_query_header_name_or_uid(site, shop, home):
    assert site.get(f"{ENTRY}?environment=production").status_code == 200
    assert site.get(f"{ENTRY}?environment={shop.production}").status_code == 200
    assert site.get(f"{ENTRY}?environment=production", headers={"environment": "nowhere"}).status_code == 200
    assert site.get(ENTRY, headers={"environment": "production"}).status_code == 200


def test_a_token_of_two_environments_reads_the_first_unless_told(site_for, shelf, shop, open_scope):
    with open_scope() as scope:
        grant = Grant((shop.production, shop.staging), ("main",))
        token = delivery_tokens.issue(scope, name="both", description="", grant=grant, with_preview=False).token
    shelf.entry(HOME, title="in production")
    shelf.entry(HOME, title="in staging", environment_uid=shop.staging)
    site = site_for(api_key=shop.api_key, access_token=token)
    assert site.get(f"{ENTRY}?environment=staging").json()["entry"]["title"] == "in staging"
    assert site.get(f"{ENTRY}?environment=production").json()["entry"]["title"] == "in production"
    assert site.get(ENTRY).status_code == 200


def test_a_token_whose_environments_are_gone_reads_nothing(site, home, open_scope):
    with open_scope() as scope:
        environments.delete(scope, environments.get(scope, "production"))
    assert site.get(ENTRY).status_code == 422


@pytest.mark.parametrize("locale", ["xx", "fr-fr"])
def test_an_unknown_language_is_told(site, home, locale):
    answer = site.get(f"{ENTRY}?locale={locale}")
    assert (answer.status_code, answer.json()["errors"]) == (422, {"locale": ["is not valid."]})


def test_a_language_is_known_in_any_case(site, home):
    assert site.get(f"{ENTRY}?locale=EN-US").status_code == 200
