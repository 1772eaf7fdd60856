"""Preview links: which variants a page shows whoever opens it, until when, in a signed token; and who is a preview."""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lenticular.domain.decision import tagged
from lenticular.domain.ruleset import Ruleset

# The query parameter of a page that carries the token.
PARAMETER = "lenticular_preview"
UID_PREFIX = "preview-"

_FORMAT = "1"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A long form of its own, so that no site's own UID that begins with the prefix is taken for one.
_UID = re.compile(UID_PREFIX + "[0-9a-f]{32}")
_UID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Preview:
    """The variants that are shown, by experience, highest priority first, both by short uid; no others are.

    `expires_at` has whole seconds.
    """

    expires_at: datetime
    variants: Mapping[str, str]


def sign(key: bytes, project_uid: str, preview: Preview) -> str:
    """Return a token of URL-safe characters: format, expiry in Unix seconds, variants, HMAC-SHA256 of project and rest.

    `1.1795435200.0-1_3-0.<43 characters of base64url>` shows variant 1 of experience 0 and variant 0 of experience 3.
    """
    seconds = (preview.expires_at - _EPOCH) // timedelta(seconds=1)
    pairs = "_".join(f"{experience}-{variant}" for experience, variant in preview.variants.items())
    signed = f"{_FORMAT}.{seconds}.{pairs}"
    return f"{signed}.{_signature(key, project_uid, signed)}"


def verify(key: bytes, project_uid: str, token: str, *, now: datetime) -> Preview | None:
    """Return what a token says; None if it was not signed with the key for the project, or has expired."""
    signed, _, signature = token.rpartition(".")
    expected = _signature(key, project_uid, signed)
    if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogatepass")):
        return None
    # What is signed is of our own making, by this version or a later one.
    form, _, said = signed.partition(".")
    if form != _FORMAT:
        return None
    seconds, _, pairs = said.partition(".")
    expires_at = _EPOCH + timedelta(seconds=int(seconds))
    if expires_at <= now:
        return None
    named = (pair.partition("-") for pair in pairs.split("_") if pair)
    return Preview(expires_at, {experience: variant for experience, _, variant in named})


def manifest(preview: Preview, ruleset: Ruleset, tags: Collection[str]) -> Sequence[tuple[str, str | None]]:
    """Return the variants of a preview, and none of every other live experience, both with any of the tags.

    An experience that is not live has no tags here, and is never left out.
    """
    asked = [one.short_uid for one in tagged(ruleset, tags)]
    left_out = {one.short_uid for one in ruleset.experiences}.difference(asked)
    named = [(experience, variant) for experience, variant in preview.variants.items() if experience not in left_out]
    return [*named, *((short_uid, None) for short_uid in asked if short_uid not in preview.variants)]


def user_uid(random_text: str) -> str:
    """Return the UID of a visitor who is a preview, the same for the same text."""
    return UID_PREFIX + hashlib.sha256(random_text.encode()).hexdigest()[:_UID_DIGITS]


def is_preview(user_uid: str) -> bool:
    """Tell whether a UID is one that `user_uid` made: of such a visitor nothing is counted or kept."""
    return user_uid.startswith(UID_PREFIX) and _UID.fullmatch(user_uid) is not None


def _signature(key: bytes, project_uid: str, signed: str) -> str:
    message = f"{project_uid}.{signed}".encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(hmac.digest(key, message, hashlib.sha256)).decode().rstrip("=")
