"""`GET /manifest`: the variants of one visitor, decided from memory, or those that a preview link says."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from lenticular.edge import describing, measuring, previews, privacy, requests
from lenticular.edge.answers import Answer
from lenticular.edge.measuring import Decided
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.visitors.stored import NOTHING

USER_UID_HEADER = b"x-cs-personalize-user-uid"
_NO_STORE = (b"cache-control", b"private, no-store")


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
    ruleset, decider = project.ruleset, project.decider
    given = requests.user_uid(request)
    if (shown := previews.shown(request, ruleset, ports)) is not None:
        return _answer(encoded(shown), previews.visitor(given, ports))
    given = previews.healed(given)
    uid = given or _new_user_uid(ports)
    stored = NOTHING if given is None else await describing.stored(ruleset.project_uid, uid.text, ports)
    facts = describing.facts(request, ports, uid.text, stored or NOTHING)
    tags = requests.tags(request)
    keeping = privacy.keeping(request, ruleset, uid.text)
    last = ports.memory.manifest(ruleset.project_uid, uid.text) if keeping.is_known else None
    if last is not None and last.grounds == describing.grounds(project, facts, tags, ports):
        ports.counters.repeated_manifests += 1
        return _answer(last.body, uid, partial(measuring.hear, project, facts, keeping, ports))
    choice = decider.choose(ports.describe(facts, decider.needs), tags=tags)
    body = project.fragments.body(choice.options)
    decided = Decided(project, facts, tags, choice, body, keeping, is_read=stored is not None)
    return _answer(body, uid, partial(measuring.follow, decided, ports))


def encoded(variants: Sequence[tuple[str, str | None]]) -> bytes:
    """Return the manifest of these variants by experience, both by short uid, in priority order."""
    return msgspec.json.encode(_Manifest([_Experience(*pair) for pair in variants], dict(variants)))


def _answer(body: bytes, uid: requests.UserUid, after: Callable[[], object] | None = None) -> Answer:
    return Answer(200, body, ((USER_UID_HEADER, uid.raw), _NO_STORE), after)


def _new_user_uid(ports: Ports) -> requests.UserUid:
    text = ports.new_uid()
    return requests.UserUid(text, text.encode("ascii"))
