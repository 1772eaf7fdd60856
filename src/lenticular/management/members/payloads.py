"""The users of a project on the wire."""

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lenticular.accounts.roles.service import ProjectRole
from lenticular.api.text import Name
from lenticular.api.times import Time
from lenticular.management.audit import Payload
from lenticular.management.members.service import ProjectUser


class MemberAdd(Payload):
    """Who to add to a project: a user of its organization, by `email` or by `uid`."""

    email: Name | None = None
    uid: Name | None = None
    role: ProjectRole = ProjectRole.MEMBER

    @model_validator(mode="after")
    def _names_one_user(self) -> Self:
        if (self.email is None) == (self.uid is None):
            raise PydanticCustomError("EMAIL_OR_UID_REQUIRED", "must have either email or uid")
        return self


class MemberChange(Payload):
    """What a user of a project shall be."""

    role: ProjectRole


class Member(Payload):
    """A user of a project."""

    uid: str
    name: str
    email: str
    role: ProjectRole
    invited_by: str = Field(description="The name of who added this user; “System” for who made the project.")
    status: Literal["Accepted"] = "Accepted"
    created_at: Time


def render(user: ProjectUser) -> Member:
    """Return a user of a project as the wire shows it."""
    return Member.model_validate(user)
