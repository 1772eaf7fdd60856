"""Which language stands in for which: pure code over the pairs of a stack."""

from collections.abc import Mapping


def chain(fallbacks: Mapping[str, str | None], code: str) -> list[str]:
    """Return the code, its fallback, the fallback of that, and so on to the master; [] for an unknown code."""
    found: list[str] = []
    following: str | None = code
    while following is not None and following in fallbacks and following not in found:
        found.append(following)
        following = fallbacks[following]
    return found


def leads_back(fallbacks: Mapping[str, str | None], code: str, fallback: str) -> bool:
    """Tell whether `code` would stand in for itself if it fell back to `fallback`."""
    return code in chain(fallbacks, fallback)
