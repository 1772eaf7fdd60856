"""Sieves: which conjuncts the values of one facet kill, and what was found out about the values seen before.

What a visitor sends decides which values are remembered, so memory is bounded thrice: a long value is never kept, a
generation ends at so many values or different masks, and only the last two generations are kept. Ending one is
O(values kept), once for so many, so a flood of values that nobody has costs each of them what a value costs that is
seen first, and no more.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import NoneType

from lenticular.domain.conditions import Context
from lenticular.domain.engine.groups import Equal, Group, Holders, Listed, Numbers, groups
from lenticular.domain.options import VALUE_CONDITIONS

_LONGEST_TEXT = 64
_VALUES = 256
_ZONES = 32


class Sieve:
    """The sieve of one facet: `memos[type(value)][value]` is the mask of the conjuncts that a value kills.

    By type, because True == 1 == 1.0 and rules tell them apart. None is an absent value. The members of `memos` stay.
    """

    __slots__ = ("_fresh", "_groups", "_kinds", "_latest", "_masks", "_masks_kept", "_older", "_values", "memos")

    def __init__(self, holders: Holders, context: Context, masks_kept: int) -> None:
        self._groups = groups(holders, context)
        self._masks_kept = masks_kept
        fresh: Group = self._groups[0] if len(self._groups) == 1 else self
        # Numbers with a fraction, and times, hardly come twice. All lists are alike, and all objects, to conditions on
        # plain values.
        self._fresh = fresh
        is_plain = all(literal.condition in VALUE_CONDITIONS for literal in holders)
        known: dict[type, Group] = {
            NoneType: {None: fresh[None]},
            float: fresh,
            datetime: fresh,
            list: _Same(fresh[[]]) if is_plain else fresh,
            dict: _Same(fresh[{}]) if is_plain else fresh,
        }
        self.memos = _ByType(fresh, known)
        self._kinds: tuple[type, ...] = (str, int, bool)
        if isinstance(fresh, Equal) and (memo := fresh.memo()) is not None:
            self.memos[str] = memo
            self._kinds = (int, bool)
        self._latest: dict[type, dict[object, int]] = {kind: _Learning(self.learned) for kind in self._kinds}
        self.memos |= self._latest
        self._begin()

    @property
    def numbers(self) -> Numbers | None:
        """The group of the facet's literals if they are all about numbers."""
        return self._fresh if isinstance(self._fresh, Numbers) else None

    @property
    def others(self) -> int | None:
        """What ASCII texts kill that are not among the memos, if that is one mask."""
        texts = self.memos[str]
        return texts.others if isinstance(texts, Listed) else None

    def __getitem__(self, value: object) -> int:
        """Return the mask of the conjuncts that a value, or None for an absent one, kills."""
        mask = 0
        for group in self._groups:
            mask |= group[value]
        return mask

    def learned(self, value: object) -> int:
        """Return what a value kills that is not among the latest, and remember it unless it is long."""
        kind = type(value)
        mask = self._older[kind].get(value)
        if mask is None:
            mask = self._fresh[value]
            if _is_large(value):
                return mask
        if self._values >= _VALUES or len(self._masks) >= self._masks_kept:
            self._begin()
        self._values += 1
        mask = self._latest[kind][value] = self._masks.setdefault(mask, mask)
        return mask

    def _begin(self) -> None:
        """Begin a generation of values."""
        self._older = {kind: dict(latest) for kind, latest in self._latest.items()}
        for latest in self._latest.values():
            latest.clear()
        self._masks: dict[int, int] = {}
        self._values = 0


def _is_large(value: object) -> bool:
    return len(value) > _LONGEST_TEXT if isinstance(value, str) else isinstance(value, int) and abs(value) >= 1 << 63


class ZonedSieve:
    """The sieves of a facet that is read in the visitor's zone, by zone."""

    __slots__ = ("_context", "_holders", "_masks_kept", "_older", "_zones")

    def __init__(self, holders: Holders, context: Context, masks_kept: int) -> None:
        self._holders = holders
        self._context = context
        self._masks_kept = masks_kept
        self._zones: dict[str | None, Sieve] = {}
        self._older: dict[str | None, Sieve] = {}

    def within(self, zone: str | None) -> Sieve:
        """Return the sieve of a zone, by its IANA name."""
        sieve = self._zones.get(zone)
        if sieve is None:
            if len(self._zones) >= _ZONES:
                self._older, self._zones = self._zones, {}
            sieve = self._older.get(zone) or Sieve(
                self._holders, replace(self._context, timezone=zone), self._masks_kept
            )
            self._zones[zone] = sieve
        return sieve


class _Learning(dict[object, int]):
    """Masks by value; those of values that are not in it are learned."""

    __slots__ = ("_learned",)

    def __init__(self, learned: Callable[[object], int]) -> None:
        super().__init__()
        self._learned = learned

    def __missing__(self, value: object) -> int:
        return self._learned(value)


class _Same:
    """One mask for all values of a type."""

    __slots__ = ("_mask",)

    def __init__(self, mask: int) -> None:
        self._mask = mask

    def __getitem__(self, _value: object) -> int:
        return self._mask


class _ByType(dict[type, Group]):
    """Masks by type and value; of a type that is not in it nothing is remembered."""

    __slots__ = ("_fresh",)

    def __init__(self, fresh: Group, known: Mapping[type, Group]) -> None:
        super().__init__(known)
        self._fresh = fresh

    def __missing__(self, _kind: type) -> Group:
        return self._fresh
