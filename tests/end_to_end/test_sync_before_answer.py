"""A write is on the disk before it is answered: the order of an HTTP process's own system calls."""

import os

import httpx
import pytest

import sites
import tracing
from servers import StartServer


def test_events_and_attributes_are_synced_between_request_and_answer(start_server: StartServer, tmp_path):
    if not tracing.is_possible():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs strace, and the right to use it")
    server = start_server()
    site = sites.create(server)
    (process,) = sites.http_processes(server)
    trace = tmp_path / "trace"
    visitor = site.visitor(server.client(), "synced")
    assert visitor.book().status_code == httpx.codes.ACCEPTED  # the log's file is made, and its folder synced, now

    with tracing.traced(process, trace):
        assert visitor.book().status_code == httpx.codes.ACCEPTED
        assert visitor.set(tier="gold").status_code == httpx.codes.OK
        assert visitor.become("other").status_code == httpx.codes.OK

    events = tracing.exchange(trace, "POST /personalize-edge/events", "HTTP/1.1 202")
    patch = tracing.exchange(trace, "PATCH /personalize-edge/user-attributes", "HTTP/1.1 200")
    merge = tracing.exchange(trace, "POST /personalize-edge/user-attributes/actions/merge", "HTTP/1.1 200")
    for name, lines in (("POST /events", events), ("PATCH", patch), ("merge", merge)):
        print(f"\n{name}:", *(line.text for line in lines if line.name != "read" or line is lines[0]), sep="\n")
    assert tracing.syncs(events, "/spool/") == 1
    assert tracing.syncs(patch, "/visitors.db-wal") >= 1
    assert tracing.syncs(merge, "/visitors.db-wal") >= 1
