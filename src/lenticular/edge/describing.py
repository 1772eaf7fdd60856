"""What a request says of its visitor, and what is stored of them."""

import asyncio

from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.visitors import context
from lenticular.visitors.context import RequestFacts
from lenticular.visitors.stored import Stored

_CLIENT_HINTS = ("sec-ch-ua-mobile", "sec-ch-ua-platform")


async def stored(project_uid: str, user_uid: str, ports: Ports) -> Stored | None:
    """Return what is stored, None if the store fails or takes too long: to go on without it is better than to fail."""
    try:
        async with asyncio.timeout(ports.visitor_read_seconds):
            found = await ports.stored_visitors.read(project_uid, user_uid)
    except Exception as error:  # the store is a port: whatever it raises, the visitor gets an answer
        ports.counters.visitor_read_failures += 1
        ports.visitor_reads.failed(error)
        return None
    ports.visitor_reads.worked()
    return found


def facts(request: Request, ports: Ports, user_uid: str, stored: Stored) -> RequestFacts:
    """Return what a request says of its visitor, with what is stored."""
    client_ip_header = ports.client_ip_header
    return RequestFacts(
        user_uid=user_uid,
        page_url=request.header(b"x-page-url"),
        referrer=request.header(b"referer"),
        user_agent=request.header(b"user-agent"),
        client_hints={name: value for name in _CLIENT_HINTS if (value := request.header(name.encode())) is not None},
        ip_address=context.client_ip(
            request.header(b"x-forwarded-for"),
            request.peer,
            header_value=None if client_ip_header is None else request.header(client_ip_header.lower().encode()),
            trusted_proxies=ports.trusted_proxies,
        ),
        live_attributes_header=request.header(b"x-live-attributes"),
        now=ports.now(),
        stored=stored,
    )
