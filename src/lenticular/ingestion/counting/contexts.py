"""The context of a visitor's first impression or exposure as one text, and what it is in each dimension: pure."""

from functools import lru_cache

from lenticular.ingestion.counting.bases import Basis, Dimension
from lenticular.ingestion.records import Context

# In none of the values: they are uids, short UIDs, codes of countries and names of devices.
_BETWEEN = "|"
_REMEMBERED_TEXTS = 10_000


def text(context: Context | None, would_be: str = "") -> str:
    """Return what attribution remembers of a context; `would_be` is an exposure's variant. Unknown is empty."""
    if context is None:
        return f"||{would_be}" if would_be else ""
    return _BETWEEN.join((context.country or "", context.device or "", would_be, *context.audiences))


def read(found: str) -> tuple[Context, str]:
    """Return the context and the would-be variant of a text."""
    country, device, would_be, *audiences = found.split(_BETWEEN) if found else ("", "", "")
    return Context(country or None, device or None, tuple(audiences)), would_be


@lru_cache(_REMEMBERED_TEXTS)
def values(found: str, basis: Basis) -> tuple[tuple[str, str], ...]:
    """Return the (dimension, value) under which a visitor counts: one or more a dimension, "" for unknown or none."""
    context, would_be = read(found)
    pairs = [(Dimension.COUNTRY, context.country or ""), (Dimension.DEVICE, context.device or "")]
    pairs += [(Dimension.AUDIENCE, audience) for audience in sorted(set(context.audiences)) or [""]]
    if basis is Basis.EXPOSURE:
        pairs.append((Dimension.VARIANT, would_be))
    return tuple((dimension.value, value) for dimension, value in pairs)
