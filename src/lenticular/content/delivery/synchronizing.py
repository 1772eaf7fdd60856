"""Delivering everything once, then only what changed: the Sync API."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lenticular.api.times import iso_milliseconds
from lenticular.content.delivery import access
from lenticular.content.delivery.access import Environment, Visit
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.sources import Found, PublishedSource, shown
from lenticular.content.published import reading
from lenticular.content.published.reading import Change, Kind
from lenticular.errors import Invalid, Problem

PAGE = 100


@dataclass(frozen=True, slots=True)
class _Course:
    """A synchronization on its way: what it is about, since which revision, and after what it goes on.

    It travels in the client's hands as a token. Nothing in it widens what the request may read.
    """

    environment_uid: str
    types: str = ""
    content_type_uid: str = ""
    locale: str = ""
    start_from: str = ""
    since: int = 0
    # Revision, kind, uid and language of what was sent last; empty at the begin.
    after: tuple[int | str, ...] = ()


def answer(visit: Visit, request: Request) -> dict[str, Any]:
    """Return the body for one step: a page of items, with the token for the next page or for the next time."""
    course = _course(visit, request)
    environment = _environment(visit, course)
    source = PublishedSource(visit, environment, request.base_url)
    changes = visit.snapshot.once(
        ("changes", environment.uid, course.since),
        lambda session: reading.changes(session, visit.stack.uid, environment.uid, since=course.since),
    )
    wanted = [change for change in changes if _is_wanted(change, course)]
    remaining = [change for change in wanted if _position(change) > course.after] if course.after else wanted
    page, rest = remaining[:PAGE], remaining[PAGE:]
    body: dict[str, Any] = {
        "items": _items(source, page),
        "skip": len(wanted) - len(remaining),
        "limit": PAGE,
        "total_count": len(wanted),
    }
    if rest:
        body["pagination_token"] = _token(replace(course, after=_position(page[-1])))
    else:
        body["sync_token"] = _token(replace(course, since=visit.stack.revision, after=(), start_from=""))
    return body


def _course(visit: Visit, request: Request) -> _Course:
    """Return the course that a request begins or goes on with; raise Invalid for a token that is none."""
    token = request.text("pagination_token") or request.text("sync_token")
    if token:
        return _read(token)
    start_from = request.text("start_from")
    if start_from and _instant(start_from) is None:
        raise _invalid("start_from")
    return _Course(
        environment_uid=access.environment(visit, request).uid,
        types=",".join(request.listed("type")),
        content_type_uid=request.text("content_type_uid"),
        locale=request.text("locale").strip().lower(),
        start_from=start_from,
    )


def _environment(visit: Visit, course: _Course) -> Environment:
    # A token of a client may be older than what the client may read.
    if course.environment_uid not in visit.token.environment_uids:
        raise _invalid("environment")
    return Environment(course.environment_uid, "")


def _is_wanted(change: Change, course: _Course) -> bool:
    is_first_time = course.since == 0
    if is_first_time and not change.is_published:
        return False
    if course.types and _type(change) not in {one.strip() for one in course.types.split(",")}:
        return False
    if course.content_type_uid and change.content_type_uid != course.content_type_uid:
        return False
    if course.locale and change.locale != course.locale:
        return False
    start = _instant(course.start_from) if course.start_from else None
    return start is None or change.at >= start


def _items(source: PublishedSource, changes: Sequence[Change]) -> list[dict[str, Any]]:
    found: dict[tuple[Kind, str, str], Found] = {}
    for locale in {change.locale for change in changes}:
        for kind, read in ((Kind.ENTRY, source.entries), (Kind.ASSET, source.assets)):
            uids = [one.uid for one in changes if one.is_published and one.kind is kind and one.locale == locale]
            found.update({(kind, uid, locale): one for uid, one in read(uids, [locale]).items()} if uids else {})
    return [_item(change, found) for change in changes]


def _item(change: Change, found: Mapping[tuple[Kind, str, str], Found]) -> dict[str, Any]:
    at_hand = found.get((change.kind, change.uid, change.locale))
    data = {"uid": change.uid, "locale": change.locale} if at_hand is None else shown(at_hand)
    item = {"type": _type(change), "event_at": iso_milliseconds(change.at), "data": data}
    return {**item, "content_type_uid": change.content_type_uid or "sys_assets"}


def _type(change: Change) -> str:
    return f"{change.kind}_{'published' if change.is_published else 'unpublished'}"


def _position(change: Change) -> tuple[int | str, ...]:
    return (change.revision, change.kind.value, change.uid, change.locale)


def _token(course: _Course) -> str:
    return base64.urlsafe_b64encode(json.dumps(asdict(course)).encode()).decode().rstrip("=")


def _read(token: str) -> _Course:
    try:
        members = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        course = _Course(**{**members, "after": tuple(members["after"])})
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError):
        raise _invalid("token") from None
    kinds = [type(value) for value in course.after]
    texts = (course.environment_uid, course.types, course.content_type_uid, course.locale, course.start_from)
    is_sound = type(course.since) is int and all(isinstance(text, str) for text in texts)
    if not is_sound or kinds not in ([], [int, str, str, str]) or abs(course.since) > 2**53:
        raise _invalid("token")
    return course


def _instant(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time


def _invalid(field: str) -> Invalid:
    return Invalid([Problem(f"/{field}", "NOT_VALID", "is not valid.")], "141", "Begin again with init=true.")
