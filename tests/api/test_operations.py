import asyncio

import httpx

from lenticular.api import operations
from lenticular.api.metrics import Metrics


def application(*, problem=None, warnings=()):
    async def spool():
        return problem

    return operations.build(
        worker=1, version="0.1.0", checks={"spool": spool}, warnings=lambda: warnings, metrics=Metrics([])
    )


def ask(application, path):
    async def get():
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            return await client.get(path)

    return asyncio.run(get())


def test_a_process_says_which_one_it_is():
    answer = ask(application(), "/healthz")
    assert answer.json() == {"status": "ok", "version": "0.1.0", "worker": 1}


def test_ready_with_a_warning_is_ready():
    answer = ask(application(warnings=["No location data."]), "/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"spool": "ok"}, "warnings": ["No location data."]}


def test_a_failing_check_takes_the_process_out_of_traffic():
    answer = ask(application(problem="The disk is full."), "/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"spool": "The disk is full."}
