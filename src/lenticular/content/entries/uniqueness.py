"""Fields whose value no two entries of a content type may share in one language."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Text, and_, cast, select

from lenticular.content.entries.tables import EntryLocale, EntryVersion
from lenticular.content.scope import StackScope
from lenticular.errors import Problem


def problems(
    scope: StackScope,
    content_type_uid: str,
    *,
    locale: str,
    content: Mapping[str, Any],
    schema: Sequence[Mapping[str, Any]],
    except_uid: str | None = None,
) -> list[Problem]:
    """Return a problem for each unique field whose value the latest version of another entry has.

    That holds for text and numbers at the top of the content type; what is empty is shared by any number.
    """
    others = select(EntryLocale.entry_uid).where(
        EntryLocale.stack_uid == scope.stack_uid,
        EntryLocale.content_type_uid == content_type_uid,
        EntryLocale.locale == locale,
        EntryLocale.entry_uid != (except_uid or ""),
    )
    found = []
    for definition in schema:
        field = str(definition.get("uid"))
        spellings = _spellings(content.get(field)) if definition.get("unique") is True else []
        if spellings and scope.session.scalar(_having(others, field, spellings).limit(1)) is not None:
            found.append(Problem(f"/entry/{field}", "TAKEN", "is not unique."))
    return found


def _spellings(value: object) -> list[str]:
    """Return how a database may spell a value as text."""
    match value:
        case bool():
            return []
        case int() | float():
            is_whole = value == value // 1
            return [repr(value), *([f"{int(value)}", f"{int(value)}.0"] if is_whole else [])]
        case str() if value.strip() and "\0" not in value:
            return [value]
    return []


def _having(others: Select[str], field: str, spellings: Sequence[str]) -> Select[str]:
    if field == "title":
        # Kept beside the versions, so none of them need be read.
        return others.where(EntryLocale.title.in_(spellings))
    is_latest = and_(
        EntryVersion.entry_uid == EntryLocale.entry_uid,
        EntryVersion.locale == EntryLocale.locale,
        EntryVersion.version == EntryLocale.version,
    )
    value = cast(EntryVersion.fields[field].as_string(), Text)
    return others.join(EntryVersion, is_latest).where(value.in_(spellings))
