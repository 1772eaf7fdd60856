"""Users: their addresses, names and states."""

import pytest
from sqlalchemy.orm import Session

from lenticular.accounts.users import service as users
from lenticular.api.ports import Ports
from lenticular.errors import Conflict, Invalid, NotFound


def create(session: Session, ports: Ports, email: str, first_name: str = "Bo", last_name: str = "Yi") -> str:
    return users.create(
        session,
        uid=ports.identifiers.blt(),
        email=email,
        first_name=first_name,
        last_name=last_name,
        password_hash="hash",
        now=ports.now(),
    ).uid


@pytest.mark.parametrize("spelling", ["ann@example.com", " ANN@Example.COM ", "aNN@EXAMPLE.com"])
def test_an_address_is_found_in_any_case(session: Session, ann: str, spelling: str):
    found = users.find_by_email(session, spelling)

    assert found is not None
    assert found.uid == ann


@pytest.mark.parametrize("address", ["nobody@example.com", "", "ann@example.com\0", "ann\ud800@example.com"])
def test_other_addresses_are_nobodys(session: Session, ann: str, address: str):
    assert users.find_by_email(session, address) is None


def test_an_address_is_taken_in_any_case(session: Session, ports: Ports, ann: str):
    with pytest.raises(Conflict):
        create(session, ports, "Ann@Example.com")


def test_an_address_keeps_the_case_it_was_given_in(session: Session, ports: Ports):
    uid = create(session, ports, "Bo.Yi@Example.com")

    assert users.get(session, uid).email == "Bo.Yi@Example.com"


@pytest.mark.parametrize(
    "address", ["", "ann", "@example.com", "ann@", "a nn@example.com", "a\nn@b.c", "a" * 250 + "@b.cd"]
)
def test_what_is_no_address_is_refused(session: Session, ports: Ports, address: str):
    with pytest.raises(Invalid) as refused:
        create(session, ports, address)

    assert refused.value.problems[0].pointer == "/email"


def test_names_are_first_and_last(session: Session, ports: Ports, ann: str):
    only_first = create(session, ports, "cher@example.com", "Cher", "")

    assert users.names(session, {ann, only_first, "blt-gone"}) == {ann: "Ann Lee", only_first: "Cher"}
    assert users.names(session, set()) == {}


def test_users_are_listed_by_address(session: Session, ports: Ports, ann: str):
    create(session, ports, "Zoe@example.com")
    create(session, ports, "ABE@example.com")

    assert [user.email for user in users.list_by_email(session)] == [
        "ABE@example.com",
        "ann@example.com",
        "Zoe@example.com",
    ]


def test_a_new_server_has_no_user(session: Session, ports: Ports):
    assert not users.any_exist(session)
    create(session, ports, "bo@example.com")
    assert users.any_exist(session)


def test_a_deleted_user_is_gone(session: Session, ann: str):
    users.delete(session, users.get(session, ann))

    assert users.find(session, ann) is None
    with pytest.raises(NotFound):
        users.get(session, ann)
    with pytest.raises(NotFound):
        users.lock(session, ann)


def test_deactivating_and_changing_the_password_are_dated(session: Session, ann: str, clock):
    clock.advance(hours=1)
    user = users.lock(session, ann)
    users.set_active(session, user, active=False, now=clock())
    users.set_password_hash(session, user, "another", clock())

    session.expire_all()
    kept = users.get(session, ann)
    assert (kept.active, kept.password_hash, kept.updated_at) == (False, "another", clock())
