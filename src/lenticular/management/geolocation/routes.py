"""The routes that find the places an audience's rule may name. They need a signed-in user, but no project."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from lenticular.accounts.authentication import SignedIn
from lenticular.api.metering import Metered
from lenticular.geo import catalogue
from lenticular.management.geolocation import payloads
from lenticular.management.geolocation.payloads import City, Country, Region

router = APIRouter(tags=["Geolocation"])

# Every country fits; of regions and cities a person searches.
ALL_COUNTRIES = 1_000
FEW_PLACES = 50


def _count(caller: SignedIn, meter: Metered) -> None:
    meter.count(*caller.organizations)


Counted = Annotated[None, Depends(_count)]
Search = Annotated[str, Query(max_length=200, description="Part of a name, in any case, with or without accents.")]
OfCountry = Annotated[str, Query(max_length=200, description="Only places in this country: `US`.")]
OfRegion = Annotated[str, Query(max_length=200, description="Only cities in this region: `US-IL`, or `IL`.")]
Limit = Annotated[int, Query(ge=1, le=1_000, description="At most so many.")]


@router.get("/geolocation/countries", operation_id="GeolocationController_getCountries")
def get_countries(_counted: Counted, search: Search = "", limit: Limit = ALL_COUNTRIES) -> list[Country]:
    """List countries, by name: all of them, or those that match the search, best match first."""
    return [payloads.render_country(country) for country in catalogue.search_countries(search, limit)]


@router.get("/geolocation/regions", operation_id="GeolocationController_getRegions")
def get_regions(
    _counted: Counted,
    search: Search = "",
    country: OfCountry = "",
    limit: Limit = FEW_PLACES,
) -> list[Region]:
    """List regions (ISO 3166-2), by country and name; those that match the search, best match first."""
    return [payloads.render_region(region) for region in catalogue.search_regions(search, country, limit)]


@router.get("/geolocation/cities", operation_id="GeolocationController_getCities")
def get_cities(
    _counted: Counted,
    search: Search = "",
    country: OfCountry = "",
    region: OfRegion = "",
    limit: Limit = FEW_PLACES,
) -> list[City]:
    """List cities, the largest first; those that match the search, best match first."""
    return [payloads.render_city(city) for city in catalogue.search_cities(search, country, region, limit)]
