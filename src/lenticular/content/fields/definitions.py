"""What is wrong with a schema: the list of field definitions of a content type or a global field."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lenticular.content.fields import limits
from lenticular.content.fields.kinds import Kind, objects
from lenticular.errors import Problem

# What a content type or global field is called by.
TYPE_UID = re.compile(r"[a-z0-9_]{1,200}")
# Letters of both cases: content types of early stacks have them.
_UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,199}")
_LONGEST_NAME = 200
# Groups and blocks within each other.
DEEPEST = 10
# An entry has these members besides its fields.
RESERVED = frozenset({
    "uid", "locale", "ACL", "tags", "publish_details", "created_at", "created_by", "updated_at", "updated_by",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Known:
    """The uids that global fields may name; None leaves them unchecked."""

    global_fields: Collection[str] | None


def problems(
    schema: object,
    *,
    pointer: str,
    global_fields: Collection[str] | None = None,
) -> list[Problem]:
    """Return everything that is wrong with a schema, each problem at the pointer of its member.

    `global_fields` are the uids that may be named; None leaves them unchecked. A reference may name a content type that
    does not exist yet: imports make them in any order.
    """
    return limits.problems(schema, pointer) or list(_of_schema(schema, pointer, _Known(global_fields), 1))


def problems_of_entries(schema: object, *, pointer: str) -> list[Problem]:
    """Return what is wrong with a schema as that of entries: they have a title, and members of the system's."""
    found = [
        Problem(f"{pointer}/{index}/uid", "RESERVED", f"is a name that every entry has already: {field['uid']}.")
        for index, field in enumerate(schema if isinstance(schema, list) else ())
        if isinstance(field, Mapping) and isinstance(field.get("uid"), str) and field["uid"] in RESERVED
    ]
    if isinstance(schema, list) and not any(_is_title(field) for field in objects(schema)):
        found.append(Problem(pointer, "NO_TITLE", "must have a text field with the uid “title”."))
    return found


def problems_of_members(*, uid: str, title: str, others: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with the members beside a schema, `others` being kept as they are."""
    found = limits.problems(others)
    if TYPE_UID.fullmatch(uid) is None:
        message = "must be lower-case letters, digits and underscores, at most 200."
        found.append(Problem("/uid", "NOT_VALID_UID", message))
    if not title or len(title) > _LONGEST_NAME or "\0" in title:
        message = f"must be a text of 1 to {_LONGEST_NAME} characters."
        found.append(Problem("/title", "NOT_VALID_TEXT", message))
    return found


def _is_title(field: Mapping[str, Any]) -> bool:
    return (field.get("uid"), field.get("data_type")) == ("title", Kind.TEXT) and field.get("multiple") is not True


def _of_schema(schema: object, pointer: str, known: _Known, level: int) -> Iterator[Problem]:
    if not isinstance(schema, list):
        yield Problem(pointer, "NOT_ARRAY", "must be a list of fields.")
        return
    if level > DEEPEST:
        yield Problem(pointer, "TOO_DEEP", f"nests deeper than {DEEPEST} levels.")
        return
    seen: set[str] = set()
    for index, field in enumerate(schema):
        yield from _of_identity(field, f"{pointer}/{index}", seen)
        if isinstance(field, Mapping):
            yield from _of_field(field, f"{pointer}/{index}", known, level)


def _of_identity(part: object, pointer: str, seen: set[str]) -> Iterator[Problem]:
    """Yield what is wrong with the uid of a field or block; `seen` are those of its list so far."""
    if not isinstance(part, Mapping):
        yield Problem(pointer, "NOT_OBJECT", "must be an object.")
        return
    uid = part.get("uid")
    if uid is None:
        yield Problem(f"{pointer}/uid", "REQUIRED", "is a required field.")
    elif not isinstance(uid, str) or _UID.fullmatch(uid) is None:
        message = "must be letters, digits and underscores, the first no underscore, at most 200."
        yield Problem(f"{pointer}/uid", "NOT_VALID_UID", message)
    elif uid in seen:
        yield Problem(f"{pointer}/uid", "TAKEN", f"is not unique: {uid}.")
    else:
        seen.add(uid)


def _of_field(field: Mapping[str, Any], pointer: str, known: _Known, level: int) -> Iterator[Problem]:
    yield from _of_name(field, "display_name", pointer)
    for name in ("mandatory", "multiple", "unique", "non_localizable"):
        if not isinstance(field.get(name), bool | None):
            yield Problem(f"{pointer}/{name}", "NOT_BOOLEAN", "must be true or false.")
    kind = field.get("data_type")
    if kind is None:
        yield Problem(f"{pointer}/data_type", "REQUIRED", "is a required field.")
    elif not isinstance(kind, str) or kind not in set(Kind):
        yield Problem(f"{pointer}/data_type", "NOT_VALID_ENUM", f"must be one of {', '.join(Kind)}.")
    else:
        yield from _of_kind(Kind(kind), field, pointer, known, level)


def _of_kind(kind: Kind, field: Mapping[str, Any], pointer: str, known: _Known, level: int) -> Iterator[Problem]:
    match kind:
        case Kind.GROUP:
            yield from _of_schema(field.get("schema"), f"{pointer}/schema", known, level + 1)
        case Kind.BLOCKS:
            yield from _of_blocks(field.get("blocks"), f"{pointer}/blocks", known, level)
        case Kind.GLOBAL_FIELD:
            yield from _of_global_field(field.get("reference_to"), f"{pointer}/reference_to", known)
        case Kind.REFERENCE:
            yield from _of_reference(field.get("reference_to"), f"{pointer}/reference_to")
        case Kind.TEXT | Kind.NUMBER:
            yield from _of_choices(field.get("enum"), f"{pointer}/enum")
        case Kind.TAXONOMY:
            yield from _of_taxonomies(field.get("taxonomies"), f"{pointer}/taxonomies")


def _of_blocks(blocks: object, pointer: str, known: _Known, level: int) -> Iterator[Problem]:
    if not isinstance(blocks, list):
        yield Problem(pointer, "NOT_ARRAY", "must be a list of blocks.")
        return
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        here = f"{pointer}/{index}"
        yield from _of_identity(block, here, seen)
        if not isinstance(block, Mapping):
            continue
        yield from _of_name(block, "title", here)
        if block.get("reference_to") is not None:
            yield from _of_global_field(block["reference_to"], f"{here}/reference_to", known)
        else:
            yield from _of_schema(block.get("schema"), f"{here}/schema", known, level + 1)


def _of_name(part: Mapping[str, Any], member: str, pointer: str) -> Iterator[Problem]:
    name = part.get(member)
    if not isinstance(name, str | None) or len(name or "") > _LONGEST_NAME:
        yield Problem(f"{pointer}/{member}", "NOT_STRING", f"must be a text of at most {_LONGEST_NAME} characters.")


def _of_global_field(uid: object, pointer: str, known: _Known) -> Iterator[Problem]:
    if not isinstance(uid, str) or not uid:
        yield Problem(pointer, "REQUIRED", "must be the uid of a global field.")
    elif known.global_fields is not None and uid not in known.global_fields:
        yield Problem(pointer, "NOT_FOUND", f"is not valid: there is no global field {uid}.")


def _of_reference(targets: object, pointer: str) -> Iterator[Problem]:
    uids = [targets] if isinstance(targets, str) else targets
    if not isinstance(uids, list) or not all(isinstance(uid, str) and uid for uid in uids):
        yield Problem(pointer, "NOT_ARRAY", "must be a list of uids of content types.")


def _of_choices(enum: object, pointer: str) -> Iterator[Problem]:
    if enum is None:
        return
    choices = enum.get("choices") if isinstance(enum, Mapping) else None
    if not isinstance(choices, list) or not all(
        isinstance(choice, Mapping) and "value" in choice for choice in choices
    ):
        yield Problem(pointer, "NOT_VALID_CHOICES", "must have choices, each an object with a value.")


def _of_taxonomies(taxonomies: object, pointer: str) -> Iterator[Problem]:
    if not isinstance(taxonomies, list) or not all(
        isinstance(taxonomy, Mapping) and isinstance(taxonomy.get("taxonomy_uid"), str) for taxonomy in taxonomies
    ):
        yield Problem(pointer, "NOT_ARRAY", "must be a list of objects, each with a taxonomy_uid.")
