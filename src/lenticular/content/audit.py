"""The members that every resource of a stack ends with: who made and last changed it, and when."""

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from lenticular.api.times import Time
from lenticular.store.base import Audited


class Payload(BaseModel):
    """A request or response body: members as they are named, unknown ones ignored."""

    model_config = ConfigDict(populate_by_name=True)


class AuditedPayload(Payload):
    """The members that say where a resource comes from."""

    uid: str
    created_by: str
    updated_by: str
    created_at: Time
    updated_at: Time


class VersionedPayload(AuditedPayload):
    """Those of a resource that counts its changes, from 1. Nobody is kept from it by an ACL of its own."""

    acl: dict[str, str] = Field({}, alias="ACL")
    version: int = Field(alias="_version")


class Notice(Payload):
    """A sentence that says what was done."""

    notice: str


Rendered = TypeVar("Rendered", bound=AuditedPayload)


def render(model: type[Rendered], row: Audited, members: Mapping[str, object]) -> Rendered:
    """Return a resource's members with the row's audit members."""
    return model.model_validate(
        {
            **members,
            "created_by": row.created_by,
            "updated_by": row.updated_by,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
        }
    )
