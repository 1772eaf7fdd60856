"""GET /v3/user."""

import httpx
from fastapi import FastAPI

from fakes import Person, client_of


def test_the_user_of_an_authtoken(content_api: FastAPI, owner: Person):
    answer = client_of(content_api, owner).get("/user")

    assert answer.status_code == 200
    assert answer.json() == {
        "user": {
            "uid": owner.user_uid,
            "created_at": "2026-11-22T12:00:00.000Z",
            "updated_at": "2026-11-22T12:00:00.000Z",
            "email": "Olga@example.com",
            "username": "Olga@example.com",
            "first_name": "Olga",
            "last_name": "Doe",
            "org_uid": [owner.organization_uid],
            "shared_org_uid": [],
            "active": True,
            "failed_attempts": 0,
            "roles": [],
        }
    }


def test_organizations_are_added_on_request(content_api: FastAPI, owner: Person):
    user = client_of(content_api, owner).get("/user?include_orgs=true").json()["user"]

    assert [(held["uid"], held["name"]) for held in user["organizations"]] == [
        (owner.organization_uid, "Red Panda Travel")
    ]


def test_nobody_is_nobody(content: httpx.Client):
    answer = content.get("/user")

    assert answer.status_code == 401
    assert answer.json() == {
        "error_message": "You're not allowed in here unless you're logged in.",
        "error_code": 105,
        "errors": {"authtoken": ["is not valid."]},
    }
