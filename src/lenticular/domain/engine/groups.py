"""Literals of one facet that read a value in the same way, and which conjuncts a value kills by them.

A conjunct is *killed* when one of its literals is false. Each group reads a value once (as folded text, a number, an
instant, a set of names) and answers for all its literals with a mask of the killed conjuncts:

- `Equal`: all literals are false but those that the text names: one mask, less few bits. O(1).
- `Numbers`, `Times`: outcomes are the same between two neighbouring bounds, so there is one mask for each such
  *region*, made when a value first falls there. O(log bounds).
- `Others`: one by one. O(literals), each a substring search, a membership, or the plain condition.

An outcome that cannot be told (None) makes a literal false, inverted or not.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from functools import partial
from itertools import accumulate
from operator import or_
from typing import Protocol, TypeAlias

from lenticular.domain import conditions, dates, lytics, values
from lenticular.domain.conditions import (
    AudienceOptions,
    Condition,
    Context,
    NumberOptions,
    PeriodOptions,
    StringOptions,
    TimeOptions,
)
from lenticular.domain.engine.facets import Literal

# The conjuncts, by bit, that have a literal.
Holders: TypeAlias = Mapping[Literal, int]


class Group(Protocol):
    """Literals that read a value in the same way."""

    def __getitem__(self, value: object, /) -> int:
        """Return the mask of the conjuncts that a value, or None for an absent one, kills."""


def groups(holders: Holders, context: Context) -> tuple[Group, ...]:
    """Return the groups of the literals of one facet."""
    kinds: dict[Callable[[Holders, Context], Group], dict[Literal, int]] = {}
    for literal, mask in holders.items():
        kinds.setdefault(_kind(literal), {})[literal] = mask
    return tuple(kind(found, context) for kind, found in kinds.items())


class Equal:
    """STRING_EQUALS: a dictionary of the texts."""

    def __init__(self, holders: Holders, context: Context) -> None:
        self._ignores_case = context.ignores_case
        wanted: dict[str, int] = {}
        unwanted: dict[str, int] = {}
        for literal, mask in holders.items():
            if isinstance(literal.options, StringOptions):
                text = conditions.folded(literal.options.value, ignores_case=context.ignores_case)
                chosen = unwanted if literal.is_inverted else wanted
                chosen[text] = chosen.get(text, 0) | mask
        # A conjunct that wants two texts at once is killed by both.
        self._others = twice = 0
        for mask in wanted.values():
            twice |= self._others & mask
            self._others |= mask
        self._saved = {text: mask & ~twice for text, mask in wanted.items()}
        self._unwanted = unwanted

    def memo(self) -> "dict[object, int] | None":
        """Return the masks of all texts there are, None if several spellings of a text would have to be in it."""
        if self._ignores_case:
            return None
        listed: dict[object, int] = {text: self[text] for text in (*self._saved, *self._unwanted) if text.isascii()}
        return Listed(self, self._others, listed)

    def __getitem__(self, value: object) -> int:
        text = values.text(value)
        if text is None:
            return self._others
        if self._ignores_case or not text.isascii():
            text = conditions.folded(text, ignores_case=self._ignores_case)
        saved = self._saved.get(text)
        killed = self._others if saved is None else self._others ^ saved
        unwanted = self._unwanted.get(text)
        return killed if unwanted is None else killed | unwanted


class Listed(dict[object, int]):
    """Masks by text, where what is not listed needs no remembering: one mask is of all other ASCII texts."""

    __slots__ = ("_group", "others")

    def __init__(self, group: Equal, others: int, listed: Mapping[object, int]) -> None:
        super().__init__(listed)
        self._group = group
        self.others = others

    def __missing__(self, value: str) -> int:
        return self.others if value.isascii() else self._group[value]


class Numbers:
    """NUMBER_*: `masks` by region, of which 2n lies below the n-th of the ascending `bounds`, and 2n + 1 is that bound.

    The first and the last bound are infinite, so that only what is no finite number falls to the regions 0 (NaN), 1
    and the last.
    """

    def __init__(self, holders: Holders, _context: Context) -> None:
        numbers = {literal.options.value for literal in holders if isinstance(literal.options, NumberOptions)}
        self.bounds = [-math.inf, *sorted(numbers), math.inf]
        unreadable = 0
        # What is killed below and above each bound, and at it.
        below, above, at = ([0] * len(self.bounds) for _ in range(3))
        for literal, mask in holders.items():
            unreadable |= mask
            if isinstance(literal.options, NumberOptions):
                place = bisect_left(self.bounds, literal.options.value)
                is_equal = literal.condition is Condition.NUMBER_EQUAL_TO
                is_less = literal.condition is Condition.NUMBER_LESS_THAN
                for part, is_met in ((below, is_less), (above, not is_less and not is_equal), (at, is_equal)):
                    if is_met is literal.is_inverted:
                        part[place] |= mask
        falling = [*accumulate(reversed(below), or_)][::-1]
        rising = [*accumulate(above, or_)]
        self.masks = [unreadable, unreadable]
        for place in range(1, len(self.bounds) - 1):
            self.masks += [falling[place] | rising[place - 1], falling[place + 1] | at[place] | rising[place - 1]]
        self.masks += [rising[-1], unreadable]

    def __getitem__(self, value: object) -> int:
        number = values.number(value)
        if number is None:
            return self.masks[0]
        place = bisect_left(self.bounds, number)
        return self.masks[2 * place + (self.bounds[place] == number)]


class Times:
    """*_TIME: each literal is met from one instant up to another; those instants bound the regions.

    The region of the latest datetime is remembered: a clock stays in one for long.
    """

    def __init__(self, holders: Holders, zone: tzinfo) -> None:
        self._zone = zone
        self._holders = [(_span(literal, zone), literal.is_inverted, mask) for literal, mask in holders.items()]
        self._bounds = sorted({bound for span, _, _ in self._holders for bound in span if bound is not None})
        self._masks: list[int | None] = [None] * (len(self._bounds) + 1)
        self._unreadable = _united(holders.values())
        self._latest = dates.LAST, dates.LAST, 0

    def __getitem__(self, value: object) -> int:
        begin, end, mask = self._latest
        if value.__class__ is datetime and value.tzinfo is UTC and begin <= value < end:
            return mask
        instant = dates.read_instant(value, self._zone)
        if instant is None:
            return self._unreadable
        region = bisect_right(self._bounds, instant)
        known = self._masks[region]
        if known is None:
            known = self._masks[region] = self._killed_at(instant)
        if isinstance(value, datetime):
            begin = dates.at(self._bounds[region - 1]) if region else dates.FIRST
            end = dates.at(self._bounds[region]) if region < len(self._bounds) else dates.LAST
            self._latest = begin, end, known
        return known

    def _killed_at(self, instant: int) -> int:
        killed = 0
        for (start, beyond), is_inverted, mask in self._holders:
            is_met = (start is None or start <= instant) and (beyond is None or instant < beyond)
            if is_met is is_inverted:
                killed |= mask
        return killed


class Others:
    """Conditions that are put one by one to a value that is read once."""

    def __init__(
        self, holders: Holders, context: Context, *, read: Callable[[object, Context], object], holds: "_Holds"
    ) -> None:
        self._context = context
        self._read = read
        # What each outcome kills: one that cannot be told kills what both others do.
        self._tests: list[tuple[Callable[[object], bool | None], Mapping[bool | None, int]]] = []
        merged: dict[Literal, list[int]] = {}
        for literal, mask in holders.items():
            merged.setdefault(literal._replace(is_inverted=False), [0, 0])[literal.is_inverted] |= mask
        for literal, (plain, inverted) in merged.items():
            masks = {False: plain, True: inverted, None: plain | inverted}
            self._tests.append((partial(holds, literal, context), masks))

    def __getitem__(self, value: object) -> int:
        known = self._read(value, self._context)
        killed = 0
        for test, masks in self._tests:
            killed |= masks[test(known)]
        return killed


_Holds: TypeAlias = Callable[[Literal, Context, object], bool | None]


def _kind(literal: Literal) -> Callable[[Holders, Context], Group]:
    match literal.condition, literal.options:
        case Condition.STRING_EQUALS, StringOptions():
            return Equal
        case (
            Condition.NUMBER_EQUAL_TO | Condition.NUMBER_GREATER_THAN | Condition.NUMBER_LESS_THAN,
            NumberOptions(bound),
        ) if values.number(bound) is not None:
            return Numbers
        case Condition.BEFORE_TIME | Condition.AFTER_TIME, TimeOptions(_, is_local):
            return _local_times if is_local else _times
        case Condition.BETWEEN_TIME, PeriodOptions(_, _, is_local):
            return _local_times if is_local else _times
        case Condition.CONTAINS_SUBSTRING, StringOptions():
            return _TEXTS
        case Condition.IS_MEMBER_OF, AudienceOptions():
            return _MEMBERS
    return _REST


def _times(holders: Holders, _context: Context) -> Group:
    return Times(holders, UTC)


def _local_times(holders: Holders, context: Context) -> Group:
    return Times(holders, dates.find_zone(context.timezone) or UTC)


def _span(literal: Literal, zone: tzinfo) -> tuple[int | None, int | None]:
    """Return the first instant that meets a literal and the first behind that does not; None is no such bound."""
    match literal.condition, literal.options:
        case Condition.BEFORE_TIME, TimeOptions(bound):
            return None, dates.latest(bound, zone)
        case Condition.AFTER_TIME, TimeOptions(bound):
            return dates.earliest(bound, zone) + 1, None
        case _, PeriodOptions(start, end):
            return dates.earliest(start, zone), dates.beyond(end, zone)
    raise ValueError(literal)


def _folded(value: object, context: Context) -> str | None:
    text = values.text(value)
    return None if text is None else conditions.folded(text, ignores_case=context.ignores_case)


def _contains(literal: Literal, context: Context, text: object) -> bool:
    return (
        isinstance(text, str)
        and isinstance(literal.options, StringOptions)
        and conditions.folded(literal.options.value, ignores_case=context.ignores_case) in text
    )


def _is_member(literal: Literal, context: Context, names: object) -> bool:
    return (
        isinstance(names, frozenset)
        and isinstance(literal.options, AudienceOptions)
        and lytics.is_member(names, literal.options.value, context.lytics_audiences)
    )


def _evaluated(literal: Literal, context: Context, value: object) -> bool | None:
    return conditions.evaluate(literal.condition, literal.options, value, context)


_TEXTS = partial(Others, read=_folded, holds=_contains)
_MEMBERS = partial(Others, read=lambda value, _context: lytics.memberships(value), holds=_is_member)
_REST = partial(Others, read=lambda value, _context: value, holds=_evaluated)


def _united(masks: Iterable[int]) -> int:
    united = 0
    for mask in masks:
        united |= mask
    return united
