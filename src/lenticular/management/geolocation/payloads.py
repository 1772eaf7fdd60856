"""Countries, regions and cities on the wire: what an audience's rule may name."""

from pydantic import Field

from lenticular.geo import catalogue
from lenticular.management.audit import Payload


class Country(Payload):
    """A country."""

    code: str = Field(description="ISO 3166-1 alpha-2, the value of the COUNTRY attribute: `US`.")
    name: str


class Region(Payload):
    """A region of a country."""

    code: str = Field(description="ISO 3166-2, the value of the REGION attribute: `US-AZ`.")
    name: str
    country: str


class City(Payload):
    """A city."""

    value: str = Field(description="The value of the CITY attribute: `chicago,IL,US`.")
    name: str
    region: str | None = Field(description="ISO 3166-2: `US-IL`; null where there is none.")
    country: str


def render_country(country: catalogue.Country) -> Country:
    """Return a country as the wire shows it."""
    return Country.model_validate(country)


def render_region(region: catalogue.Region) -> Region:
    """Return a region as the wire shows it."""
    return Region.model_validate(region)


def render_city(city: catalogue.City) -> City:
    """Return a city as the wire shows it."""
    return City.model_validate(city)
