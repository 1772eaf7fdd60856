"""Authtokens."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from fakes import Person, SignUp
from lenticular.accounts.tokens import service as tokens
from lenticular.accounts.users import service as users


@pytest.fixture
def bob(sign_up: SignUp) -> Person:
    return sign_up("Bob")


def test_a_token_tells_its_user(session: Session, ann: str, clock):
    token = tokens.issue(session, ann, keep=20, now=clock())

    assert re.fullmatch(r"blt[0-9a-f]{32}", token)
    assert tokens.user_of(session, token) == ann


def test_what_is_no_token_is_nobodys(session: Session, ann: str, clock):
    token = tokens.issue(session, ann, keep=20, now=clock())

    assert tokens.user_of(session, token[:-1]) is None
    assert tokens.user_of(session, token.upper()) is None
    assert tokens.user_of(session, "\ud800") is None


def test_the_oldest_token_is_dropped_even_within_one_instant(session: Session, ann: str, clock):
    issued = [tokens.issue(session, ann, keep=3, now=clock()) for _ in range(5)]

    assert [tokens.user_of(session, token) for token in issued] == [None, None, ann, ann, ann]
    assert tokens.count(session, ann) == 3


def test_other_peoples_tokens_stay(bob: Person, session: Session, ann: str, clock):
    for _ in range(3):
        tokens.issue(session, ann, keep=1, now=clock())

    assert tokens.user_of(session, bob.authtoken) == bob.user_uid


def test_a_revoked_token_is_nobodys(session: Session, ann: str, clock):
    token = tokens.issue(session, ann, keep=20, now=clock())

    assert tokens.revoke(session, token)
    assert tokens.user_of(session, token) is None
    assert not tokens.revoke(session, token)


def test_every_token_of_a_user_is_revoked_at_once(session: Session, ann: str, clock):
    issued = [tokens.issue(session, ann, keep=20, now=clock()) for _ in range(3)]
    tokens.revoke_all(session, ann)

    assert [tokens.user_of(session, token) for token in issued] == [None, None, None]


def test_tokens_go_with_their_user(session: Session, ann: str, clock):
    token = tokens.issue(session, ann, keep=20, now=clock())
    users.delete(session, users.get(session, ann))

    assert tokens.user_of(session, token) is None


def test_only_a_digest_is_kept(session: Session, ann: str, clock):
    token = tokens.issue(session, ann, keep=20, now=clock())

    row = session.execute(text("SELECT * FROM authtoken")).one()
    assert token not in str(row)
    assert token.removeprefix("blt") not in str(row)
