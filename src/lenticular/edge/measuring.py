"""What follows from a manifest once it is sent: the visitor is remembered, exposures and draws of bandits are kept."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from lenticular.domain.decision import Decision, Reason
from lenticular.domain.engine.deciding import Choice
from lenticular.edge import describing
from lenticular.edge.ports import Ports
from lenticular.edge.privacy import Keeping
from lenticular.edge.rulesets import Project
from lenticular.ingestion import agents, records
from lenticular.ingestion.agents import AUTOMATED, AgentClass
from lenticular.ingestion.records import Context, Exposure, Record
from lenticular.visitors.context import RequestFacts


# One for every manifest: a tuple is made in a third of the time that a frozen dataclass takes.
class Decided(NamedTuple):
    """What a manifest chose and from what; `is_read` tells that what is stored of the visitor was."""

    project: Project
    facts: RequestFacts
    choice: Choice
    keeping: Keeping
    is_read: bool


def follow(decided: Decided, ports: Ports) -> None:
    """Remember the visitor, and begin to keep what is to be kept. Of robots, and who objects, nothing is."""
    keeping, project = decided.keeping, decided.project
    if keeping.name is None or _agent(decided) in AUTOMATED:
        return
    if keeping.is_known:
        ports.memory.remember(project.ruleset.project_uid, keeping.name, decided.facts)
    if project.measured and (exposed := _exposed(decided)):
        _expose(decided, keeping.name, exposed, ports)
    if project.bandits and keeping.is_known and decided.is_read and (drawn := _drawn(decided)):
        ports.afterwards.begin(_assign(decided, drawn, ports))


def _agent(decided: Decided) -> AgentClass:
    return agents.classify(decided.facts.user_agent or "")


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


def _expose(decided: Decided, name: str, exposed: dict[str, Decision], ports: Ports) -> None:
    project_uid = decided.project.ruleset.project_uid
    if new := ports.memory.unexposed(project_uid, name, exposed):
        context = _context(decided, ports)
        made = [_record(decided, name, exposed[key], context, ports.new_line_id()) for key in exposed if key in new]
        ports.afterwards.begin(_append(made, new, ports))


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
        agent=_agent(decided),
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
