"""`POST /events`: impressions and events, durable before the answer."""

from lenticular.edge import answers, requests
from lenticular.edge.answers import Answer
from lenticular.edge.ports import Ports
from lenticular.edge.requests import Request
from lenticular.ingestion import agents
from lenticular.ingestion import service as ingestion
from lenticular.ingestion.pipeline import Arrival


async def answer(request: Request, ports: Ports) -> Answer:
    """Take in an array of events; what cannot be counted is dropped and counted by reason."""
    project = requests.project(request, ports.rulesets)
    user_uid = requests.required_user_uid(request)
    body = await requests.body(request, ports.body_limit_bytes)
    arrival = Arrival(
        at_ms=int(ports.now().timestamp() * 1000),
        project_uid=project.ruleset.project_uid,
        user_uid=user_uid,
        agent=agents.classify(request.header(b"user-agent") or ""),
    )
    await ingestion.take_in(
        body,
        arrival,
        project.catalogue,
        log=ports.event_log,
        counters=ports.counters.events,
        new_id=ports.new_uid,
    )
    return answers.json(202, {})
