"""The regions of the world (ISO 3166-2) and the many names by which data sources call them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import pycountry

from lenticular.geo import spelling

_AMBIGUOUS = ""


@dataclass(frozen=True, slots=True)
class Region:
    """A subdivision of a country.

    `level` is 0 where geo data means this subdivision (a German state), 1 for others directly under the country
    (a Lithuanian municipality), 2 for a part of another subdivision (a Spanish province).
    """

    code: str
    name: str
    country: str
    other_names: tuple[str, ...]
    level: int


@cache
def by_country() -> Mapping[str, tuple[Region, ...]]:
    """Return every country's regions by level, then by code."""
    found: defaultdict[str, list[Region]] = defaultdict(list)
    table = {code: (bool(admin1), names) for code, admin1, names in _table()}
    for entry in pycountry.subdivisions:
        is_meant, other_names = table.get(entry.code, (False, ()))
        level = 0 if is_meant else 1 if entry.parent_code is None else 2
        name = re.sub(r"\s*\[.*?\]", "", entry.name).strip(" /")
        other_names += (entry.name,) if name != entry.name else ()
        found[entry.country_code].append(Region(entry.code, name, entry.country_code, other_names, level))
    return {
        country: tuple(sorted(regions, key=lambda region: (region.level, region.code)))
        for country, regions in found.items()
    }


def code_by_admin1(country: str, admin1: str) -> str | None:
    """Return the ISO 3166-2 code of a GeoNames first-level division, such as DE-BE for DE and '16'."""
    return _admin1_codes().get((country, admin1))


@lru_cache(maxsize=8192)
def code_by_name(country: str, name: str) -> str | None:
    """Return the ISO 3166-2 code of a region by any of its names, or None if no region or more than one is meant."""
    folded = spelling.fold(name)
    return _names(country).get(folded) or _names(country).get(spelling.core(folded)) or None


def _table() -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Yield code, GeoNames admin1 codes and other names of each line of subdivisions.tsv."""
    text = (resources.files("lenticular.geo") / "subdivisions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, admin1, names = line.split("\t")
            yield code, tuple(filter(None, admin1.split("|"))), tuple(filter(None, names.split("|")))


@cache
def _admin1_codes() -> Mapping[tuple[str, str], str]:
    return {(code[:2], admin1): code for code, admin1_codes, _ in _table() for admin1 in admin1_codes}


@lru_cache(maxsize=300)
def _names(country: str) -> Mapping[str, str]:
    """Index a country's regions by folded name and by its telling words.

    A region of a lower level wins over any of a higher: "Madrid" in a record is the community, not its province.
    Within a level official names win over others, and those over telling words, which must mean one region alone.
    """
    codes: dict[str, str] = {}
    regions = by_country().get(country, ())
    for level in range(3):
        mine = [region for region in regions if region.level == level]
        spellings = [(region.code, spelling.fold(name)) for region in mine for name in _spellings(region)]
        for region in mine:
            codes.setdefault(spelling.fold(region.name), region.code)
        for code, folded in spellings:
            codes.setdefault(folded, code)
        named = frozenset(codes)
        for code, folded in spellings:
            key = spelling.core(folded)
            if key and key not in named and codes.setdefault(key, code) != code:
                codes[key] = _AMBIGUOUS
    return codes


def _spellings(region: Region) -> Iterator[str]:
    """Yield the region's names and their parts, as of "Navarra, Comunidad Foral de" and "Catalunya [Cataluña]"."""
    for name in (region.name, *region.other_names):
        yield name
        yield from filter(None, map(str.strip, re.split(r"[/;\[\]()]|, ", name)))
