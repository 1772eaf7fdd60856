"""GoRules' zen-engine: an expression that gives a list of all audiences, compiled once; the first match by our loop.

Its decision graphs and tables would hold the whole of a decision, but cost six times as much per audience as the
expression does, and tables of experiences by audiences grow as their product. The visitor is handed over as JSON, which
is quicker than as a dictionary: all facts, or those alone that audiences ask about.
"""

import json
from itertools import compress
from typing import Any

import msgspec
import zen

from benchmarks.decisions import engines
from benchmarks.decisions.engines import Engine
from benchmarks.decisions.peers import outline
from benchmarks.decisions.peers.outline import COMPARISONS, Group, Leaf, Outline, Test

Facts = dict[str, Any]


def audiences(found: Outline) -> list[Engine]:
    """Return a list of all audiences, with all facts of a visitor and with those asked about."""
    texts = [_expression(audience) for audience in found.audiences]
    together = zen.compile_expression(f"[{', '.join(texts)}]")
    positions = range(len(texts))
    names = outline.fact_names(found)
    encode = msgspec.json.Encoder().encode

    def with_all(facts: Facts) -> Any:
        return compress(positions, together.evaluate(encode(facts)))

    def with_asked(facts: Facts) -> Any:
        return compress(positions, together.evaluate(encode(outline.asked(facts, names))))

    return [engines.all_at_once(found, members) for members in (with_all, with_asked)]


def _expression(member: Group | Leaf) -> str:
    if isinstance(member, Group):
        return f"({(' and ' if member.is_all else ' or ').join(map(_expression, member.members))})"
    if member.test in COMPARISONS:
        return f"({member.fact} != null and {_comparison(member)})"
    text = _test(member)
    return f"(not ({text}))" if member.is_inverted else f"({text})"


def _comparison(leaf: Leaf) -> str:
    plain, inverted = {Test.ABOVE: (">", "<="), Test.BELOW: ("<", ">="), Test.NUMBER: ("==", "!=")}[leaf.test]
    return f"{leaf.fact} {inverted if leaf.is_inverted else plain} {leaf.value}"


def _test(leaf: Leaf) -> str:
    match leaf.test:
        case Test.EQUALS:
            return f"{leaf.fact} == {json.dumps(leaf.value, ensure_ascii=False)}"
        case Test.CONTAINS:
            return f'contains({leaf.fact} ?? "", {json.dumps(leaf.value, ensure_ascii=False)})'
        case Test.IS_TRUE | Test.IS_FALSE:
            return f"{leaf.fact} == {str(leaf.test is Test.IS_TRUE).lower()}"
    return f"{leaf.fact} != null"
