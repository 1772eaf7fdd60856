"""`lenticular decide`: what a visitor gets, without a server, by the code of the edge."""

from datetime import UTC, datetime

import pytest

import golden
from lenticular import opening
from lenticular.cli import decide
from lenticular.domain import ruleset
from lenticular.domain.attributes import Visitor
from lenticular.visitors import service as visitors

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


@pytest.fixture
def shop(chosen, project):
    """The options that name the sample project of a travel shop."""
    return "--data", chosen.data, "--project", project


def decided(ended):
    return {row["name"]: row["activeVariantName"] for row in ended.document["experiences"]}


def test_different_visitors_get_different_variants(lenticular, shop):
    rich = lenticular("decide", *shop, "--user", "u", "--attribute", "averageOrderValue=1200", "--json")
    poor = lenticular("decide", *shop, "--user", "u", "--attribute", "averageOrderValue=12", "--json")
    assert rich.code == poor.code == 0
    assert decided(rich)["Home Page Hero"] == "Private tours"
    assert decided(poor)["Home Page Hero"] is None


def test_page_device_and_time_count(lenticular, shop):
    page = ("--page-url", "https://shop.example/?utm_campaign=black-friday")
    friday = lenticular("decide", *shop, *page, "--at", "2026-11-27T12:00:00Z", "--json")
    earlier = lenticular("decide", *shop, *page, "--at", "2026-01-01", "--user-agent", IPHONE, "--json")
    assert decided(friday)["Home Page Hero"] == "Black Friday fares"
    assert decided(earlier)["Home Page Hero"] != "Black Friday fares"


def test_a_test_needs_a_visitor(lenticular, shop):
    reasons = {
        user: lenticular("decide", *shop, "--user", user, "--json").document["experiences"][1]["reason"]
        for user in ("u1", "", "undefined")
    }
    assert reasons == {"u1": "ASSIGNED", "": "NO_USER", "undefined": "NO_USER"}


def test_the_explanation_agrees_with_the_decision(lenticular, shop):
    visitor = ("--user", "u7", "--ip", "8.8.8.8", "--attribute", "averageOrderValue=1200", "--at", "2026-11-22")
    plain = lenticular("decide", *shop, *visitor, "--json").document["experiences"]
    told = lenticular("decide", *shop, *visitor, "--explain", "--json").document["experiences"]
    assert [row["activeVariantShortUid"] for row in told] == [row["activeVariantShortUid"] for row in plain]
    assert [row["reason"] for row in told] == [row["reason"] for row in plain]


def test_people_get_a_table_or_a_tree(lenticular, shop):
    assert "Booking Button" in lenticular("decide", *shop, "--user", "u1").out
    tree = lenticular("decide", *shop, "--user", "u1", "--explain").out
    assert "slot" in tree
    assert "Booking Button" in tree


@pytest.mark.parametrize("wrong", [["--ip", "example"], ["--at", "tomorrow"], ["--attribute", "novalue"]])
def test_what_makes_no_sense_is_a_usage_error(lenticular, shop, wrong):
    assert lenticular("decide", *shop, *wrong).code == 2


def test_an_unknown_project_is_told(lenticular, data):
    ended = lenticular("decide", "--data", data, "--project", "0" * 24, "--json")
    assert (ended.code, ended.document["error"]["code"]) == (1, "personalize.PROJECTS.PROJECT_NOT_FOUND")


def test_stored_attributes_are_read(lenticular, shop, chosen):
    ports = opening.open_ports(chosen)
    with ports.stores.visitors.writing() as session:
        visitors.apply(session, [visitors.Upsert(shop[3], "u1", {"averageOrderValue": 1200})], ports.now())
    ports.stores.close()
    ended = lenticular("decide", *shop, "--user", "u1", "--json")
    assert decided(ended)["Home Page Hero"] == "Private tours"


def test_a_variant_that_is_withheld_is_told():
    document = golden.load("decisions.json")["rulesets"]["held"]
    visitor = Visitor(uid="user-15", now=datetime(2026, 11, 22, tzinfo=UTC), assignments={"1": "0"})
    _, bandit, *_ = decide.decisions(ruleset.from_document(document), visitor)
    assert bandit == {
        "uid": "671955b36b4ce91071b62c51",
        "shortUid": "1",
        "name": "Bandit",
        "activeVariantShortUid": None,
        "activeVariantName": None,
        "reason": "HELD_OUT",
        "withheldVariantShortUid": "0",
        "withheldVariantName": "A",
    }
