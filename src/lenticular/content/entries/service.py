"""Finding, creating, changing, restoring and deleting entries, a language at a time."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from lenticular.content import paging
from lenticular.content.content_types import service as content_types
from lenticular.content.entries import drafts, uniqueness
from lenticular.content.entries import editions as kept
from lenticular.content.entries.drafts import Draft
from lenticular.content.entries.tables import Entry, EntryLocale, EntryVersion
from lenticular.content.locales import fallbacks
from lenticular.content.locales import service as locales
from lenticular.content.paging import Page
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid, Problem
from lenticular.store import authorship

# What other concepts call an entry, and what it says, that they were given.
Row: TypeAlias = Entry
Edition: TypeAlias = kept.Edition
_UID = re.compile(r"[A-Za-z0-9_]{1,64}")
# Far more than any entry has saves; what an export says beyond it is no number of a version.
_MOST_VERSIONS = 1_000_000_000


def find(scope: StackScope, content_type_uid: str, uid: str) -> Entry | None:
    """Return the entry of this uid, or None when the stack has none of this content type."""
    return scope.session.scalar(
        select(Entry).where(
            Entry.stack_uid == scope.stack_uid, Entry.content_type_uid == content_type_uid, Entry.uid == uid
        )
    )


def get(scope: StackScope, content_type_uid: str, uid: str) -> Entry:
    """Return the entry of this uid; raise Invalid when the stack has none of this content type."""
    entry = find(scope, content_type_uid, uid)
    if entry is None:
        raise missing()
    return entry


def exists(session: Session, uid: str) -> bool:
    """Tell whether any stack of this server has an entry of this uid; imports keep only free ones."""
    return session.get(Entry, uid) is not None


def has_any(session: Session, stack_uid: str, content_type_uid: str) -> bool:
    """Tell whether a content type has entries, in whatever language."""
    # One whose languages were all taken from the stack counts no more.
    present = select(EntryLocale.entry_uid).where(
        EntryLocale.stack_uid == stack_uid, EntryLocale.content_type_uid == content_type_uid
    )
    return session.scalar(present.limit(1)) is not None


def existing(session: Session, stack_uid: str, uids: Collection[str]) -> set[str]:
    """Return those of these uids that are entries of the stack, of whatever content type."""
    of_stack = select(Entry.uid).where(Entry.stack_uid == stack_uid)
    return {uid for some in paging.batches(uids) for uid in session.scalars(of_stack.where(Entry.uid.in_(some)))}


def edition(session: Session, entry_uid: str, locale: str, version: int | None = None) -> Edition | None:
    """Return what an entry says in exactly this language, in its latest version or the one given, or None."""
    wanted = EntryLocale.version if version is None else version
    statement = kept.every().where(
        EntryLocale.entry_uid == entry_uid, EntryLocale.locale == locale, EntryVersion.version == wanted
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else kept.of_rows(row[0], row[1])


def editions(session: Session, entry_uids: Collection[str], locale: str) -> dict[str, Edition]:
    """Return, by entry, the latest of those of these entries that exist in exactly this language."""
    statement = kept.latest().where(EntryLocale.entry_uid.in_(entry_uids), EntryLocale.locale == locale)
    return {found.entry_uid: found for found in kept.read(session, statement)}


def of_pairs(session: Session, entry_uids: Collection[str], codes: Collection[str]) -> dict[tuple[str, str], Edition]:
    """Return, by entry and language, the latest of these entries in those of these languages that they exist in."""
    statement = kept.latest().where(EntryLocale.locale.in_(codes))
    return {
        (found.entry_uid, found.locale): found
        for some in paging.batches(entry_uids)
        for found in kept.read(session, statement.where(EntryLocale.entry_uid.in_(some)))
    }


def latest_of_type(session: Session, stack_uid: str, content_type_uid: str, locale: str) -> Sequence[Edition]:
    """Return the latest of all entries of a content type in exactly this language, newest change first."""
    return kept.read(
        session,
        kept.latest()
        .where(
            EntryLocale.stack_uid == stack_uid,
            EntryLocale.content_type_uid == content_type_uid,
            EntryLocale.locale == locale,
        )
        .order_by(EntryLocale.updated_at.desc(), EntryLocale.entry_uid.desc()),
    )


def localized(session: Session, entry_uid: str) -> list[str]:
    """Return the languages that an entry exists in, the oldest first."""
    codes = (
        select(EntryLocale.locale)
        .where(EntryLocale.entry_uid == entry_uid)
        .order_by(EntryLocale.created_at, EntryLocale.locale)
    )
    return list(session.scalars(codes))


def shown(scope: StackScope, entry_uid: str, locale: str) -> Edition | None:
    """Return the latest of an entry in this language, or in the first of its fallbacks that has it, or None.

    Raises Invalid when the stack has not the language.
    """
    chain = locales.fallback_chain(scope, locale)
    found = of_pairs(scope.session, [entry_uid], chain)
    return next((found[entry_uid, code] for code in chain if (entry_uid, code) in found), None)


def shown_in(scope: StackScope, entry_uid: str, locale: str) -> list[str]:
    """Return the languages that show an entry as it is in this one: itself, and those that fall back to it."""
    present = localized(scope.session, entry_uid)
    pairs = locales.fallbacks_of(scope.session, scope.stack_uid)
    first = {code: next((own for own in fallbacks.chain(pairs, code) if own in present), None) for code in pairs}
    return [code for code, own in first.items() if own == locale]


def versions(session: Session, shown: Edition, page: Page) -> tuple[Sequence[EntryVersion], int]:
    """Return a page of the versions of an entry in exactly its language, newest first, and how many there are."""
    rows = (
        select(EntryVersion)
        # A list names the versions; what they say is read one at a time.
        .options(load_only(EntryVersion.updated_at, EntryVersion.updated_by))
        .where(EntryVersion.entry_uid == shown.entry_uid, EntryVersion.locale == shown.locale)
    )
    return paging.rows(session, rows, page, orders={}, default=[EntryVersion.version.desc()])


def create(
    scope: StackScope,
    content_type: content_types.Row,
    *,
    locale: str,
    document: Mapping[str, Any],
    uid: str | None = None,
) -> Edition:
    """Add an entry in one language; a given uid is kept (imports).

    Raises Invalid when the stack has not the language, when the document does not suit the content type, and when the
    content type has room for one entry only.
    """
    code = locales.get(scope, locale).code
    schema = content_types.schema_of(scope, content_type)
    problems = [
        *_of_singleton(scope, content_type),
        *drafts.problems(document, schema),
        *uniqueness.problems(scope, content_type.uid, locale=code, content=document, schema=schema),
    ]
    if problems:
        raise Invalid(problems, "141", "Entry creation failed. Please enter valid field values.")
    entry = _add(scope, content_type, uid or scope.identifiers.blt())
    return _save(scope, entry, code, drafts.read(document, schema, new_uid=scope.identifiers.cs))


def update(
    scope: StackScope, content_type: content_types.Row, entry: Entry, *, locale: str, document: Mapping[str, Any]
) -> Edition:
    """Save an entry in one language as its next version; members that the document leaves out stay as they are.

    In a language that the entry does not exist in yet it begins at version 1 with the document alone, so that what an
    export has of a language is all that an import gives it. Raises Invalid as `create`.
    """
    code = locales.get(scope, locale).code
    schema = content_types.schema_of(scope, content_type)
    present = edition(scope.session, entry.uid, code)
    known = {} if present is None else {**present.fields, "tags": present.tags}
    whole = {**known, **document}
    problems = [
        *drafts.problems(whole, schema),
        *uniqueness.problems(scope, content_type.uid, locale=code, content=whole, schema=schema, except_uid=entry.uid),
    ]
    if problems:
        raise Invalid(problems, "141", "Entry update failed. Please enter valid field values.")
    return _save(scope, entry, code, drafts.read(whole, schema, new_uid=scope.identifiers.cs))


def restore(
    scope: StackScope,
    content_type: content_types.Row,
    *,
    uid: str,
    locale: str,
    document: Mapping[str, Any],
    version: int = 1,
) -> Edition:
    """Save an entry of an export in one language, under its uid and version.

    An entry of this uid that the stack has already gets the language, or its next version there, which is at least the
    given one. The document may lack mandatory fields, as content may that is older than its content type. Raises
    Invalid as `create`, and when the uid is another content type's or another stack's.
    """
    code = locales.get(scope, locale).code
    schema = content_types.schema_of(scope, content_type)
    entry = find(scope, content_type.uid, uid)
    problems = [
        *([] if entry else _of_new_uid(scope, uid) + _of_singleton(scope, content_type)),
        *drafts.problems(document, schema, is_partial=True),
        *uniqueness.problems(scope, content_type.uid, locale=code, content=document, schema=schema, except_uid=uid),
    ]
    if problems:
        raise Invalid(problems, "141", "Entry creation failed. Please enter valid field values.")
    draft = drafts.read(document, schema, new_uid=scope.identifiers.cs)
    return _save(scope, entry or _add(scope, content_type, uid), code, draft, at_least=min(version, _MOST_VERSIONS))


def delete(scope: StackScope, entry: Entry, *, locale: str | None = None) -> None:
    """Delete an entry in one language, or in all for None, with its variants there and what is published of it.

    Without its last language the entry is gone. Raises Invalid when it does not exist in the language.
    """
    code = None if locale is None else locales.get(scope, locale).code
    present = localized(scope.session, entry.uid)
    if code is not None and code not in present:
        raise Invalid([Problem("/locale", "NOT_FOUND", "is not valid.")], "141", f"The entry is not in “{code}”.")
    withdrawn = None if code is None else shown_in(scope, entry.uid, code)
    published.withdraw_entry(scope.session, scope.stack_uid, entry.uid, now=scope.now, locales=withdrawn)
    if code is None or present == [code]:
        scope.session.delete(entry)
    else:
        scope.session.delete(scope.session.get_one(EntryLocale, (entry.uid, code)))
    scope.session.flush()


def unlocalize(scope: StackScope, entry: Entry, *, locale: str) -> None:
    """Let an entry show its fallback in a language again; raise Invalid for the master, and as `delete`."""
    if locales.get(scope, locale).code == scope.master_locale:
        problem = Problem("/locale", "MASTER", "is the master language.")
        raise Invalid([problem], "141", "An entry has nothing to show in place of the master language.")
    delete(scope, entry, locale=locale)


def missing(pointer: str = "/uid") -> Invalid:
    """Return the failure of a request that names an entry, or a version of one, that is not there."""
    return Invalid([Problem(pointer, "NOT_FOUND", "is not valid.")], "141", "The requested object doesn't exist.")


def _of_new_uid(scope: StackScope, uid: str) -> list[Problem]:
    if _UID.fullmatch(uid) is None:
        return [Problem("/uid", "NOT_VALID_UID", "is not valid.")]
    return [Problem("/uid", "TAKEN", "is not unique.")] if exists(scope.session, uid) else []


def _of_singleton(scope: StackScope, content_type: content_types.Row) -> list[Problem]:
    if content_types.is_singleton(content_type) and has_any(scope.session, scope.stack_uid, content_type.uid):
        return [Problem("/content_type", "SINGLETON", "allows only one entry.")]
    return []


def _add(scope: StackScope, content_type: content_types.Row, uid: str) -> Entry:
    entry = Entry(uid=uid, stack_uid=scope.stack_uid, content_type_uid=content_type.uid)
    scope.session.add(entry)
    scope.session.flush()
    return entry


def _save(scope: StackScope, entry: Entry, locale: str, draft: Draft, at_least: int = 1) -> Edition:
    row = scope.session.get(EntryLocale, (entry.uid, locale))
    if row is None:
        row = EntryLocale(
            entry_uid=entry.uid,
            locale=locale,
            stack_uid=entry.stack_uid,
            content_type_uid=entry.content_type_uid,
            version=0,
            created_by=scope.user_uid,
            created_at=scope.now,
        )
        scope.session.add(row)
    row.title = draft.title
    row.version = max(row.version + 1, at_least)
    authorship.touch(scope, row)
    # The version refers to the row, which must be there first.
    scope.session.flush()
    version = EntryVersion(
        entry_uid=entry.uid,
        locale=locale,
        version=row.version,
        fields=draft.fields,
        tags=draft.tags,
        updated_by=scope.user_uid,
        updated_at=scope.now,
    )
    scope.session.add(version)
    scope.session.flush()
    return kept.of_rows(row, version)
