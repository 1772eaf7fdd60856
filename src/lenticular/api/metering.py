"""Counting a request against the rate limit of the organization it is for, unless it was made on this machine."""

import ipaddress
from typing import Annotated

from fastapi import Depends, Request, Response

from lenticular.api.ports import RequestPorts
from lenticular.api.rate_limit import RateLimit

# What shows that a proxy on this machine passed on somebody else's request.
_PASSED_ON = ("x-forwarded-for", "forwarded")


class Meter:
    """Counts one request, as soon as it is known which organization it is for."""

    def __init__(self, limit: RateLimit | None, response: Response) -> None:
        self._limit = limit
        self._response = response

    @property
    def is_on(self) -> bool:
        """Whether there is a limit for this request."""
        return self._limit is not None

    def count(self, *organization_uids: str) -> None:
        """Count the request for each organization; raise TooManyRequests when it is one too many for any."""
        if self._limit is None:
            return
        for uid in organization_uids:
            remaining = self._limit.take(uid)
            self._response.headers["X-RateLimit-Limit"] = str(self._limit.per_second)
            # The vendor's clients take a 0 for a refusal, even on an answer that is well.
            if remaining > 0:
                self._response.headers["X-RateLimit-Remaining"] = str(remaining)


def is_local(request: Request) -> bool:
    """Tell whether a request was made on this machine, not only passed on by a proxy here."""
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return request.client is None or ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _meter(request: Request, response: Response, ports: RequestPorts) -> Meter:
    return Meter(None if is_local(request) else ports.rate_limit, response)


# A dependency that finds out the organization names this one, and calls `count`.
Metered = Annotated[Meter, Depends(_meter)]
