"""Who made and who last changed a row, and when: written in one way by every service that does."""

from datetime import datetime
from typing import Any, Protocol

from lenticular.store.base import Audited


class Writer(Protocol):
    """Who writes, and at which instant: a request's scope."""

    @property
    def user_uid(self) -> str:
        """The uid of a user or of a token."""
        ...

    @property
    def now(self) -> datetime:
        """The instant of the request."""
        ...


def of_new(writer: Writer) -> dict[str, Any]:
    """Return the members of a row that the writer makes: `Label(name=name, **authorship.of_new(scope))`."""
    by, at = writer.user_uid, writer.now
    return {"created_by": by, "updated_by": by, "created_at": at, "updated_at": at}


def touch(writer: Writer, row: Audited) -> None:
    """Record that the writer changes a row."""
    row.updated_by = writer.user_uid
    row.updated_at = writer.now
