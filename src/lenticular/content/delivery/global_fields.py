"""Delivering global fields: groups of fields that content types share."""

from collections.abc import Mapping
from typing import Any

from lenticular.content.delivery import pages
from lenticular.content.delivery.access import Visit
from lenticular.content.delivery.requests import Request
from lenticular.content.global_fields import payloads
from lenticular.content.global_fields import service as global_fields
from lenticular.errors import Invalid, Problem

UNKNOWN = "118"


def one(visit: Visit, uid: str) -> dict[str, Any]:
    """Return the body for one global field; raise Invalid when the stack has none of this uid."""
    found = _all(visit).get(uid)
    if found is None:
        problem = Problem("/uid", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], UNKNOWN, f"The Global Field '{uid}' was not found. Please try again.")
    return {"global_field": found}


def many(visit: Visit, request: Request) -> dict[str, Any]:
    """Return the body for a page of global fields."""
    return pages.cut(pages.page_of(request), "global_fields", list(_all(visit).values()))


def _all(visit: Visit) -> Mapping[str, Mapping[str, Any]]:
    return visit.snapshot.once(
        ("global_fields",),
        lambda session: {row.uid: payloads.render(row) for row in global_fields.of_stack(session, visit.stack.uid)},
    )
