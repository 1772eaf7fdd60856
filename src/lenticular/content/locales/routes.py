"""The routes of locales."""

from typing import Any

from fastapi import APIRouter, Response

from lenticular.api import etags
from lenticular.api.etags import IfMatch
from lenticular.content import paging
from lenticular.content.audit import Notice
from lenticular.content.locales import payloads
from lenticular.content.locales import service as locales
from lenticular.content.locales.payloads import CreateLocale, LocaleAnswer, LocaleNotice, Locales, UpdateLocale
from lenticular.content.locales.tables import Locale as LocaleRow
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading
from lenticular.errors import Invalid, Problem

router = APIRouter(tags=["Languages"])


@router.get("/locales", operation_id="getLocales", response_model=Locales, response_model_exclude_unset=True)
def get_locales(scope: Reading, page: Paged) -> dict[str, Any]:
    """List the languages, newest first. `query={"fallback_locale":null}` gives the master language."""
    rows = locales.list_newest_first(scope)
    return paging.of_all(page, "locales", (payloads.render(row).model_dump(by_alias=True) for row in rows))


@router.post("/locales", status_code=201, operation_id="createLocale")
def create_locale(scope: Changing, body: CreateLocale, response: Response) -> LocaleNotice:
    """Add a language. What is not translated into it is shown in its fallback language, where a client asks so."""
    draft = body.locale
    row = locales.create(scope, code=draft.code, name=draft.name, fallback=draft.fallback_locale)
    return _noted("Language added successfully.", row, response)


@router.get("/locales/{code}", operation_id="getLocale")
def get_locale(scope: Reading, code: str, response: Response) -> LocaleAnswer:
    """Return one language with its ETag."""
    return etags.tag(response, _answer(locales.get(scope, code)))


@router.put("/locales/{code}", operation_id="updateLocale")
def update_locale(
    scope: Changing, code: str, body: UpdateLocale, response: Response, if_match: IfMatch = None
) -> LocaleNotice:
    """Change a language's name or fallback language; what is left out stays."""
    row = locales.get(scope, code)
    etags.check(if_match, _answer(row))
    if body.locale.code not in (None, row.code):
        raise Invalid([Problem("/code", "CONSTANT", "cannot be changed.")])
    locales.update(scope, row, name=body.locale.name, fallback=body.locale.fallback_locale)
    return _noted("Language updated successfully.", row, response)


@router.delete("/locales/{code}", operation_id="deleteLocale")
def delete_locale(scope: Changing, code: str, if_match: IfMatch = None) -> Notice:
    """Remove a language that is neither the master nor the fallback of another."""
    row = locales.get(scope, code)
    etags.check(if_match, _answer(row))
    locales.delete(scope, row)
    return Notice(notice="Language removed successfully.")


def _answer(row: LocaleRow) -> LocaleAnswer:
    return LocaleAnswer(locale=payloads.render(row))


def _noted(notice: str, row: LocaleRow, response: Response) -> LocaleNotice:
    answer = etags.tag(response, _answer(row))
    return LocaleNotice(notice=notice, locale=answer.locale)
