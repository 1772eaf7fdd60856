"""Signing in and out under /v3."""

import re

import httpx
import pytest
from fastapi import FastAPI

from fakes import FakeClock, Person, client_of
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users
from lenticular.api.ports import Ports

ANN = {"email": "ann@example.com", "password": "correct horse"}
REFUSED = {
    "error_message": "Looks like your email or password is invalid. Please try again or reset your password.",
    "error_code": 104,
    "errors": {},
}


def test_signing_in_gives_an_authtoken_that_works(content: httpx.Client, ann: str, organization_uid: str):
    answer = content.post("/user-session", json={"user": ANN})

    assert answer.status_code == 200
    assert answer.json()["notice"] == "Login Successful."
    user = answer.json()["user"]
    assert re.fullmatch(r"blt[0-9a-f]+", user.pop("authtoken"))
    assert user == {
        "uid": ann,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
        "email": "ann@example.com",
        "username": "ann@example.com",
        "first_name": "Ann",
        "last_name": "Lee",
        "org_uid": [organization_uid],
        "shared_org_uid": [],
        "active": True,
        "failed_attempts": 0,
        "roles": [],
    }
    token = answer.json()["user"]["authtoken"]
    assert content.get("/user", headers={"authtoken": token}).json()["user"]["uid"] == ann


def test_a_second_factor_that_clients_send_is_ignored(content: httpx.Client, ann: str):
    answer = content.post("/user-session", json={"user": {**ANN, "tfa_token": "123456"}})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong horse"}, {"email": "nobody@example.com"}, {"password": ""}, {"email": "ann@example.com\0"}],
)
def test_a_wrong_password_and_an_unknown_address_look_the_same(content: httpx.Client, ann: str, wrong: dict[str, str]):
    answer = content.post("/user-session", json={"user": {**ANN, **wrong}})

    assert (answer.status_code, answer.json()) == (422, REFUSED)


def test_an_inactive_user_cannot_sign_in(content: httpx.Client, ports: Ports, ann: str):
    with ports.stores.configuration.writing() as session:
        users.set_active(session, users.get(session, ann), active=False, now=ports.now())

    answer = content.post("/user-session", json={"user": ANN})

    assert (answer.status_code, answer.json()) == (422, REFUSED)


def test_every_missing_field_is_named(content: httpx.Client):
    answer = content.post("/user-session", json={"user": {}})

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"user.email", "user.password"}


def test_the_twenty_first_authtoken_drops_the_first(content: httpx.Client, ann: str, ports: Ports):
    with ports.stores.configuration.writing() as session:
        issued = [tokens.issue(session, ann, keep=20, now=ports.now()) for _ in range(20)]

    content.post("/user-session", json={"user": ANN})

    answers = [content.get("/user", headers={"authtoken": token}).status_code for token in issued]
    assert answers == [401] + [200] * 19


def test_the_right_password_works_a_second_after_five_failures(content: httpx.Client, ann: str, clock: FakeClock):
    for _ in range(5):
        content.post("/user-session", json={"user": {**ANN, "password": "wrong horse"}})
    clock.advance(seconds=1)

    assert content.post("/user-session", json={"user": ANN}).status_code == 200


@pytest.mark.parametrize("header", [{"authtoken": "{}"}, {"authorization": "Bearer {}"}])
def test_signing_out_ends_this_authtoken_alone(content_api: FastAPI, owner: Person, ann: str, header: dict[str, str]):
    content = client_of(content_api)
    other = content.post("/user-session", json={"user": ANN}).json()["user"]["authtoken"]
    mine = {name: value.format(owner.authtoken) for name, value in header.items()}

    answer = content.delete("/user-session", headers=mine)

    assert (answer.status_code, answer.json()) == (200, {"notice": "You've logged out successfully!"})
    assert content.get("/user", headers=mine).status_code == 401
    assert content.get("/user", headers={"authtoken": other}).status_code == 200


def test_signing_out_needs_an_authtoken(content: httpx.Client):
    assert content.delete("/user-session").status_code == 401
