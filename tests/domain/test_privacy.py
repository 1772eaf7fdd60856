import hashlib
import hmac

from lenticular.domain import privacy


def test_a_pseudonym_is_the_same_for_a_key_and_tells_nothing_without_it():
    key, other = b"k" * 32, b"l" * 32
    name = privacy.pseudonym(key, "ann@example.com")
    assert name == "anonymous-" + hmac.digest(key, b"ann@example.com", hashlib.sha256).hex()[:32]
    assert len({name, privacy.pseudonym(key, "bea@example.com"), privacy.pseudonym(other, "ann@example.com")}) == 3


def test_a_pseudonym_exists_for_a_uid_that_has_no_utf8():
    assert privacy.pseudonym(b"k", "\ud800").startswith(privacy.PSEUDONYM_PREFIX)
