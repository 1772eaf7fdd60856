"""What every route may use: the stores, the clock, uids and limits, built once by a composition root."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from lenticular.api.rate_limit import RateLimit
from lenticular.geo.places import Resolver
from lenticular.store.database import Stores
from lenticular.store.files import AssetFiles
from lenticular.store.identifiers import Identifiers


@dataclass(frozen=True, slots=True)
class Limits:
    """Object quotas; the defaults are the documented ones of the hosted service."""

    projects_per_organization: int = 3
    experiences_per_project: int = 100
    audiences_per_project: int = 100
    rules_per_audience: int = 50
    attributes_per_project: int = 100
    events_per_project: int = 100
    variants_per_experience: int = 20
    audiences_per_variant: int = 50
    metrics_per_test: int = 5
    tags_per_experience: int = 10
    authtokens_per_user: int = 20


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world as routes see it."""

    stores: Stores
    now: Callable[[], datetime]
    identifiers: Identifiers
    places: Resolver
    assets: AssetFiles
    # Which media types a file of an asset may have; `*` stands for all of a kind.
    asset_types: Sequence[str] = ("*/*",)
    limits: Limits = field(default_factory=Limits)
    # Where this machine's event log lies; None where nothing is counted.
    spool: Path | None = None
    # How long raw impressions and events are kept after they were counted.
    event_retention_days: int = 183
    # The public address is https, even if a proxy talks plain HTTP to this process.
    is_public_https: bool = False
    # The address that clients are told; None: the one they called.
    public_url: str | None = None
    # None sets no limit.
    rate_limit: RateLimit | None = None


def utc_now() -> datetime:
    """Return the present instant in UTC, to the millisecond that the wire can show."""
    return datetime.fromtimestamp(time.time_ns() // 1_000_000 / 1000, UTC)


def of_request(request: Request) -> Ports:
    """Return the ports that the composition root put into the application."""
    ports: Ports = request.app.state.ports
    return ports


def base_url(request: Request) -> str:
    """Return the address that clients know this server by: the public one if it is set, else the one they called."""
    return of_request(request).public_url or f"{request.url.scheme}://{request.url.netloc}"


RequestPorts = Annotated[Ports, Depends(of_request)]
