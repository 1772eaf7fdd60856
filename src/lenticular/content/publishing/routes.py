"""The routes of publishing, its jobs and its queue."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query

from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.flags import READ
from lenticular.content.paging import Paged
from lenticular.content.publishing import payloads, queue, requests
from lenticular.content.publishing import service as publishing
from lenticular.content.publishing.orders import Action, Request
from lenticular.content.publishing.payloads import (
    BulkPublish,
    JobAnswer,
    JobItems,
    Jobs,
    PublishAsset,
    PublishEntry,
    PublishNotice,
    Queue,
    QueueItemAnswer,
)
from lenticular.content.scope import Access, Changing, Reading, StackScope

# What asks for an answer with the job's uid.
_WITH_JOBS = "3.2"
DONE = "The requested action has been performed."
ASSET_PUBLISHED = "Asset sent for publishing."
ASSET_UNPUBLISHED = "Asset sent for unpublishing."
BULK = "Your bulk {action} request is in progress. Please check publish queue for more details."

ApiVersion = Annotated[
    str, Header(alias="api_version", convert_underscores=False, description="With `3.2`, the answer names the job.")
]
ApiVersionQuery = Annotated[str, Query(alias="apiVersion", description="Like the header.")]
Nested = Annotated[bool, READ, Query(description="Publish what it refers to, too, like `publish_with_reference`.")]
InAll = Annotated[bool, READ, Query(description="In every language that an entry exists in.")]

router = APIRouter(tags=["Publishing"])


@router.post(
    "/content_types/{content_type_uid}/entries/{uid}/publish",
    operation_id="publishEntry",
    response_model_exclude_none=True,
)
def publish_entry(
    scope: Changing,
    content_type_uid: str,
    uid: str,
    body: PublishEntry,
    *,
    api_version: ApiVersion = "",
    api_version_query: ApiVersionQuery = "",
    nested: Nested = False,
) -> PublishNotice:
    """Publish an entry, or variants of it.

    A variant does not change what is published of the entry, unless `publish_latest_base` asks for it or nothing of it
    is published there yet. In a language that the entry is not localized in, what it falls back to is published.
    """
    request = requests.of_entry(Action.PUBLISH, content_type_uid, uid, body, is_nested=nested)
    job_uid = publishing.submit(scope, request)
    is_with_job = body.entry.variants or _WITH_JOBS in (api_version, api_version_query)
    return PublishNotice(notice=DONE, job_id=job_uid if is_with_job else None)


@router.post(
    "/content_types/{content_type_uid}/entries/{uid}/unpublish",
    operation_id="unpublishEntry",
    response_model_exclude_none=True,
)
def unpublish_entry(
    scope: Changing,
    content_type_uid: str,
    uid: str,
    body: PublishEntry,
    *,
    api_version: ApiVersion = "",
    api_version_query: ApiVersionQuery = "",
) -> PublishNotice:
    """Unpublish an entry with all its variants, or only the variants that are named."""
    request = requests.of_entry(Action.UNPUBLISH, content_type_uid, uid, body, is_nested=False)
    job_uid = publishing.submit(scope, request)
    is_with_job = body.entry.variants or _WITH_JOBS in (api_version, api_version_query)
    return PublishNotice(notice=DONE, job_id=job_uid if is_with_job else None)


@router.post("/assets/{uid}/publish", operation_id="publishAsset", response_model_exclude_none=True)
def publish_asset(scope: Changing, uid: str, body: PublishAsset) -> PublishNotice:
    """Publish an asset."""
    publishing.submit(scope, requests.of_asset(Action.PUBLISH, uid, body))
    return PublishNotice(notice=ASSET_PUBLISHED)


@router.post("/assets/{uid}/unpublish", operation_id="unpublishAsset", response_model_exclude_none=True)
def unpublish_asset(scope: Changing, uid: str, body: PublishAsset) -> PublishNotice:
    """Unpublish an asset."""
    publishing.submit(scope, requests.of_asset(Action.UNPUBLISH, uid, body))
    return PublishNotice(notice=ASSET_UNPUBLISHED)


@router.post("/bulk/publish", operation_id="bulkPublish")
def bulk_publish(
    scope: Changing, body: BulkPublish, nested: Nested = False, publish_all_localized: InAll = False
) -> PublishNotice:
    """Publish entries, variants of entries, and assets. What cannot be published fails alone; the queue says why."""
    request = requests.of_bulk(Action.PUBLISH, body, is_nested=nested, is_in_all_locales=publish_all_localized)
    return PublishNotice(notice=BULK.format(action="publish"), job_id=_submit_bulk(scope, request))


@router.post("/bulk/unpublish", operation_id="bulkUnpublish")
def bulk_unpublish(scope: Changing, body: BulkPublish, publish_all_localized: InAll = False) -> PublishNotice:
    """Unpublish entries, variants of entries, and assets."""
    request = requests.of_bulk(Action.UNPUBLISH, body, is_nested=False, is_in_all_locales=publish_all_localized)
    return PublishNotice(notice=BULK.format(action="unpublish"), job_id=_submit_bulk(scope, request))


@router.get("/bulk/jobs", operation_id="getJobs", response_model=Jobs, response_model_exclude_unset=True)
def get_jobs(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the jobs, newest first: one for each request to publish or unpublish."""
    jobs, total = queue.list_jobs(scope, page)
    return paging.answer(page, "jobs", map(payloads.render_job, jobs), total)


@router.get("/bulk/jobs/{uid}", operation_id="getJob")
def get_job(scope: Reading, uid: str) -> JobAnswer:
    """Return one job, and how many items of it came to what."""
    job = queue.get_job(scope, uid)
    return JobAnswer(job=payloads.render_job(job), status=payloads.status_of(job))


@router.get("/bulk/jobs/{uid}/items", operation_id="getJobItems", response_model_exclude_none=True)
def get_job_items(scope: Reading, uid: str, page: Paged) -> JobItems:
    """List what one job put into the publish queue."""
    queue.get_job(scope, uid)
    rows, total = queue.list_page(scope, page, job_uid=uid)
    return JobItems(
        items=payloads.render_all(rows),
        skip=page.skip,
        limit=page.limit,
        total_count=total if page.include_count else None,
    )


@router.get("/publish-queue", operation_id="getPublishQueue", response_model=Queue, response_model_exclude_unset=True)
def get_publish_queue(scope: Reading, page: Paged) -> dict[str, Any]:
    """List what was published and unpublished, and what is scheduled, newest first."""
    rows, total = queue.list_page(scope, page)
    return paging.answer(page, "queue", payloads.render_all(rows), total)


@router.get("/publish-queue/{uid}", operation_id="getPublishQueueItem")
def get_publish_queue_item(scope: Reading, uid: str) -> QueueItemAnswer:
    """Return one item of the publish queue."""
    return QueueItemAnswer(queue=payloads.render(queue.get(scope, uid)))


@router.get("/publish-queue/{uid}/unschedule", operation_id="unschedulePublishing")
def unschedule_publishing(scope: Changing, uid: str) -> Notice:
    """Cancel a scheduled item, so that it is never done."""
    queue.cancel(scope, queue.get(scope, uid))
    return Notice(notice="The item has been unscheduled successfully.")


def _submit_bulk(scope: StackScope, request: Request) -> str:
    if request.assets:
        # The path is about entries alone, and so was what the token has been asked.
        scope.require("asset", Access.WRITE)
    return publishing.submit(scope, request)
