"""Which part of a list a client asks for, in which order, and the answer that carries it."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lenticular.content import flags
from lenticular.errors import Invalid, Problem

MOST = 100
# Large enough for any list, small enough for the databases.
_FURTHEST = 2**53

# Of parameters in one statement: PostgreSQL takes 65,535, SQLite 32,766.
_AT_ONCE = 10_000

Row = TypeVar("Row")
Column = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list: how many to leave out, how many to show at most, by which member ordered, which to keep."""

    skip: int = 0
    limit: int = MOST
    include_count: bool = False
    # `count=true`: the number alone is asked for.
    is_count_only: bool = False
    order_by: str = ""
    is_descending: bool = False
    query: Mapping[str, Any] | None = None


def page(
    *,
    skip: str = "0",
    limit: str = str(MOST),
    include_count: str = "",
    count: str = "",
    asc: str = "",
    desc: str = "",
    query: Annotated[str, Query(description="A JSON object: members and the values they must have.")] = "",
) -> Page:
    """Return the page that a query string asks for; raise Invalid for what is no number, or no JSON object."""
    return Page(
        skip=_number("skip", skip),
        limit=min(_number("limit", limit), MOST),
        include_count=flags.is_yes(include_count),
        is_count_only=flags.is_yes(count),
        order_by=asc or desc,
        is_descending=bool(desc) and not asc,
        query=_object(query) if query.strip() else None,
    )


Paged = Annotated[Page, Depends(page)]


def rows(
    session: Session,
    statement: Select[Row],
    page: Page,
    *,
    orders: Mapping[str, Column],
    default: Sequence[ColumnElement[Any]],
) -> tuple[Sequence[Row], int]:
    """Return the page's rows and how many there are in all (0 where the page does not ask; that saves the counting).

    `orders` are the members a client may order by; by any other, or none, the order is `default`, which must be
    total: it also decides among equals. `page.query` is the caller's to apply.
    """
    total = 0
    if page.include_count or page.is_count_only:
        total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    if page.is_count_only:
        return [], total
    column = orders.get(page.order_by)
    first = [] if column is None else [column.desc() if page.is_descending else column.asc()]
    found = session.scalars(statement.order_by(*first, *default).offset(page.skip).limit(page.limit)).all()
    return found, total


def answer(page: Page, key: str, items: Iterable[Any], total: int) -> dict[str, Any]:
    """Return the body of a list: the items under their key, or their number for `count=true`; with `count` if asked."""
    if page.is_count_only:
        return {key: total}
    body: dict[str, Any] = {key: list(items)}
    return {**body, "count": total} if page.include_count else body


def of_all(page: Page, key: str, items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the body of a list that is small enough to be made whole: filtered by `query`, ordered, cut."""
    wanted = [item for item in items if matches(item, page.query or {})]
    if page.order_by:
        with_value = [item for item in wanted if isinstance(item.get(page.order_by), str | int | float)]
        without = [item for item in wanted if not isinstance(item.get(page.order_by), str | int | float)]
        with_value.sort(key=lambda item: _order_key(item[page.order_by]), reverse=page.is_descending)
        wanted = [*with_value, *without]
    return answer(page, key, wanted[page.skip : page.skip + page.limit], len(wanted))


def matches(item: Mapping[str, Any], query: Mapping[str, Any]) -> bool:
    """Tell whether an item has every value that the query names; null also matches a member that is not there."""
    return all(item.get(name) == value for name, value in query.items())


def batches(uids: Iterable[str]) -> Iterator[list[str]]:
    """Yield all that is given, each once, in lists short enough for one statement."""
    remaining = iter(dict.fromkeys(uids))
    while batch := list(islice(remaining, _AT_ONCE)):
        yield batch


def _order_key(value: str | float) -> tuple[bool, str | float]:
    return isinstance(value, str), value


def _number(name: str, text: str) -> int:
    """Return a number of the query string; the vendor's CLI sends `1e+100`, whose plus may arrive as a space."""
    try:
        value = float(text.strip().replace(" ", "+") or 0)
    except ValueError:
        value = -1
    if math.isnan(value) or value < 0:
        raise Invalid([Problem(f"/{name}", "NOT_INTEGER", "is not valid.")])
    return int(min(value, _FURTHEST))


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Invalid([Problem("/query", "NOT_OBJECT", "is not valid.")])
    return value
