"""`POST /events`: impressions and events, durable before the answer."""

from functools import partial

from lenticular.edge import answers, describing, privacy, requests
from lenticular.edge.answers import Answer
from lenticular.edge.ports import Ports
from lenticular.edge.privacy import Keeping
from lenticular.edge.requests import Request
from lenticular.edge.rulesets import Project
from lenticular.ingestion import agents
from lenticular.ingestion import service as ingestion
from lenticular.ingestion.agents import AUTOMATED, AgentClass
from lenticular.ingestion.pipeline import Arrival
from lenticular.ingestion.records import Context, EventType
from lenticular.visitors.stored import NOTHING

_ACCEPTED = answers.json(202, {})
_IMPRESSION = EventType.IMPRESSION.value.encode()


async def answer(request: Request, ports: Ports) -> Answer:
    """Take in an array of events; what cannot be counted is dropped and counted by reason."""
    project = requests.project(request, ports.rulesets)
    user_uid = requests.required_user_uid(request)
    body = await requests.body(request, ports.body_limit_bytes)
    keeping = privacy.keeping(request, project.ruleset, user_uid)
    agent = agents.classify(request.header(b"user-agent") or "")
    arrival = Arrival(
        at_ms=int(ports.now().timestamp() * 1000),
        project_uid=project.ruleset.project_uid,
        user_uid=keeping.name or user_uid,
        agent=agent,
        # To look for the word costs less than to read the body twice.
        context=await _context(request, project, keeping, agent, ports) if _IMPRESSION in body else None,
        is_opted_out=keeping.name is None,
        is_preview=keeping.is_preview,
    )
    await ingestion.take_in(
        body,
        arrival,
        project.catalogue,
        log=ports.event_log,
        counters=ports.counters.events,
        new_id=ports.new_line_id,
    )
    return _ACCEPTED


async def _context(
    request: Request, project: Project, keeping: Keeping, agent: AgentClass, ports: Ports
) -> Context | None:
    """Return the context of the visitor's last decision or, where it was not made here, of this request; None: unknown.

    A site's server, which sends what its visitors see from its own address, tells nothing of them.
    """
    name = keeping.name
    if name is None or agent in AUTOMATED:
        return None
    project_uid, make = project.ruleset.project_uid, partial(describing.context, project, ports=ports)
    if keeping.is_known and (known := ports.memory.context(project_uid, name, make)) is not None:
        return known
    if agent is not AgentClass.BROWSER:
        return None
    if not keeping.is_known:
        return describing.nameless_context(describing.facts(request, ports, name, NOTHING), ports)
    stored = await describing.stored(project_uid, name, ports)
    ports.memory.remember(project_uid, name, describing.facts(request, ports, name, stored or NOTHING))
    return ports.memory.context(project_uid, name, make)
