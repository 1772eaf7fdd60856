"""The console's session over HTTP."""

from dataclasses import replace
from http.cookies import SimpleCookie

import httpx
import pytest
from fastapi import FastAPI

from fakes import FakeClock, InProcess
from lenticular.api.ports import Ports

ANN = {"email": "ann@example.com", "password": "correct horse"}


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    """The attributes of the session cookie as sent, by lower-case name, its value as `value`."""
    morsel = SimpleCookie(answer.headers["set-cookie"])["lenticular_session"]
    return {"value": morsel.value, **{name: text for name, text in morsel.items() if text}}


@pytest.fixture
def signed_in(console: httpx.Client, ann: str) -> httpx.Response:
    return console.post("/session", json=ANN)


def test_signing_in_tells_who_and_sets_a_cookie_no_script_can_read(signed_in: httpx.Response, organization_uid: str):
    assert signed_in.status_code == 200
    assert signed_in.json()["user"]["name"] == "Ann Lee"
    assert signed_in.json()["user"]["organizations"] == [
        {"uid": organization_uid, "name": "Red Panda Travel", "role": "OWNER"}
    ]
    cookie = cookie_of(signed_in)
    assert cookie.pop("value")
    assert cookie == {"httponly": True, "samesite": "lax", "path": "/", "max-age": str(90 * 86400)}


def test_the_cookie_counts_only_with_its_csrf_token_even_for_reading(console: httpx.Client, signed_in: httpx.Response):
    with_token = console.get("/who", headers={"x-csrf-token": signed_in.json()["csrfToken"]})
    without = console.get("/who")
    wrong = console.get("/who", headers={"x-csrf-token": "0" * 64})

    assert (with_token.status_code, with_token.json()) == (200, "Ann Lee")
    assert without.status_code == wrong.status_code == 401
    assert without.json()["errors"] == wrong.json()["errors"] == {"csrf": ["is not valid."]}


def test_a_page_that_is_loaded_again_asks_who_is_signed_in(console: httpx.Client, signed_in: httpx.Response):
    assert console.get("/session").json() == signed_in.json()


def test_a_wrong_password_signs_nobody_in(console: httpx.Client, ann: str):
    answer = console.post("/session", json={**ANN, "password": "wrong horse"})

    assert answer.status_code == 400
    assert answer.json()["error"] == "personalize.SESSIONS.WRONG_EMAIL_OR_PASSWORD"
    assert "set-cookie" not in answer.headers
    assert console.get("/session").status_code == 401


def test_signing_out_ends_the_session_and_clears_the_cookie(console: httpx.Client, signed_in: httpx.Response):
    stolen = cookie_of(signed_in)["value"]
    csrf = {"x-csrf-token": signed_in.json()["csrfToken"]}

    answer = console.delete("/session", headers=csrf)

    assert answer.status_code == 204
    assert cookie_of(answer)["max-age"] == "0"
    assert console.get("/session", headers={"cookie": f"lenticular_session={stolen}"}).status_code == 401


def test_another_site_cannot_sign_the_browser_out(console: httpx.Client, signed_in: httpx.Response):
    assert console.delete("/session").status_code == 401
    assert console.get("/session").status_code == 200


def test_another_site_cannot_sign_the_browser_in_with_a_form(console: httpx.Client, ann: str):
    form = '{"email": "ann@example.com", "password": "correct horse", "x": "="}'

    answer = console.post("/session", content=form, headers={"content-type": "text/plain"})

    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


def test_signing_in_again_ends_the_session_before(console: httpx.Client, signed_in: httpx.Response):
    before = cookie_of(signed_in)["value"]

    console.post("/session", json=ANN)

    assert console.get("/session").status_code == 200
    console.cookies.clear()
    assert console.get("/session", headers={"cookie": f"lenticular_session={before}"}).status_code == 401


def test_a_session_in_use_goes_on(console: httpx.Client, signed_in: httpx.Response, clock: FakeClock):
    for _ in range(3):
        clock.advance(days=10)
        assert console.get("/session").status_code == 200

    clock.advance(days=15)
    assert console.get("/session").status_code == 401


def test_over_https_the_cookie_is_secure(console_api: FastAPI, ann: str):
    browser = httpx.Client(transport=InProcess(console_api), base_url="https://lenticular.test")

    assert cookie_of(browser.post("/session", json=ANN))["secure"]


def test_behind_a_proxy_that_speaks_https_the_cookie_is_secure(
    console: httpx.Client, console_api: FastAPI, ports: Ports, ann: str
):
    console_api.state.ports = replace(ports, is_public_https=True)

    assert cookie_of(console.post("/session", json=ANN))["secure"]
