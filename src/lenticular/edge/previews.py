"""Preview links: a signed token in the page's query says which variants its visitor gets, whoever they are."""

from collections.abc import Sequence

from lenticular.domain import preview as previews
from lenticular.domain.ruleset import Ruleset
from lenticular.edge import requests
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request, UserUid
from lenticular.visitors import context

_PAGE_URL = b"x-page-url"
_PARAMETER = previews.PARAMETER.encode()


def shown(request: Request, ruleset: Ruleset, ports: Ports) -> Sequence[tuple[str, str | None]] | None:
    """Return the variants, by experience, that the page's link shows; None without a valid link.

    A token that is forged, of another project, revoked or expired is counted, and otherwise passed over.
    """
    # To look for the word costs next to nothing; every page's URL is looked at.
    if _PARAMETER not in request.headers.get(_PAGE_URL, b""):
        return None
    token = context.query_parameters(request.header(_PAGE_URL)).get(previews.PARAMETER)
    if token is None:
        return None
    key = ruleset.preview_key
    preview = None if key is None else previews.verify(key, ruleset.project_uid, token, now=ports.now())
    if preview is None:
        ports.counters.rejected_previews += 1
        return None
    ports.counters.previews += 1
    return previews.manifest(preview, ruleset, requests.tags(request))


def visitor(given: UserUid | None, ports: Ports) -> UserUid:
    """Return a UID that marks the visitor as a preview: the one they have, or a new one."""
    if given is not None and previews.is_preview(given.text):
        return given
    text = previews.user_uid(ports.new_uid())
    return UserUid(text, text.encode("ascii"))


def healed(given: UserUid | None) -> UserUid | None:
    """Return the UID of a visitor who is asked for outside a preview; a mark that is left over counts as none."""
    return None if given is None or previews.is_preview(given.text) else given
