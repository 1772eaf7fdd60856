"""Delivery tokens on the wire."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from lenticular.api.text import Description, Name
from lenticular.content import audit
from lenticular.content.audit import AuditedPayload, Payload
from lenticular.content.delivery_tokens.tables import DeliveryToken as DeliveryTokenRow
from lenticular.content.environments.payloads import Environment

MOST_NAMED = 100


def _name_of(value: object) -> object:
    # Clients send back what they got: whole environments.
    return value.get("uid", value.get("name")) if isinstance(value, dict) else value


NameOrUid = Annotated[str, BeforeValidator(_name_of, json_schema_input_type=str | dict[str, object])]


class ScopeDraft(Payload):
    """One part of what a token may read. Environments by name or uid, or whole as an answer has them."""

    module: Literal["environment", "branch", "branch_alias"]
    environments: list[NameOrUid] = Field([], max_length=MOST_NAMED)
    branches: list[str] = Field([], max_length=MOST_NAMED)
    branch_aliases: list[str] = Field([], max_length=MOST_NAMED)


class TokenDraft(Payload):
    """What a client says of a new token: what it is called and what it may read."""

    name: Name
    description: Description = ""
    scope: list[ScopeDraft] = Field(min_length=1, max_length=MOST_NAMED)


class TokenChange(Payload):
    """What a client changes in a token; what is left out stays."""

    name: Name | None = None
    description: Description | None = None
    scope: list[ScopeDraft] | None = Field(None, min_length=1, max_length=MOST_NAMED)


class CreateToken(Payload):
    """A request to create a delivery token."""

    token: TokenDraft


class UpdateToken(Payload):
    """A request to change a delivery token."""

    token: TokenChange


class Acl(Payload):
    """What may be done: a delivery token only reads."""

    read: Literal[True] = True


class ScopeMetadata(Payload):
    """What a part of a scope is known by."""

    uid: str


class EnvironmentScope(Payload):
    """The environments that a token reads."""

    environments: list[Environment]
    module: Literal["environment"] = "environment"
    acl: Acl = Field(default_factory=Acl)
    metadata: ScopeMetadata = Field(alias="_metadata")


class BranchScope(Payload):
    """The branches that a token reads."""

    branches: list[str]
    module: Literal["branch"] = "branch"
    acl: Acl = Field(default_factory=Acl)
    metadata: ScopeMetadata = Field(alias="_metadata")


class DeliveryToken(AuditedPayload):
    """A delivery token. Its text is in no answer but that of its creation: the server keeps only a digest."""

    name: str
    description: str
    scope: list[EnvironmentScope | BranchScope]
    type: Literal["delivery"] = "delivery"


class NewDeliveryToken(DeliveryToken):
    """A delivery token, with the texts that were made just now."""

    token: str | None = None
    preview_token: str | None = None


class TokenAnswer(Payload):
    """One delivery token."""

    token: DeliveryToken


class TokenNotice(TokenAnswer):
    """One delivery token, and what was done with it."""

    notice: str


class NewTokenNotice(Payload):
    """One delivery token with a text that is never shown again: keep it now."""

    notice: str
    token: NewDeliveryToken


class Tokens(Payload):
    """Delivery tokens of the stack; with `count=true` only how many they are."""

    tokens: list[DeliveryToken] | int
    count: int | None = None


def render(row: DeliveryTokenRow, environments: Sequence[Environment]) -> DeliveryToken:
    """Return a token as the wire shows it, with the environments that it reads."""
    members = {
        "uid": row.uid,
        "name": row.name,
        "description": row.description,
        "scope": [
            EnvironmentScope(
                environments=list(environments),
                metadata=ScopeMetadata(uid=row.environment_scope_uid),
            ),
            BranchScope(branches=row.branches, metadata=ScopeMetadata(uid=row.branch_scope_uid)),
        ],
    }
    return audit.render(DeliveryToken, row, members)
