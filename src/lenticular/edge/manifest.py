"""`GET /manifest`: the variants of one visitor, decided from memory, or those that a preview link says."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from lenticular.domain import decision as decisions
from lenticular.edge import describing, measuring, previews, privacy, requests
from lenticular.edge.answers import Answer
from lenticular.edge.measuring import Decided
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.ingestion import agents
from lenticular.visitors.stored import Stored

_NOTHING = Stored()

USER_UID_HEADER = b"x-cs-personalize-user-uid"


class _Experience(msgspec.Struct, rename="camel"):
    short_uid: str
    active_variant_short_uid: str | None


class _Manifest(msgspec.Struct, rename="camel"):
    experiences: list[_Experience]
    active_variants: dict[str, str | None]


async def answer(request: Request, ports: Ports) -> Answer:
    """Return the manifest, with the visitor's UID in its header: the one given, byte for byte, or a new one.

    Of whom a preview link shows its variants, the UID says that they are a preview; the next manifest without a link
    gives them a new one.
    """
    project = requests.project(request, ports.rulesets)
    ruleset = project.ruleset
    given = requests.user_uid(request)
    if (shown := previews.shown(request, ruleset, ports)) is not None:
        return _manifest(shown, previews.visitor(given, ports))
    given = previews.healed(given)
    uid = given or _new_user_uid(ports)
    stored = _NOTHING if given is None else await describing.stored(ruleset.project_uid, uid.text, ports)
    visitor = ports.describe(describing.facts(request, ports, uid.text, stored or _NOTHING))
    made = decisions.decide(ruleset, visitor, tags=requests.tags(request))
    decided = Decided(
        project=project,
        visitor=visitor,
        user_uid=uid.text,
        decisions=made,
        keeping=privacy.keeping(request, ruleset, uid.text),
        agent=agents.classify(request.header(b"user-agent") or ""),
        is_read=stored is not None,
    )
    variants = [(decision.experience_short_uid, decision.variant_short_uid) for decision in made]
    return _manifest(variants, uid, after=partial(measuring.follow, decided, ports))


def _manifest(
    variants: Sequence[tuple[str, str | None]], uid: requests.UserUid, after: Callable[[], None] | None = None
) -> Answer:
    """Return the answer that gives a visitor these variants by experience, both by short uid, in priority order."""
    body = msgspec.json.encode(_Manifest([_Experience(*pair) for pair in variants], dict(variants)))
    headers = ((USER_UID_HEADER, uid.raw), (b"cache-control", b"private, no-store"))
    return Answer(200, body, headers, after=after)


def _new_user_uid(ports: Ports) -> requests.UserUid:
    text = ports.new_uid()
    return requests.UserUid(text, text.encode("ascii"))
