"""Who is compared: ours, the simple evaluator that ours must agree with, and the peers."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from benchmarks.decisions.engines import Answer, Engine
from benchmarks.decisions.peers import cel, flagsmith, growthbook_sdk, json_logic, outline, unleash, zen_engine
from benchmarks.decisions.peers.outline import Outline
from lenticular.domain import decision
from lenticular.domain.attributes import Visitor
from lenticular.domain.decision import Decision
from lenticular.domain.engine import compiling
from lenticular.domain.engine.deciding import Choice, Decider
from lenticular.domain.ruleset import Ruleset

Maker = Callable[[Outline], list[Engine]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer, its package and the ways in which it can go about it, of which the quickest counts."""

    name: str
    package: str
    makers: tuple[Maker, ...]
    is_slow_to_build: bool = False  # many seconds at L


PEERS = (
    Peer("GrowthBook (conditions)", "growthbook", (growthbook_sdk.conditions,)),
    Peer("GrowthBook (features)", "growthbook", (growthbook_sdk.features,)),
    Peer("Flagsmith (segments)", "flagsmith-flag-engine", (flagsmith.segments,)),
    Peer("Flagsmith (features)", "flagsmith-flag-engine", (flagsmith.features,)),
    Peer("Unleash yggdrasil", "yggdrasil-engine", (unleash.audiences,)),
    Peer("zen-engine", "zen-engine", (zen_engine.audiences,)),
    Peer("CEL (Rust)", "common-expression-language", (cel.rust_together, cel.rust_apart), is_slow_to_build=True),
    Peer("CEL (C++)", "cel-expr-python", (cel.cpp_together, cel.cpp_apart, cel.cpp_whole), is_slow_to_build=True),
    Peer("json-logic", "panzi-json-logic", (json_logic.audiences,)),
)


def versions() -> dict[str, str]:
    """Return the version of each peer by its name."""
    return {peer.name: f"{peer.package} {version(peer.package)}" for peer in PEERS}


def candidates(peer: Peer, ruleset: Ruleset) -> list[tuple[Maker, Engine]]:
    """Return a peer's ways with a ruleset, each with what made it."""
    found = outline.outline(ruleset)
    return [(maker, engine) for maker in peer.makers for engine in maker(found)]


def visiting(visitor: Visitor) -> Visitor:
    """Return a visitor made just now, as a request makes one and the facts for the others are made."""
    return visitor._replace(
        query_parameters=dict(visitor.query_parameters),
        live_attributes=dict(visitor.live_attributes),
        stored_attributes=dict(visitor.stored_attributes),
    )


def ours(ruleset: Ruleset, decider: Decider | None = None) -> Engine:
    """Return our engine, as a manifest uses it: the option that the visitor gets of each experience."""
    made = decider or compiling.compiled(ruleset)
    options = made.options

    def read(choice: Choice) -> Answer:
        return [options[index].variant_short_uid for index in choice.options]

    return Engine(made.choose, visiting, read)


def ours_with_reasons(ruleset: Ruleset, decider: Decider | None = None) -> Engine:
    """Return our engine giving whole decisions: reasons, versions, withheld variants."""
    made = decider or compiling.compiled(ruleset)
    return Engine(lambda visitor: made.choose(visitor).decisions(), visiting, _variants)


def simple(ruleset: Ruleset) -> Engine:
    """Return the simple evaluator: rule by rule, as the explanation does."""
    return Engine(lambda visitor: decision.decide(ruleset, visitor), visiting, _variants)


def _variants(decisions: tuple[Decision, ...]) -> Answer:
    return [made.variant_short_uid for made in decisions]
