"""Lanes: experiences as compiled, each on its own, so that it is compiled again only when it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lenticular.domain import bucketing
from lenticular.domain.engine import bits, draws, rows
from lenticular.domain.engine.draws import Split
from lenticular.domain.engine.rows import Row
from lenticular.domain.engine.truths import Name
from lenticular.domain.experiences import Experience, ExperienceType, SegmentedVariant, Status, Targeting


class Option(NamedTuple):
    """An experience and what a visitor may get of it: a variant, or none."""

    experience_short_uid: str
    variant_short_uid: str | None


@dataclass(frozen=True, slots=True)
class Lane:
    """An experience as compiled. Its options are numbered: 0 is none, and then each variant.

    `gate` is for whom it is at all (None: everyone), `rows` are those of its variants. `split` is
    how a test shares out its slots, and `kept` the numbers of the variants by short uid, for a bandit that keeps them.
    `audiences` are those that it names, also of a variant that nobody can get, `missing` the names that nobody knows. A
    lane that can give nothing has neither rows nor a split.
    """

    experience: Experience
    options: tuple[Option, ...]
    gate: Row | None = None
    rows: tuple[Row, ...] = ()
    split: Split | None = None
    kept: Mapping[str, int] | None = None
    held: int | None = None
    audiences: int = 0
    missing: frozenset[Name] = frozenset()

    def scan(self, truth: int) -> int:
        """Return the number of the first variant of which the row holds, 0 for none; the gate is not asked."""
        for audiences, needs_all, number in self.rows:
            if (not audiences & ~truth) if needs_all else audiences & truth:
                return number
        return 0


def choices(experience: Experience) -> list[Targeting | SegmentedVariant]:
    """Return what an experience asks audiences for: its target group, and the variants that are for audiences."""
    if experience.status is not Status.ACTIVE:
        return []
    version = experience.version
    variants = () if experience.type is ExperienceType.AB_TEST else version.variants
    targeting = () if version.targeting is None else (version.targeting,)
    return [*targeting, *(one for one in variants if isinstance(one, SegmentedVariant))]


def lane(experience: Experience, places: Mapping[Name, int]) -> Lane:
    """Compile an experience; `places` are the bits of the audiences."""
    version, short_uid = experience.version, experience.short_uid
    options = (Option(short_uid, None), *(Option(short_uid, one.short_uid) for one in version.variants))
    named = frozenset[Name]().union(*map(rows.names, choices(experience)))
    missing = named.difference(places)
    audiences = bits.of(places[name] for name in named - missing)
    gate = None if version.targeting is None else rows.row(version.targeting, places)
    if experience.status is not Status.ACTIVE or (version.targeting is not None and gate is None):
        return Lane(experience, options, audiences=audiences, missing=missing)
    held = bucketing.seed(f"{experience.uid}{bucketing.HOLDOUT_SUFFIX}") if experience.holdout else None
    if experience.type is ExperienceType.AB_TEST:
        numbers = range(len(version.variants), 0, -1)
        kept = {version.variants[number - 1].short_uid: number for number in numbers}
        return Lane(
            experience,
            options,
            gate=gate,
            split=draws.split(experience.uid, version.variants),
            kept=kept if version.is_bandit else None,
            held=held,
            audiences=audiences,
            missing=missing,
        )
    own = tuple(
        row
        for number, one in enumerate(version.variants, 1)
        if isinstance(one, SegmentedVariant) and (row := rows.row(one, places, number)) is not None
    )
    return Lane(experience, options, gate=gate, rows=own, held=held, audiences=audiences, missing=missing)
