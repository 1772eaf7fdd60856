"""Countries, regions and cities over HTTP."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from fakes import Person, client_of


@pytest.fixture
def stores(sqlite_stores):
    """Places are in no database; who asks is, and one will do."""
    return sqlite_stores


@pytest.fixture
def client(api: FastAPI, owner: Person) -> Iterator[httpx.Client]:
    """A client signed in as Olga, without any project."""
    with client_of(api, owner) as client:
        yield client


def test_all_countries_are_answered_by_name(client: httpx.Client):
    countries = client.get("/geolocation/countries").json()

    assert len(countries) > 240
    assert {"code": "US", "name": "United States"} in countries
    assert countries[0] == {"code": "AF", "name": "Afghanistan"}


def test_a_country_is_found_by_part_of_its_name(client: httpx.Client):
    assert client.get("/geolocation/countries", params={"search": "germ"}).json() == [{"code": "DE", "name": "Germany"}]


def test_regions_are_found_within_a_country(client: httpx.Client):
    found = client.get("/geolocation/regions", params={"country": "US", "search": "ariz"})

    assert found.json() == [{"code": "US-AZ", "name": "Arizona", "country": "US"}]


def test_a_city_is_found_with_the_value_that_a_rule_takes(client: httpx.Client):
    found = client.get("/geolocation/cities", params={"search": "chicago", "limit": 1})

    assert found.json() == [{"value": "chicago,IL,US", "name": "Chicago", "region": "US-IL", "country": "US"}]


def test_cities_are_found_within_a_region(client: httpx.Client):
    params = {"country": "US", "region": "US-AZ"}

    found = client.get("/geolocation/cities", params=params).json()

    assert found[0]["value"] == "phoenix,AZ,US"
    assert {city["region"] for city in found} == {"US-AZ"}


@pytest.mark.parametrize("kind", ["regions", "cities"])
def test_without_parameters_the_first_fifty_are_answered(client: httpx.Client, kind: str):
    assert len(client.get(f"/geolocation/{kind}").json()) == 50


@pytest.mark.parametrize("kind", ["countries", "regions", "cities"])
def test_the_limit_holds(client: httpx.Client, kind: str):
    assert len(client.get(f"/geolocation/{kind}", params={"limit": 3}).json()) == 3
    assert client.get(f"/geolocation/{kind}", params={"search": "no such place anywhere"}).json() == []


@pytest.mark.parametrize(
    ("limit", "code"), [("0", "GREATER_THAN_EQUAL"), ("1001", "LESS_THAN_EQUAL"), ("many", "NOT_INTEGER")]
)
def test_a_bad_limit_is_refused(client: httpx.Client, limit: str, code: str):
    answer = client.get("/geolocation/cities", params={"limit": limit})

    assert (answer.status_code, answer.json()["errors"]) == (400, {"limit": [code]})


@pytest.mark.parametrize("kind", ["countries", "regions", "cities"])
def test_nobody_gets_in_without_signing_in(api: FastAPI, kind: str):
    with client_of(api) as anonymous:
        assert anonymous.get(f"/geolocation/{kind}").status_code == 401
