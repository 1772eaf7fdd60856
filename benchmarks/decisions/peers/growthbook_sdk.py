"""GrowthBook's Python SDK, in two ways.

`GrowthBook (conditions)`: its targeting conditions for our audiences, by `evalCondition`, with the first match found by
our loop: the quickest that its parts allow. `GrowthBook (features)`: as a product uses it, every audience a saved
group, every experience a feature whose rules force a variant, all asked through `GrowthBookClient.eval_feature`.
"""

import re
from typing import Any

from growthbook import GrowthBookClient, Options, UserContext
from growthbook.core import evalCondition

from benchmarks.decisions import engines
from benchmarks.decisions.engines import Answer, Engine
from benchmarks.decisions.peers.outline import Choice, Group, Leaf, Outline, Test


def conditions(found: Outline) -> list[Engine]:
    """Return conditions of audiences, and our first match."""
    made = [_condition(audience) for audience in found.audiences]

    def belongs(attributes: dict[str, Any], position: int) -> bool:
        return evalCondition(attributes, made[position])

    return engines.both_ways(found, belongs)


def features(found: Outline) -> list[Engine]:
    """Return features with saved groups."""
    groups = {
        str(position): {"type": "condition", "condition": _condition(audience)}
        for position, audience in enumerate(found.audiences)
    }
    keys = [str(position) for position in range(len(found.experiences))]
    made = {
        key: {"defaultValue": None, "rules": [_rule(choice) for choice in choices]}
        for key, choices in zip(keys, found.experiences, strict=True)
    }
    client = GrowthBookClient(Options())
    _result(client.set_payload({"features": made, "savedGroups": groups}))

    async def values(facts: dict[str, Any]) -> Answer:
        context = UserContext(attributes=facts)
        return [(await client.eval_feature(key, context)).value for key in keys]

    return [Engine(lambda facts: _result(values(facts)))]


def _result(coroutine: Any) -> Any:
    """Return what a coroutine returns that waits for nothing: without the cost of an event loop."""
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("the client waited for something")


def _rule(choice: Choice) -> dict[str, Any]:
    asked = [{"$savedGroup": {"id": str(position)}} for position in choice.audiences]
    return {"condition": {"$and" if choice.is_all else "$or": asked}, "force": choice.variant}


def _condition(member: Group | Leaf) -> dict[str, Any]:
    if isinstance(member, Leaf):
        return {member.fact: _value(member)}
    return {"$and" if member.is_all else "$or": [_condition(inner) for inner in member.members]}


def _value(leaf: Leaf) -> Any:
    inverted = leaf.is_inverted
    match leaf.test:
        case Test.EQUALS:
            return {"$ne": leaf.value} if inverted else leaf.value
        case Test.CONTAINS:
            found = {"$regex": re.escape(str(leaf.value))}
            return {"$not": found} if inverted else found
        case Test.IS_PRESENT:
            return {"$exists": not inverted}
        case Test.IS_TRUE | Test.IS_FALSE:
            wanted = leaf.test is Test.IS_TRUE
            return {"$ne": wanted} if inverted else wanted
        case Test.NUMBER:
            return {"$ne": leaf.value, "$exists": True} if inverted else leaf.value
        case Test.ABOVE:
            return {"$lte" if inverted else "$gt": leaf.value}
        case Test.BELOW:
            return {"$gte" if inverted else "$lt": leaf.value}
