"""Management tokens on the wire."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from lenticular.api.text import Description, Name
from lenticular.content import audit
from lenticular.content.audit import AuditedPayload
from lenticular.content.management_tokens.service import Grant
from lenticular.content.management_tokens.tables import ManagementToken

MOST_MODULES = 100


class Module(BaseModel):
    """What a token may do in one module of the stack, or which branches it is for; further members are kept."""

    model_config = ConfigDict(extra="allow")

    module: Annotated[str, Field(min_length=1, max_length=64)]
    acl: dict[str, StrictBool] = {}
    branches: list[str] | None = None


Scope = Annotated[list[Module], Field(min_length=1, max_length=MOST_MODULES)]
Expiry = Annotated[str | None, Field(max_length=64, description="A day, whose beginning in UTC counts, or an instant.")]


class TokenWrite(BaseModel):
    """What a client sends to create a token. No mail is ever sent, whatever is said about that."""

    name: Name
    description: Description = ""
    scope: Scope
    expires_on: Expiry = None
    is_email_notification_enabled: bool = False


class TokenCreation(BaseModel):
    """The body that creates a token."""

    token: TokenWrite


class TokenChange(BaseModel):
    """What a client sends to change a token; what is left out stays."""

    name: Name | None = None
    description: Description | None = None
    scope: Scope | None = None
    expires_on: Expiry = None
    is_email_notification_enabled: bool | None = None


class TokenUpdate(BaseModel):
    """The body that changes a token."""

    token: TokenChange


class TokenDetails(AuditedPayload):
    """A token. Its text, `token`, is shown once: when it is created."""

    name: str
    description: str
    scope: list[dict[str, Any]]
    expires_on: str | None
    is_email_notification_enabled: bool


class NewTokenDetails(TokenDetails):
    """A token that was just created, with its text."""

    token: str


class TokenAnswer(BaseModel):
    """A token."""

    token: TokenDetails


class Tokens(BaseModel):
    """The tokens of a stack; with `count=true` only how many they are."""

    tokens: list[TokenDetails] | int
    count: int | None = None


class TokenUpdated(TokenAnswer):
    """A token, and what happened to it."""

    notice: str


class TokenCreated(BaseModel):
    """A token that was just created."""

    notice: str
    token: NewTokenDetails


def grant(sent: TokenWrite) -> Grant:
    """Return what a new token shall be."""
    return Grant(
        name=sent.name,
        description=sent.description,
        scope=_scope(sent.scope),
        expires_on=sent.expires_on or None,
        is_email_notification_enabled=sent.is_email_notification_enabled,
    )


def changed(row: ManagementToken, sent: TokenChange) -> Grant:
    """Return what a token shall be from now on; `expires_on: null` takes its expiry away."""
    asked = sent.is_email_notification_enabled
    return Grant(
        name=sent.name or row.name,
        description=row.description if sent.description is None else sent.description,
        scope=row.scope if sent.scope is None else _scope(sent.scope),
        expires_on=(sent.expires_on or None) if "expires_on" in sent.model_fields_set else row.expires_on,
        is_email_notification_enabled=row.is_email_notification_enabled if asked is None else asked,
    )


def render(row: ManagementToken) -> TokenDetails:
    """Return a token as the wire shows it, without its text."""
    return audit.render(TokenDetails, row, _members(row))


def render_new(row: ManagementToken, text: str) -> NewTokenDetails:
    """Return a token as the wire shows it, with its text."""
    return audit.render(NewTokenDetails, row, {**_members(row), "token": text})


def _members(row: ManagementToken) -> dict[str, object]:
    return {
        "uid": row.uid,
        "name": row.name,
        "description": row.description,
        "scope": row.scope,
        "expires_on": row.expires_on,
        "is_email_notification_enabled": row.is_email_notification_enabled,
    }


def _scope(modules: list[Module]) -> list[dict[str, Any]]:
    return [module.model_dump(exclude_none=True) for module in modules]
