"""The bodies of signing in."""

from lenticular.accounts.tokens.payloads import SignIn


def test_unknown_members_are_ignored():
    sent = SignIn.model_validate({"user": {"email": "a@b.c", "password": "p", "tfa_token": "1"}, "remember": True})

    assert (sent.user.email, sent.user.password) == ("a@b.c", "p")
