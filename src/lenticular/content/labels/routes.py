"""The routes of labels."""

from typing import Any

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.labels import payloads
from lenticular.content.labels import service as labels
from lenticular.content.labels.payloads import CreateLabel, LabelAnswer, LabelNotice, Labels, UpdateLabel
from lenticular.content.labels.tables import Label as LabelRow
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading

router = APIRouter(prefix="/labels", tags=["Labels"])


@router.get("", operation_id="getLabels", response_model=Labels, response_model_exclude_unset=True)
def get_labels(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the labels, newest first."""
    rows = labels.list_newest_first(scope)
    return paging.of_all(page, "labels", (payloads.render(row).model_dump(by_alias=True) for row in rows))


@router.post("", status_code=201, operation_id="createLabel")
def create_label(scope: Changing, body: CreateLabel, response: Response) -> LabelNotice:
    """Create a label for content types."""
    draft = body.label
    row = labels.create(scope, name=draft.name, parents=draft.parent, content_types=draft.content_types)
    return _noted("Label created successfully.", row, response)


@router.get("/{uid}", operation_id="getLabel")
def get_label(scope: Reading, uid: str, response: Response) -> LabelAnswer:
    """Return one label with its ETag."""
    return etags.tag(response, _answer(labels.get(scope, uid)))


@router.put("/{uid}", operation_id="updateLabel")
def update_label(
    scope: Changing, uid: str, body: UpdateLabel, response: Response, if_match: IfMatch = None
) -> LabelNotice:
    """Change a label; what is left out stays."""
    row = labels.get(scope, uid)
    etags.check(if_match, _answer(row))
    change = body.label
    labels.update(scope, row, name=change.name, parents=change.parent, content_types=change.content_types)
    return _noted("Label updated successfully.", row, response)


@router.delete("/{uid}", operation_id="deleteLabel")
def delete_label(scope: Changing, uid: str, if_match: IfMatch = None) -> Notice:
    """Delete a label; content types and the labels below it stay."""
    row = labels.get(scope, uid)
    etags.check(if_match, _answer(row))
    labels.delete(scope, row)
    return Notice(notice="Label deleted successfully.")


def _answer(row: LabelRow) -> LabelAnswer:
    return LabelAnswer(label=payloads.render(row))


def _noted(notice: str, row: LabelRow, response: Response) -> LabelNotice:
    answer = etags.tag(response, _answer(row))
    return LabelNotice(notice=notice, label=answer.label)
