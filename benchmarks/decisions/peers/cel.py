"""The Common Expression Language, by two bindings: `cel` (Rust) and `cel-expr-python` (Google's C++).

CEL says what an audience is, not what an experience is: either one expression per audience is compiled or a list of all
of them, and the first match is found by our loop. Handing over a visitor costs most, so each binding is given it as
suits it: Rust only the facts that audiences ask about, with null for absent ones, or a resolver that it calls when it
needs one; C++ a map, which it reads as it goes. C++ also takes a whole small project as one expression, in which
`cel.bind` evaluates each audience at most once.
"""

import json
from itertools import chain, compress
from typing import Any

import cel as rust
from cel_expr_python import cel as cpp
from cel_expr_python.ext import ext_bindings

from benchmarks.decisions import engines
from benchmarks.decisions.engines import Answer, Engine
from benchmarks.decisions.peers import outline
from benchmarks.decisions.peers.outline import COMPARISONS, Choice, Group, Leaf, Outline, Test

# Bindings nest, and so do the conditionals of an experience; the compiler refuses what nests much deeper.
_MOST_BINDINGS = 100
# Of audiences: the compiler refuses a text of 100,000 characters.
_LONGEST_LIST = 200

Facts = dict[str, Any]


def rust_together(found: Outline) -> list[Engine]:
    """Return the Rust binding with a list of all audiences."""
    names, texts = outline.fact_names(found), _texts_for_rust(found)
    together = rust.compile(f"[{', '.join(texts)}]")
    positions = range(len(texts))

    def members(facts: Facts) -> Any:
        context = rust.Context(dict(zip(names, map(facts.get, names), strict=True)))
        return compress(positions, together.execute(context))

    return [engines.all_at_once(found, members)]


def rust_apart(found: Outline) -> list[Engine]:
    """Return the Rust binding with one audience at a time, the facts handed over at once or when they are needed."""
    names = outline.fact_names(found)
    apart = [rust.compile(text) for text in _texts_for_rust(found)]

    def at_once(facts: Facts) -> Any:
        return rust.Context(dict(zip(names, map(facts.get, names), strict=True)))

    def when_needed(facts: Facts) -> Any:
        context = rust.Context(dict.fromkeys(names))
        context.set_variable_resolver(facts.get)
        return context

    def belongs(context: Any, position: int) -> bool:
        return apart[position].execute(context) is True

    return [engines.on_demand(found, belongs, convert) for convert in (at_once, when_needed)]


def cpp_together(found: Outline) -> list[Engine]:
    """Return the C++ binding with lists of all audiences."""
    env, texts = _environment(), _texts_for_cpp(found)
    parts = [texts[start : start + _LONGEST_LIST] for start in range(0, len(texts), _LONGEST_LIST)]
    together = [env.compile(f"[{', '.join(part)}]") for part in parts]
    positions = range(len(texts))

    def members(facts: Facts) -> Any:
        activation = env.Activation({"v": facts})
        return compress(positions, chain.from_iterable(part.eval(activation).plain_value() for part in together))

    return [engines.all_at_once(found, members)]


def cpp_apart(found: Outline) -> list[Engine]:
    """Return the C++ binding with one audience at a time."""
    env = _environment()
    apart = [env.compile(text) for text in _texts_for_cpp(found)]

    def activation(facts: Facts) -> Any:
        return env.Activation({"v": facts})

    def belongs(made: Any, position: int) -> bool:
        return apart[position].eval(made).value() is True

    return [engines.on_demand(found, belongs, activation)]


def cpp_whole(found: Outline) -> list[Engine]:
    """Return the C++ binding with experiences and audiences in one expression; none for a ruleset it can't hold."""
    if len(found.audiences) > _MOST_BINDINGS:
        return []
    env = _environment()
    whole = env.compile(_whole(found, _texts_for_cpp(found)))

    def decide(facts: Facts) -> Answer:
        return [variant or None for variant in whole.eval(env.Activation({"v": facts})).plain_value()]

    return [Engine(decide)]


def _environment() -> Any:
    variables = {"v": cpp.Type.Map(cpp.Type.STRING, cpp.Type.DYN)}
    return cpp.NewEnv(variables=variables, extensions=[ext_bindings.ExtBindings()])


def _texts_for_rust(found: Outline) -> list[str]:
    return [_expression(audience, "{} != null", "{}") for audience in found.audiences]


def _texts_for_cpp(found: Outline) -> list[str]:
    return [_expression(audience, "has(v.{})", "v.{}") for audience in found.audiences]


def _whole(found: Outline, audiences: list[str]) -> str:
    text = f"[{', '.join(_experience(choices) for choices in found.experiences)}]"
    for position in reversed(range(len(audiences))):
        text = f"cel.bind(a{position}, {audiences[position]}, {text})"
    return text


def _experience(choices: tuple[Choice, ...]) -> str:
    text = '""'
    for choice in reversed(choices):
        asked = (" && " if choice.is_all else " || ").join(f"a{position}" for position in choice.audiences)
        text = f'(({asked}) ? "{choice.variant}" : {text})'
    return text


def _expression(member: Group | Leaf, present: str, fact: str) -> str:
    if isinstance(member, Group):
        return (
            f"({(' && ' if member.is_all else ' || ').join(_expression(one, present, fact) for one in member.members)})"
        )
    is_present, value = present.format(member.fact), fact.format(member.fact)
    if member.test in COMPARISONS:
        return f"({is_present} && {_comparison(member, value)})"
    text = f"({is_present}{_test(member, value)})"
    return f"!{text}" if member.is_inverted else text


def _comparison(leaf: Leaf, value: str) -> str:
    plain, inverted = {Test.ABOVE: (">", "<="), Test.BELOW: ("<", ">="), Test.NUMBER: ("==", "!=")}[leaf.test]
    return f"{value} {inverted if leaf.is_inverted else plain} {leaf.value}"


def _test(leaf: Leaf, value: str) -> str:
    match leaf.test:
        case Test.EQUALS:
            return f" && {value} == {json.dumps(leaf.value, ensure_ascii=False)}"
        case Test.CONTAINS:
            return f" && {value}.contains({json.dumps(leaf.value, ensure_ascii=False)})"
        case Test.IS_TRUE | Test.IS_FALSE:
            return f" && {value} == {str(leaf.test is Test.IS_TRUE).lower()}"
    return ""
