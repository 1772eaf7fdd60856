"""Stacks on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lenticular.api.text import Description, Name
from lenticular.api.times import iso_milliseconds
from lenticular.content.locales.codes import LocaleCode
from lenticular.content.stacks.tables import Stack

# What a stack's settings always have; the vendor's clients look for these three.
_NO_SETTINGS: Mapping[str, Any] = {"stack_variables": {}, "discrete_variables": {}, "rte": {}}


class StackWrite(BaseModel):
    """What a client sends to create a stack. The master locale cannot be changed later."""

    name: Name
    description: Description = ""
    master_locale: LocaleCode = "en-us"


class StackCreation(BaseModel):
    """The body that creates a stack."""

    stack: StackWrite


class StackChange(BaseModel):
    """What a client sends to change a stack; what is left out stays."""

    name: Name | None = None
    description: Description | None = None


class StackUpdate(BaseModel):
    """The body that changes a stack."""

    stack: StackChange


class SettingsWrite(BaseModel):
    """The body that adds to a stack's settings."""

    stack_settings: dict[str, Any]


class Share(BaseModel):
    """Who shall work in a stack, by e-mail address. Roles are ignored: whoever joins may work in all of it."""

    emails: Annotated[list[str], Field(min_length=1, max_length=100)]


class Unshare(BaseModel):
    """Who shall no longer work in a stack, by e-mail address."""

    email: str


class Collaborator(BaseModel):
    """Somebody who works in a stack."""

    model_config = ConfigDict(from_attributes=True)

    uid: str
    email: str
    username: str
    first_name: str
    last_name: str


class StackDetails(BaseModel):
    """A stack. `user_uids` are its owner and those it is shared with."""

    uid: str
    name: str
    description: str
    org_uid: str
    api_key: str
    master_locale: str
    owner_uid: str
    user_uids: list[str]
    settings: dict[str, Any]
    created_at: str
    updated_at: str
    collaborators: list[Collaborator] | None = None
    stack_variables: dict[str, Any] | None = None
    discrete_variables: dict[str, Any] | None = None


class StackAnswer(BaseModel):
    """A stack, and what happened to it."""

    notice: str | None = None
    stack: StackDetails


class StacksAnswer(BaseModel):
    """One stack, or the stacks of a user; with `count=true` only how many they are."""

    stack: StackDetails | None = None
    stacks: list[StackDetails] | int | None = None
    count: int | None = None


class SettingsAnswer(BaseModel):
    """The settings of a stack, and what happened to them."""

    notice: str | None = None
    stack_settings: dict[str, Any]


class Branch(BaseModel):
    """A branch of a stack; there is only `main`."""

    uid: str = "main"
    source: str = ""
    created_by: str
    updated_by: str
    created_at: str
    updated_at: str
    deleted_at: bool = False


class Branches(BaseModel):
    """The branches of a stack; with `count=true` only how many they are."""

    branches: list[Branch] | int
    count: int | None = None


class BranchAnswer(BaseModel):
    """A branch of a stack."""

    branch: Branch


def render(stack: Stack, user_uids: Sequence[str]) -> StackDetails:
    """Return a stack as the wire shows it; leave out the members that are None."""
    return StackDetails(
        uid=stack.uid,
        name=stack.name,
        description=stack.description,
        org_uid=stack.organization_uid,
        api_key=stack.api_key,
        master_locale=stack.master_locale,
        owner_uid=stack.owner_uid,
        user_uids=list(user_uids),
        settings={"branches": True, "webhook_enabled": False},
        created_at=iso_milliseconds(stack.created_at),
        updated_at=iso_milliseconds(stack.updated_at),
    )


def settings(stack: Stack) -> dict[str, Any]:
    """Return a stack's settings as the wire shows them."""
    return {**_NO_SETTINGS, **stack.settings}


def branch(stack: Stack) -> Branch:
    """Return the branch that a stack has from the beginning."""
    created_at = iso_milliseconds(stack.created_at)
    return Branch(
        created_by=stack.created_by, updated_by=stack.created_by, created_at=created_at, updated_at=created_at
    )
