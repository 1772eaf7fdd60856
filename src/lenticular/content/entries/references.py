"""Which entries refer to one."""

from dataclasses import dataclass

from sqlalchemy import Text, cast

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import editions as kept
from lenticular.content.entries.editions import Edition
from lenticular.content.entries.tables import EntryLocale, EntryVersion
from lenticular.content.fields import walk
from lenticular.content.scope import StackScope


@dataclass(frozen=True, slots=True)
class Referrer:
    """An entry that refers to another, in one language."""

    edition: Edition
    content_type_title: str


def referrers(scope: StackScope, content_type_uid: str, uid: str, *, locale: str | None = None) -> list[Referrer]:
    """Return the entries of the stack whose latest version refers to an entry, newest change first.

    With a language only what refers to it there.
    """
    rows = (
        kept.latest()
        # The uid may stand there as plain text too, so what is found is looked at.
        .where(EntryLocale.stack_uid == scope.stack_uid, cast(EntryVersion.fields, Text).contains(uid, autoescape=True))
        .order_by(EntryLocale.updated_at.desc(), EntryLocale.entry_uid.desc(), EntryLocale.locale)
    )
    if locale is not None:
        rows = rows.where(EntryLocale.locale == locale)
    found = kept.read(scope.session, rows)
    types = {named: content_types.get(scope, named) for named in {edition.content_type_uid for edition in found}}
    schemas = {named: content_types.schema_of(scope, content_type) for named, content_type in types.items()}
    return [
        Referrer(edition, types[edition.content_type_uid].title)
        for edition in found
        if (content_type_uid, uid) in walk.references(edition.fields, schemas[edition.content_type_uid])
    ]
