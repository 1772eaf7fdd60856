"""Times on the wire."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import PlainSerializer


def iso_milliseconds(time: datetime) -> str:
    """Return a time as the contract spells it: `2024-10-23T19:59:47.747Z`."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Time = Annotated[datetime, PlainSerializer(iso_milliseconds, return_type=str)]
