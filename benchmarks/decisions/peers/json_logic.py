"""JsonLogic, by `panzi-json-logic`: of the packages that Python has for it the quickest by far.

(`json-logic-qubit` took three times as long, `jsonlogic-rs` five times: it parses the rule and the visitor every time.)
It says what an audience is; the first match is found by our loop.
"""

from typing import Any

from json_logic import jsonLogic

from benchmarks.decisions import engines
from benchmarks.decisions.engines import Engine
from benchmarks.decisions.peers.outline import COMPARISONS, Group, Leaf, Outline, Test

Logic = dict[str, Any]


def audiences(found: Outline) -> list[Engine]:
    """Return one audience at a time, on demand and all at once."""
    made = [_logic(audience) for audience in found.audiences]

    def belongs(facts: dict[str, Any], position: int) -> bool:
        return jsonLogic(made[position], facts) is True

    return engines.both_ways(found, belongs)


def _logic(member: Group | Leaf) -> Logic:
    if isinstance(member, Group):
        return {"and" if member.is_all else "or": [_logic(inner) for inner in member.members]}
    fact = {"var": member.fact}
    present = {"!==": [fact, None]}
    if member.test in COMPARISONS:
        return {"and": [present, _comparison(member, fact)]}
    match member.test:
        case Test.EQUALS:
            logic: Logic = {"===": [fact, member.value]}
        case Test.CONTAINS:
            logic = {"in": [member.value, fact]}
        case Test.IS_TRUE | Test.IS_FALSE:
            logic = {"===": [fact, member.test is Test.IS_TRUE]}
        case _:
            logic = present
    return {"!": logic} if member.is_inverted else logic


def _comparison(leaf: Leaf, fact: Logic) -> Logic:
    plain, inverted = {Test.ABOVE: (">", "<="), Test.BELOW: ("<", ">="), Test.NUMBER: ("===", "!==")}[leaf.test]
    return {inverted if leaf.is_inverted else plain: [fact, leaf.value]}
