"""How the options of conditions are written in JSON: reading them with every problem, and writing them."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lenticular.domain import dates, values
from lenticular.domain.conditions import (
    AudienceOptions,
    Condition,
    FlowOptions,
    JSONOptions,
    NumberOptions,
    Options,
    PeriodOptions,
    StringOptions,
    TimeOptions,
)
from lenticular.domain.dates import Moment
from lenticular.domain.documents import Reader

# A custom attribute, and a value found in a JSON document, can be anything: they take every condition on plain values.
VALUE_CONDITIONS = frozenset(
    {
        Condition.STRING_EQUALS,
        Condition.CONTAINS_SUBSTRING,
        Condition.HAS_ANY_VALUE,
        Condition.IS_TRUE,
        Condition.IS_FALSE,
        Condition.NUMBER_EQUAL_TO,
        Condition.NUMBER_GREATER_THAN,
        Condition.NUMBER_LESS_THAN,
        Condition.BEFORE_TIME,
        Condition.AFTER_TIME,
        Condition.BETWEEN_TIME,
    }
)

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")


def parse_options(
    condition: Condition, document: object, pointer: str, reader: Reader, *, lytics_uids: Collection[str] | None
) -> Options:
    """Return the options of a condition; report to the reader whatever is wrong with them."""
    form = _FORMS.get(condition)
    if form is None:
        return None
    if not isinstance(document, Mapping) or document.get("__type", form.name) != form.name:
        reader.report(pointer, _code(condition), f"must be {form.name}")
        return None
    return form.read(_Members(condition, document, pointer, reader, lytics_uids))


def to_document(condition: Condition, options: Options) -> dict[str, object] | None:
    """Return the canonical JSON of a condition's options, or None for a condition that takes none."""
    match options:
        case None:
            return None
        case StringOptions(value) | NumberOptions(value) | AudienceOptions(value):
            members: dict[str, object] = {"value": value}
        case TimeOptions(bound, in_visitor_zone):
            members = {"value": bound.text, "useVisitorTimezone": in_visitor_zone}
        case PeriodOptions(start, end, in_visitor_zone):
            members = {"startTime": start.text, "endTime": end.text, "useVisitorTimezone": in_visitor_zone}
        case FlowOptions(flow_id, flow_state):
            members = {"flowId": flow_id, "flowState": flow_state}
        case JSONOptions(pointer, inner, inner_options, invert):
            members = {"pointer": pointer, "matchCondition": inner.value}
            if (inner_document := to_document(inner, inner_options)) is not None:
                members["matchOptions"] = inner_document
            members["invertCondition"] = invert
    return {"__type": _FORMS[condition].name, **members}


def _code(condition: Condition) -> str:
    return f"valid matchOptions is required for {condition} condition"


@dataclass(frozen=True, slots=True)
class _Members:
    """The members of one options document, in the course of being read."""

    condition: Condition
    document: Mapping[str, object]
    pointer: str
    reader: Reader
    lytics_uids: Collection[str] | None

    def refuse(self, name: str, message: str) -> None:
        self.reader.report(f"{self.pointer}/{name}", _code(self.condition), message)

    def text(self, name: str) -> str | None:
        value = self.document.get(name)
        if isinstance(value, str):
            return value
        self.refuse(name, "must be a string")
        return None

    def moment(self, name: str) -> Moment | None:
        value = self.document.get(name)
        moment = dates.parse_moment(value) if isinstance(value, str) and len(value) > len("YYYY-MM-DD") else None
        if moment is None:
            self.refuse(name, "must be a date and time such as 2026-11-27T00:00:00 or 2026-11-27T00:00:00+00:00")
        return moment

    def truth(self, name: str) -> bool:
        return self.reader.truth(self.document.get(name), f"{self.pointer}/{name}")


def _read_string(members: _Members) -> Options:
    value = members.text("value")
    return None if value is None else StringOptions(value)


def _read_number(members: _Members) -> Options:
    value = members.document.get("value")
    if isinstance(value, int | float) and values.number(value) is not None:
        return NumberOptions(value)
    members.refuse("value", "must be a number")
    return None


def _read_time(members: _Members) -> Options:
    bound, in_visitor_zone = members.moment("value"), members.truth("useVisitorTimezone")
    return None if bound is None else TimeOptions(bound, in_visitor_zone)


def _read_period(members: _Members) -> Options:
    start, end = members.moment("startTime"), members.moment("endTime")
    in_visitor_zone = members.truth("useVisitorTimezone")
    if start is None or end is None:
        return None
    if dates.is_reversed(start, end):
        members.refuse("endTime", "must not be before startTime")
    return PeriodOptions(start, end, in_visitor_zone)


def _read_json(members: _Members) -> Options:
    pointer = members.text("pointer")
    if pointer is not None and not _POINTER.fullmatch(pointer):
        members.refuse("pointer", "must be a JSON pointer (RFC 6901) such as /utm_campaign")
    condition = members.reader.member(
        Condition, members.document.get("matchCondition"), f"{members.pointer}/matchCondition"
    )
    invert = members.truth("invertCondition")
    if condition is None:
        return None
    if condition not in VALUE_CONDITIONS:
        members.reader.report(
            f"{members.pointer}/matchCondition", "CONDITION_NOT_ALLOWED", f"{condition} does not apply to a value"
        )
        return None
    options = parse_options(
        condition,
        members.document.get("matchOptions"),
        f"{members.pointer}/matchOptions",
        members.reader,
        lytics_uids=members.lytics_uids,
    )
    return None if pointer is None else JSONOptions(pointer, condition, options, invert)


def _read_audience(members: _Members) -> Options:
    value = members.text("value")
    if value is not None and members.lytics_uids is not None and value not in members.lytics_uids:
        members.reader.report(
            f"{members.pointer}/value", "LYTICS_AUDIENCE_NOT_FOUND", f"the project has no Lytics audience {value}"
        )
    return None if value is None else AudienceOptions(value)


def _read_flow(members: _Members) -> Options:
    flow_id, flow_state = members.text("flowId"), members.text("flowState")
    return None if flow_id is None or flow_state is None else FlowOptions(flow_id, flow_state)


@dataclass(frozen=True, slots=True)
class _Form:
    """The name of an options document on the wire and how it is read."""

    name: str
    read: Callable[[_Members], Options]


_STRING = _Form("StringMatchOptions", _read_string)
_NUMBER = _Form("NumberMatchOptions", _read_number)
_TIME = _Form("DateTimeMatchOptions", _read_time)

_FORMS: Mapping[Condition, _Form] = {
    Condition.STRING_EQUALS: _STRING,
    Condition.CONTAINS_SUBSTRING: _STRING,
    Condition.NUMBER_EQUAL_TO: _NUMBER,
    Condition.NUMBER_GREATER_THAN: _NUMBER,
    Condition.NUMBER_LESS_THAN: _NUMBER,
    Condition.BEFORE_TIME: _TIME,
    Condition.AFTER_TIME: _TIME,
    Condition.BETWEEN_TIME: _Form("DateTimeMatchOptions", _read_period),
    Condition.JSON_MATCH: _Form("JSONMatchOptions", _read_json),
    Condition.IS_MEMBER_OF: _Form("AudienceMatchOptions", _read_audience),
    Condition.IS_IN_FLOW_STATE: _Form("FlowStateMatchOptions", _read_flow),
}
