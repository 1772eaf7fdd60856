"""How visitors of an A/B test fall to its variants: by a published hash, for good, and independently of other tests.

The method, for any language: h = the low 64 bits (first half) of MurmurHash3 x64 128 with seed 0 of a uid's UTF-8
bytes; slot = (mix64(h(visitor) xor h(experience)) >> 32) * 10,000 >> 32, with mix64 the finalizer of splitmix64.
Reference: Appleby, SMHasher (MurmurHash3); Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
OOPSLA 2014.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import mmh3

SLOT_COUNT = 10_000
HASH_ID = "murmur3-x64-128-low64+splitmix64+10000"
# Behind the uid of an experience or a project: who is held out has nothing to do with which variant they get.
HOLDOUT_SUFFIX = ":holdout"

# The half-open slot ranges of each variant, by its short uid.
Ranges = Mapping[str, tuple[tuple[int, int], ...]]

_MASK = (1 << 64) - 1


def visitor_hash(uid: str) -> int:
    """Return the 64-bit hash of a visitor's UID; one serves all experiences of a request."""
    # A lone surrogate has no UTF-8 form, but a visitor's UID must never make a decision fail.
    return mmh3.hash64(uid.encode("utf-8", "surrogatepass"), seed=0, x64arch=True, signed=False)[0]


def seed(experience_uid: str) -> int:
    """Return the 64-bit hash by which an experience shuffles its visitors differently from all others."""
    return visitor_hash(experience_uid)


def slot(visitor_hash: int, seed: int) -> int:
    """Return the slot, 0 to 9,999, of a visitor in an experience."""
    return (_mix64(visitor_hash ^ seed) >> 32) * SLOT_COUNT >> 32


def weights(percentages: Sequence[float]) -> tuple[int, ...]:
    """Return slot counts that sum to 10,000, in proportion to the percentages, by largest remainder; 0 stays 0.

    Of equal remainders the first goes first. Raise ValueError if a percentage is negative or not finite, or all are 0.
    """
    if any(not math.isfinite(percentage) or percentage < 0 for percentage in percentages) or not any(percentages):
        raise ValueError(f"percentages are not negative and not all 0: {percentages}")
    # Through the decimal spelling: 33.33 is meant, not its nearest binary fraction.
    parts = [Fraction(str(percentage)) for percentage in percentages]
    exact = [part * SLOT_COUNT / sum(parts) for part in parts]
    counts = [math.floor(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[: SLOT_COUNT - sum(counts)]:
        counts[index] += 1
    return tuple(counts)


def equal_percentages(count: int) -> tuple[float, ...]:
    """Return percentages of two decimals that sum to 100, as equal as can be, the larger first: 33.34, 33.33, 33.33."""
    return tuple(weight / 100 for weight in weights([1] * count))


def ranges(weights_by_variant: Mapping[str, int], predecessor: Ranges | None) -> Ranges:
    """Return the slots of each variant of a new version, moving as few visitors from its predecessor as can be.

    A variant that the predecessor had keeps its slots. If it loses weight it gives up slots from its end; those, and
    the slots of variants that are gone, go to the variants that gain, in variant order. Without a predecessor the
    variants simply follow each other. Raise ValueError if the weights are negative or pass 10,000.
    """
    if min(weights_by_variant.values(), default=0) < 0 or sum(weights_by_variant.values()) > SLOT_COUNT:
        raise ValueError(f"weights are not negative and sum to at most {SLOT_COUNT}: {weights_by_variant}")
    before = predecessor or {}
    kept = {variant: _slots(before.get(variant, ()))[:weight] for variant, weight in weights_by_variant.items()}
    taken = {slot for slots in kept.values() for slot in slots}
    free = iter([slot for slot in range(SLOT_COUNT) if slot not in taken])
    return {
        variant: _as_ranges([*slots, *(next(free) for _ in range(weights_by_variant[variant] - len(slots)))])
        for variant, slots in kept.items()
    }


def _slots(parts: Sequence[tuple[int, int]]) -> list[int]:
    return sorted(slot for start, end in parts for slot in range(start, end))


def _as_ranges(slots: Sequence[int]) -> tuple[tuple[int, int], ...]:
    parts: list[tuple[int, int]] = []
    for slot in sorted(slots):
        if parts and parts[-1][1] == slot:
            parts[-1] = (parts[-1][0], slot + 1)
        else:
            parts.append((slot, slot + 1))
    return tuple(parts)


def _mix64(value: int) -> int:
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)
