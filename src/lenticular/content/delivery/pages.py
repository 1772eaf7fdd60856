"""Which part of a list a delivery request asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from lenticular.content import paging, querying
from lenticular.content.delivery.requests import Request
from lenticular.content.paging import Page
from lenticular.errors import Invalid

_NAMES = ("skip", "limit", "include_count", "count", "asc", "desc", "query")


def page_of(request: Request) -> Page:
    """Return the page that a request asks for; raise Invalid for a number or a query that is none."""
    page = paging.page(**{name: text for name in _NAMES if (text := request.text(name))})
    if page.query is not None and (problems := querying.problems(page.query)):
        raise Invalid(problems, "141", "The query is not valid.")
    return page


def cut(page: Page, key: str, documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the body of a list that is at hand whole: queried, ordered, cut."""
    wanted = [one for one in documents if querying.matches(one, page.query or {})]
    if page.order_by:
        wanted = querying.ordered(wanted, page.order_by, is_descending=page.is_descending)
    return paging.answer(page, key, wanted[page.skip : page.skip + page.limit], len(wanted))
