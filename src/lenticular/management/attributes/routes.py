"""The routes of attributes."""

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.management import audit
from lenticular.management.attributes import payloads
from lenticular.management.attributes import service as attributes
from lenticular.management.attributes.payloads import AttributeWrite, CustomAttribute, PresetAttribute
from lenticular.management.attributes.tables import Attribute
from lenticular.management.scope import Changing, ProjectScope, Reading

router = APIRouter(tags=["Attributes"])


@router.get("/attributes", operation_id="AttributeController_findAll")
def get_all_attributes(scope: Reading, response: Response) -> list[CustomAttribute | PresetAttribute]:
    """List the custom attributes, newest first, then the eight presets."""
    rows = attributes.list_newest_first(scope)
    names = audit.names_of(scope.session, rows)
    return etags.tag(response, [*(payloads.render(row, names) for row in rows), *payloads.PRESETS])


@router.post("/attributes", status_code=201, operation_id="AttributeController_create")
def create_attribute(scope: Changing, body: AttributeWrite, response: Response) -> CustomAttribute:
    """Create a custom attribute. Its `key` is the name that a site's `set()` call uses."""
    row = attributes.create(scope, name=body.name, key=body.key, description=body.description)
    return etags.tag(response, _render(scope, row))


@router.get("/attributes/{uid}", operation_id="AttributeController_findOne")
def get_attribute(scope: Reading, uid: str, response: Response) -> CustomAttribute:
    """Return one custom attribute with its ETag."""
    return etags.tag(response, _render(scope, attributes.get(scope, uid)))


@router.put("/attributes/{uid}", operation_id="AttributeController_update")
def update_attribute(
    scope: Changing, uid: str, body: AttributeWrite, response: Response, if_match: IfMatch = None
) -> CustomAttribute:
    """Change a custom attribute."""
    row = attributes.get(scope, uid)
    etags.check(if_match, _render(scope, row))
    attributes.update(scope, row, name=body.name, key=body.key, description=body.description)
    return etags.tag(response, _render(scope, row))


@router.delete("/attributes/{uid}", status_code=204, operation_id="AttributeController_remove")
def delete_attribute(scope: Changing, uid: str, if_match: IfMatch = None) -> None:
    """Delete a custom attribute that no audience refers to."""
    row = attributes.get(scope, uid)
    etags.check(if_match, _render(scope, row))
    attributes.delete(scope, row)


def _render(scope: ProjectScope, row: Attribute) -> CustomAttribute:
    return payloads.render(row, audit.names_of(scope.session, [row]))
