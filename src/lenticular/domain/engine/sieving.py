"""Sieving: from the values of a visitor to the truth of all audiences, the loop that most of a decision consists of."""

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lenticular.domain.attributes import Visitor
from lenticular.domain.engine import facets
from lenticular.domain.engine.facets import Facet, Origin
from lenticular.domain.engine.layout import Layout
from lenticular.domain.engine.native import is_compiled, kernel
from lenticular.domain.engine.sieves import Sieve

_EXACT = 2**53  # whole numbers up to here are the same as fractions

# From a visitor, and what was killed elsewhere, to the truth.
Sieving = Callable[[Visitor, int], int]


class Probe(NamedTuple):
    """Where a facet is looked up, and what its values kill.

    `memos` are the sieve's, and `others` what every ASCII text kills that is not among its texts, if that is one mask.
    Where fractions are looked up by bisection, `bounds` and `masks` are those of the sieve's numbers.
    """

    name: str
    memos: Mapping[type, Any]
    others: int | None
    bounds: list[float] | None
    masks: list[int] | None


class Probes(NamedTuple):
    """What is sieved: fields of Visitor, parameters of the page, and attributes that are live or else stored."""

    fields: tuple[Probe, ...]
    parameters: tuple[Probe, ...]
    attributes: tuple[Probe, ...]


def probes(sieves: Mapping[Facet, Sieve]) -> Probes:
    """Return the probes of those facets that one look-up finds."""
    named = {facet: facets.parameter(facet) if facet.origin is Origin.PARAMETER else facet.name for facet in sieves}
    return Probes(*(
        tuple(
            _probe(name, sieves[facet]) for facet, name in named.items() if facet.origin is origin and name is not None
        )
        for origin in (Origin.FIELD, Origin.PARAMETER, Origin.CUSTOM)
    ))  # fmt: skip


def sieving(probes: Probes, used: int, layout: Layout) -> Sieving:
    """Return what sieves; `used` are the bits of the conjuncts that there are."""
    if not is_compiled:
        return in_python(probes, used, layout)
    return kernel.Sieving(Visitor._fields, *probes, used, layout.conjuncts, layout.audiences, layout.folds)


def in_python(probes: Probes, used: int, layout: Layout) -> Sieving:
    """Return what sieves without anything compiled: what `kernel.Sieving` does, in Python."""
    fields, parameters, attributes = probes
    others = [(one.name, one.memos) for one in attributes if one.bounds is None]
    numbers = [
        (name, memos, bounds, masks)
        for name, memos, _, bounds, masks in attributes
        if bounds is not None and masks is not None
    ]

    def truth(visitor: Visitor, dead: int) -> int:
        live, stored = visitor.live_attributes, visitor.stored_attributes
        known = {**stored, **live} if live and stored else live or stored
        find = known.get
        for name, memos in others:
            value = find(name)
            dead |= memos[value.__class__][value]
        for name, memos, bounds, masks in numbers:
            value = find(name)
            if value.__class__ is float:
                place = bisect_left(bounds, value)
                dead |= masks[2 * place + (bounds[place] == value)]
            else:
                dead |= memos[value.__class__][value]
        for name, memos, *_ in fields:
            value = getattr(visitor, name) or None
            dead |= memos[value.__class__][value]
        given = visitor.query_parameters
        for name, memos, *_ in parameters:
            value = given.get(name)
            dead |= memos[value.__class__][value]
        return layout.truth(used & ~dead)

    return truth


def _probe(name: str, sieve: Sieve) -> Probe:
    numbers = sieve.numbers
    if numbers is None or any(abs(bound) > _EXACT for bound in numbers.bounds[1:-1]):
        return Probe(name, sieve.memos, sieve.others, None, None)
    return Probe(name, sieve.memos, sieve.others, [float(bound) for bound in numbers.bounds], numbers.masks)
