"""The disjunctive normal form of an audience: the sets of literals of which any, all true, makes it true.

Rules are inverted one by one and groups never, so a definition is monotone in its literals and the form needs no
negation. Its size can be exponential in the number of rules; MAX_CONJUNCTS bounds it before anything is multiplied.
"""

from collections.abc import Callable
from itertools import product
from math import prod

from lenticular.domain.audiences import Combination, Rule, RuleCombination
from lenticular.domain.engine.facets import Literal

MAX_CONJUNCTS = 256

Conjunct = frozenset[Literal]


def normal_form(definition: RuleCombination, literal: Callable[[Rule], Literal | bool]) -> tuple[Conjunct, ...] | None:
    """Return the conjuncts, none of which implies another; None if there could be more than MAX_CONJUNCTS.

    `literal` says what a rule means; True and False are rules with a constant result.
    """
    if _count(definition) > MAX_CONJUNCTS:
        return None
    return _minimal(_conjuncts(definition, literal))


def _count(rule: Rule | RuleCombination) -> int:
    if isinstance(rule, Rule):
        return 1
    counts = map(_count, rule.rules)
    # At least one: an empty group multiplied in would hide how large the others are.
    return max(1, prod(counts) if rule.combination is Combination.AND else sum(counts))


def _conjuncts(rule: Rule | RuleCombination, literal: Callable[[Rule], Literal | bool]) -> list[Conjunct]:
    if isinstance(rule, Rule):
        match literal(rule):
            case True:
                return [frozenset()]
            case False:
                return []
            case found:
                return [frozenset((found,))]
    parts = [_conjuncts(inner, literal) for inner in rule.rules]
    if rule.combination is Combination.AND:
        return [frozenset().union(*chosen) for chosen in product(*parts)]
    return [conjunct for part in parts for conjunct in part]


def _minimal(conjuncts: list[Conjunct]) -> tuple[Conjunct, ...]:
    kept: list[Conjunct] = []
    for conjunct in sorted(conjuncts, key=len):
        if not any(shorter <= conjunct for shorter in kept):
            kept.append(conjunct)
    return tuple(kept)
