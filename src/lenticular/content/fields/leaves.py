"""What is wrong with one value of a field that is not made of fields, and the form in which it is kept."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lenticular.content.fields import patterns
from lenticular.content.fields.kinds import Definition, Kind, objects, only_target
from lenticular.domain.documents import copied
from lenticular.errors import Problem

# Places within a value, each with what is wrong there.
_Faults = list[tuple[str, str]]
_TERM = ("taxonomy_uid", "term_uid")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}([T ].+)?")


def problems(value: object, definition: Definition, pointer: str) -> Iterator[Problem]:
    """Yield what is wrong with one value, which is not null; references and terms come as their whole list."""
    kind = definition.get("data_type")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None or definition.get("extension_uid"):
        return
    message = check(value, definition)
    if isinstance(message, str):
        yield Problem(pointer, "NOT_VALID", message)
    else:
        yield from (Problem(f"{pointer}/{place}", "NOT_VALID", text) for place, text in message)


def kept(value: Any, definition: Definition) -> Any:  # noqa: ANN401 - any JSON
    """Return the form in which one value is kept; it shares nothing with the value."""
    match definition.get("data_type"):
        case Kind.FILE if isinstance(value, Mapping) and isinstance(value.get("uid"), str):
            return value["uid"]
        case Kind.REFERENCE:
            return _kept_references(value, definition)
        case Kind.TAXONOMY if isinstance(value, list):
            return [_only(term, *_TERM) for term in value]
    return copied(value)


def _text(value: object, definition: Definition) -> str | _Faults:
    if not isinstance(value, str):
        return "must be a text."
    pattern = definition.get("format")
    if value and isinstance(pattern, str) and pattern and not patterns.matches(pattern, value):
        texts = definition.get("error_messages")
        stated = texts.get("format") if isinstance(texts, Mapping) else None
        return stated if isinstance(stated, str) and stated else f"must match {pattern}"
    return _choice(value, definition)


def _number(value: object, definition: Definition) -> str | _Faults:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "must be a number."
    least, most = definition.get("min"), definition.get("max")
    if isinstance(least, int | float) and value < least:
        return f"must be at least {least}."
    if isinstance(most, int | float) and value > most:
        return f"must be at most {most}."
    return _choice(value, definition)


def _choice(value: object, definition: Definition) -> str | _Faults:
    enum = definition.get("enum")
    choices = [choice.get("value") for choice in objects(enum.get("choices"))] if isinstance(enum, Mapping) else []
    # The empty text is no choice, but what a form sends for none.
    if not choices or value == "" or value in choices:
        return []
    return f"must be one of {', '.join(map(str, choices))}."


def _boolean(value: object, _definition: Definition) -> str | _Faults:
    return [] if isinstance(value, bool) else "must be true or false."


def _isodate(value: object, _definition: Definition) -> str | _Faults:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            return []
    return "must be a date such as 2026-11-22 or 2026-11-22T08:30:00.000Z."


def _file(value: object, _definition: Definition) -> str | _Faults:
    uid = value.get("uid") if isinstance(value, Mapping) else value
    return [] if isinstance(uid, str) and uid else "must be the uid of an asset."


def _link(value: object, _definition: Definition) -> str | _Faults:
    if not isinstance(value, Mapping):
        return "must be an object with a title and an href."
    return [(name, "must be a text.") for name in ("title", "href") if not isinstance(value.get(name), str | None)]


def _json(value: object, _definition: Definition) -> str | _Faults:
    return [] if isinstance(value, Mapping | list) else "must be an object."


def _reference(value: object, definition: Definition) -> str | _Faults:
    may_lack_type = only_target(definition) is not None
    return [
        (place, "must be an object with uid and _content_type_uid.")
        for place, named in _places(value)
        if named not in (None, "") and not _is_reference(named, may_lack_type=may_lack_type)
    ]


def _is_reference(named: object, *, may_lack_type: bool) -> bool:
    if isinstance(named, str):
        return may_lack_type
    if not isinstance(named, Mapping) or not isinstance(named.get("uid"), str) or not named["uid"]:
        return False
    return isinstance(named.get("_content_type_uid"), str) or (may_lack_type and "_content_type_uid" not in named)


def _places(value: object) -> list[tuple[str, object]]:
    """Return the references in a field, each with where it is: old clients send one instead of a list."""
    return [(str(index), named) for index, named in enumerate(value)] if isinstance(value, list) else [("0", value)]


def _kept_references(value: object, definition: Definition) -> list[Any]:
    return [_kept_reference(named, definition) for _, named in _places(value) if named not in (None, "")]


def _kept_reference(named: object, definition: Definition) -> Any:  # noqa: ANN401 - any JSON
    """Return a reference as a schema of its time spells it: an object, or the bare uid where it names one type."""
    uid = named.get("uid") if isinstance(named, Mapping) else named
    if isinstance(definition.get("reference_to"), str):
        return copied(uid)
    stated = named.get("_content_type_uid") if isinstance(named, Mapping) else None
    target = stated or only_target(definition)
    return copied(uid) if target is None else {"uid": copied(uid), "_content_type_uid": copied(target)}


def _only(document: object, *names: str) -> Any:  # noqa: ANN401 - any JSON
    return {name: document[name] for name in names if name in document} if isinstance(document, Mapping) else document


def _taxonomy(value: object, _definition: Definition) -> str | _Faults:
    if not isinstance(value, list):
        return "must be a list."
    return [
        (str(index), "must be an object with taxonomy_uid and term_uid.")
        for index, term in enumerate(value)
        if not (isinstance(term, Mapping) and all(isinstance(term.get(name), str) for name in _TERM))
    ]


_CHECKS: Mapping[str, Callable[[object, Definition], str | _Faults]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.ISODATE: _isodate,
    Kind.FILE: _file,
    Kind.LINK: _link,
    Kind.JSON: _json,
    Kind.REFERENCE: _reference,
    Kind.TAXONOMY: _taxonomy,
}
