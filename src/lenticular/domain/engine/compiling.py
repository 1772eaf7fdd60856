"""Compiling a ruleset to a decider, keeping of the one before what did not change."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace

from lenticular.domain import audiences
from lenticular.domain.audiences import RuleCombination
from lenticular.domain.conditions import AudienceOptions, Context
from lenticular.domain.engine import bits, facets, lanes, layout, tables
from lenticular.domain.engine.deciding import Decider
from lenticular.domain.engine.facets import Facet, Literal
from lenticular.domain.engine.lanes import Lane
from lenticular.domain.engine.layout import Layout, Place
from lenticular.domain.engine.normal_form import Conjunct, normal_form
from lenticular.domain.engine.planes import Berths
from lenticular.domain.engine.selection import TABLE_BYTES
from lenticular.domain.engine.sieves import Sieve, ZonedSieve
from lenticular.domain.engine.truths import Form, Name, Names, Truths, membership
from lenticular.domain.ruleset import Ruleset

# What the masks that sieves remember may take in all, as far as it depends on visitors' values.
_MASK_BYTES = 64 * 1024 * 1024
_FEWEST_MASKS, _MOST_MASKS = 16, 256


def compiled(ruleset: Ruleset, previous: Decider | None = None, *, table_bytes: int = TABLE_BYTES) -> Decider:
    """Compile a ruleset; of one before, the experiences and audiences that are the same objects are taken over.

    Experiences are selected by tables as long as those stay below so many bytes.
    """
    before = None if previous is None or _means_otherwise(previous, ruleset) else previous
    wanted = _wanted(ruleset, before)
    compiled_truths = _truths(ruleset, wanted, None if before is None else before.truths)
    compiled_lanes = _lanes(ruleset, compiled_truths, before)
    berths = _berths(compiled_lanes, compiled_truths, before, table_bytes)
    return Decider(ruleset, compiled_truths, compiled_lanes, berths)


def _means_otherwise(previous: Decider, ruleset: Ruleset) -> bool:
    """Tell whether a name that the previous rules use means something else now."""
    names = previous.truths.names
    if names.attribute_keys == ruleset.attribute_keys and names.lytics_audiences == ruleset.lytics_audiences:
        return False
    definitions = [form.definition for form in previous.truths.forms.values()]
    keys = {uid for one in definitions for uid in audiences.referred_attributes(one)}
    lytics = {uid for one in definitions for uid in audiences.referred_lytics_audiences(one)}
    return any(names.attribute_keys.get(uid) != ruleset.attribute_keys.get(uid) for uid in keys) or any(
        names.lytics_audiences.get(uid) != ruleset.lytics_audiences.get(uid) for uid in lytics
    )


def _wanted(ruleset: Ruleset, previous: Decider | None) -> dict[Name, RuleCombination]:
    """Return the definitions that experiences look at, by name."""
    known = {} if previous is None else {lane.experience.uid: lane for lane in previous.lanes}
    used, seen = set[Name](), 0
    for experience in ruleset.experiences:
        lane = known.get(experience.uid)
        if lane is not None and lane.experience is experience:
            seen |= lane.audiences
            used |= lane.missing
        else:
            for choice in lanes.choices(experience):
                used.update(choice.audiences)
                used.update(map(AudienceOptions, choice.lytics_audiences))
    if previous is not None:
        names = {bit: name for name, bit in previous.truths.bits.items()}
        used.update(names[bit] for bit in bits.numbers(seen).tolist())
    return {name: definition for name in used if (definition := _definition(name, ruleset)) is not None}


def _definition(name: Name, ruleset: Ruleset) -> RuleCombination | None:
    if isinstance(name, AudienceOptions):
        return membership(name)
    audience = ruleset.audiences.get(name)
    return None if audience is None else audience.definition


def _truths(ruleset: Ruleset, wanted: Mapping[Name, RuleCombination], previous: Truths | None) -> Truths:
    kept: dict[Name, Form] = {}
    if previous is not None:
        kept = {name: form for name, form in previous.forms.items() if wanted.get(name) is form.definition}
        if len(kept) == len(wanted) == len(previous.forms):
            return previous
    made: dict[Name, tuple[Conjunct, ...] | None] = {}
    for name, definition in wanted.items():
        if name not in kept:
            made[name] = normal_form(definition, lambda rule: facets.literal(rule, ruleset))
    if previous is not None and (places := _places(made, kept, previous)) is not None:
        grounds = previous.layout
    else:
        made |= {name: form.conjuncts for name, form in kept.items()}
        kept, previous = {}, None
        grounds = layout.roomy(Counter(map(_rank, made.values())))
        places = _free_places(made, grounds, ()) or {}
    fresh = {name: Form(wanted[name], made[name], place) for name, place in places.items()}
    holders, touched = _holders(fresh, kept, grounds, previous)
    sieves = {} if previous is None else {facet: one for facet, one in previous.sieves.items() if facet not in touched}
    context = Context(ignores_case=False, timezone=None, lytics_audiences=ruleset.lytics_audiences)
    masks_kept = _masks_kept(len(holders), grounds)
    for facet in touched & holders.keys():
        kind = ZonedSieve if facet.is_zoned else Sieve
        sieves[facet] = kind(holders[facet], replace(context, ignores_case=facet.ignores_case), masks_kept)
    names = Names(ruleset.attribute_keys, ruleset.lytics_audiences)
    return Truths(names, kept | fresh, grounds, holders=holders, sieves=sieves)


def _rank(conjuncts: tuple[Conjunct, ...] | None) -> int:
    return layout.rank(len(conjuncts or ()))


_Made = Mapping[Name, tuple[Conjunct, ...] | None]


def _places(made: _Made, kept: Mapping[Name, Form], previous: Truths) -> dict[Name, Place] | None:
    """Return places beside the audiences that are kept, None if there are too few.

    A changed audience stays where it was if there it fits, as then nobody who looks at it has to look elsewhere.
    """
    found: dict[Name, Place] = {}
    for name, conjuncts in made.items():
        old = previous.forms.get(name)
        if old is not None and _rank(conjuncts) <= old.place.rank:
            found[name] = old.place
    taken = [form.place for form in kept.values()] + list(found.values())
    moving = {name: conjuncts for name, conjuncts in made.items() if name not in found}
    others = _free_places(moving, previous.layout, taken) if moving else {}
    return None if others is None else found | others


def _free_places(made: _Made, grounds: Layout, taken: Collection[Place]) -> dict[Name, Place] | None:
    """Return places for audiences, None if there are too few."""
    occupied = set(taken)
    free = [
        iter([number for number in range(capacity) if Place(rank, number) not in occupied])
        for rank, capacity in enumerate(grounds.capacities)
    ]
    found: dict[Name, Place] = {}
    for name, conjuncts in made.items():
        for rank in range(_rank(conjuncts), len(free)):
            if (number := next(free[rank], None)) is not None:
                found[name] = Place(rank, number)
                break
        else:
            return None
    return found


_Holding = dict[Facet, dict[Literal, int]]


def _holders(
    fresh: Mapping[Name, Form], kept: Mapping[Name, Form], grounds: Layout, previous: Truths | None
) -> tuple[_Holding, set[Facet]]:
    """Return the conjuncts that hold each literal, by facet, and the facets of which they changed."""
    gone = [] if previous is None else [form for name, form in previous.forms.items() if name not in kept]
    changes: dict[Facet, dict[Literal, tuple[list[int], list[int]]]] = {}
    for is_fresh, forms in ((False, gone), (True, fresh.values())):
        for form in forms:
            for number, conjunct in enumerate(form.conjuncts or ()):
                bit = grounds.conjunct(form.place, number)
                for literal in conjunct:
                    changes.setdefault(literal.facet, {}).setdefault(literal, ([], []))[is_fresh].append(bit)
    holders = {} if previous is None else {facet: dict(masks) for facet, masks in previous.holders.items()}
    for facet, changed in changes.items():
        masks = holders.setdefault(facet, {})
        for literal, (lost, won) in changed.items():
            mask = masks.pop(literal, 0) & ~bits.of(lost) | bits.of(won)
            if mask:
                masks[literal] = mask
        if not masks:
            del holders[facet]
    return holders, set(changes)


def _masks_kept(facet_count: int, grounds: Layout) -> int:
    """Return how many different masks a sieve may remember in each of its two generations."""
    mask_bytes = grounds.conjuncts // 8 + 32
    return min(_MOST_MASKS, max(_FEWEST_MASKS, _MASK_BYTES // (2 * mask_bytes * max(1, facet_count))))


def _lanes(ruleset: Ruleset, found: Truths, previous: Decider | None) -> list[Lane]:
    known, moved, new = {}, 0, set[Name]()
    if previous is not None:
        known = {lane.experience.uid: lane for lane in previous.lanes}
        if found is not previous.truths:
            before = previous.truths.bits
            moved = bits.of(bit for name, bit in before.items() if found.bits.get(name) != bit)
            new = found.bits.keys() - before.keys()
    made: list[Lane] = []
    for experience in ruleset.experiences:
        lane = known.get(experience.uid)
        if (
            lane is None
            or lane.experience is not experience
            or lane.audiences & moved
            or not lane.missing.isdisjoint(new)
        ):
            lane = lanes.lane(experience, found.bits)
        made.append(lane)
    return made


def _berths(compiled_lanes: list[Lane], found: Truths, previous: Decider | None, table_bytes: int) -> Berths | None:
    """Return berths in which every segmented experience is moored, None if planes are not worth it."""
    audience_count = found.layout.audiences
    moored = [lane for lane in compiled_lanes if lane.rows]
    if not moored or tables.size(len(moored), audience_count) <= table_bytes:
        return None
    berths = None if previous is None else previous.berths
    if berths is None or berths.audiences != audience_count or not berths.have_room(moored):
        berths = Berths(audience_count, capacity=len(moored) + len(moored) // 4 + 8)
    for lane in moored:
        berths.moor(lane)
    return berths
