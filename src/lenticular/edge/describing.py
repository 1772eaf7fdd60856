"""What a request says of its visitor, what is stored of them, and what follows from both."""

from collections.abc import Mapping
from datetime import UTC, datetime

from lenticular.edge.memory import pack
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.edge.rulesets import Project
from lenticular.ingestion.records import Context
from lenticular.visitors import context as visitors
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import StoredText

# What stands in a request or a row as JSON: to compare the texts costs less than to read them.
_TEXTS = frozenset({"live_attributes", "stored_attributes", "assignments"})
_NO_TIME = datetime.min.replace(tzinfo=UTC)
_CLIENT_HINTS = (b"sec-ch-ua-mobile", b"sec-ch-ua-platform")


async def stored(project_uid: str, user_uid: str, ports: Ports) -> StoredText | None:
    """Return what is stored, None if the store fails or takes too long: to go on without it is better than to fail."""
    try:
        found = await ports.stored_visitors.read(project_uid, user_uid)
    except Exception as error:  # the store is a port: whatever it raises, the visitor gets an answer
        ports.counters.visitor_read_failures += 1
        ports.visitor_reads.failed(error)
        return None
    ports.visitor_reads.worked()
    return found


def facts(request: Request, ports: Ports, user_uid: str, stored: StoredText) -> RequestFacts:
    """Return what a request says of its visitor, with what is stored."""
    header, named = request.header, ports.client_ip_header
    return RequestFacts(
        now=ports.now(),
        user_uid=user_uid,
        page_url=header(b"x-page-url"),
        referrer=header(b"referer"),
        user_agent=header(b"user-agent"),
        client_hints=_client_hints(request),
        ip_address=visitors.client_ip(
            header(b"x-forwarded-for"),
            request.peer,
            header_value=None if named is None else header(named.lower().encode()),
            trusted_proxies=ports.trusted_proxies,
        ),
        live_attributes_header=header(b"x-live-attributes"),
        stored=stored,
    )


def grounds(project: Project, facts: RequestFacts, tags: tuple[str, ...], ports: Ports) -> bytes:
    """Return all that the choice for a visitor follows from: with equal grounds it is the same, whenever they come.

    Of the clock that is the moment, and of what comes as JSON the text. In one piece, as it is remembered.
    """
    decider = project.decider
    visitor = ports.describe(facts, decider.needs - _TEXTS)
    return pack((
        project.number,
        tags,
        visitor._replace(now=_NO_TIME),
        decider.moment(visitor),
        facts.live_attributes_header if "live_attributes" in decider.needs else None,
        facts.stored,
    ))  # fmt: skip


def context(project: Project, facts: RequestFacts, ports: Ports) -> Context:
    """Return the context of an impression by whom these facts describe."""
    visitor = ports.describe(facts, visitors.EVERYTHING)
    return Context(visitor.country, visitor.device_type, project.decider.memberships(visitor))


def nameless_context(facts: RequestFacts, ports: Ports) -> Context:
    """Return the context of an impression by somebody of whom no audiences are kept."""
    visitor = ports.describe(facts, visitors.EVERYTHING)
    return Context(visitor.country, visitor.device_type)


def _client_hints(request: Request) -> Mapping[str, str] | None:
    if request.headers.keys().isdisjoint(_CLIENT_HINTS):
        return None
    return {name.decode(): value for name in _CLIENT_HINTS if (value := request.header(name)) is not None}
