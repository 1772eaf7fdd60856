"""Writing the `personalize` part of an export: one project in, files as the vendor's CLI writes them out."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from lenticular.content.variant_groups import mirrors
from lenticular.errors import NotFound
from lenticular.management import audit
from lenticular.management.attributes import payloads as attribute_payloads
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import payloads as audience_payloads
from lenticular.management.audiences import service as audiences
from lenticular.management.events import payloads as event_payloads
from lenticular.management.events import service as events
from lenticular.management.exchange import measuring
from lenticular.management.experiences import payloads as experience_payloads
from lenticular.management.experiences import service as experiences
from lenticular.management.lytics_audiences import payloads as lytics_payloads
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.projects import payloads as project_payloads
from lenticular.management.projects import service as projects
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import payloads as version_payloads
from lenticular.management.versions import service as versions

Document = dict[str, Any]
# The vendor's CLI leaves these out of attributes, audiences and events.
_AUDIT = {"createdBy", "updatedBy", "createdAt", "updatedAt", "createdByUserName", "updatedByUserName"}


def files(scope: ProjectScope) -> Mapping[str, object]:
    """Return what the `personalize` folder of an export holds: JSON by path.

    `measurement` is no part of the vendor's format; its CLI leaves a folder aside that it doesn't know.
    """
    rows = experiences.list_by_priority(scope)
    mirrored = mirrors.of_experiences(scope.session, [row.uid for row in rows])
    written: dict[str, object] = {
        "projects/projects.json": [_project(scope)],
        "attributes/attributes.json": _attributes(scope),
        "audiences/audiences.json": _audiences(scope),
        "events/events.json": _events(scope),
        "experiences/experiences.json": [_wire(found) for found in experience_payloads.render_all(scope, rows)],
        "experiences/experiences-variants-ids.json": [
            f"{row.uid}-{short_uid}-{variant_uid}"
            for row in rows
            if row.uid in mirrored
            for short_uid, variant_uid in mirrored[row.uid].variants.items()
        ],
    }
    measured = measuring.written(scope)
    if measured is not None:
        written["measurement/measurement.json"] = [measured]
    for row in rows:
        found = versions.list_newest_first(scope, row)
        names = audit.names_of(scope.session, found)
        written[f"experiences/versions/{row.uid}.json"] = [
            _wire(version_payloads.render(version, names)) for version in found
        ]
    return written


def _project(scope: ProjectScope) -> Document:
    row = projects.find(scope.session, scope.project_uid)
    if row is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {scope.project_uid}.")
    return project_payloads.render(row, audit.names_of(scope.session, [row])).model_dump(
        mode="json", by_alias=True, exclude_unset=True
    )


def _attributes(scope: ProjectScope) -> list[Document]:
    rows = attributes.list_newest_first(scope)
    names = audit.names_of(scope.session, rows)
    custom = [attribute_payloads.render(row, names) for row in rows]
    return _without_audit([*custom, *attribute_payloads.PRESETS])


def _audiences(scope: ProjectScope) -> list[Document]:
    rows = audiences.list_newest_first(scope)
    names = audit.names_of(scope.session, rows)
    referred = references.targets(scope, Kind.AUDIENCE, Kind.ATTRIBUTE)
    own = [audience_payloads.render(row, names, referred.get(row.uid, ())) for row in rows]
    synced = [lytics_payloads.render(row) for row in lytics_audiences.list_by_name(scope)]
    return _without_audit([*own, *synced])


def _events(scope: ProjectScope) -> list[Document]:
    rows = events.list_newest_first(scope)
    names = audit.names_of(scope.session, rows)
    return _without_audit([event_payloads.render(row, names) for row in rows])


def _without_audit(resources: Sequence[BaseModel]) -> list[Document]:
    return [{name: value for name, value in _wire(row).items() if name not in _AUDIT} for row in resources]


def _wire(resource: BaseModel) -> Document:
    return resource.model_dump(mode="json", by_alias=True, exclude_none=True)
