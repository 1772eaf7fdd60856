"""Publishing many things at once, and the jobs and items of the queue that it makes."""

import pytest
from sqlalchemy import event

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.environments import service as environments
from lenticular.content.management_tokens.routes import router as management_tokens
from lenticular.content.publishing.routes import router as publishing

INVALID = ["is not valid."]


@pytest.fixture
def routers():
    return [publishing, management_tokens]


def bulk(*rows, environments=("production",), locales=("en-us",), **more):
    return {"entries": list(rows), "environments": list(environments), "locales": list(locales), **more}


def row(uid, **more):
    return {"uid": uid, "content_type": "page", "locale": "en-us", **more}


@pytest.fixture
def send(client):
    """Send a bulk request, which must succeed; return the answer."""

    def send(body, action="publish", **more):
        answer = client.post(f"/bulk/{action}", json=body, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return send


@pytest.fixture
def refused(client):
    """Send a bulk request, which must be refused; return the errors."""

    def refused(body, code=141):
        answer = client.post("/bulk/publish", json=body)
        assert (answer.status_code, answer.json()["error_code"]) == (422, code), answer.text
        assert client.get("/publish-queue").json() == {"queue": []}
        return answer.json()["errors"]

    return refused


@pytest.fixture
def items(client):
    """Return what the queue has of a job: type, status, environment and language of each item."""

    def items(job_uid):
        found = client.get(f"/bulk/jobs/{job_uid}/items").json()["items"]
        return sorted(
            (item["type"], item["publish_details"]["status"], *item["environment"], *item["locale"]) for item in found
        )

    return items


def test_the_body_of_the_vendors_cli_publishes_variants(send, site, standing):
    rules = {"publish_latest_base": False, "publish_latest_base_conditionally": True}
    variants = [{"uid": site.red}, {"uid": site.green}]
    body = bulk(row(site.home, variants=variants, variant_rules=rules), publish_with_reference=True)
    answer = send(body, headers={"api_version": "3.2", "branch": "main"})
    notice = "Your bulk publish request is in progress. Please check publish queue for more details."
    assert (answer["notice"], len(answer["job_id"])) == (notice, 36)
    assert standing() == {"home": 1, "red": 1, "green": 1}


def test_entries_go_into_every_environment_and_language(send, site, standing, items):
    job = send(
        bulk(row(site.home), row(site.about), environments=["production", site.staging], locales=["en-us", "fr"])
    )
    for environment in (site.production, site.staging):
        for locale in ("en-us", "fr"):
            assert standing(environment, locale) == {"home": 1, "about": 1}
    assert len(items(job["job_id"])) == 8


def test_a_version_may_be_named_as_text_and_is_meant_of_its_rows_language(send, site, save, standing):
    save(headline="Newer")
    for title in ("Accueil", "Accueil 2"):
        save(locale="fr", title=title)
    rows = [row(site.home, version="1"), row(site.home, version=1, locale="fr")]
    send(bulk(*rows, locales=["en-us", "fr", "fr-ca"]))
    assert (standing(), standing(locale="fr"), standing(locale="fr-ca")) == ({"home": 1}, {"home": 1}, {"home": 1})


def test_a_version_that_is_not_there_fails_alone(send, client, site, standing):
    job = send(bulk(row(site.home, version=999), row(site.about)))["job_id"]
    assert standing() == {"about": 1}
    found = client.get(f"/bulk/jobs/{job}/items").json()["items"]
    failed = [item["publish_details"] for item in found if item["entry"]["uid"] == site.home]
    assert failed == [{"status": "failed", "message": "The entry has no version 999 in en-us."}]


def test_an_entry_that_is_not_localized_fails_alone(send, client, open_scope, site, standing):
    with open_scope() as scope:
        page = content_types.get(scope, "page")
        only_french = entries.create(scope, page, locale="fr", document={"title": "Seul"}).entry_uid
    job = send(bulk(row(only_french), row(site.home)))["job_id"]
    assert standing() == {"home": 1}
    details = client.get(f"/bulk/jobs/{job}").json()["job"]
    assert (details["success"], details["failed"], details["total"]) == (1, 1, 2)


def test_rows_of_one_entry_are_made_one(send, site, vary, standing, items):
    vary(headline="Redder")
    rows = [
        row(site.home, variant_uid=site.red, version=1),
        row(site.home, variant_uid=site.green),
        row(site.home, variants=[{"uid": site.red, "version": 2}]),
        row(site.home, variants=[{"uid": site.red, "version": 2}]),
    ]
    job = send(bulk(*rows))["job_id"]
    assert standing() == {"home": 1, "red": 2, "green": 1}
    assert [kind for kind, *_ in items(job)] == ["entry", "entry_variant", "entry_variant"]


def test_the_older_spelling_names_the_variants_version(send, site, vary, save, standing):
    save(headline="Newer")
    vary(headline="Redder")
    send(bulk(row(site.home, variant_uid=site.red, version=1)))
    assert standing() == {"home": 2, "red": 1}


def test_an_entry_named_with_and_without_a_variant_is_published_as_both(send, site, save, standing):
    send(bulk(row(site.home)))
    save(headline="Newer")
    send(bulk(row(site.home), row(site.home, variants=[{"uid": site.red}])))
    assert standing() == {"home": 2, "red": 1}


def test_members_that_mean_nothing_here_are_ignored(send, site, standing):
    more = {"rules": {"approvals": "true"}, "workflow": {"workflow_stage": {}}, "approvals": True}
    params = {"skip_workflow_stage_check": "true", "approvals": "true", "x-bulk-action": "publish"}
    send(bulk(row(site.home, publish_details=[]), **more), params=params)
    assert standing() == {"home": 1}


def test_without_languages_those_of_the_rows_are_meant(send, site, save, standing):
    save(locale="fr", title="Accueil")
    body = bulk(row(site.home, locale="fr"))
    del body["locales"]
    send(body)
    assert (standing(), standing(locale="fr")) == ({}, {"home": 1})


def test_all_languages_of_an_entry_may_be_meant(send, site, save, standing):
    save(locale="fr", title="Accueil")
    send(bulk(row(site.home), row(site.about)), params={"publish_all_localized": "true"})
    assert standing() == {"home": 1, "about": 1}
    assert standing(locale="fr") == {"home": 1}


@pytest.mark.parametrize(
    ("of_body", "params"),
    [({"publish_with_reference": True}, {}), ({}, {"nested": "true", "event_type": "bulk"})],
    ids=["member", "parameter"],
)
def test_references_are_published_along_if_asked_for(send, site, save, *, standing, of_body, params):
    save(related=[{"uid": site.about, "_content_type_uid": "page"}])
    send(bulk(row(site.home), **of_body), params=params)
    assert standing() == {"home": 2, "about": 1}


def test_references_stay_as_they_are_unless_asked_for(send, site, save, standing):
    save(related=[{"uid": site.about, "_content_type_uid": "page"}])
    send(bulk(row(site.home)))
    assert standing() == {"home": 2}


def test_unpublishing_takes_away_entries_or_only_variants(send, site, standing):
    send(bulk(row(site.home, variants=[{"uid": site.red}, {"uid": site.green}]), row(site.about)))
    answer = send(bulk(row(site.home, variants=[{"uid": site.red}]), row(site.about)), "unpublish")
    assert answer["notice"] == (
        "Your bulk unpublish request is in progress. Please check publish queue for more details."
    )
    assert standing() == {"home": 1, "green": 1}
    send(bulk(row(site.home, variant_uid=site.green)), "unpublish")
    assert standing() == {"home": 1}
    send(bulk(row(site.home, variant_uid=site.green), row(site.home)), "unpublish")
    assert standing() == {}


def test_a_bulk_request_may_be_scheduled(send, client, site, standing):
    job = send(bulk(row(site.home), scheduled_at="2026-11-23T00:00:00Z"))["job_id"]
    assert standing() == {}
    assert client.get(f"/bulk/jobs/{job}").json()["status"] == "scheduled"


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"environments": ["nowhere"], "locales": ["xx"]}, {"environments": INVALID, "locales": INVALID}),
        ({"scheduled_at": "invalid-date"}, {"scheduled_at": INVALID}),
        ({"entries": []}, {"entries": ["is a required field."]}),
        ({"assets": [{"uid": "bltnone"}]}, {"assets.0.uid": INVALID}),
        ({"assets": [{"uid": f"blt{n}"} for n in range(11)]}, {"assets": ["must have at most 10 items."]}),
    ],
    ids=["places", "time", "nothing", "asset", "assets"],
)
def test_bad_input_is_refused_and_changes_nothing(refused, site, standing, change, errors):
    assert refused({**bulk(row(site.home)), **change}) == errors
    assert standing() == {}


def test_an_unknown_entry_or_content_type_is_refused(refused, site, standing):
    assert refused(bulk(row(site.home), row("bltnone"))) == {"entries.1.uid": INVALID}
    assert refused(bulk(row(site.home, content_type="none")), code=118) == {"uid": INVALID}
    assert standing() == {}


def test_more_than_ten_things_are_refused_and_ten_are_not(client, refused, open_scope, site):
    with open_scope() as scope:
        for number in range(9):
            environments.create(scope, name=f"e{number}", urls=[])
        page = content_types.get(scope, "page")
        uids = [
            entries.create(scope, page, locale="en-us", document={"title": f"Page {number}"}).entry_uid
            for number in range(11)
        ]
    names = ["production", "staging", *(f"e{number}" for number in range(9))]
    rows = [row(uid) for uid in uids]
    assert refused(bulk(*rows, environments=names)) == {
        "entries": ["must have at most 10 items."],
        "environments": ["must have at most 10 items."],
    }
    # A name and its uid are one environment, two rows of an entry one entry.
    within = bulk(*rows[:10], rows[0], environments=[*names[:10], site.production])
    job = client.post("/bulk/publish", json=within).json()["job_id"]
    assert client.get(f"/bulk/jobs/{job}").json()["job"]["success"] == 100


def test_a_job_says_what_became_of_it(send, client, site, owner):
    send(bulk(row(site.home)))
    job = send(bulk(row(site.home), row(site.about)))["job_id"]
    answer = client.get(f"/bulk/jobs/{job}").json()
    assert answer == {
        "status": "completed",
        "job": {
            "uid": job,
            "status": "completed",
            "action": "publish",
            "created_at": "2026-11-22T12:00:00.000Z",
            "created_by": owner.user_uid,
            "total": 2,
            "scheduled": 0,
            "success": 1,
            "skipped": 1,
            "failed": 0,
            "cancelled": 0,
        },
    }


def test_jobs_are_listed_newest_first(send, client, clock, site):
    uids = []
    for _ in range(3):
        uids.insert(0, send(bulk(row(site.home), row(site.about)))["job_id"])
        clock.advance(seconds=1)
    listed = client.get("/bulk/jobs", params={"limit": 2, "include_count": "true"}).json()
    assert ([job["uid"] for job in listed["jobs"]], listed["count"]) == (uids[:2], 3)
    assert client.get("/bulk/jobs?skip=2").json()["jobs"][0]["uid"] == uids[2]
    assert client.get("/bulk/jobs?count=true").json() == {"jobs": 3}


def test_the_items_of_a_job_are_listed_in_pages(send, client, site):
    send(bulk(row(site.home)))
    job = send(bulk(row(site.home), row(site.about)))["job_id"]
    listed = client.get(f"/bulk/jobs/{job}/items", params={"limit": 1, "include_count": "true"}).json()
    assert (len(listed["items"]), listed["total_count"]) == (1, 2)


def test_jobs_of_another_stack_are_unknown(send, client, other_client, site, other_site):
    job = send(bulk(row(site.home)))["job_id"]
    for path in (f"/bulk/jobs/{job}", f"/bulk/jobs/{job}/items", "/bulk/jobs/none"):
        answer = other_client.get(path)
        assert (answer.status_code, answer.json()["errors"]) == (422, {"job_id": INVALID})
    assert other_client.get("/bulk/jobs").json() == {"jobs": []}


def test_entries_of_another_stack_are_unknown(other_client, site, other_site, standing):
    answer = other_client.post("/bulk/publish", json=bulk(row(site.home)))
    assert (answer.status_code, answer.json()["errors"]) == (422, {"entries.0.uid": INVALID})
    assert standing() == {}


@pytest.fixture
def statements(ports):
    """The statements that the database has been sent."""
    found = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    engine = ports.stores.configuration.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("action", ["publish", "unpublish"])
def test_many_environments_take_no_more_statements_than_one(send, open_scope, site, statements, action):
    with open_scope() as scope:
        names = [environments.create(scope, name=f"site-{number}", urls=[]).name for number in range(8)]
    rows = [row(site.home, variants=[{"uid": site.red}, {"uid": site.green}]), row(site.about)]
    if action == "unpublish":
        send(bulk(*rows, environments=names))
    statements.clear()
    send(bulk(*rows, environments=names[:2]), action)
    of_few = len(statements)
    statements.clear()
    send(bulk(*rows, environments=names[2:]), action)
    # A few for each environment to be found by its name; none for each item.
    assert len(statements) - of_few <= 4 * 2


def test_a_token_for_entries_alone_publishes_no_assets(client, client_for, stack, site):
    grant = {"name": "Entries", "scope": [{"module": "entry", "acl": {"read": True, "write": True}}]}
    answer = client.post("/stacks/management_tokens", json={"token": {**grant, "description": "", "expires_on": None}})
    with_token = client_for(api_key=stack, authorization=answer.json()["token"]["token"])
    assets = {"assets": [{"uid": "bltlogo"}], "environments": ["production"]}
    answers = [with_token.post(f"/bulk/{action}", json=assets) for action in ("publish", "unpublish")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert with_token.post("/bulk/publish", json=bulk(row(site.home))).status_code == 200
