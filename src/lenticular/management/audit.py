"""The audit members of the contract's resources: who made and last changed a thing, and when."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlalchemy.orm import Session

from lenticular.accounts.users import service as users
from lenticular.api.times import Time
from lenticular.store.base import Audited


class Payload(BaseModel):
    """A request or response body: camelCase on the wire, unknown members ignored."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, from_attributes=True)


class AuditedPayload(Payload):
    """The members that every resource of a project ends with."""

    created_by: str
    updated_by: str
    created_at: Time
    updated_at: Time
    uid: str
    created_by_user_name: str
    updated_by_user_name: str


Rendered = TypeVar("Rendered", bound=AuditedPayload)


def names_of(session: Session, rows: Iterable[Audited]) -> Mapping[str, str]:
    """Return the display names of everybody who made or changed one of the rows, in one query."""
    return users.names(session, {uid for row in rows for uid in (row.created_by, row.updated_by)})


def render(model: type[Rendered], row: Audited, names: Mapping[str, str], members: Mapping[str, object]) -> Rendered:
    """Return a resource's members with the row's audit members; a user who is gone has an empty name."""
    return model.model_validate(
        {
            **members,
            "created_by": row.created_by,
            "updated_by": row.updated_by,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "created_by_user_name": names.get(row.created_by, ""),
            "updated_by_user_name": names.get(row.updated_by, ""),
        }
    )
