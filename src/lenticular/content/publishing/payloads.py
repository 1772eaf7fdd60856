"""Publishing and its queue on the wire."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from lenticular.api.times import iso_milliseconds
from lenticular.content.audit import Payload
from lenticular.content.publishing.orders import Kind, Status
from lenticular.content.publishing.queue import Job, Row

_MOST_ROWS = 1_000
_MOST_NAMED = 100
_LONGEST_NAME = 200
_HIGHEST_VERSION = 2**31 - 1


def _time(value: object) -> object:
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value if isinstance(value, str) else "")
        return (time.replace(tzinfo=UTC) if time.tzinfo is None else time).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("NOT_TIME", "is not valid.") from None


def _version(value: object) -> object:
    """Return the number of a version, which some clients send as a text; None for what says nothing."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value[:20])
    return None if value == "" else value


def _lenient_version(value: object) -> object:
    """Return the number of a variant's version; None for what is none, as an unknown one stands for the latest."""
    number = _version(value)
    return number if isinstance(number, int) and 1 <= number <= _HIGHEST_VERSION else None


Time = Annotated[datetime, BeforeValidator(_time, json_schema_input_type=str)]
# No more than the databases hold.
Version = Annotated[int, Field(ge=1, le=_HIGHEST_VERSION), BeforeValidator(_version, json_schema_input_type=int | str)]
AnyVersion = Annotated[int | None, BeforeValidator(_lenient_version, json_schema_input_type=Any)]
# Databases keep no text with a NUL, and cannot even be asked for one.
NameText = Annotated[str, Field(max_length=_LONGEST_NAME, pattern=r"^[^\x00]*$")]
Names = Annotated[list[NameText], Field(max_length=_MOST_NAMED)]


class VariantItem(Payload):
    """A variant by its uid or alias; one that is not known is passed over, an unknown version means the latest."""

    uid: NameText
    version: AnyVersion = None


class VariantRules(Payload):
    """What becomes of the entry itself when a variant is published. Where it is not published yet it always is."""

    publish_latest_base: bool | None = Field(None, description="Publish the entry's latest version, too.")
    publish_latest_base_conditionally: bool | None = Field(None, description="What happens anyway.")


class Target(Payload):
    """Where something goes, and in which languages."""

    environments: Names = Field(min_length=1, description="By name or uid.")
    locales: Names | None = Field(None, description="`locale` if left out, or else the master language.")


class EntryTarget(Target):
    """Where an entry goes, and which of its variants; without variants, the entry itself."""

    variants: list[VariantItem] | None = Field(None, max_length=_MOST_NAMED)
    variant_rules: VariantRules | None = None


class Timed(Payload):
    """When to do it."""

    scheduled_at: Time | None = Field(None, description="A time to come; at once if left out.")
    publish_with_reference: bool | None = Field(None, description="Publish what it refers to, too, five steps far.")


class PublishEntry(Timed):
    """A request to publish or to unpublish an entry, or variants of it."""

    entry: EntryTarget
    locale: NameText | None = Field(None, description="The language of which `version` is meant.")
    version: Version | None = Field(None, description="The latest if left out. Without meaning if there are variants.")


class PublishAsset(Timed):
    """A request to publish or to unpublish an asset."""

    asset: Target
    locale: NameText | None = None
    version: Version | None = Field(None, description="The latest if left out.")


class BulkEntry(Payload):
    """One of the entries, or variants of it. Rows for the same entry are made one."""

    uid: NameText
    content_type: NameText
    locale: NameText | None = Field(None, description="The language of which `version` is meant.")
    version: Version | None = Field(None, description="The latest if left out. Without meaning if there are variants.")
    variants: list[VariantItem] | None = Field(None, max_length=_MOST_NAMED)
    variant_rules: VariantRules | None = None
    variant_uid: NameText | None = Field(None, description="The older way to name one variant; `version` is its.")


class BulkAsset(Payload):
    """One of the assets."""

    uid: NameText
    version: Version | None = Field(None, description="The latest if left out.")


class BulkPublish(Timed):
    """A request to publish or to unpublish up to 10 entries and 10 assets, in 10 languages of 10 environments."""

    entries: list[BulkEntry] = Field([], max_length=_MOST_ROWS)
    assets: list[BulkAsset] = Field([], max_length=_MOST_ROWS)
    environments: Names = Field(min_length=1, description="By name or uid.")
    locales: Names | None = Field(None, description="Those of the entries if left out, or else the master language.")


class PublishNotice(Payload):
    """What was done; the job is what the publish queue calls it."""

    notice: str
    job_id: str | None = None


class Queue(Payload):
    """Items of the publish queue; with `count=true` only how many they are."""

    queue: list[dict[str, Any]] | int
    count: int | None = None


class QueueItemAnswer(Payload):
    """One item of the publish queue."""

    queue: dict[str, Any]


class JobAnswer(Payload):
    """One job: all that one request put into the queue."""

    job: dict[str, Any]
    status: str


class Jobs(Payload):
    """Jobs of the stack."""

    jobs: list[dict[str, Any]] | int
    count: int | None = None


class JobItems(Payload):
    """What one job put into the queue."""

    items: list[dict[str, Any]]
    skip: int
    limit: int
    total_count: int | None = None


def render(row: Row) -> dict[str, Any]:
    """Return an item of the queue as the wire shows it; an entry variant goes by the variant's uid."""
    details = {"status": row.status} | ({"message": row.message} if row.message else {})
    uid = row.variant_uid if row.type == Kind.ENTRY_VARIANT else row.object_uid
    thing = {"uid": uid, "title": row.title, "locale": row.locale, "version": row.version}
    shown: dict[str, Any] = {
        "uid": row.uid,
        "action": row.action,
        "type": row.type,
        "asset" if row.type == Kind.ASSET else "entry": thing,
        "content_type": {"uid": row.content_type_uid or "sys_assets"},
        "environment": [row.environment_uid],
        "locale": [row.locale],
        "publish_details": details,
        "published_at": _shown(row.published_at),
        "scheduled_at": _shown(row.scheduled_at),
        "created_at": _shown(row.created_at),
        "created_by": row.created_by,
        "user": row.created_by,
        "approval": False,
        "approved": True,
        "rejected": False,
        "bulkJobId": row.job_uid,
    }
    if row.type == Kind.ENTRY_VARIANT:
        shown["entry"] |= {"entry_uid": row.object_uid}
    return shown


def render_job(job: Job) -> dict[str, Any]:
    """Return a job as the wire shows it."""
    return {
        "uid": job.uid,
        "status": status_of(job),
        "action": job.action,
        "created_at": _shown(job.created_at),
        "created_by": job.created_by,
        "total": sum(job.counts.values()),
        **{status.value: job.counts.get(status, 0) for status in Status},
    }


def status_of(job: Job) -> str:
    """Return where a job stands: `scheduled` as long as something of it waits, else `completed`."""
    return "scheduled" if job.counts.get(Status.SCHEDULED) else "completed"


def render_all(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return items of the queue as the wire shows them."""
    return [render(row) for row in rows]


def _shown(time: datetime | None) -> str | None:
    return None if time is None else iso_milliseconds(time)
