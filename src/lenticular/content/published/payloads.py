"""What is published, as the content management API shows it."""

from collections.abc import Sequence
from typing import Any

from lenticular.api.times import iso_milliseconds
from lenticular.content.published.service import State


def details(states: Sequence[State]) -> list[dict[str, Any]]:
    """Return the `publish_details` of an entry, an entry variant or an asset: one object a place, [] for none."""
    return [
        {
            "environment": state.environment_uid,
            "version": state.version,
            "locale": state.locale,
            "time": iso_milliseconds(state.published_at),
            "user": state.published_by,
        }
        for state in states
    ]
