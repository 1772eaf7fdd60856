"""Management tokens, as requests are recognised by them."""

import pytest

from lenticular.content.management_tokens import service as management_tokens
from lenticular.content.management_tokens.service import Grant
from lenticular.errors import Invalid, Unauthenticated

READ = [{"module": "content_type", "acl": {"read": True}}]


def issue(scope, name="Deploy", expires_on=None):
    return management_tokens.issue(
        scope.session,
        scope.stack_uid,
        Grant(name, "", READ, expires_on, is_email_notification_enabled=False),
        uid=scope.identifiers.blt(),
        user_uid=scope.user_uid,
        now=scope.now,
    )


def test_a_token_is_recognised_by_its_text_alone(scope):
    row, text = issue(scope)
    assert management_tokens.recognise(scope.session, text, scope.now).uid == row.uid
    for other in ("", text[:-1], text.upper(), row.uid, row.digest, "\ud800"):
        with pytest.raises(Unauthenticated) as caught:
            management_tokens.recognise(scope.session, other, scope.now)
        assert caught.value.code == "authorization"


def test_texts_are_never_the_same(scope):
    assert len({issue(scope, name=str(number))[1] for number in range(5)}) == 5


@pytest.mark.parametrize("expires_on", ["2026-11-22T13:00:00+02:00", "2026-11-22T12:00:00.000Z", "2025-01-01"])
def test_a_token_that_has_expired_is_not_issued(scope, expires_on):
    with pytest.raises(Invalid):
        issue(scope, expires_on=expires_on)
    assert management_tokens.list_newest_first(scope.session, scope.stack_uid) == []


def test_tokens_are_listed_newest_first(scope):
    uids = [issue(scope, name=str(number))[0].uid for number in range(3)]
    assert [row.uid for row in management_tokens.list_newest_first(scope.session, scope.stack_uid)] == uids[::-1]
