"""Delivering content types: what fields entries have."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from lenticular.content.content_types import payloads
from lenticular.content.content_types import service as content_types
from lenticular.content.delivery import pages
from lenticular.content.delivery.access import Visit
from lenticular.content.delivery.requests import Request
from lenticular.content.global_fields import service as global_fields
from lenticular.errors import Invalid, Problem

UNKNOWN = "118"


def get(visit: Visit, uid: str) -> Mapping[str, Any]:
    """Return a content type, its global fields expanded; raise Invalid when the stack has none of this uid."""
    found = _all(visit).get(uid)
    if found is None:
        problem = Problem("/uid", "NOT_FOUND", "is not valid.")
        raise Invalid([problem], UNKNOWN, f"The Content Type '{uid}' was not found. Please try again.")
    return found


def one(visit: Visit, uid: str) -> dict[str, Any]:
    """Return the body for one content type."""
    return {"content_type": get(visit, uid)}


def many(visit: Visit, request: Request) -> dict[str, Any]:
    """Return the body for a page of content types."""
    return pages.cut(pages.page_of(request), "content_types", list(_all(visit).values()))


def _all(visit: Visit) -> Mapping[str, Mapping[str, Any]]:
    return visit.snapshot.once(("content_types",), lambda session: _load(session, visit.stack.uid))


def _load(session: Session, stack_uid: str) -> dict[str, dict[str, Any]]:
    return {
        row.uid: payloads.render(row, global_fields.expand(session, stack_uid, row.schema))
        for row in content_types.of_stack(session, stack_uid)
    }
