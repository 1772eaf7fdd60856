"""Roles of a stack on the wire."""

from typing import Any

from pydantic import Field

from lenticular.api.text import Description, Name
from lenticular.content import audit
from lenticular.content.audit import AuditedPayload, Payload
from lenticular.content.roles.tables import StackRole

_MOST_RULES = 1_000


class RoleDraft(Payload):
    """What a client says of a new role."""

    name: Name
    description: Description = ""
    rules: list[dict[str, Any]] = Field([], max_length=_MOST_RULES)


class RoleChange(Payload):
    """What a client changes in a role; what is left out stays."""

    name: Name | None = None
    description: Description | None = None
    rules: list[dict[str, Any]] | None = Field(None, max_length=_MOST_RULES)


class CreateRole(Payload):
    """A request to create a role."""

    role: RoleDraft


class UpdateRole(Payload):
    """A request to change a role."""

    role: RoleChange


class Role(AuditedPayload):
    """A role as a client left it; it grants nothing here."""

    name: str
    description: str
    rules: list[dict[str, Any]]
    users: list[str] = Field(default_factory=list)


class RoleAnswer(Payload):
    """One role."""

    role: Role


class RoleNotice(RoleAnswer):
    """One role, and what was done with it."""

    notice: str


class Roles(Payload):
    """Roles of the stack; with `count=true` only how many they are."""

    roles: list[Role] | int
    count: int | None = None


def render(row: StackRole) -> Role:
    """Return a role as the wire shows it."""
    members = {"uid": row.uid, "name": row.name, "description": row.description, "rules": row.rules}
    return audit.render(Role, row, members)
