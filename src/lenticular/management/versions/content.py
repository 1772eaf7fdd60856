"""What a version shows to whom, in the canonical form that is stored and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lenticular.domain import bucketing
from lenticular.domain.bucketing import Ranges

Document = dict[str, Any]


class VariantSplit(StrEnum):
    """How an A/B test shares its visitors among the variants."""

    EQUALLY_SPLIT = "EQUALLY_SPLIT"
    CUSTOM_PERCENTAGE = "CUSTOM_PERCENTAGE"
    MULTI_ARMED_BANDIT = "MULTI_ARMED_BANDIT"


@dataclass(frozen=True, slots=True)
class Content:
    """The variants of a version, and for an A/B test how they are split, measured and targeted.

    Members are documents of the wire with every member present. A variant without `shortUid` has yet to get one;
    an empty `targeting` means everyone; `variant_split` is None for a segmented experience.
    """

    variants: Sequence[Document] = ()
    variant_split: VariantSplit | None = None
    metrics: Sequence[Document] = ()
    targeting: Document | None = None

    def target_group(self) -> Document:
        """Return the document that lists whom an A/B test is for; empty means everyone."""
        found: Document = (self.targeting or {}).get("audience", {})
        return found

    def audience_lists(self) -> list[Document]:
        """Return every document that lists audiences: the segmented variants', then the target group's."""
        return [entry for entry in (*self.variants, self.target_group()) if "audiences" in entry]


def is_unchanged(before: Content, after: Content) -> bool:
    """Tell whether two contents mean the same: audiences are sets; a variant may leave out its short uid."""
    if len(before.variants) != len(after.variants):
        return False
    pairs = list(zip(before.variants, after.variants, strict=True))
    return (
        all(new.get("shortUid") in {None, old.get("shortUid")} for old, new in pairs)
        and all(_meaning(old) == _meaning(new) for old, new in pairs)
        and before.variant_split == after.variant_split
        and list(before.metrics) == list(after.metrics)
        and _meaning(before.target_group()) == _meaning(after.target_group())
    )


def slot_ranges(
    content: Content, predecessor: Mapping[str, Sequence[Sequence[int]]] | None
) -> dict[str, list[list[int]]]:
    """Return the slots of each variant of an A/B test that starts after its predecessor, if any; else nothing."""
    if content.variant_split is None or not content.variants:
        return {}
    weights = bucketing.weights([variant["trafficDistribution"] for variant in content.variants])
    by_variant = {variant["shortUid"]: weight for variant, weight in zip(content.variants, weights, strict=True)}
    return moved_ranges(predecessor, by_variant)


def moved_ranges(
    present: Mapping[str, Sequence[Sequence[int]]] | None, slots: Mapping[str, int]
) -> dict[str, list[list[int]]]:
    """Return the slots of each variant when it has so many of them, moving as few visitors as can be from `present`."""
    earlier = None if present is None else _as_ranges(present)
    return {variant: [list(part) for part in parts] for variant, parts in bucketing.ranges(slots, earlier).items()}


def _as_ranges(stored: Mapping[str, Sequence[Sequence[int]]]) -> Ranges:
    return {variant: tuple((start, end) for start, end in parts) for variant, parts in stored.items()}


def _meaning(document: Document) -> dict[str, object]:
    """Return what a variant or target group says, so that equal means the same."""
    said: dict[str, object] = {key: value for key, value in document.items() if key != "shortUid"}
    for key in ("audiences", "lyticsAudiences"):
        if key in said:
            said[key] = frozenset(document[key])
    if "trafficDistribution" in said:
        said["trafficDistribution"] = round(document["trafficDistribution"] * 100)
    return said
