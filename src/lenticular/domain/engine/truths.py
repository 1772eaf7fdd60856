"""The truth of all audiences for one visitor at once, by kill masks.

Every audience is brought to disjunctive normal form, with a bit for each conjunct. A value of a facet kills the
conjuncts that it makes a literal of false; the conjuncts that no value kills are true, and an audience is true if any
of its conjuncts is. The work for a visitor is one look-up and one OR for each facet, however many rules there are.
An audience whose normal form would be too large is *opaque*: it is evaluated rule by rule.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lenticular.domain import audiences
from lenticular.domain.attributes import AttributeKind, AttributeReference, Visitor
from lenticular.domain.audiences import Combination, Rule, RuleCombination
from lenticular.domain.conditions import AudienceOptions, Condition
from lenticular.domain.engine import bits, facets, sieving
from lenticular.domain.engine.facets import Facet, Literal, Origin
from lenticular.domain.engine.layout import Layout, Place
from lenticular.domain.engine.normal_form import Conjunct
from lenticular.domain.engine.sieves import Sieve, ZonedSieve
from lenticular.domain.lytics import LyticsAttribute, LyticsAudience

_LYTICS = AttributeReference(AttributeKind.LYTICS, LyticsAttribute.AUDIENCE.value)

# What is found by following a pointer, or in one place or else another.
_POINTED = (Origin.PARAMETER, Origin.LYTICS)

# Who can be asked for: an audience by uid, or one of Lytics by the options of the rule that it amounts to.
Name = str | AudienceOptions


class Names(NamedTuple):
    """A Vocabulary: what the names in rules mean."""

    attribute_keys: Mapping[str, str]
    lytics_audiences: Mapping[str, LyticsAudience]


@dataclass(frozen=True, slots=True)
class Form:
    """An audience as compiled: its conjuncts, None if it is opaque, and its place."""

    definition: RuleCombination
    conjuncts: tuple[Conjunct, ...] | None
    place: Place


class Truths:
    """All audiences of a project that are in use, compiled.

    `forms` are the audiences by name, `holders` the conjuncts of each literal, `sieves` what values of a facet kill;
    `needs` are the fields of Visitor that are looked at, and `bits` the bits of the truth by name.
    """

    def __init__(
        self,
        names: Names,
        forms: Mapping[Name, Form],
        layout: Layout,
        *,
        holders: Mapping[Facet, Mapping[Literal, int]],
        sieves: Mapping[Facet, Sieve | ZonedSieve],
    ) -> None:
        self.names = names
        self.forms = forms
        self.layout = layout
        self.holders = holders
        self.sieves = sieves
        self.needs = _needs(forms, holders, names)
        self.bits = {name: layout.audience(form.place) for name, form in forms.items()}
        self._opaque = [
            (1 << self.bits[name], form.definition) for name, form in forms.items() if form.conjuncts is None
        ]
        plain = {facet: sieve for facet, sieve in sieves.items() if isinstance(sieve, Sieve)}
        self._sieving = sieving.sieving(sieving.probes(plain), _used(forms, layout), layout)
        self._pointed = [
            (facet, sieve.memos)
            for facet, sieve in plain.items()
            if facet.origin in _POINTED and facets.parameter(facet) is None
        ]
        self._zoned = [(facet, sieve) for facet, sieve in sieves.items() if isinstance(sieve, ZonedSieve)]
        self._timed = [sieve for facet, sieve in sieves.items() if facets.is_clock(facet)]
        self._is_timeless = not any(map(facets.is_clock, _mentioned(forms, names)))

    def of(self, visitor: Visitor) -> int:
        """Return the bits of the audiences that a visitor belongs to. Never raises."""
        dead = 0
        for facet, memos in self._pointed:
            value = facets.value(facet, visitor)
            dead |= memos[value.__class__][value]
        for facet, zoned in self._zoned:
            value = facets.value(facet, visitor)
            dead |= zoned.within(visitor.timezone).memos[value.__class__][value]
        truth = self._sieving(visitor, dead)
        for bit, definition in self._opaque:
            if audiences.matches(definition, visitor, self.names):
                truth |= bit
        return truth

    def moment(self, visitor: Visitor) -> bytes:
        """Return what the clock says: as long as that stays and the rest of the visitor, so does the truth."""
        now, zone = visitor.now, visitor.timezone
        if not self._is_timeless:
            return now.isoformat().encode("ascii")
        killed = [
            (sieve.within(zone) if isinstance(sieve, ZonedSieve) else sieve).memos[datetime][now]
            for sieve in self._timed
        ]
        return b" ".join([b"%x" % mask for mask in killed])


def _needs(forms: Mapping[Name, Form], holders: Mapping[Facet, object], names: Names) -> frozenset[str]:
    seen = {*holders, *_mentioned(forms, names)}
    return frozenset(field for facet in seen for field in facets.fields(facet))


def _mentioned(forms: Mapping[Name, Form], names: Names) -> Iterator[Facet]:
    """Yield the facets that opaque audiences look at."""
    for form in forms.values():
        if form.conjuncts is None:
            yield from facets.mentioned(form.definition, names)


def _used(forms: Mapping[Name, Form], layout: Layout) -> int:
    return bits.of(
        layout.conjunct(form.place, number) for form in forms.values() for number in range(len(form.conjuncts or ()))
    )


@lru_cache(maxsize=4096)
def membership(options: AudienceOptions) -> RuleCombination:
    """Return the definition of who is in an audience of Lytics."""
    rule = Rule(_LYTICS, Condition.IS_MEMBER_OF, options, invert=False)
    return RuleCombination(Combination.AND, (rule,))
