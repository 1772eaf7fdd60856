"""Projects on the wire."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from lenticular.api.text import Description, Name
from lenticular.management import audit
from lenticular.management.audit import AuditedPayload, Payload
from lenticular.management.projects.tables import Project as ProjectRow


def _blank_is_absent(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


StackApiKey = Annotated[
    Annotated[Name, StringConstraints(max_length=64)] | None,
    BeforeValidator(_blank_is_absent),
    Field(description="The API key of the stack to connect; null or empty connects none."),
]


class ProjectCreate(Payload):
    """What a client sends to create a project."""

    name: Name
    description: Description = ""
    connected_stack_api_key: StackApiKey = None


class ProjectUpdate(Payload):
    """What a client sends to change a project. A member that is absent stays as it is."""

    name: Name = ""
    description: Description = ""
    connected_stack_api_key: StackApiKey = None


class Project(AuditedPayload):
    """A project. The counts are there when they were asked for."""

    name: str
    organization_uid: str
    description: str
    connected_stack_api_key: str | None
    audience_count: int | None = None
    active_experience_count: int | None = None


def render(project: ProjectRow, names: Mapping[str, str], counts: Mapping[str, int] | None = None) -> Project:
    """Return a project as the wire shows it, with the counts given by member name."""
    members = {
        "uid": project.uid,
        "name": project.name,
        "organization_uid": project.organization_uid,
        "description": project.description,
        "connected_stack_api_key": project.connected_stack_api_key,
        **(counts or {}),
    }
    return audit.render(Project, project, names, members)
