"""Many requests at once, each of which holds a transaction while it visits the thread pool."""

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

from lenticular.accounts.organizations import service as organizations
from lenticular.api import application, turns
from lenticular.api.ports import Ports, RequestPorts
from lenticular.api.problems import management_answer
from lenticular.api.turns import Turn

AT_ONCE = 90  # more than there are threads and pooled connections together


def _locked(ports: RequestPorts, _turn: Turn) -> Iterator[Session]:
    with ports.stores.configuration.writing() as session:
        organizations.create(session, uid=ports.identifiers.blt(), name="Counted", now=ports.now())
        session.execute(text("UPDATE organization SET name = 'Locked' WHERE uid = 'blt-one'"))
        yield session


def _read(ports: RequestPorts, _turn: Turn) -> Iterator[Session]:
    with ports.stores.configuration.reading() as session:
        session.execute(text("SELECT 1")).all()
        yield session


@pytest.fixture
def api(ports: Ports) -> FastAPI:
    with ports.stores.configuration.writing() as session:
        organizations.create(session, uid="blt-one", name="One", now=ports.now())
    router = APIRouter()

    @router.post("/writes")
    def write(session: Annotated[Session, Depends(_locked, scope="function")]) -> int:
        return 1

    @router.get("/reads")
    def read(session: Annotated[Session, Depends(_read, scope="function")]) -> int:
        return 1

    return application.build(
        title="Turns",
        description="",
        version="1",
        routers=[router],
        shape=management_answer,
        ports=ports,
        max_body=1024,
    )


async def statuses(api: FastAPI, method: str, path: str) -> list[int]:
    transport = httpx.ASGITransport(api, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://lenticular.test") as client:
        answers = await asyncio.gather(*(client.request(method, path) for _ in range(AT_ONCE)))
    return [answer.status_code for answer in answers]


def test_a_crowd_of_writers_gets_through(api: FastAPI, ports: Ports):
    began = time.monotonic()

    assert asyncio.run(statuses(api, "POST", "/writes")) == [200] * AT_ONCE
    assert time.monotonic() - began < 9  # SQLite gives up waiting for the lock after ten seconds
    with ports.stores.configuration.reading() as session:
        assert len(organizations.list_all(session)) == AT_ONCE + 1


def test_a_crowd_of_readers_gets_through(api: FastAPI):
    began = time.monotonic()

    assert asyncio.run(statuses(api, "GET", "/reads")) == [200] * AT_ONCE
    assert time.monotonic() - began < 9


def test_work_aside_has_threads_of_its_own():
    async def crowd() -> int:
        most, running, lock = 0, 0, threading.Lock()

        def work(seconds: float) -> None:
            nonlocal most, running
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(seconds)
            with lock:
                running -= 1

        await asyncio.gather(*(turns.run_aside(work, 0.01) for _ in range(12)))
        return most

    assert asyncio.run(crowd()) <= 4
