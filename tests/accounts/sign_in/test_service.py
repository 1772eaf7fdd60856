"""Signing in, slowed down after failures."""

import asyncio
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from fakes import FakeClock
from lenticular.accounts.sign_in import service as sign_in
from lenticular.accounts.users import service as users
from lenticular.api.ports import Ports

EMAIL = "ann@example.com"
RIGHT = "correct horse"
WRONG = "wrong horse"

Attempt = Callable[..., tuple[str | None, float]]


@pytest.fixture
def attempt(ports: Ports, clock: FakeClock) -> Attempt:
    """Try to sign in; return the user's uid and how many seconds the attempt was made to wait."""

    def make(password: str = RIGHT, email: str = EMAIL) -> tuple[str | None, float]:
        waited = 0.0

        async def sleep(seconds: float) -> None:
            nonlocal waited
            waited += seconds
            clock.advance(seconds=seconds)

        return asyncio.run(sign_in.user_of(ports, email, password, sleep)), waited

    return make


def test_the_right_password_tells_the_user(attempt: Attempt, ann: str):
    assert attempt() == (ann, 0)
    assert attempt(email="ANN@example.com ") == (ann, 0)


def test_a_wrong_one_tells_nobody(attempt: Attempt, ann: str):
    assert attempt(WRONG) == (None, 0)
    assert attempt(email="nobody@example.com") == (None, 0)


def test_from_the_sixth_failure_on_attempts_wait_longer_and_longer_up_to_five_seconds(attempt: Attempt, ann: str):
    waits = [round(attempt(WRONG)[1], 3) for _ in range(10)]

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 5, 5]


def test_the_right_password_waits_like_a_wrong_one_and_ends_the_slowness(attempt: Attempt, ann: str):
    for _ in range(6):
        attempt(WRONG)

    assert attempt() == (ann, 2)
    assert attempt(WRONG) == (None, 0)


def test_addresses_of_nobody_are_slowed_down_alike(attempt: Attempt, ann: str):
    waits = [attempt(WRONG, "nobody@example.com")[1] for _ in range(7)]

    assert waits == [0, 0, 0, 0, 0, 1, 2]


def test_an_address_is_slowed_down_in_every_spelling_and_no_other_is(attempt: Attempt, ann: str):
    for spelling in (EMAIL, EMAIL.upper(), f" {EMAIL}", EMAIL, EMAIL):
        attempt(WRONG, spelling)

    assert attempt(WRONG, "Ann@Example.com")[1] == 1
    assert attempt(WRONG, "bob@example.com")[1] == 0


def test_a_quarter_of_an_hour_later_all_is_forgotten(attempt: Attempt, ann: str, ports: Ports, clock: FakeClock):
    for _ in range(7):
        attempt(WRONG)
    clock.advance(minutes=15, seconds=1)

    assert attempt(WRONG, "bob@example.com") == (None, 0)
    with ports.stores.configuration.reading() as session:
        assert session.execute(text("SELECT count(*) FROM failed_sign_in")).scalar_one() == 1
    assert attempt() == (ann, 0)


def test_a_guess_that_finds_no_turn_within_ten_seconds_is_refused_unchecked(ports: Ports, attempt: Attempt, ann: str):
    for _ in range(9):
        attempt(WRONG)

    async def sleep(seconds: float) -> None:
        """The clock stands still, as if somebody else took every turn."""

    assert asyncio.run(sign_in.user_of(ports, EMAIL, RIGHT, sleep)) is None


def test_of_many_guesses_at_once_five_are_checked_and_then_one_a_pause(ports: Ports, ann: str):
    async def refuse_to_wait(seconds: float) -> None:
        raise TimeoutError

    async def crowd() -> list[object]:
        guesses = (sign_in.user_of(ports, EMAIL, WRONG, refuse_to_wait) for _ in range(30))
        return await asyncio.gather(*guesses, return_exceptions=True)

    assert sum(outcome is None for outcome in asyncio.run(crowd())) <= sign_in.FREE_FAILURES


def test_an_inactive_user_is_nobody(attempt: Attempt, ports: Ports, ann: str):
    with ports.stores.configuration.writing() as session:
        users.set_active(session, users.get(session, ann), active=False, now=ports.now())

    assert attempt() == (None, 0)


def test_failures_are_forgotten_on_demand(attempt: Attempt, ports: Ports, ann: str):
    for _ in range(6):
        attempt(WRONG)
    with ports.stores.configuration.writing() as session:
        sign_in.forget_failures(session, EMAIL)

    assert attempt() == (ann, 0)


def test_an_outdated_hash_is_renewed(attempt: Attempt, ports: Ports, ann: str):
    with ports.stores.configuration.writing() as session:
        old = PasswordHasher(time_cost=1, memory_cost=1024).hash(RIGHT)
        users.set_password_hash(session, users.get(session, ann), old, ports.now())

    assert attempt() == (ann, 0)

    with ports.stores.configuration.reading() as session:
        assert users.get(session, ann).password_hash != old
    assert attempt() == (ann, 0)


def test_the_address_is_not_kept_with_its_failures(attempt: Attempt, ports: Ports):
    attempt(WRONG, "private@example.com")

    with ports.stores.configuration.reading() as session:
        assert "private" not in str(session.execute(text("SELECT * FROM failed_sign_in")).one())
