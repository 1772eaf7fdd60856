"""What the delivery API asks about the token of a request."""

import pytest
from sqlalchemy import text

from lenticular.content.delivery_tokens import service as tokens
from lenticular.content.delivery_tokens.service import Grant, Issued, Recognised
from lenticular.content.environments import service as environments
from lenticular.content.environments.tables import Environment
from lenticular.content.scope import StackScope
from lenticular.content.stacks import service as stacks


@pytest.fixture
def production(scope: StackScope) -> Environment:
    """An environment."""
    return environments.create(scope, name="production", urls=[])


@pytest.fixture
def issued(scope: StackScope, production: Environment) -> Issued:
    """A delivery token for that environment, with a preview token."""
    grant = Grant((production.uid,), ("main",))
    return tokens.issue(scope, name="Site", description="", grant=grant, with_preview=True)


def test_a_token_opens_its_stack_with_its_environments_and_branches(
    scope: StackScope, production: Environment, issued: Issued
):
    assert tokens.recognise(scope.session, issued.token) == Recognised(
        stack_uid=scope.stack_uid,
        environment_uids=frozenset({production.uid}),
        branches=frozenset({"main"}),
        is_preview=False,
    )


def test_a_preview_token_opens_the_same_and_says_that_it_is_one(scope: StackScope, issued: Issued):
    assert issued.preview_token is not None
    previewing = tokens.recognise(scope.session, issued.preview_token)
    delivering = tokens.recognise(scope.session, issued.token)

    assert previewing is not None
    assert delivering is not None
    assert previewing.is_preview
    assert previewing.environment_uids == delivering.environment_uids


@pytest.mark.parametrize("guess", ["", "cs", "cs000000000000000000000000", "\udcff", "ü"])
def test_nothing_else_is_a_token(scope: StackScope, issued: Issued, guess: str):
    assert tokens.recognise(scope.session, guess) is None
    assert tokens.recognise(scope.session, issued.token.upper()) is None


def test_a_revoked_token_opens_nothing(scope: StackScope, issued: Issued):
    tokens.revoke(scope, issued.row)

    assert tokens.recognise(scope.session, issued.token) is None
    assert tokens.recognise(scope.session, issued.preview_token or "") is None


def test_a_revoked_preview_token_leaves_the_delivery_token(scope: StackScope, issued: Issued):
    tokens.revoke_preview(scope, issued.row)

    assert tokens.recognise(scope.session, issued.preview_token or "") is None
    assert tokens.recognise(scope.session, issued.token) is not None


def test_a_deleted_environment_is_no_longer_read(scope: StackScope, production: Environment, issued: Issued):
    environments.delete(scope, production)

    recognised = tokens.recognise(scope.session, issued.token)
    assert recognised is not None
    assert recognised.environment_uids == frozenset()


def test_an_environment_that_comes_back_under_its_old_uid_is_not_read_again(
    scope: StackScope, production: Environment, issued: Issued
):
    uid = production.uid
    environments.delete(scope, production)
    environments.create(scope, name="production", urls=[], uid=uid)

    recognised = tokens.recognise(scope.session, issued.token)
    assert recognised is not None
    assert recognised.environment_uids == frozenset()


def test_a_deleted_stack_takes_its_tokens_along(scope: StackScope, issued: Issued):
    stack = stacks.find(scope.session, scope.stack_api_key)
    assert stack is not None

    stacks.delete(scope.session, stack)

    assert tokens.recognise(scope.session, issued.token) is None


def test_the_texts_of_tokens_are_nowhere_in_the_database(scope: StackScope, issued: Issued):
    kept = scope.session.execute(text("SELECT * FROM delivery_token")).one()

    assert not [value for value in kept if value in (issued.token, issued.preview_token)]
