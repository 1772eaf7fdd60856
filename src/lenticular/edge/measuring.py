"""What follows from a manifest once it is sent: the visitor is remembered, exposures and draws of bandits are kept."""

from collections.abc import Coroutine, Sequence
from functools import partial
from typing import NamedTuple

from lenticular.domain.decision import Decision, Reason
from lenticular.domain.engine.deciding import Choice
from lenticular.edge import describing
from lenticular.edge.memory import Manifest
from lenticular.edge.ports import Ports
from lenticular.edge.privacy import Keeping
from lenticular.edge.rulesets import Project
from lenticular.ingestion import agents, records
from lenticular.ingestion.agents import AUTOMATED, AgentClass
from lenticular.ingestion.records import Context, Exposure, Record
from lenticular.visitors.context import RequestFacts

# What goes on after an answer.
Work = Coroutine[object, object, None]


# One for every manifest: a tuple is made in a third of the time that a frozen dataclass takes.
class Decided(NamedTuple):
    """What a manifest chose and from what; `is_read` tells that what is stored of the visitor was."""

    project: Project
    facts: RequestFacts
    tags: tuple[str, ...]
    choice: Choice
    body: bytes
    keeping: Keeping
    is_read: bool


def hear(project: Project, facts: RequestFacts, keeping: Keeping, ports: Ports) -> bool:
    """Remember a visitor, and tell whether they go on in the same browser. Robots, and who objects, are not."""
    if keeping.name is None or not keeping.is_known or _is_robot(facts):
        return False
    return ports.memory.remember(project.ruleset.project_uid, keeping.name, facts)


def follow(decided: Decided, ports: Ports) -> None:
    """Remember the visitor, and begin to keep what is to be kept. Of robots, and who objects, nothing is.

    Who goes on and leaves nothing to keep gets the same manifest, until what it follows from is another.
    """
    project, facts, keeping = decided.project, decided.facts, decided.keeping
    if keeping.name is None or _is_robot(facts):
        return
    goes_on = hear(project, facts, keeping, ports)
    exposing = _exposing(decided, keeping.name, ports) if project.measured else None
    assigning = _assigning(decided, ports) if project.bandits and keeping.is_known and decided.is_read else None
    for work in filter(None, (exposing, assigning)):
        ports.afterwards.begin(work)
    if goes_on and decided.is_read and exposing is None and assigning is None:
        grounds = describing.grounds(project, facts, decided.tags, ports)
        ports.memory.keep_manifest(project.ruleset.project_uid, keeping.name, Manifest(grounds, decided.body))


def _is_robot(facts: RequestFacts) -> bool:
    return _agent(facts) in AUTOMATED


def _agent(facts: RequestFacts) -> AgentClass:
    return agents.classify(facts.user_agent or "")


def _exposed(decided: Decided) -> dict[str, Decision]:
    """Return the decisions that are exposures, each by what makes it one of its kind."""
    return {
        f"{one.version_uid} {variant} {one.reason is Reason.HELD_OUT}": one
        for one in decided.choice.decisions_of(decided.project.measured)
        if (variant := _due(one)) is not None
    }


def _due(decision: Decision) -> str | None:
    """Return the variant that was given or withheld."""
    return decision.variant_short_uid or decision.withheld_variant_short_uid


def _exposing(decided: Decided, name: str, ports: Ports) -> Work | None:
    """Return what brings those exposures to the event log that are not there yet, None if all are."""
    exposed = _exposed(decided)
    if not exposed or not (new := ports.memory.unexposed(decided.project.ruleset.project_uid, name, exposed)):
        return None
    context = _context(decided, ports)
    made = [_record(decided, name, exposed[key], context, ports.new_line_id()) for key in exposed if key in new]
    return _append(made, new, ports)


def _assigning(decided: Decided, ports: Ports) -> Work | None:
    """Return what stores those draws that are not stored yet, None if all are."""
    drawn = _drawn(decided)
    return _assign(decided, drawn, ports) if drawn else None


def _context(decided: Decided, ports: Ports) -> Context | None:
    project, facts = decided.project, decided.facts
    if not decided.keeping.is_known:
        return describing.nameless_context(facts, ports)
    make = partial(describing.context, project, ports=ports)
    return ports.memory.context(project.ruleset.project_uid, facts.user_uid or "", make)


def _record(decided: Decided, name: str, decision: Decision, context: Context | None, uid: str) -> Record:
    return Record(
        id=uid,
        arrived_at=int(decided.facts.now.timestamp() * 1000),
        project=decided.project.ruleset.project_uid,
        user=name,
        agent=_agent(decided.facts),
        subject=Exposure(
            experience=decision.experience_uid,
            experience_short_uid=decision.experience_short_uid,
            version=decision.version_uid,
            variant_short_uid=_due(decision) or "",
            is_held_out=decision.reason is Reason.HELD_OUT,
            context=context,
        ),
    )


async def _append(made: Sequence[Record], keys: frozenset[str], ports: Ports) -> None:
    """Bring exposures to the event log; those that it does not take are recorded with the visitor's next manifest."""
    try:
        await ports.event_log.append([records.encode(record) for record in made])
    except Exception as error:  # the log is a port; the visitor has their answer already
        ports.counters.exposure_failures += len(made)
        ports.exposures.failed(error)
        ports.memory.forget_exposures(made[0].project, made[0].user, keys)
    else:
        ports.counters.exposures += len(made)
        ports.exposures.worked()


def _drawn(decided: Decided) -> dict[str, str]:
    """Return the variants that the visitor drew of bandits and that are not stored yet."""
    kept = decided.facts.stored.assignments
    return {
        one.experience_short_uid: one.variant_short_uid
        for one in decided.choice.decisions_of(decided.project.bandits)
        if one.variant_short_uid is not None and kept.get(one.experience_short_uid) != one.variant_short_uid
    }


async def _assign(decided: Decided, drawn: dict[str, str], ports: Ports) -> None:
    project_uid, before = decided.project.ruleset.project_uid, decided.facts.stored.assignments
    try:
        await ports.stored_visitors.assign(project_uid, decided.facts.user_uid or "", drawn, before)
    except Exception as error:  # the store is a port; without it the visitor draws again, by the same hash
        ports.counters.assignment_failures += len(drawn)
        ports.assignments.failed(error)
    else:
        ports.counters.assignments += len(drawn)
        ports.assignments.worked()
