"""`GET /manifest`: the variants of one visitor, decided from memory."""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from lenticular.domain import decision as decisions
from lenticular.domain.decision import Decision
from lenticular.edge import requests
from lenticular.edge.answers import Answer
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.visitors import context
from lenticular.visitors.context import RequestFacts

USER_UID_HEADER = b"x-cs-personalize-user-uid"


class _Experience(msgspec.Struct, rename="camel"):
    short_uid: str
    active_variant_short_uid: str | None


class _Manifest(msgspec.Struct, rename="camel"):
    experiences: list[_Experience]
    active_variants: dict[str, str | None]


async def answer(request: Request, ports: Ports) -> Answer:
    """Return the manifest, with the visitor's UID in its header: the one given, byte for byte, or a new one."""
    project = requests.project(request, ports.rulesets)
    given = requests.user_uid(request)
    uid = given or _new_user_uid(ports)
    stored = {} if given is None else await _stored_attributes(project.ruleset.project_uid, uid.text, ports)
    visitor = ports.describe(_facts(request, ports, uid.text, stored))
    made = decisions.decide(project.ruleset, visitor, tags=requests.tags(request))
    return Answer(200, encode(made), ((USER_UID_HEADER, uid.raw), (b"cache-control", b"private, no-store")))


def encode(made: Sequence[Decision]) -> bytes:
    """Return the manifest of decisions in priority order."""
    variants = [(decision.experience_short_uid, decision.variant_short_uid) for decision in made]
    return msgspec.json.encode(_Manifest([_Experience(*pair) for pair in variants], dict(variants)))


def _new_user_uid(ports: Ports) -> requests.UserUid:
    text = ports.new_uid()
    return requests.UserUid(text, text.encode("ascii"))


async def _stored_attributes(project_uid: str, user_uid: str, ports: Ports) -> Mapping[str, object]:
    """Return what is stored, or nothing if the store fails or takes too long: a decision without it beats none."""
    try:
        async with asyncio.timeout(ports.visitor_read_seconds):
            stored = await ports.stored_visitors.read(project_uid, user_uid)
    except Exception as error:  # the store is a port: whatever it raises, the visitor gets a manifest
        ports.counters.visitor_read_failures += 1
        ports.visitor_reads.failed(error)
        return {}
    ports.visitor_reads.worked()
    return stored or {}


def _facts(request: Request, ports: Ports, user_uid: str, stored: Mapping[str, object]) -> RequestFacts:
    client_ip_header = ports.client_ip_header
    return RequestFacts(
        user_uid=user_uid,
        page_url=request.header(b"x-page-url"),
        referrer=request.header(b"referer"),
        user_agent=request.header(b"user-agent"),
        client_hints={
            name: value
            for name in ("sec-ch-ua-mobile", "sec-ch-ua-platform")
            if (value := request.header(name.encode())) is not None
        },
        ip_address=context.client_ip(
            request.header(b"x-forwarded-for"),
            request.peer,
            header_value=None if client_ip_header is None else request.header(client_ip_header.lower().encode()),
            trusted_proxies=ports.trusted_proxies,
        ),
        live_attributes_header=request.header(b"x-live-attributes"),
        now=ports.now(),
        stored_attributes=stored,
    )
