"""The routes of audiences."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.domain.audiences import RuleCombination
from lenticular.management import audit
from lenticular.management.audiences import payloads
from lenticular.management.audiences import service as audiences
from lenticular.management.audiences.payloads import Audience, AudienceBody, AudienceChange
from lenticular.management.audiences.tables import Audience as AudienceRow
from lenticular.management.lytics_audiences import payloads as lytics_payloads
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.lytics_audiences.payloads import LyticsAudience
from lenticular.management.scope import Changing, ProjectScope, Reading

router = APIRouter(tags=["Audiences"])

# Query-string libraries disagree on how to spell a list.
BracketedAttributes = Annotated[
    list[str],
    Query(
        alias="referredAttributes[]",
        default_factory=list,
        description="Only audiences that refer to one of these custom attributes.",
    ),
]
PlainAttributes = Annotated[list[str], Query(alias="referredAttributes", default_factory=list, include_in_schema=False)]
IncludeLytics = Annotated[
    bool, Query(alias="includeLyticsAudiences", description="Append the CDP-synced audiences, by name.")
]


@router.get("/audiences", operation_id="AudienceController_findAll")
def get_all_audiences(
    scope: Reading,
    response: Response,
    *,
    bracketed: BracketedAttributes,
    plain: PlainAttributes,
    include_lytics: IncludeLytics = False,
) -> list[Audience | LyticsAudience]:
    """List the audiences, newest first. A CDP-synced audience refers to no attribute: the filter leaves it out."""
    referring_to = {uid for uid in (*bracketed, *plain) if uid}
    found: list[Audience | LyticsAudience] = [
        *_render_all(scope, audiences.list_newest_first(scope, referring_to=referring_to))
    ]
    if include_lytics and not referring_to:
        found += [lytics_payloads.render(row) for row in lytics_audiences.list_by_name(scope)]
    return etags.tag(response, found)


@router.post("/audiences", status_code=201, operation_id="AudienceController_create")
def create_audience(scope: Changing, body: Annotated[AudienceBody, Body()], response: Response) -> Audience:
    """Create an audience. The answer to a bad body tells everything that is wrong with it."""
    change = _read(scope, body)
    row = audiences.create(scope, name=change.name, description=change.description, definition=change.definition)
    return etags.tag(response, _render(scope, row))


@router.get("/audiences/{uid}", operation_id="AudienceController_findOne")
def get_audience(scope: Reading, uid: str, response: Response) -> Audience:
    """Return one audience with its ETag."""
    return etags.tag(response, _render(scope, audiences.get(scope, uid)))


@router.put("/audiences/{uid}", operation_id="AudienceController_update")
def update_audience(
    scope: Changing, uid: str, body: Annotated[AudienceBody, Body()], response: Response, if_match: IfMatch = None
) -> Audience:
    """Replace an audience. Experiences that use it decide by the new rules at once."""
    row = audiences.get(scope, uid)
    etags.check(if_match, _render(scope, row))
    change = _read(scope, body)
    audiences.update(scope, row, name=change.name, description=change.description, definition=change.definition)
    return etags.tag(response, _render(scope, row))


@router.delete("/audiences/{uid}", status_code=204, operation_id="AudienceController_remove")
def delete_audience(scope: Changing, uid: str, if_match: IfMatch = None) -> None:
    """Delete an audience that no draft, active or paused version refers to."""
    row = audiences.get(scope, uid)
    etags.check(if_match, _render(scope, row))
    audiences.delete(scope, row)


def _read(scope: ProjectScope, body: AudienceBody) -> AudienceChange:
    def read_definition(document: object) -> RuleCombination:
        return audiences.read_definition(scope, document)

    return payloads.read(body, read_definition)


def _render(scope: ProjectScope, row: AudienceRow) -> Audience:
    return _render_all(scope, [row])[0]


def _render_all(scope: ProjectScope, rows: Sequence[AudienceRow]) -> list[Audience]:
    names = audit.names_of(scope.session, rows)
    referred = audiences.referred_attributes(scope)
    return [payloads.render(row, names, referred.get(row.uid, ())) for row in rows]
