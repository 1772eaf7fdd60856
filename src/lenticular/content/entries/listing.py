"""Which entries of a content type a client asks for: by the database where it can tell, else by looking at each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from lenticular.content import paging, querying
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import editions as kept
from lenticular.content.entries import payloads
from lenticular.content.entries import service as entries
from lenticular.content.entries.editions import Edition
from lenticular.content.entries.tables import EntryLocale
from lenticular.content.fields import walk
from lenticular.content.paging import Page
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid

Schema = Sequence[Mapping[str, Any]]
Condition = ColumnElement[bool]

_ORDERS: Mapping[str, paging.Column] = {
    "uid": EntryLocale.entry_uid,
    "title": EntryLocale.title,
    "locale": EntryLocale.locale,
    "created_at": EntryLocale.created_at,
    "created_by": EntryLocale.created_by,
    "updated_at": EntryLocale.updated_at,
    "updated_by": EntryLocale.updated_by,
    "_version": EntryLocale.version,
}
_FILTERS: Mapping[str, paging.Column] = {"uid": EntryLocale.entry_uid, "locale": EntryLocale.locale}
_NEWEST_FIRST = (EntryLocale.updated_at.desc(), EntryLocale.entry_uid.desc())


class PublishState(StrEnum):
    """What of an entry's language is published: nothing, its latest version wherever it is, or somewhere another."""

    NONE = "none"
    CURRENT = "current"
    OLDER = "older"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: in the first language of a chain that each has, with a text in the title, a page of them."""

    chain: Sequence[str]
    page: Page
    text: str = ""
    state: PublishState | None = None


def find(scope: StackScope, content_type_uid: str, schema: Schema, wanted: Wanted) -> tuple[list[Edition], int]:
    """Return the entries of a content type that a client wants, newest change first unless it says otherwise.

    Also how many there are without the page's bounds, where the page asks. Raises Invalid for a query that makes no
    sense. A query or an order by content reads every entry of the content type, the rest only the page.
    """
    query = wanted.page.query or {}
    problems = querying.problems(query)
    if problems:
        raise Invalid(problems, "141", "The query is not valid.")
    conditions = [
        EntryLocale.stack_uid == scope.stack_uid,
        EntryLocale.content_type_uid == content_type_uid,
        kept.is_shown(wanted.chain),
    ]
    if wanted.state:
        conditions.append(_is_in(wanted.state))
    rest = {}
    for name, value in query.items():
        if name in _FILTERS and isinstance(value, str):
            conditions.append(_FILTERS[name] == value)
        else:
            rest[name] = value
    if rest or wanted.text or wanted.page.order_by not in {"", *_ORDERS}:
        every = kept.read(scope.session, kept.latest().where(*conditions).order_by(*_NEWEST_FIRST))
        return _chosen(scope, every, schema, wanted, rest)
    return _paged(scope, conditions, wanted.page)


def _is_in(state: PublishState) -> Condition:
    is_published, is_older = published.entry_conditions(EntryLocale.entry_uid, EntryLocale.locale, EntryLocale.version)
    return {
        PublishState.NONE: ~is_published,
        PublishState.CURRENT: and_(is_published, ~is_older),
        PublishState.OLDER: is_older,
    }[state]


def _paged(scope: StackScope, conditions: Sequence[Condition], page: Page) -> tuple[list[Edition], int]:
    rows = select(EntryLocale).where(*conditions)
    shown, total = paging.rows(scope.session, rows, page, orders=_ORDERS, default=_NEWEST_FIRST)
    pairs = [(row.entry_uid, row.locale) for row in shown]
    found = entries.of_pairs(scope.session, [uid for uid, _ in pairs], {code for _, code in pairs})
    return [found[pair] for pair in pairs], total


def _chosen(
    scope: StackScope, every: Sequence[Edition], schema: Schema, wanted: Wanted, query: Mapping[str, Any]
) -> tuple[list[Edition], int]:
    page, text = wanted.page, wanted.text.casefold()
    referenced = _Referenced(scope, wanted.chain)
    documents = [
        document
        for document in (_document(edition, schema) for edition in every if text in edition.title.casefold())
        if querying.matches(document, query, find=referenced)
    ]
    if page.order_by:
        documents = querying.ordered(documents, page.order_by, is_descending=page.is_descending)
    by_uid = {edition.entry_uid: edition for edition in every}
    part = documents[page.skip : page.skip + page.limit]
    return [by_uid[document["uid"]] for document in part], len(documents)


def _document(edition: Edition, schema: Schema) -> dict[str, Any]:
    """Return what a query is held against: an entry as the wire shows it, but of its assets only the uids."""
    files = {uid: {"uid": uid} for uid in walk.assets(edition.fields, schema)}
    return payloads.render(edition, schema, files)


class _Referenced:
    """Looks up what entries refer to, each once."""

    def __init__(self, scope: StackScope, chain: Sequence[str]) -> None:
        self._scope = scope
        self._chain = chain
        self._schemas: dict[str, Schema] = {}
        self._documents: dict[tuple[str, str], dict[str, Any] | None] = {}

    def __call__(self, content_type_uid: str, uid: str) -> dict[str, Any] | None:
        """Return the entry that a reference names, as a query sees it, or None."""
        pair = content_type_uid, uid
        if pair not in self._documents:
            self._documents[pair] = self._read(content_type_uid, uid)
        return self._documents[pair]

    def _read(self, content_type_uid: str, uid: str) -> dict[str, Any] | None:
        if entries.find(self._scope, content_type_uid, uid) is None:
            return None
        if content_type_uid not in self._schemas:
            found = content_types.expanded(self._scope.session, self._scope.stack_uid, content_type_uid)
            self._schemas[content_type_uid] = found or []
        edition = entries.shown(self._scope, uid, self._chain[0])
        return None if edition is None else _document(edition, self._schemas[content_type_uid])
