"""The token of a preview link, what it shows, and who is a preview."""

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain import preview as previews
from lenticular.domain import ruleset as rulesets
from lenticular.domain.experiences import short_uid
from lenticular.domain.preview import Preview

KEY, OTHER_KEY = b"k" * 32, b"l" * 32
PROJECT = "6734eae6603c9640f5808e78"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
LINK = Preview(TOMORROW, {"3": "0", "0": "1a"})
SHORT_UIDS = st.integers(0, 10**9).map(short_uid)


@given(st.dictionaries(SHORT_UIDS, SHORT_UIDS, max_size=30), st.integers(1, 10**9))
def test_a_token_says_what_was_signed_in_the_same_order(variants, seconds):
    signed = Preview(NOW + timedelta(seconds=seconds), variants)
    token = previews.sign(KEY, PROJECT, signed)
    found = previews.verify(KEY, PROJECT, token, now=NOW)
    assert found == signed
    assert list(found.variants.items()) == list(variants.items())
    assert set(token) <= set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._")


def test_a_token_is_signed_by_the_published_method():
    """The signature is what `openssl dgst -sha256 -hmac` makes of `<project>.<rest of the token>`."""
    token = previews.sign(KEY, PROJECT, LINK)
    assert token == "1.1795435200.3-0_0-1a.YfyIb_RTw73V0o_4PeKKEFuDcNYluzoE5dGXOHXslZ0"


def test_a_token_ends_at_its_time():
    token = previews.sign(KEY, PROJECT, LINK)
    assert previews.verify(KEY, PROJECT, token, now=TOMORROW - timedelta(microseconds=1)) == LINK
    assert previews.verify(KEY, PROJECT, token, now=TOMORROW) is None


def test_of_another_key_or_project_or_a_later_format_nothing_is_shown():
    token = previews.sign(KEY, PROJECT, LINK)
    assert previews.verify(OTHER_KEY, PROJECT, token, now=NOW) is None
    assert previews.verify(KEY, "f" * 24, token, now=NOW) is None
    # Signed with our key by a later version, as OpenSSL does it.
    later = "2.who knows what.bPJQ18EguBBRBpSGJkHolY_1aNFSuyWwy9Jcy-M7iwM"
    assert previews.verify(KEY, PROJECT, later, now=NOW) is None


def test_no_changed_character_passes():
    token = previews.sign(KEY, PROJECT, LINK)
    for index, character in enumerate(token):
        changed = token[:index] + ("b" if character == "a" else "a") + token[index + 1 :]
        assert previews.verify(KEY, PROJECT, changed, now=NOW) is None
        assert previews.verify(KEY, PROJECT, token[:index], now=NOW) is None


@given(st.text())
def test_what_is_no_token_is_passed_over(text):
    assert previews.verify(KEY, PROJECT, text, now=NOW) is None


@pytest.mark.parametrize("text", ["", ".", "...", "1...", "\ud800", "1.x.y.z", "ü" * 43])
def test_what_is_almost_a_token_is_passed_over(text):
    assert previews.verify(KEY, PROJECT, text, now=NOW) is None


def test_a_manifest_shows_the_link_s_variants_and_none_of_other_live_experiences():
    path = Path(__file__).parents[1] / "vectors" / "decisions.json"
    found = next(iter(json.loads(path.read_text(encoding="utf-8"))["rulesets"].values()))
    live = rulesets.from_document(found)
    first, second, third, *_ = live.experiences
    tagged = dataclasses.replace(first, tags=frozenset({"homepage"}))
    other = dataclasses.replace(second, tags=frozenset({"footer"}))
    few = dataclasses.replace(live, experiences=(tagged, other, third))
    link = Preview(TOMORROW, {"draft": "7", other.short_uid: "1"})

    assert previews.manifest(link, few, ()) == [
        ("draft", "7"),
        (other.short_uid, "1"),
        (first.short_uid, None),
        (third.short_uid, None),
    ]
    assert previews.manifest(link, few, ("HomePage",)) == [("draft", "7"), (first.short_uid, None)]


def test_a_site_s_own_uid_is_no_preview():
    made = previews.user_uid("some random text")
    assert previews.is_preview(made)
    assert made == previews.user_uid("some random text") != previews.user_uid("another")
    for own in ("preview-ann", "preview-", f"{made}0", f" {made}", made.upper(), "6734eae6-603c-9640-f580-8e78"):
        assert not previews.is_preview(own)
