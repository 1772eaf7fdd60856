"""Unleash's engine, yggdrasil: a toggle for each audience, the first match by our loop.

A toggle's strategies are alternatives, each with constraints that must all hold; there is no nesting and no strategy
that refers to another toggle's. So an audience is its normal form, a strategy for each conjunction. An experience as
one toggle would need the products of its variants' audiences, which no project of any size could hold. The context,
which is encoded for every question, has only what audiences ask about.
"""

import json
from itertools import product
from typing import Any

from yggdrasil_engine.engine import UnleashEngine

from benchmarks.decisions import engines
from benchmarks.decisions.engines import Engine
from benchmarks.decisions.peers import outline
from benchmarks.decisions.peers.outline import Group, Leaf, Outline, Test

Document = dict[str, Any]


def audiences(found: Outline) -> list[Engine]:
    """Return a toggle per audience, asked on demand and all at once."""
    toggles = [
        {
            "name": str(position),
            "enabled": True,
            "strategies": [
                {"name": "default", "constraints": [one for leaf in conjunction for one in _constraints(leaf)]}
                for conjunction in _conjunctions(audience)
            ],
        }
        for position, audience in enumerate(found.audiences)
    ]
    asked = outline.fact_names(found)
    names = [toggle["name"] for toggle in toggles]
    engine = UnleashEngine()
    if warnings := engine.take_state(json.dumps({"version": 1, "features": toggles})):
        raise ValueError(warnings)

    def context(facts: Document) -> Document:
        return {"properties": {name: _text(value) for name, value in outline.asked(facts, asked).items()}}

    def belongs(made: Document, position: int) -> bool:
        return bool(engine.check_enabled(names[position], made).is_enabled)

    return engines.both_ways(found, belongs, context)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _conjunctions(member: Group | Leaf) -> list[tuple[Leaf, ...]]:
    """Return the disjunctive normal form."""
    if isinstance(member, Leaf):
        return [(member,)]
    parts = [_conjunctions(inner) for inner in member.members]
    if not member.is_all:
        return [conjunction for part in parts for conjunction in part]
    return [tuple(leaf for part in chosen for leaf in part) for chosen in product(*parts)]


def _constraints(leaf: Leaf) -> list[Document]:
    """Return what must hold for a leaf; inverted, NUM_EQ holds for an absent fact, too, so the fact must be present."""
    found = [_constraint(leaf)]
    if leaf.test is Test.NUMBER and leaf.is_inverted:
        found.append(_constraint(Leaf(leaf.fact, Test.IS_PRESENT, "", is_inverted=False)))
    return found


def _constraint(leaf: Leaf) -> Document:
    is_inverted = leaf.is_inverted
    several: list[str] = []
    match leaf.test:
        case Test.ABOVE:
            operator, is_inverted = ("NUM_LTE" if is_inverted else "NUM_GT"), False
        case Test.BELOW:
            operator, is_inverted = ("NUM_GTE" if is_inverted else "NUM_LT"), False
        case Test.NUMBER:
            operator = "NUM_EQ"
        case Test.CONTAINS:
            operator, several = "STR_CONTAINS", [str(leaf.value)]
        case Test.IS_PRESENT:
            operator, several = "STR_STARTS_WITH", [""]
        case _:
            operator = "IN"
            several = [{Test.IS_TRUE: "true", Test.IS_FALSE: "false"}.get(leaf.test, str(leaf.value))]
    named = {"values": several} if several else {"value": str(leaf.value)}
    return {"contextName": leaf.fact, "operator": operator, "inverted": is_inverted, **named}
