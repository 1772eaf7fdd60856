"""A stack with a page to deliver, a builder that publishes into it, and clients with delivery tokens."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

import posting
from lenticular.api.ports import Ports
from lenticular.content.content_types import service as content_types
from lenticular.content.delivery.application import DeliveryApplication, Settings
from lenticular.content.delivery_tokens import service as delivery_tokens
from lenticular.content.delivery_tokens.service import Grant
from lenticular.content.environments import service as environments
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups.tables import Variant

FIELDS = [
    {"uid": "title", "data_type": "text", "display_name": "Title", "mandatory": True, "unique": True},
    {"uid": "headline", "data_type": "text", "display_name": "Headline"},
]
RED, GREEN = "cs00000000000000aa", "cs00000000000000bb"
RED_ALIAS, GREEN_ALIAS = "cs_personalize_0_0", "cs_personalize_0_1"


class InLoop(httpx.BaseTransport):
    """Calls an application in the event loop that it lives in."""

    def __init__(self, application: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._inner = httpx.ASGITransport(application, raise_app_exceptions=False)
        self._loop = loop

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run_coroutine_threadsafe(self._answer(request), self._loop).result(60)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers.multi_items(), content=content)


@dataclass(frozen=True)
class Stack:
    """What a test needs to know of the stack."""

    uid: str
    api_key: str
    production: str
    staging: str
    token: str
    preview_token: str


class Shelf:
    """Publishes into the stack's production environment unless told otherwise; each call is one transaction."""

    def __init__(self, open_scope: Any, stack: Stack, ports: Ports) -> None:
        self._open_scope = open_scope
        self._stack = stack
        self._ports = ports

    def entry(
        self,
        uid: str = "blt00000000000000a1",
        *,
        content_type_uid: str = "page",
        locale: str = "en-us",
        environment_uid: str = "",
        version: int = 1,
        updated_at: str = "2026-11-22T12:00:00.000Z",
        document_locale: str = "",
        **fields: Any,
    ) -> str:
        with self._open_scope() as scope:
            document = {
                "_version": version,
                "locale": document_locale or locale,
                "uid": uid,
                "ACL": {},
                "_in_progress": False,
                "created_at": "2026-11-22T12:00:00.000Z",
                "created_by": "bltu",
                "updated_at": updated_at,
                "updated_by": "bltu",
                "tags": [],
                "title": uid,
                **fields,
            }
            entry = published.EntryDocument(uid, content_type_uid, version, document)
            posting.put_entry(scope.session, self._publication(scope, locale, environment_uid), entry)
        return uid

    def variant(
        self,
        variant_uid: str,
        entry_uid: str = "blt00000000000000a1",
        *,
        locale: str = "en-us",
        environment_uid: str = "",
        version: int = 1,
        order: list[Any] | None = None,
        change_set: list[str] | None = None,
        **fields: Any,
    ) -> None:
        with self._open_scope() as scope:
            changed = list(fields) if change_set is None else change_set
            variant = published.VariantDocument(entry_uid, "page", variant_uid, version, fields, changed, order or [])
            posting.put_variant(scope.session, self._publication(scope, locale, environment_uid), variant)

    def asset(
        self, uid: str = "blt00000000000000f1", *, locale: str = "en-us", environment_uid: str = "", **members: Any
    ) -> dict[str, Any]:
        with self._open_scope() as scope:
            document = {"uid": uid, "filename": f"{uid}.png", "updated_at": "2026-11-22T12:00:00.000Z", **members}
            asset = published.AssetDocument(uid, 1, document)
            posting.put_asset(scope.session, self._publication(scope, locale, environment_uid), asset)
        return {"uid": uid, "_content_type_uid": "sys_assets"}

    def withdraw(self, entry_uid: str = "blt00000000000000a1") -> None:
        with self._open_scope() as scope:
            published.withdraw_entry(scope.session, scope.stack_uid, entry_uid, now=scope.now)

    def _publication(self, scope: StackScope, locale: str, environment_uid: str) -> published.Publication:
        return published.Publication(
            scope.stack_uid, environment_uid or self._stack.production, locale, self._ports.now(), "bltp"
        )


def furnish(scope: StackScope) -> Stack:
    """Give a stack two environments, a content type, two variants, and a token for production with a preview token."""
    production = environments.create(scope, name="production", urls=[]).uid
    staging = environments.create(scope, name="staging", urls=[]).uid
    for uid in ("page", "author"):
        content_types.create(scope, uid=uid, title=uid.title(), schema=FIELDS)
    issued = delivery_tokens.issue(
        scope, name="site", description="", grant=Grant((production,), ("main",)), with_preview=True
    )
    return Stack(scope.stack_uid, scope.stack_api_key, production, staging, issued.token, issued.preview_token or "")


def add_variant(scope: StackScope, uid: str, alias: str | None, at: datetime) -> None:
    """Add a variant to the stack."""
    scope.session.add(
        Variant(
            uid=uid, stack_uid=scope.stack_uid, name=uid, alias=alias, position=0, created_at=at, updated_at=at,
            created_by=None, updated_by=None,
        )
    )  # fmt: skip
    scope.session.flush()


@pytest.fixture
def shop(open_scope: Any, ports: Ports) -> Stack:
    """The furnished stack, which has nothing published yet."""
    with open_scope() as scope:
        shop = furnish(scope)
        add_variant(scope, RED, RED_ALIAS, ports.now())
        add_variant(scope, GREEN, GREEN_ALIAS, ports.now())
        return shop


@pytest.fixture
def blog(open_scope: Any, other_stack: str) -> Stack:
    """Another furnished stack of the same organization."""
    with open_scope(api_key=other_stack) as scope:
        return furnish(scope)


@pytest.fixture
def shelf(open_scope: Any, shop: Stack, ports: Ports) -> Shelf:
    """Publishes into the shop."""
    return Shelf(open_scope, shop, ports)


@pytest.fixture
def delivery(ports: Ports) -> DeliveryApplication:
    """The application; a request may name three variants."""
    return DeliveryApplication(ports.stores.configuration, Settings(variant_limit=3), prefix="/v3")


SiteFor = Callable[..., httpx.Client]


@pytest.fixture
def site_for(delivery: DeliveryApplication) -> Iterator[SiteFor]:
    """Return a function that makes a client with headers: `site_for(api_key=…, access_token=…)`."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    clients: list[httpx.Client] = []

    def make(**headers: str) -> httpx.Client:
        client = httpx.Client(transport=InLoop(delivery, loop), base_url="http://site.test/v3", headers=headers)
        clients.append(client)
        return client

    try:
        yield make
        for client in clients:
            client.close()
        asyncio.run_coroutine_threadsafe(delivery.close(), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def site(site_for: SiteFor, shop: Stack) -> httpx.Client:
    """A client with the shop's delivery token."""
    return site_for(api_key=shop.api_key, access_token=shop.token)
