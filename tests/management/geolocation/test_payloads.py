"""Places on the wire."""

from lenticular.geo import catalogue
from lenticular.management.geolocation import payloads


def test_a_city_without_a_region_says_so():
    city = catalogue.City(value="monaco,,MC", name="Monaco", region=None, country="MC", population=1)

    assert payloads.render_city(city).model_dump() == {
        "value": "monaco,,MC",
        "name": "Monaco",
        "region": None,
        "country": "MC",
    }
