"""What a flood of events holds: every request and element follows from its number, so nothing need be remembered.

A cycle of 119 requests is 2,000 events: 19 arrays of 100, and 100 requests of one. Elements are numbered through the
flood; a request that repeats another leaves its own numbers unused. Half of the elements are impressions as the SDK
sends them. The others carry the client's id and time: one of a few instants before the flood, so that they are in
order or out of it whatever way they take.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ARRAY = 100
CYCLE_REQUESTS = 119
CYCLE_EVENTS = 2_000
_BLOCK_REQUESTS, _BLOCK_EVENTS, _ARRAYS = 6, 105, 19

SLOTS = 8
SLOT_MS = 10
# Kinds of elements with an id; those without are an impression of the visitor's own variant, or of the segmented one.
EVENT, SEGMENTED, OWN, OTHER = range(4)
PLAIN_OWN, PLAIN_SEGMENTED = 0, 1
_NAMED = 2
CODES = _NAMED + 4 * SLOTS
CHUNK_CYCLES = 50

Numbers = NDArray[np.int64]


def mix(numbers: Numbers, salt: int) -> NDArray[np.uint64]:
    """Return numbers that look drawn (splitmix64)."""
    x = numbers.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15) % 2**64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def share(drawn: NDArray[np.uint64], shift: int, of: int) -> Numbers:
    """Return some of the bits of drawn numbers as numbers below `of`."""
    return (drawn >> np.uint64(shift)).astype(np.int64) % of


@dataclass(frozen=True, slots=True)
class Elements:
    """Elements in the order of their numbers. `is_repeat` are sent under the id of the one before."""

    codes: NDArray[np.uint8]
    is_repeat: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """A flood: so many cycles by so many visitors. `began_ms` is the first instant that clients name."""

    cycles: int
    visitors: int
    began_ms: int
    seed: int = 1

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return self.cycles * CYCLE_REQUESTS

    @property
    def events(self) -> int:
        """How many events they hold."""
        return self.cycles * CYCLE_EVENTS

    def identity(self, requests: Numbers) -> Numbers:
        """Return the request that each request is, itself or the one a cycle before that it repeats."""
        is_repeat = self._may_repeat(requests) & ~self._may_repeat(requests - CYCLE_REQUESTS)
        return np.where(is_repeat, requests - CYCLE_REQUESTS, requests)

    def _may_repeat(self, requests: Numbers) -> NDArray[np.bool_]:
        return (requests >= CYCLE_REQUESTS) & (share(mix(requests, self.seed + 1), 7, 100) < 6)

    def visitor(self, requests: Numbers) -> Numbers:
        """Return whose each request is. Single events go round all visitors, arrays are drawn."""
        cycles, places = np.divmod(requests, CYCLE_REQUESTS)
        singles = cycles * (CYCLE_REQUESTS - _ARRAYS) + places - _arrays_before(places)
        step = next(number for number in range(7919, 9000) if math.gcd(number, self.visitors) == 1)
        drawn = share(mix(requests, self.seed + 2), 3, self.visitors)
        return np.where(is_array(requests), drawn, singles * step % self.visitors)

    def own_variant(self, visitors: Numbers) -> Numbers:
        """Return 0 or 1: the variant of the test that a visitor sees, but for a few times."""
        return share(mix(visitors, self.seed + 3), 9, 2)

    def elements(self, first_cycle: int, last_cycle: int) -> Elements:
        """Return the elements of some cycles."""
        numbers = np.arange(first_cycle * CYCLE_EVENTS, last_cycle * CYCLE_EVENTS, dtype=np.int64)
        drawn = mix(numbers, self.seed)
        kinds = np.searchsorted([45, 62, 97], share(drawn, 1, 100), side="right")
        progress = numbers // CYCLE_EVENTS * SLOTS // self.cycles
        slots = np.where(share(drawn, 16, 100) < 30, share(drawn, 40, SLOTS), progress)
        is_named = share(drawn, 0, 2) == 1
        plain = np.where(share(drawn, 8, 100) < 70, PLAIN_OWN, PLAIN_SEGMENTED)
        codes = np.where(is_named, _NAMED + kinds * SLOTS + slots, plain).astype(np.uint8)
        wish = share(drawn, 28, 100) < 15
        is_repeat = np.zeros(len(numbers), np.bool_)
        is_repeat[1:] = wish[1:] & ~wish[:-1] & is_named[:-1] & (place_in_request(numbers[1:]) > 0)
        codes[1:][is_repeat[1:]] = codes[:-1][is_repeat[1:]]
        return Elements(codes, is_repeat)

    def disorder(self) -> float:
        """Return the share of events that are sent twice, or name an instant out of the order of sending."""
        cycles = min(self.cycles, 4 * CHUNK_CYCLES)
        part = self.elements(0, cycles)
        numbers = np.arange(cycles * CYCLE_EVENTS)
        requests = request_of(numbers)
        named = is_named(part.codes)
        is_repeat = part.is_repeat | (named & (self.identity(requests) != requests))
        progress = numbers // CYCLE_EVENTS * SLOTS // self.cycles
        return round(float((is_repeat | (named & (slot(part.codes) != progress))).mean()), 3)


def is_array(requests: Numbers) -> NDArray[np.bool_]:
    """Tell which requests are arrays of 100; the others hold one event."""
    places = requests % CYCLE_REQUESTS
    return (places % _BLOCK_REQUESTS == 0) & (places < _BLOCK_REQUESTS * _ARRAYS)


def first_element(requests: Numbers) -> Numbers:
    """Return the number of the first element of each request."""
    cycles, places = np.divmod(requests, CYCLE_REQUESTS)
    before = _arrays_before(places)
    return cycles * CYCLE_EVENTS + before * ARRAY + (places - before)


def request_of(elements: Numbers) -> Numbers:
    """Return the request that each element has its number from."""
    cycles, within = np.divmod(elements, CYCLE_EVENTS)
    blocks, inner = np.divmod(within, _BLOCK_EVENTS)
    return cycles * CYCLE_REQUESTS + blocks * _BLOCK_REQUESTS + _place_in_block(blocks, inner)


def place_in_request(elements: Numbers) -> Numbers:
    """Return the index of each element in its request."""
    blocks, inner = np.divmod(elements % CYCLE_EVENTS, _BLOCK_EVENTS)
    return np.where((inner < ARRAY) & (blocks < _ARRAYS), inner, 0)


def is_named(codes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Tell which elements carry the client's id and time."""
    return codes >= _NAMED


def kind(codes: NDArray[np.uint8]) -> Numbers:
    """Return the kind of each element that carries an id."""
    return (codes.astype(np.int64) - _NAMED) // SLOTS


def slot(codes: NDArray[np.uint8]) -> Numbers:
    """Return the instant of each element that carries an id, as a number below SLOTS."""
    return (codes.astype(np.int64) - _NAMED) % SLOTS


def _arrays_before(places: Numbers) -> Numbers:
    return np.minimum((places + _BLOCK_REQUESTS - 1) // _BLOCK_REQUESTS, _ARRAYS)


def _place_in_block(blocks: Numbers, inner: Numbers) -> Numbers:
    # Behind the last array there is one more stretch of single events.
    return np.where(blocks < _ARRAYS, np.maximum(inner - ARRAY + 1, 0), inner)
