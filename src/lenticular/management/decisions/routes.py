"""The route that decides for a described visitor."""

from fastapi import APIRouter

from lenticular.api.ports import RequestPorts
from lenticular.management.decisions import payloads
from lenticular.management.decisions import service as decisions
from lenticular.management.decisions.payloads import DecisionRequest, DecisionResponse
from lenticular.management.scope import Reading
from lenticular.visitors import service as visitors
from lenticular.visitors.stored import Stored

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
    stored = Stored()
    if body.visitor.user_uid:
        with ports.stores.visitors.reading() as session:
            stored = visitors.read(session, scope.project_uid, body.visitor.user_uid)
    visitor = payloads.visitor_of(body.visitor, stored=stored, places=ports.places, now=scope.now)
    preview = decisions.preview(scope, visitor, only=body.experience, chosen=chosen)
    return payloads.render(preview.decisions, preview.explanation)
