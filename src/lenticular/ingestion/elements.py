"""The elements of one `/events` body as they came, read from the wire."""

from typing import Any

import msgspec

from lenticular import errors
from lenticular.ingestion import bodies

MAX_ELEMENTS = 100


class Element(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """What an element may say; any JSON may stand anywhere."""

    type: Any = None
    experience_short_uid: Any = None
    variant_short_uid: Any = None
    event_key: Any = None
    id: Any = None
    time: Any = None


_decoder = msgspec.json.Decoder(list[Element])


def read(body: bytes) -> list[Element]:
    """Return the elements of a body. Raises Invalid, naming every element that is not an object; TooLarge over 100."""
    found = _read_flat(body)
    if found is None:
        found = [_element(given) for given in _objects(bodies.parse(body))]
    if len(found) > MAX_ELEMENTS:
        raise errors.TooLarge("TOO_MANY_EVENTS", f"A body may hold at most {MAX_ELEMENTS} events.")
    return found


def _read_flat(body: bytes) -> list[Element] | None:
    """Return the elements of a body that is plainly well-formed: a list of objects without anything nested."""
    if b"\\u0000" in body:
        return None
    try:
        found = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    # A bracket may also stand in a text: then the body is read again, with care.
    return found if body.count(b"{") + body.count(b"[") == len(found) + 1 else None


def _objects(document: object) -> list[dict[str, Any]]:
    if not isinstance(document, list):
        raise bodies.invalid("BODY_NOT_AN_ARRAY", "The body must be an array of events.")
    if len(document) > MAX_ELEMENTS:
        raise errors.TooLarge("TOO_MANY_EVENTS", f"A body may hold at most {MAX_ELEMENTS} events.")
    problems = [
        errors.Problem(f"/{index}", "EVENT_NOT_AN_OBJECT", "An event must be an object.")
        for index, given in enumerate(document)
        if not isinstance(given, dict)
    ]
    if problems:
        raise errors.Invalid(problems, "EVENT_NOT_AN_OBJECT", "Every event must be an object.")
    return document


def _element(given: dict[str, Any]) -> Element:
    return Element(
        type=given.get("type"),
        experience_short_uid=given.get("experienceShortUid"),
        variant_short_uid=given.get("variantShortUid"),
        event_key=given.get("eventKey"),
        id=given.get("id"),
        time=given.get("time"),
    )
