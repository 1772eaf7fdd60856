"""The body of a manifest, joined from pieces that are written when the project changes: a choice only picks them."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from lenticular.domain.engine.deciding import Decider
from lenticular.domain.engine.native import is_compiled, kernel
from lenticular.domain.experiences import Experience


class _Pieces(NamedTuple):
    """What the body says of one experience, with no variant and with each, in the list and in the mapping."""

    experience: Experience
    listed: Sequence[bytes]
    mapped: Sequence[bytes]


class Fragments:
    """The pieces of every option of a decider, in its order."""

    def __init__(self, pieces: Sequence[_Pieces]) -> None:
        self.by_uid = {each.experience.uid: each for each in pieces}
        self._listed = list(chain.from_iterable(each.listed for each in pieces))
        self._mapped = list(chain.from_iterable(each.mapped for each in pieces))

    def body(self, options: list[int]) -> bytes:
        """Return the manifest that says these of the decider's options, an experience each, as JSON."""
        return b'{"experiences":[%b],"activeVariants":{%b}}' % (
            _joined(self._listed, options, b","),
            _joined(self._mapped, options, b","),
        )


def joined(pieces: list[bytes], places: list[int], separator: bytes) -> bytes:
    """Return the pieces at these places, with the separator between them."""
    return separator.join([pieces[place] for place in places])


_joined = kernel.joined if is_compiled else joined


def fragments(decider: Decider, previous: Fragments | None = None) -> Fragments:
    """Return the fragments of a decider; those of experiences that are the same objects as before are taken over."""
    known = previous.by_uid if previous is not None else {}
    return Fragments([
        held if (held := known.get(experience.uid)) is not None and held.experience is experience else _of(experience)
        for experience in decider.ruleset.experiences
    ])  # fmt: skip


def _of(experience: Experience) -> _Pieces:
    uid = msgspec.json.encode(experience.short_uid)
    variants = [b"null", *(msgspec.json.encode(variant.short_uid) for variant in experience.version.variants)]
    return _Pieces(
        experience,
        [b'{"shortUid":%b,"activeVariantShortUid":%b}' % (uid, variant) for variant in variants],
        [b"%b:%b" % (uid, variant) for variant in variants],
    )
