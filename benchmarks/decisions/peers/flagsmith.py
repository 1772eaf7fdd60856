"""Flagsmith's engine, in two ways.

`Flagsmith (segments)`: a segment for each of our audiences, all evaluated in one go as its API does, and the first
match by our loop. `Flagsmith (features)`: a feature for each experience and, because segments can't refer to one
another, a segment for each variant with the rules of its audiences in it, overriding the feature in order of priority.
"""

from typing import Any

from flag_engine.engine import get_evaluation_result

from benchmarks.decisions import engines
from benchmarks.decisions.engines import Answer, Engine
from benchmarks.decisions.peers.outline import Group, Leaf, Outline, Test

Document = dict[str, Any]

_ENVIRONMENT = {"key": "env", "name": "benchmark"}


def segments(found: Outline) -> list[Engine]:
    """Return segments of audiences, and our first match."""
    made = {
        str(position): {"key": str(position), "name": str(position), "rules": [_rule(audience)]}
        for position, audience in enumerate(found.audiences)
    }

    def members(facts: Document) -> Any:
        result = get_evaluation_result(_context(facts) | {"segments": made})
        return [int(segment["name"]) for segment in result["segments"]]

    return [engines.all_at_once(found, members)]


def features(found: Outline) -> list[Engine]:
    """Return features with overrides by segment."""
    rules = [_rule(audience) for audience in found.audiences]
    names = [str(position) for position in range(len(found.experiences))]
    made: Document = {}
    for name, choices in zip(names, found.experiences, strict=True):
        for priority, choice in enumerate(choices):
            key = f"{name}.{priority}"
            made[key] = {
                "key": key,
                "name": key,
                "rules": [
                    {"type": "ALL" if choice.is_all else "ANY", "rules": [rules[one] for one in choice.audiences]}
                ],
                "overrides": [_feature(name, choice.variant) | {"priority": priority}],
            }
    flags = {name: _feature(name, None) for name in names}

    def decide(facts: Document) -> Answer:
        result = get_evaluation_result(_context(facts) | {"segments": made, "features": flags})["flags"]
        return [result[name]["value"] for name in names]

    return [Engine(decide)]


def _context(facts: Document) -> Any:
    return {"environment": _ENVIRONMENT, "identity": {"identifier": "visitor", "key": "visitor", "traits": facts}}


def _feature(name: str, variant: str | None) -> Document:
    return {"key": name, "name": name, "enabled": True, "value": variant}


def _rule(member: Group | Leaf) -> Document:
    """Return a rule; one that holds rules beside conditions asks for both, so a group of mixed members holds rules."""
    if isinstance(member, Leaf):
        condition, is_denied = _condition(member)
        return {"type": "NONE" if is_denied else "ALL", "conditions": [condition]}
    kind = "ALL" if member.is_all else "ANY"
    plain = [_condition(inner)[0] for inner in member.members if isinstance(inner, Leaf) and not _condition(inner)[1]]
    if len(plain) == len(member.members):
        return {"type": kind, "conditions": plain}
    return {"type": kind, "rules": [_rule(inner) for inner in member.members]}


def _condition(leaf: Leaf) -> tuple[Document, bool]:
    """Return a condition, and whether it must be denied: no operator says the opposite for an absent trait, too."""
    is_inverted, is_denied = leaf.is_inverted, False
    match leaf.test:
        case Test.ABOVE:
            operator = "LESS_THAN_INCLUSIVE" if is_inverted else "GREATER_THAN"
        case Test.BELOW:
            operator = "GREATER_THAN_INCLUSIVE" if is_inverted else "LESS_THAN"
        case Test.NUMBER:
            operator = "NOT_EQUAL" if is_inverted else "EQUAL"
        case Test.IS_PRESENT:
            operator = "IS_NOT_SET" if is_inverted else "IS_SET"
        case _:
            operator, is_denied = ("CONTAINS" if leaf.test is Test.CONTAINS else "EQUAL"), is_inverted
    value = {Test.IS_TRUE: "true", Test.IS_FALSE: "false"}.get(leaf.test, str(leaf.value))
    return {"property": leaf.fact, "operator": operator, "value": value}, is_denied
