"""The conditions of rules: what each is given, and when a value meets it."""

import operator
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from enum import StrEnum
from typing import TypeAlias, TypeVar

from lenticular.domain import dates, lytics, values
from lenticular.domain.dates import Moment
from lenticular.domain.lytics import LyticsAudience


class Condition(StrEnum):
    """What a rule asks of an attribute's value."""

    STRING_EQUALS = "STRING_EQUALS"
    CONTAINS_SUBSTRING = "CONTAINS_SUBSTRING"
    HAS_ANY_VALUE = "HAS_ANY_VALUE"
    IS_TRUE = "IS_TRUE"
    IS_FALSE = "IS_FALSE"
    NUMBER_EQUAL_TO = "NUMBER_EQUAL_TO"
    NUMBER_GREATER_THAN = "NUMBER_GREATER_THAN"
    NUMBER_LESS_THAN = "NUMBER_LESS_THAN"
    BEFORE_TIME = "BEFORE_TIME"
    AFTER_TIME = "AFTER_TIME"
    BETWEEN_TIME = "BETWEEN_TIME"
    JSON_MATCH = "JSON_MATCH"
    IS_MEMBER_OF = "IS_MEMBER_OF"
    IS_IN_FLOW_STATE = "IS_IN_FLOW_STATE"


@dataclass(frozen=True, slots=True)
class StringOptions:
    """The text to compare with."""

    value: str


@dataclass(frozen=True, slots=True)
class NumberOptions:
    """The number to compare with."""

    value: int | float


@dataclass(frozen=True, slots=True)
class TimeOptions:
    """The bound to compare with; without an offset it is read in the visitor's zone if so wished, else in UTC."""

    value: Moment
    use_visitor_timezone: bool


@dataclass(frozen=True, slots=True)
class PeriodOptions:
    """The first and last moment of a period, read as in TimeOptions."""

    start: Moment
    end: Moment
    use_visitor_timezone: bool


@dataclass(frozen=True, slots=True)
class JSONOptions:
    """Where in a document to look (RFC 6901), and the condition that the value found there must meet."""

    pointer: str
    condition: Condition
    options: "Options"
    invert: bool


@dataclass(frozen=True, slots=True)
class AudienceOptions:
    """The uid of a Lytics audience."""

    value: str


@dataclass(frozen=True, slots=True)
class FlowOptions:
    """A Lytics flow and the state in it."""

    flow_id: str
    flow_state: str


Options: TypeAlias = (
    StringOptions | NumberOptions | TimeOptions | PeriodOptions | JSONOptions | AudienceOptions | FlowOptions | None
)


_Given = TypeVar(
    "_Given", StringOptions, NumberOptions, TimeOptions, PeriodOptions, JSONOptions, AudienceOptions, FlowOptions
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a condition must know beside the value: whether case counts, the visitor's zone, Lytics' audiences."""

    ignores_case: bool
    timezone: str | None
    lytics_audiences: Mapping[str, LyticsAudience]


def evaluate(condition: Condition, options: Options, value: object, context: Context) -> bool | None:
    """Tell whether the value meets the condition. None: it cannot be compared, and inverting makes no difference.

    `value` is None for an absent attribute. Only numbers and times are compared; of them, an absent or unreadable one
    gives None, while every other condition is plainly not met.
    """
    return _EVALUATORS[condition](value, options, context)


def invert_if(wished: bool, outcome: bool | None) -> bool | None:
    """Return the outcome inverted if so wished; one that cannot be told stays so."""
    return not outcome if wished and outcome is not None else outcome


def find(pointer: str, document: object) -> object:
    """Return the value at an RFC 6901 pointer, or None if there is none."""
    if not pointer:
        return document
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if not isinstance(document, Mapping) or name not in document:
            return None
        document = document[name]
    return document


def folded(text: str, *, ignores_case: bool) -> str:
    """Return the form in which texts are compared: NFC, and without case if that does not count."""
    text = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", text.casefold()) if ignores_case else text


def _string_equals(value: object, options: StringOptions, context: Context) -> bool:
    text = values.text(value)
    return text is not None and _folded(text, context) == _folded(options.value, context)


def _contains_substring(value: object, options: StringOptions, context: Context) -> bool:
    text = values.text(value)
    return text is not None and _folded(options.value, context) in _folded(text, context)


def _folded(text: str, context: Context) -> str:
    return folded(text, ignores_case=context.ignores_case)


def _is_before(value: object, options: TimeOptions, context: Context) -> bool | None:
    zone = _zone(context, wished=options.use_visitor_timezone)
    time = dates.read_instant(value, zone)
    return None if time is None else dates.is_before(time, options.value, zone)


def _is_after(value: object, options: TimeOptions, context: Context) -> bool | None:
    zone = _zone(context, wished=options.use_visitor_timezone)
    time = dates.read_instant(value, zone)
    return None if time is None else dates.is_after(time, options.value, zone)


def _is_between(value: object, options: PeriodOptions, context: Context) -> bool | None:
    zone = _zone(context, wished=options.use_visitor_timezone)
    time = dates.read_instant(value, zone)
    return None if time is None else dates.is_between(time, options.start, options.end, zone)


def _json_match(value: object, options: JSONOptions, context: Context) -> bool | None:
    outcome = evaluate(options.condition, options.options, find(options.pointer, value), context)
    return invert_if(options.invert, outcome)


def _is_member(value: object, options: AudienceOptions, context: Context) -> bool:
    names = lytics.memberships(value)
    return names is not None and lytics.is_member(names, options.value, context.lytics_audiences)


def _is_in_flow_state(value: object, options: FlowOptions, _context: Context) -> bool:
    states = lytics.flow_states(value)
    return states is not None and values.text(states.get(options.flow_id)) == values.text(options.flow_state)


def _zone(context: Context, *, wished: bool) -> tzinfo:
    return (dates.find_zone(context.timezone) if wished else None) or UTC


def _compares(holds: Callable[[float, float], bool]) -> "_Evaluator":
    def compare(value: object, options: NumberOptions, _context: Context) -> bool | None:
        number = values.number(value)
        return None if number is None else holds(number, options.value)

    return _given(NumberOptions, compare)


def _plain(holds: Callable[[object], bool]) -> "_Evaluator":
    return lambda value, _options, _context: holds(value)


def _given(kind: type[_Given], holds: Callable[[object, _Given, Context], bool | None]) -> "_Evaluator":
    def evaluate_given(value: object, options: Options, context: Context) -> bool | None:
        return holds(value, options, context) if isinstance(options, kind) else None

    return evaluate_given


_Evaluator = Callable[[object, Options, Context], bool | None]

_EVALUATORS: Mapping[Condition, _Evaluator] = {
    Condition.STRING_EQUALS: _given(StringOptions, _string_equals),
    Condition.CONTAINS_SUBSTRING: _given(StringOptions, _contains_substring),
    Condition.HAS_ANY_VALUE: _plain(lambda value: value is not None and value != ""),
    Condition.IS_TRUE: _plain(lambda value: values.truth(value) is True),
    Condition.IS_FALSE: _plain(lambda value: values.truth(value) is False),
    Condition.NUMBER_EQUAL_TO: _compares(operator.eq),
    Condition.NUMBER_GREATER_THAN: _compares(operator.gt),
    Condition.NUMBER_LESS_THAN: _compares(operator.lt),
    Condition.BEFORE_TIME: _given(TimeOptions, _is_before),
    Condition.AFTER_TIME: _given(TimeOptions, _is_after),
    Condition.BETWEEN_TIME: _given(PeriodOptions, _is_between),
    Condition.JSON_MATCH: _given(JSONOptions, _json_match),
    Condition.IS_MEMBER_OF: _given(AudienceOptions, _is_member),
    Condition.IS_IN_FLOW_STATE: _given(FlowOptions, _is_in_flow_state),
}
