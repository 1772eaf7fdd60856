"""What becomes of a visitor's data when their browser sends a privacy signal (`Sec-GPC: 1`)."""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum

PSEUDONYM_PREFIX = "anonymous-"

_PSEUDONYM_DIGITS = 32


class PrivacySignal(StrEnum):
    """What a project does with the signal: nothing, keep what is counted under a pseudonym, or keep nothing."""

    IGNORE = "IGNORE"
    ANONYMOUS = "ANONYMOUS"
    DROP = "DROP"


@dataclass(frozen=True, slots=True)
class Privacy:
    """A project's choice, and the key of its pseudonyms, which changes every day; without a key nothing is kept."""

    signal: PrivacySignal = PrivacySignal.IGNORE
    key: bytes | None = None


def pseudonym(key: bytes, user_uid: str) -> str:
    """Return the name of a visitor by which nobody finds them once the key is gone: 128 bits of HMAC-SHA256."""
    digest = hmac.new(key, user_uid.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
    return PSEUDONYM_PREFIX + digest[:_PSEUDONYM_DIGITS]
