"""`lenticular simulate`: what it says it sent is what is counted."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import servers
import sites
from lenticular.cli import demo
from lenticular.ingestion.counting import backlog, service, writer
from lenticular.ingestion.counting.reasons import Reason
from lenticular.store.database import open_stores
from servers import Server

HERO, BUTTON = "6a1c5e0f7d2b4c9035e8a109", "6a1c5e0f7d2b4c9035e8a10b"
GOAL, OTHER_GOAL = "Booking Completed", "Newsletter Signup"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server with the sample project."""
    with servers.servers(tmp_path_factory.mktemp("simulated")) as starter:
        yield starter.start(imports=[demo.SAMPLE])


@pytest.fixture
def simulate(lenticular, server):
    """Return a function that simulates on that server and gives how it ended."""

    def run(experience: str, *options: object):
        return lenticular("simulate", "--data", server.data, "--experience", experience, "--json", *options)

    return run


def counted(server: Server, version: str):
    """Wait until nothing is left to count; return the figures by variant and the tallies of a version."""
    stores = open_stores(server.data)
    try:
        deadline = time.monotonic() + servers.PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with stores.events.reading() as session:
                if backlog.bytes_left(server.data / "spool", writer.positions(session.connection())) == 0:
                    found = service.summary(session, version)
                    assert found.crossovers == 0
                    figures = {
                        short: (one.visitors, sum(one.conversions.values())) for short, one in found.variants.items()
                    }
                    return figures, service.tallies(session, server.project, version)
            time.sleep(0.1)
        raise AssertionError("the events are not counted")
    finally:
        stores.close()


def said(document):
    return {row["shortUid"]: (row["visitors"], row["conversions"]) for row in document["variants"] if row["visitors"]}


def test_what_it_says_it_sent_is_counted_and_the_same_seed_adds_nothing(simulate, server):
    told = ("--visitors", 300, "--rates", "0.4,0.2", "--seed", 7)
    first = simulate(BUTTON, *told).document
    again = simulate(BUTTON, *told).document
    hero = simulate(
        HERO, "--visitors", 120, "--rates", "1,1,1,1", "--base-rate", 1, "--event", OTHER_GOAL, "--concurrency", 3
    ).document

    figures, tallies = counted(server, first["version"])
    assert figures == said(first) == said(again)
    assert sum(row["visitors"] for row in first["variants"]) == 300
    assert 45 < first["variants"][0]["conversions"] > first["variants"][1]["conversions"] > 15
    assert first["event"] == GOAL
    assert tallies[Reason.AUTOMATED] == first["robots"] == 6
    assert tallies[Reason.REPETITION] >= 300 + first["repeated"] > 300
    assert first["returned"] > 0

    assert counted(server, hero["version"])[0] == said(hero)
    assert len(said(hero)) >= 3
    assert all(visitors == conversions for visitors, conversions in said(hero).values())
    assert hero["withoutVariant"]["visitors"] == hero["withoutVariant"]["conversions"] > 0


def test_a_person_reads_a_table_and_where_the_results_are(lenticular, server):
    ended = lenticular(
        "simulate", "--url", f"{server.url}/", "--data", server.data, "--experience", BUTTON,
        "--visitors", 3, "--rates", "0,0", "--hours", 0,
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert "Book now" in ended.out
    assert f"GET {server.url}/personalize-api/experiences/{BUTTON}/analytics/summary?version=" in ended.out


def test_what_cannot_be_is_refused_before_anybody_is_sent(simulate):
    refused = [
        (BUTTON, ["--rates", "0.1"], 2, "--rates has 1 numbers, the version 2 variants"),
        (BUTTON, ["--rates", "0.1,1.1"], 2, "between 0 and 1"),
        (BUTTON, ["--rates", "0.1,0.1", "--base-rate", "-1"], 2, "between 0 and 1"),
        (BUTTON, ["--rates", "much,more"], 2, "must be numbers"),
        (BUTTON, ["--rates", "0.1,0.1", "--hours", "49"], 2, "--hours must be between 0 and 48"),
        (BUTTON, ["--rates", "0.1,0.1", "--concurrency", "0"], 2, "--concurrency must be"),
        (BUTTON, ["--rates", "0.1,0.1", "--event", "Nothing"], 1, "has no event Nothing"),
        (HERO, ["--rates", "0,0,0,0"], 1, f"name one with --event. Events: {GOAL}, {OTHER_GOAL}"),
        ("0" * 24, ["--rates", "0.1,0.1"], 1, "There is no experience"),
        (BUTTON, ["--rates", "0.1,0.1", "--url", "http://127.0.0.1:9"], 3, "No server answers at http://127.0.0.1:9"),
    ]
    for experience, options, code, sentence in refused:
        ended = simulate(experience, "--visitors", 10, *options)
        assert (ended.code, sentence in ended.document["error"]["message"]) == (code, True), (options, ended)


def test_a_server_that_does_not_run_is_said_to_be_missing(lenticular, chosen, project):
    assert project
    ended = lenticular("simulate", "--data", chosen.data, "--experience", BUTTON, "--visitors", 1, "--rates", "0,0")
    assert ended.code == 3
    assert "start `lenticular serve --data" in ended.err


def test_ctrl_c_ends_it_and_says_what_was_sent(server, tmp_path: Path):
    options = ["--experience", BUTTON, "--visitors", "1000000", "--rates", "0,0", "--seed", "8", "--json"]
    before = len(sites.users_of_events(server.data))
    process = subprocess.Popen(
        [servers.COMMAND, "simulate", "--data", server.data, *options],
        stdout=subprocess.PIPE,
        env=servers.environment_with({}),
        # As at a terminal, even where the tests run as a background job, which a shell makes ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no other thread runs here
    )
    sites.wait_until(lambda: len(sites.users_of_events(server.data)) > before + 20)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=servers.PATIENCE_SECONDS)
    assert process.returncode == 130
    document = json.loads(out)
    assert 10 <= sum(row["visitors"] for row in document["variants"]) < 1_000_000
    assert document["isWhole"] is False
