import asyncio
import gc
import threading
import time
from contextlib import contextmanager

import httpx
import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from lenticular import app, settings
from lenticular.accounts import passwords
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.accounts.users import service as users

EMAIL, PASSWORD = "olga@example.com", "correct horse battery"


class InLoop(httpx.BaseTransport):
    """Calls an application in the event loop that it lives in."""

    def __init__(self, application, loop):
        self._inner = httpx.ASGITransport(application, raise_app_exceptions=False)
        self._loop = loop

    def handle_request(self, request):
        return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result(60)

    async def _answer(self, request):
        answer = await self._inner.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers.multi_items(), content=content)


@contextmanager
def living(application):
    """Run the application's lifespan, as a server does, and give a client of it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    signals, told = asyncio.Queue(), asyncio.Queue()

    def call(coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)

    lifespan = asyncio.run_coroutine_threadsafe(application({"type": "lifespan"}, signals.get, told.put), loop)
    try:
        call(signals.put({"type": "lifespan.startup"}))
        assert call(told.get())["type"] == "lifespan.startup.complete"
        with httpx.Client(transport=InLoop(application, loop), base_url="http://lenticular.test") as client:
            yield client
        call(signals.put({"type": "lifespan.shutdown"}))
        lifespan.result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        gc.unfreeze()


@pytest.fixture
def data(sqlite_stores, tmp_path, clock, identifiers):
    """A data folder with one owner."""
    with sqlite_stores.configuration.writing() as session:
        organization = organizations.create(session, uid=identifiers.blt(), name="Shop", now=clock())
        user = users.create(
            session,
            uid=identifiers.blt(),
            email=EMAIL,
            first_name="Olga",
            last_name="Doe",
            password_hash=passwords.hashed(PASSWORD),
            now=clock(),
        )
        organizations.set_role(
            session, organization_uid=organization.uid, user_uid=user.uid, role=OrganizationRole.OWNER
        )
    return tmp_path / "data"


@pytest.fixture
def client(data):
    with living(app.build(settings.load({"data": data}), worker=3)) as client:
        yield client


def sign_in(client):
    answer = client.post("/v3/user-session", json={"user": {"email": EMAIL, "password": PASSWORD}})
    return {"authtoken": answer.json()["user"]["authtoken"]}


def create_project(client):
    return client.post("/personalize-api/projects", json={"name": "Shop"}, headers=sign_in(client)).json()["uid"]


def test_every_door_answers_behind_one_port(client):
    assert client.get("/healthz").json()["worker"] == 3
    assert client.get("/readyz").json()["status"] == "ready"
    assert b"lenticular_ruleset_revision" in client.get("/metrics").content
    assert client.get("/personalize-api/openapi").json()["info"]["title"] == "Lenticular Management API"
    assert "/manifest" in str(client.get("/personalize-edge/openapi").json()["paths"])
    assert client.get("/v3/user", headers=sign_in(client)).json()["user"]["email"] == EMAIL


def test_no_visitor_waits_while_routes_are_built_for_the_first_request(client, monkeypatch):
    # FastAPI makes an adapter for each parameter when it builds a route; of routes it tells nothing itself.
    built = []
    build = TypeAdapter.__init__
    monkeypatch.setattr(
        TypeAdapter, "__init__", lambda self, *given, **named: built.append(given) or build(self, *given, **named)
    )
    for path in ("/personalize-api/projects", "/personalize-api/none", "/v3/content_types", "/v3/none", "/session"):
        assert client.get(path).status_code in (401, 404)
    assert built == []


def test_no_visitor_waits_while_the_collector_goes_through_what_the_process_is_made_of(client):
    assert not [one for one in gc.get_objects() if isinstance(one, TypeAdapter | APIRoute)]


def test_a_project_is_served_as_soon_as_the_edge_has_looked(client):
    project = create_project(client)
    deadline = time.monotonic() + 30
    while True:
        answer = client.get("/personalize-edge/manifest", headers={"x-project-uid": project})
        if answer.status_code == 200 or time.monotonic() > deadline:
            break
        time.sleep(0.05)
    assert answer.json() == {"experiences": [], "activeVariants": {}}


def test_a_doubled_slash_reaches_the_same_door(client):
    project = create_project(client)
    answer = client.get("http://lenticular.test//personalize-edge//manifest", headers={"x-project-uid": project})
    assert answer.status_code in {200, 404}
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/nowhere", "/nowhere"), ("/personalize-api/nowhere", "/nowhere"), ("/personalize-apis", "/personalize-apis")],
)
def test_an_unknown_path_is_told_in_the_management_shape(client, path, shown):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json() == {"statusCode": 404, "message": f"Cannot GET {shown}", "error": "Not Found"}


def test_the_content_door_has_the_content_shape(client):
    answer = client.get("/v3/user")
    assert answer.status_code == 401
    assert answer.json()["error_code"] == 105


def test_a_path_of_content_may_end_with_a_slash(client):
    signed_in = sign_in(client)
    created = client.post("/v3/stacks/", json={"stack": {"name": "Shop"}}, headers=signed_in).json()["stack"]
    answer = client.get("/v3/stacks/settings/?limit=1", headers={**signed_in, "api_key": created["api_key"]})
    assert answer.json()["stack_settings"]["rte"] == {}
    assert client.get("/v3/").status_code == 404


def test_a_delivery_token_gets_delivery_where_an_author_gets_management(client):
    signed_in = sign_in(client)
    stack = client.post("/v3/stacks", json={"stack": {"name": "Shop"}}, headers=signed_in).json()["stack"]
    author = {**signed_in, "api_key": stack["api_key"]}
    client.post("/v3/environments", json={"environment": {"name": "production"}}, headers=author)
    scope = [{"module": "environment", "environments": ["production"], "acl": {"read": True}}]
    token = {"token": {"name": "site", "description": "", "scope": scope}}
    issued = client.post("/v3/stacks/delivery_tokens", json=token, headers=author).json()["token"]
    site = {"api_key": stack["api_key"], "access_token": issued["token"]}
    assert client.get("/v3/assets/", headers=site).json() == {"assets": []}
    assert client.get("/v3/openapi", headers=site).json()["info"]["title"] == "Lenticular delivery API"
    assert client.get("/v3/openapi").json()["info"]["title"] == "Lenticular content API"
    assert client.get("/v3/environments", headers=site).status_code == 404
    client.get("/v3/assets", headers=site)
    client.get("/v3/assets", headers=site)
    metrics = client.get("/metrics").content
    assert b'lenticular_delivery_answers_total{status="2xx"} 4.0' in metrics
    assert b"lenticular_delivery_remembered_total 2.0" in metrics


def test_a_browser_may_call_delivery_but_not_content_management(client):
    asked = {"Origin": "https://shop.example.com", "Access-Control-Request-Method": "GET"}
    delivery = client.options("/v3/assets", headers={**asked, "Access-Control-Request-Headers": "access_token,api_key"})
    assert delivery.headers["access-control-allow-origin"] == "*"
    management = client.options("/v3/assets", headers={**asked, "Access-Control-Request-Headers": "authtoken,api_key"})
    assert "access-control-allow-origin" not in management.headers


def test_the_session_cookie_opens_management_only_with_its_csrf_token(client):
    answer = client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    assert "HttpOnly" in answer.headers["set-cookie"]
    token = answer.json()["csrfToken"]
    assert client.get("/personalize-api/projects").status_code == 401
    assert client.get("/personalize-api/projects", headers={"X-CSRF-Token": token}).json() == []
    assert client.get("/v3/user", headers={"X-CSRF-Token": token}).status_code == 200


def test_a_foreign_page_that_has_the_browser_send_its_cookie_changes_nothing(client):
    token = client.post("/session", json={"email": EMAIL, "password": PASSWORD}).json()["csrfToken"]
    form = {"Content-Type": "text/plain", "Origin": "https://evil.example.com"}
    for guess in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": token[:-1] + ("0" if token[-1] != "0" else "1")}):
        tries = [
            client.post("/personalize-api/projects", content='{"name": "Theirs"}', headers=form | guess),
            client.post("/v3/stacks", json={"stack": {"name": "Theirs"}}, headers=guess),
            client.delete("/session", headers=guess),
        ]
        assert [answer.status_code for answer in tries] == [401, 401, 401]
    assert client.get("/personalize-api/projects", headers={"X-CSRF-Token": token}).json() == []
    assert client.get("/v3/stacks", headers={"X-CSRF-Token": token}).json()["stacks"] == []


def test_a_browser_gets_the_console_wherever_no_door_is(client):
    a_page = {"Accept": "text/html"}
    for path in ("/", "/projects/1/experiences", "/personalize-apis"):
        assert client.get(path, headers=a_page).headers["content-type"].startswith("text/")
    for path in ("/personalize-api/nowhere", "/personalize-edge/nowhere", "/v3/nowhere", "/session/x", "/healthz/x"):
        answer = client.get(path, headers=a_page)
        assert answer.status_code in {401, 404}
        assert "<" not in answer.text


def test_the_apis_that_the_console_calls_describe_themselves(ports):
    described = app.described(settings.load({}), ports)
    assert "/projects/{uid}/revision" in described["management"]["paths"]
    assert "/stacks" in described["content"]["paths"]


PREFLIGHT = {
    "Origin": "https://admin.example.com",
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "authtoken,x-project-uid",
}


def test_no_foreign_page_may_call_management_by_default(client):
    assert "access-control-allow-origin" not in client.options("/personalize-api/projects", headers=PREFLIGHT).headers


def test_a_named_origin_may_call_management_but_not_with_cookies(data):
    chosen = settings.load({"data": data, "management_origins": "https://admin.example.com"})
    with living(app.build(chosen)) as client:
        answer = client.options("/personalize-api/projects", headers=PREFLIGHT)
    assert answer.headers["access-control-allow-origin"] == "https://admin.example.com"
    assert "access-control-allow-credentials" not in answer.headers


def test_not_ready_while_the_event_log_cannot_be_written(data):
    built = app.build(settings.load({"data": data}))
    with living(built) as client:
        (data / "spool").rename(data / "spool-gone")
        (data / "spool").write_text("in the way")
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["spool"] != "ok"


def test_restarts_that_the_supervisor_reports_are_shown(data):
    (data / "run").mkdir(exist_ok=True)
    (data / "run" / "supervisor.json").write_text('{"restarts": {"http": 2, "background": 0}}')
    with living(app.build(settings.load({"data": data}))) as client:
        assert b'lenticular_restarts{kind="http"} 2.0' in client.get("/metrics").content
