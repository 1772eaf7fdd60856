"""The world as routes see it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request

from lenticular.api.ports import Limits, Ports, base_url, utc_now


def test_the_clock_is_in_utc_and_to_the_millisecond_that_the_wire_can_show():
    now = utc_now()

    assert now.utcoffset() == timedelta(0)
    assert now.microsecond % 1000 == 0


def test_the_quotas_are_the_documented_ones():
    limits = Limits()

    assert (limits.projects_per_organization, limits.experiences_per_project, limits.audiences_per_project) == (
        3,
        100,
        100,
    )
    assert (limits.rules_per_audience, limits.attributes_per_project, limits.events_per_project) == (50, 100, 100)
    assert (limits.variants_per_experience, limits.audiences_per_variant, limits.metrics_per_test) == (20, 50, 5)
    assert (limits.tags_per_experience, limits.authtokens_per_user) == (10, 20)


@pytest.mark.parametrize(
    ("public_url", "known_as"),
    [(None, "http://10.0.0.7:8080"), ("https://cms.example.com", "https://cms.example.com")],
)
def test_clients_know_the_server_by_its_public_address_or_else_by_the_one_they_called(
    ports: Ports, public_url: str | None, known_as: str
):
    application = FastAPI()
    application.state.ports = replace(ports, public_url=public_url)
    headers = [(b"host", b"10.0.0.7:8080")]
    scope = {"type": "http", "app": application, "path": "/v3/x", "root_path": "/v3", "headers": headers}

    assert base_url(Request({**scope, "scheme": "http", "query_string": b"", "server": ("127.0.0.1", 1)})) == known_as
