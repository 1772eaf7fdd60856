import random

import pytest

from lenticular.geo import catalogue, database, places, regions
from lenticular.geo.catalogue import City, Country, Region
from lenticular.geo.database import Database


def values(found: list[City]) -> list[str]:
    return [city.value for city in found]


def test_without_a_search_every_country_is_listed_by_name():
    countries = catalogue.search_countries()

    assert len(countries) == 249
    assert [country.name for country in countries[:3]] == ["Afghanistan", "Åland Islands", "Albania"]
    assert Country("US", "United States") in countries


@pytest.mark.parametrize("search", ["united states", "UNITED ST", "us", "america"])
def test_a_country_is_found_by_name_official_name_or_code(search):
    assert Country("US", "United States") in catalogue.search_countries(search, 5)


def test_a_word_beginning_so_comes_before_one_with_it_inside():
    assert catalogue.search_countries("united")[:3] == [
        Country("AE", "United Arab Emirates"),
        Country("GB", "United Kingdom"),
        Country("US", "United States"),
    ]
    assert [country.code for country in catalogue.search_countries("man")][:2] == ["IM", "KY"]


def test_accents_and_case_do_not_matter():
    assert catalogue.search_countries("COTE D'IVOIRE") == [Country("CI", "Côte d'Ivoire")]
    assert catalogue.search_regions("ILE DE FR")[0] == Region("FR-IDF", "Île-de-France", "FR")
    assert values(catalogue.search_cities("SAO PAULO", limit=1)) == ["são paulo,SP,BR"]


def test_regions_are_found_by_name_in_any_language_and_by_code():
    assert catalogue.search_regions("arizona") == [Region("US-AZ", "Arizona", "US")]
    assert Region("US-AZ", "Arizona", "US") in catalogue.search_regions("us-az")
    assert [region.code for region in catalogue.search_regions("bavaria")] == ["DE-BY"]


def test_regions_of_one_country_are_listed_by_name():
    found = catalogue.search_regions(country="de")

    assert len(found) == 16
    assert [region.name for region in found[:3]] == ["Baden-Württemberg", "Bayern", "Berlin"]
    assert catalogue.search_regions("berl", "DE") == [Region("DE-BE", "Berlin", "DE")]


def test_only_regions_that_location_data_names_are_offered():
    assert [region.code for region in catalogue.search_regions("madrid")] == ["ES-MD"]
    assert not {"GB-KEN", "FR-75C", "IT-MI"} & {region.code for region in catalogue.search_regions()}


def test_a_city_has_the_value_that_visitors_have():
    chicago = catalogue.search_cities("chicago", limit=1)[0]

    assert (chicago.value, chicago.name, chicago.region, chicago.country) == ("chicago,IL,US", "Chicago", "US-IL", "US")
    assert chicago.population > 2_000_000


def test_a_whole_name_comes_first_then_the_largest_city():
    assert values(catalogue.search_cities("york", limit=1)) == ["york,ENG,GB"]
    assert "new york,NY,US" in values(catalogue.search_cities("york", limit=6))
    assert values(catalogue.search_cities("new yo", limit=1)) == ["new york,NY,US"]


@pytest.mark.parametrize(
    ("search", "value"),
    [("münchen", "munich,BY,DE"), ("koln", "cologne,NW,DE"), ("москва", "moscow,MOW,RU"), ("東京", "tokyo,13,JP")],
)
def test_a_city_is_found_by_its_name_in_its_own_language(search, value):
    assert values(catalogue.search_cities(search, limit=1)) == [value]


def test_cities_of_a_region_are_listed_by_size():
    largest = ["phoenix,AZ,US", "tucson,AZ,US", "mesa,AZ,US"]

    assert values(catalogue.search_cities(region="US-AZ", limit=3)) == largest
    assert values(catalogue.search_cities(country="us", region="az", limit=3)) == largest
    assert {city.country for city in catalogue.search_cities(country="FR", limit=50)} == {"FR"}


def test_without_a_search_the_largest_cities_are_listed_up_to_the_limit():
    found = catalogue.search_cities(limit=20)

    assert len(found) == 20
    assert found == sorted(found, key=lambda city: -city.population)


@pytest.mark.parametrize("search", ["zzzzzz", "---", "%", "\n"])
def test_a_search_that_nothing_matches_finds_nothing(search):
    assert catalogue.search_cities(search, limit=5) == [] or not search.strip()


def test_searching_twice_gives_the_same_order():
    assert catalogue.search_cities("san", limit=50) == catalogue.search_cities("san", limit=50)


def test_every_region_of_a_city_is_a_region():
    codes = {region.code for region in catalogue.search_regions()}

    assert {city.region for city in catalogue.search_cities()} - {None} <= codes


def test_most_visitors_are_in_a_city_that_the_catalogue_offers(shipped):
    world = Database(lambda: [shipped])
    drawn = random.Random(4)
    offered = {city.value for city in catalogue.search_cities()}
    ips = (f"{drawn.randrange(1, 224)}.{drawn.randrange(256)}.{drawn.randrange(256)}.1" for _ in range(4000))
    cities = [place.city for ip in ips if (place := places.Resolver(world).resolve(ip)).city]

    assert sum(city in offered for city in cities) / len(cities) > 0.85


def test_regions_by_name_and_by_geonames_code_agree_where_cities_are(shipped):
    assert database.find(shipped.parent) == shipped
    assert regions.code_by_admin1("US", "AZ") == regions.code_by_name("US", "Arizona")
