"""`lenticular user`: people, their passwords, their end."""

import io

import pytest

from lenticular import opening
from lenticular.accounts import passwords
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users


@pytest.fixture
def session(chosen, data):
    """A transaction that reads what commands did before."""
    ports = opening.open_ports(chosen)
    with ports.stores.configuration.writing() as opened:
        yield opened
    ports.stores.close()


def test_the_first_owner_is_listed(lenticular, data):
    listed = lenticular("user", "list", "--data", data, "--json").document
    assert [(user["email"], user["active"], list(user["roles"].values())) for user in listed] == [
        ("olga@example.com", True, ["OWNER"])
    ]
    assert "olga@example.com" in lenticular("user", "list", "--data", data).out


def test_a_user_is_created_with_a_password_told_once(lenticular, data, request):
    ended = lenticular(
        "user", "create", "ann@example.com", "--first-name", "Ann", "--last-name", "Doe", "--data", data, "--json"
    )
    assert ended.code == 0
    assert (ended.document["name"], list(ended.document["roles"].values())) == ("Ann Doe", ["MEMBER"])
    user = users.find_by_email(request.getfixturevalue("session"), "ann@example.com")
    assert passwords.matches(ended.document["password"], user.password_hash)


def test_a_password_can_come_from_standard_input(lenticular, data, monkeypatch, request):
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough one\n"))
    ended = lenticular(
        "user", "create", "ann@example.com", "--role", "admin", "--password-stdin", "--data", data, "--json"
    )
    assert "password" not in ended.document
    user = users.find_by_email(request.getfixturevalue("session"), "ann@example.com")
    assert passwords.matches("a long enough one", user.password_hash)


def test_a_taken_address_is_refused(lenticular, data):
    ended = lenticular("user", "create", "OLGA@example.com", "--data", data, "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "EMAIL_TAKEN")


def test_an_unknown_organization_is_refused(lenticular, data):
    ended = lenticular("user", "create", "ann@example.com", "--organization", "bltnone", "--data", data, "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "ORGANIZATION_NOT_FOUND")


def test_another_password_ends_all_log_ins(lenticular, data, chosen, request):
    ports = opening.open_ports(chosen)
    with ports.stores.configuration.writing() as session:
        uid = users.find_by_email(session, "olga@example.com").uid
        token = tokens.issue(session, uid, keep=20, now=ports.now())
    ports.stores.close()
    ended = lenticular("user", "set-password", "olga@example.com", "--data", data, "--json")
    session = request.getfixturevalue("session")
    assert passwords.matches(ended.document["password"], users.get(session, uid).password_hash)
    assert tokens.user_of(session, token) is None


def test_the_last_owner_stays(lenticular, data):
    ended = lenticular("user", "deactivate", "olga@example.com", "--data", data, "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "LAST_OWNER")
    lenticular("user", "create", "ann@example.com", "--role", "owner", "--data", data)
    ended = lenticular("user", "deactivate", "olga@example.com", "--data", data, "--json")
    assert (ended.code, ended.document["active"]) == (0, False)
    assert lenticular("user", "deactivate", "ann@example.com", "--data", data).code == 1


def test_somebody_unknown_is_told(lenticular, data):
    assert lenticular("user", "set-password", "nobody@example.com", "--data", data).err == (
        "error: There is no user nobody@example.com.\n"
    )
