"""The list of assets: which ones a client asks for, and what it wants to see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from lenticular.content import paging, querying
from lenticular.content.assets import folders
from lenticular.content.assets import service as assets
from lenticular.content.assets.editions import Edition
from lenticular.content.assets.payloads import ROOT
from lenticular.content.environments import service as environments
from lenticular.content.flags import READ, Flag
from lenticular.content.paging import Page
from lenticular.content.published import payloads as published_payloads
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a query string asks of the list beyond its page; `folder_uid` is "" for what lies in none, None for all."""

    folder_uid: str | None
    has_folders: bool
    environment: str
    has_publish_details: bool
    has_relative_urls: bool


def wanted(
    *,
    folder: Annotated[str, Query(description="Only what lies in this folder; `cs_root` for what lies in none.")] = "",
    include_folders: Flag = False,
    environment: Annotated[str, Query(description="Only what is published there, by name or uid.")] = "",
    include_publish_details: Flag = False,
    relative_urls: Annotated[bool, READ, Query(description="`true`: without the server's address.")] = False,
) -> Wanted:
    """Return what a query string asks of the list."""
    return Wanted(
        folder_uid="" if folder == ROOT else folder or None,
        has_folders=include_folders,
        environment=environment,
        has_publish_details=include_publish_details,
        has_relative_urls=relative_urls,
    )


Listed = Annotated[Wanted, Depends(wanted)]


def answer(scope: StackScope, page: Page, wanted: Wanted) -> dict[str, Any]:
    """Return the body of a list of assets; raise Invalid for a folder or environment that the stack has not."""
    if wanted.folder_uid:
        folders.get(scope, wanted.folder_uid, pointer="/folder")
    # Clients ask for the folders alone by a query, without `include_folders`.
    asks_for_folders = wanted.has_folders or (page.query or {}).get("is_dir") is True
    if page.query is None and not asks_for_folders and not wanted.environment:
        found, total = assets.list_page(scope, page, assets.Selection(wanted.folder_uid))
        return paging.answer(page, "assets", _shown(scope, found, wanted), total)
    shown = _folders(scope, wanted) if asks_for_folders else []
    shown += _shown(scope, _published_in(scope, wanted), wanted)
    return _cut(shown, page)


def _cut(shown: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    query = page.query or {}
    problems = querying.problems(query)
    if problems:
        raise Invalid(problems, "141", "The query is not valid.")
    kept = [one for one in shown if querying.matches(one, query)]
    if page.order_by:
        kept = querying.ordered(kept, page.order_by, is_descending=page.is_descending)
    return paging.answer(page, "assets", kept[page.skip : page.skip + page.limit], len(kept))


def _folders(scope: StackScope, wanted: Wanted) -> list[dict[str, Any]]:
    rows = folders.list_all(scope)
    inside = [row for row in rows if wanted.folder_uid is None or (row.parent_uid or "") == wanted.folder_uid]
    return [folders.document(row) for row in inside]


def _published_in(scope: StackScope, wanted: Wanted) -> list[Edition]:
    found = assets.list_all(scope, assets.Selection(wanted.folder_uid))
    if not wanted.environment:
        return found
    environment = environments.get(scope, wanted.environment)
    states = published.states_of_assets(scope.session, scope.stack_uid, [one.uid for one in found])
    return [one for one in found if any(state.environment_uid == environment.uid for state in states.get(one.uid, ()))]


def _shown(scope: StackScope, found: Sequence[Edition], wanted: Wanted) -> list[dict[str, Any]]:
    base_url = "" if wanted.has_relative_urls else scope.base_url
    shown = [assets.document(scope, edition, base_url=base_url) for edition in found]
    if not wanted.has_publish_details:
        return shown
    states: Mapping[str, Sequence[published.State]] = published.states_of_assets(
        scope.session, scope.stack_uid, [edition.uid for edition in found]
    )
    return [{**one, "publish_details": published_payloads.details(states.get(one["uid"], ()))} for one in shown]
