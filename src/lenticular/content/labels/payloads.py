"""Labels on the wire."""

from pydantic import Field

from lenticular.api.text import Name
from lenticular.content import audit
from lenticular.content.audit import Payload, VersionedPayload
from lenticular.content.labels.tables import Label as LabelRow

_MOST = 1_000


class LabelDraft(Payload):
    """What a client says of a new label."""

    name: Name
    parent: list[str] = Field([], max_length=_MOST)
    content_types: list[str] = Field([], max_length=_MOST)


class LabelChange(Payload):
    """What a client changes in a label; what is left out stays."""

    name: Name | None = None
    parent: list[str] | None = Field(None, max_length=_MOST)
    content_types: list[str] | None = Field(None, max_length=_MOST)


class CreateLabel(Payload):
    """A request to create a label."""

    label: LabelDraft


class UpdateLabel(Payload):
    """A request to change a label."""

    label: LabelChange


class Label(VersionedPayload):
    """A name that content types are grouped by; labels may have parents."""

    name: str
    parent: list[str]
    content_types: list[str]


class LabelAnswer(Payload):
    """One label."""

    label: Label


class LabelNotice(LabelAnswer):
    """One label, and what was done with it."""

    notice: str


class Labels(Payload):
    """Labels of the stack; with `count=true` only how many they are."""

    labels: list[Label] | int
    count: int | None = None


def render(row: LabelRow) -> Label:
    """Return a label as the wire shows it."""
    members = {
        "uid": row.uid,
        "name": row.name,
        "parent": row.parents,
        "content_types": row.content_types,
        "version": row.version,
    }
    return audit.render(Label, row, members)
