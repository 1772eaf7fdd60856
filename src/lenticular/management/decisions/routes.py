"""The routes that decide for a described visitor, and try rules on one."""

from dataclasses import replace

from fastapi import APIRouter

from lenticular.api.ports import RequestPorts
from lenticular.errors import Invalid
from lenticular.management.decisions import describing, payloads
from lenticular.management.decisions import service as decisions
from lenticular.management.decisions.payloads import (
    AudienceFinding,
    AudienceTrial,
    DecisionRequest,
    DecisionResponse,
)
from lenticular.management.scope import Reading

router = APIRouter(tags=["Decisions"])


@router.post("/decisions", operation_id="DecisionController_preview")
def decide(scope: Reading, ports: RequestPorts, body: DecisionRequest) -> DecisionResponse:
    """Tell what a described visitor would get, and why, rule by rule. Nothing of it is counted.

    Without `experience` every live experience is decided. `version` or `versions` take a draft, or any other version,
    as if it were active now; an experience that never was active is decided by its draft. A visitor with a `userUid`
    has that visitor's stored attributes.
    """
    chosen = decisions.choose_versions(
        scope, experience_uid=body.experience, version_uid=body.version, version_uids=body.versions
    )
    visitor = describing.visitor(scope, ports, body.visitor)
    preview = decisions.preview(scope, visitor, only=body.experience, chosen=chosen)
    return payloads.render(preview.decisions, preview.explanation)


@router.post("/audiences/try", operation_id="AudienceController_try")
def try_audience(scope: Reading, ports: RequestPorts, body: AudienceTrial) -> AudienceFinding:
    """Tell what rules that need not be saved make of a described visitor, rule by rule. Nothing of it is kept."""
    visitor = describing.visitor(scope, ports, body.visitor)
    try:
        explanation = decisions.try_definition(scope, visitor, body.definition)
    except Invalid as failure:
        raise Invalid(
            [replace(problem, pointer=f"/definition{problem.pointer}") for problem in failure.problems]
        ) from failure
    return payloads.render_finding(explanation)
