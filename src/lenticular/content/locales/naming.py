"""The English names of languages, for those who give only the code: `en-at` is “English - Austria”."""

import re

import pycountry

# ISO 639 says when a language was spoken: “Modern Greek (1453-)”.
_REMARK = re.compile(r"\s*\(.*\)")


def name_of(code: str) -> str:
    """Return the language and, after a hyphen, the country of a code; what is not known is shown as it is."""
    first, *others = code.split("-")
    language = pycountry.languages.get(alpha_2=first) or pycountry.languages.get(alpha_3=first)
    if language is None:
        return code
    return " - ".join([_REMARK.sub("", language.name), *map(_part, others)])


def _part(subtag: str) -> str:
    country = pycountry.countries.get(alpha_2=subtag) if len(subtag) == 2 else None
    if country is not None:
        return str(getattr(country, "common_name", country.name))
    script = pycountry.scripts.get(alpha_4=subtag.title()) if len(subtag) == 4 else None
    return subtag if script is None else _REMARK.sub("", script.name)
