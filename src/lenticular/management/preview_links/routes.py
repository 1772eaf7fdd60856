"""The routes of preview links. They are ours: the hosted service has none."""

from collections.abc import Sequence
from datetime import timedelta

from fastapi import APIRouter

from lenticular.api.ports import Ports, RequestPorts
from lenticular.domain.decision import Decision
from lenticular.management.decisions import describing
from lenticular.management.decisions import service as decisions
from lenticular.management.decisions.payloads import DescribedVisitor
from lenticular.management.preview_links import payloads
from lenticular.management.preview_links import service as preview_links
from lenticular.management.preview_links.payloads import PreviewLinkRequest, PreviewLinkResponse
from lenticular.management.scope import Changing, ProjectScope

router = APIRouter(tags=["Preview links"])


@router.post("/preview-links", status_code=201, operation_id="PreviewLinkController_create")
def create_preview_link(scope: Changing, ports: RequestPorts, body: PreviewLinkRequest) -> PreviewLinkResponse:
    """Make a link that shows chosen variants, of drafts too, to whoever opens it, without counting them.

    The token goes into the query of any page of the site (`?lenticular_preview=…`). With `visitor` or `versions` it
    shows what that visitor would get now, by those versions as if they were active; `decisions` come in their place.
    All is decided now: what changes later, or who opens the link, changes nothing. Every other experience shows no
    variant. Impressions, events and attributes of whoever opens it are dropped; with the next page that has no token
    they are a new visitor. A variant shows only content that is published for it.
    """
    decided = _decided(scope, ports, body) if body.visitor is not None or body.versions else ()
    link = preview_links.create(
        scope, valid_for=timedelta(hours=body.expires_in_hours), decided=decided, chosen=body.decisions
    )
    return payloads.render(link)


@router.delete("/preview-links", status_code=204, operation_id="PreviewLinkController_revokeAll")
def revoke_preview_links(scope: Changing) -> None:
    """End every preview link of the project at once, for its owners. New links can be made right after."""
    preview_links.revoke_all(scope)


def _decided(scope: ProjectScope, ports: Ports, body: PreviewLinkRequest) -> Sequence[Decision]:
    chosen = decisions.choose_versions(scope, experience_uid=None, version_uid=None, version_uids=body.versions)
    visitor = describing.visitor(scope, ports, body.visitor or DescribedVisitor())
    return decisions.preview(scope, visitor, chosen=chosen).decisions
