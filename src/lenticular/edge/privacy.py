"""What may be kept of a visitor: of a preview nothing, of who sends `Sec-GPC: 1` what their project has chosen."""

from typing import NamedTuple

from lenticular.domain import preview, privacy
from lenticular.domain.privacy import PrivacySignal
from lenticular.domain.ruleset import Ruleset
from lenticular.edge.requests import Request

# Why attributes were not stored, in the counters.
IGNORED_ATTRIBUTES = "privacy_signal"
IGNORED_PREVIEW = "preview"


# One for every request: a tuple is made in a third of the time that a frozen dataclass takes.
class Keeping(NamedTuple):
    """How a visitor is kept.

    What is counted of them is kept under `name`, None for not at all. Only who `is_known` has attributes, audiences and
    draws kept. Who `is_preview` sees what a preview link shows, and is nobody.
    """

    name: str | None
    is_known: bool
    is_preview: bool = False


_NOTHING = Keeping(None, is_known=False)
_PREVIEW = Keeping(None, is_known=False, is_preview=True)


def keeping(request: Request, ruleset: Ruleset, user_uid: str) -> Keeping:
    """Return how the visitor of a request is kept: as usual, unless a preview, or they and their project object."""
    if preview.is_preview(user_uid):
        return _PREVIEW
    choice = ruleset.privacy
    if choice.signal is PrivacySignal.IGNORE or request.header(b"sec-gpc") != "1":
        return Keeping(user_uid, is_known=True)
    if choice.signal is PrivacySignal.DROP or choice.key is None:
        return _NOTHING
    return Keeping(privacy.pseudonym(choice.key, user_uid), is_known=False)
