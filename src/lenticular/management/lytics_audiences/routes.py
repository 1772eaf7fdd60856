"""The routes of CDP-synced audiences. They are ours: the hosted service fills the list from its own platform."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.management.lytics_audiences import payloads
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.lytics_audiences.payloads import LyticsAudience, RegisteredCounts
from lenticular.management.lytics_audiences.service import Registration
from lenticular.management.scope import Changing, Reading

router = APIRouter(tags=["CDP-synced audiences"])


async def _registrations(request: Request) -> list[Registration]:
    return payloads.read(await request.body(), request.headers.get("content-type", ""))


@router.get("/lytics-audiences", operation_id="LyticsAudienceController_findAll")
def get_all_lytics_audiences(scope: Reading, response: Response) -> list[LyticsAudience]:
    """List the CDP-synced audiences, by name."""
    return etags.tag(response, [payloads.render(audience) for audience in lytics_audiences.list_by_name(scope)])


@router.put(
    "/lytics-audiences", operation_id="LyticsAudienceController_register", openapi_extra=dict(payloads.REQUEST_BODY)
)
def register_lytics_audiences(
    scope: Changing, registrations: Annotated[list[Registration], Depends(_registrations)]
) -> RegisteredCounts:
    """Add or change CDP-synced audiences from JSON or CSV, all or none; those not in the body stay.

    An audience without a `uid` keeps the one its slug has, or gets the one that this slug always gets in this
    project. Without a `name` it is called by its slug.
    """
    return RegisteredCounts.model_validate(lytics_audiences.register(scope, registrations))


@router.get("/lytics-audiences/{uid}", operation_id="LyticsAudienceController_findOne")
def get_lytics_audience(scope: Reading, uid: str, response: Response) -> LyticsAudience:
    """Return one CDP-synced audience with its ETag."""
    return etags.tag(response, payloads.render(lytics_audiences.get(scope, uid)))


@router.delete("/lytics-audiences/{uid}", status_code=204, operation_id="LyticsAudienceController_remove")
def delete_lytics_audience(scope: Changing, uid: str, if_match: IfMatch = None) -> None:
    """Delete a CDP-synced audience that no audience and no experience refers to."""
    etags.check(if_match, payloads.render(lytics_audiences.get(scope, uid)))
    lytics_audiences.delete(scope, uid)
