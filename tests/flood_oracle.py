"""What a flood must have become, from what its clients were told alone, and how the event store differs from it.

Nothing of the code that counts is used. Requests that were cut off may be in the store in part: what of them is there
is taken from the raw events, and everything else has to follow from that exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

import flood_plan
from flood_plan import CHUNK_CYCLES, CYCLE_EVENTS, EVENT, OTHER, OWN, PLAIN_OWN, SEGMENTED, SLOT_MS, SLOTS, Plan

ROWS_AT_ONCE = 200_000
MOST_TOLD = 10
# What a raw event is, whoever reports it: the event, the segmented variant, or the test's first or second.
_SEEN_EVENT, _SEEN_SEGMENTED, _SEEN_TEST = range(3)

Numbers = NDArray[np.int64]
Seen = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Names:
    """What the flood's project calls things: uids of the two versions, short uids of their variants, the event."""

    test: str
    segmented: str
    variants: Sequence[str]
    segment: str
    event: str


@dataclass(frozen=True, slots=True)
class Told:
    """How often each request was answered with 2xx, and how often cut off, by the number of the one that it is."""

    acked: Seen
    cut: Seen


@dataclass(slots=True)
class Differences:
    """What is not as it must be: sentences, the first few of each kind."""

    found: list[str] = field(default_factory=list)

    def tell(self, what: str, where: Numbers) -> None:
        """Add the numbers at which something differs, if there are any."""
        if len(where):
            self.found.append(f"{what}: {len(where)}, such as {where[:MOST_TOLD].tolist()}")

    def compare(self, what: str, found: object, expected: object) -> None:
        """Add what differs."""
        if found != expected:
            self.found.append(f"{what} is {found}, must be {expected}")


@dataclass(frozen=True, slots=True)
class Raw:
    """The raw events of the store: how often each element with an id, and how many without by (version, visitor)."""

    elements: Seen
    plain: NDArray[np.int64]
    rows: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What each visitor adds to a version: the variants seen, and whom the event is credited to (-1: nobody)."""

    seen: NDArray[np.bool_]  # (variant, visitor)
    credited: Numbers

    def figures(self, names: Sequence[str]) -> "Figures":
        """Return what they add up to, by variant's name, with and without visitors of several variants."""
        crossed = self.seen.sum(axis=0) > 1
        everyone, steady = (
            {
                name: (int((self.seen[index] & chosen).sum()), int(((self.credited == index) & chosen).sum()))
                for index, name in enumerate(names)
            }
            for chosen in (np.ones_like(crossed), ~crossed)
        )
        return Figures(int(self.seen.any(axis=0).sum()), int(crossed.sum()), everyone, steady)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a version: visitors and conversions by variant."""

    visitors: int
    crossovers: int
    variants: Mapping[str, tuple[int, int]]
    without_crossovers: Mapping[str, tuple[int, int]]


def told(plan: Plan, log: Path) -> Told:
    """Read what the clients wrote down."""
    found = []
    for kind in ("acked", "cut"):
        counts = np.zeros(plan.requests, np.uint8)
        for path in sorted(log.glob(f"*.{kind}")):
            np.add.at(counts, plan.identity(np.fromfile(path, "<u8").astype(np.int64)), np.uint8(1))
        found.append(counts)
    return Told(*found)


def raw(session: Session, plan: Plan, names: Names, differences: Differences) -> Raw:
    """Read every raw event, and say which are not what their ids and visitors say."""
    visitors = _visitors(session, plan)
    counts = np.zeros(plan.events, np.uint8)
    plain = np.zeros((2, plan.visitors), np.int64)
    codes = np.concatenate([plan.elements(*span).codes for span in _spans(plan)])
    rows = 0
    for numbers, elements, kinds, places in _rows(session, names):
        rows += len(numbers)
        owners = visitors[numbers]
        own = plan.own_variant(owners)
        named = elements >= 0
        ids, code = elements[named], codes[elements[named]]
        expected = np.choose(flood_plan.kind(code), [
            np.full(len(ids), _SEEN_EVENT), np.full(len(ids), _SEEN_SEGMENTED),
            _SEEN_TEST + own[named], _SEEN_TEST + 1 - own[named],
        ])  # fmt: skip
        is_right = (
            flood_plan.is_named(code)
            & (expected == kinds[named])
            & (plan.visitor(flood_plan.request_of(ids)) == owners[named])
            & (places[named] == plan.began_ms + flood_plan.slot(code) * SLOT_MS)
        )
        differences.tell("elements kept as something else", ids[~is_right])
        np.add.at(counts, ids, np.uint8(1))
        is_test = kinds[~named] == _SEEN_TEST + own[~named]
        is_known = is_test | (kinds[~named] == _SEEN_SEGMENTED)
        differences.tell("visitors with impressions that nobody sent", owners[~named][~is_known])
        np.add.at(plain, (1 - is_test.astype(np.int64), owners[~named]), 1)
    return Raw(counts, plain, rows)


def expected(plan: Plan, sent: Told, kept: Raw, differences: Differences) -> tuple[Shown, Shown]:
    """Return what each visitor adds to the test and to the segmented version; say which raw events differ."""
    slots = np.zeros((4, plan.visitors), np.uint8)  # by kind, one bit for each instant
    plain = np.zeros((2, plan.visitors), np.int64)
    doubtful = np.zeros((2, plan.visitors), np.int64)
    for first, last in _spans(plan):
        part = plan.elements(first, last)
        numbers = np.arange(first * CYCLE_EVENTS, last * CYCLE_EVENTS)
        requests = flood_plan.request_of(numbers)
        owners = plan.visitor(requests)
        named = flood_plan.is_named(part.codes)
        acked, cut = sent.acked[requests].astype(np.int64), sent.cut[requests].astype(np.int64)
        must, may = (named & ~part.is_repeat & (times > 0) for times in (acked, acked + cut))
        count = kept.elements[numbers]
        differences.tell("acknowledged elements lost", numbers[must & (count == 0)])
        differences.tell("elements kept more than once", numbers[count > 1])
        differences.tell("elements kept that nobody sent", numbers[~may & (count > 0)])
        is_there = must | (count > 0)
        at = numbers[is_there] - numbers[0]
        bits = np.left_shift(1, flood_plan.slot(part.codes[at])).astype(np.uint8)
        np.bitwise_or.at(slots, (flood_plan.kind(part.codes[at]), owners[at]), bits)
        where = ((part.codes[~named] != PLAIN_OWN).astype(np.int64), owners[~named])
        np.add.at(plain, where, acked[~named])
        np.add.at(doubtful, where, cut[~named])
    for index, what in enumerate(("the test", "the segmented experience")):
        wrong = (kept.plain[index] < plain[index]) | (kept.plain[index] > plain[index] + doubtful[index])
        differences.tell(f"visitors whose impressions of {what} differ in number", np.flatnonzero(wrong))
    return _shown(plan, slots, np.where(doubtful > 0, kept.plain, plain))


def _shown(plan: Plan, slots: Seen, plain: Numbers) -> tuple[Shown, Shown]:
    """Return what visitors add, from their instants by kind and their impressions without one by version."""
    own = plan.own_variant(np.arange(plan.visitors))
    first_slots = np.where(own == 0, slots[OWN], slots[OTHER])
    second_slots = np.where(own == 0, slots[OTHER], slots[OWN])
    seen = [(first_slots > 0) | ((own == 0) & (plain[0] > 0)), (second_slots > 0) | ((own == 1) & (plain[0] > 0))]
    return (
        Shown(np.array(seen), _credited([first_slots, second_slots], slots[EVENT])),
        Shown(np.array([(slots[SEGMENTED] > 0) | (plain[1] > 0)]), _credited([slots[SEGMENTED]], slots[EVENT])),
    )


def _credited(impressions: Sequence[Seen], events: Seen) -> Numbers:
    """Return the variant seen last before each visitor's first event that follows an impression, or -1.

    Impressions without the client's time came later than all events.
    """
    found = np.full(len(events), -1)
    latest = np.full(len(events), -1)
    for slot in range(SLOTS):
        for variant, seen in enumerate(impressions):  # of one instant the second variant counts as later
            latest[(seen >> slot & 1) == 1] = variant
        counts = ((events >> slot & 1) == 1) & (found < 0)
        found[counts] = latest[counts]
    return found


def _visitors(session: Session, plan: Plan) -> Numbers:
    """Return the flood's visitor by the store's number."""
    rows = session.execute(text("SELECT number, user_uid FROM counted_visitor")).all()
    found = np.full(max((number for number, _ in rows), default=0) + 1, plan.visitors)
    for number, uid in rows:
        head = str(uid).partition("-")[0]
        found[number] = int(head, 16)
    return found


def _rows(session: Session, names: Names) -> Iterator[tuple[Numbers, Numbers, Numbers, Numbers]]:
    """Yield raw events: the store's number of the visitor, the element or -1, what was seen, where it was placed."""
    kinds = {
        (names.segmented, names.segment, None): _SEEN_SEGMENTED,
        (names.test, names.variants[0], None): _SEEN_TEST,
        (names.test, names.variants[1], None): _SEEN_TEST + 1,
        (None, None, names.event): _SEEN_EVENT,
    }
    statement = text(
        "SELECT visitor_number, client_id, version_uid, variant_short_uid, event_key, placed_at FROM recorded_event"
    )
    result = session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
    for part in result.partitions(ROWS_AT_ONCE):
        yield (
            np.array([row[0] for row in part], np.int64),
            np.array([-1 if row[1] is None else int(row[1]) for row in part], np.int64),
            np.array([kinds.get((row[2], row[3], row[4]), -1) for row in part], np.int64),
            np.array([row[5] for row in part], np.int64),
        )


def _spans(plan: Plan) -> Iterator[tuple[int, int]]:
    for begin in range(0, plan.cycles, CHUNK_CYCLES):
        yield begin, min(begin + CHUNK_CYCLES, plan.cycles)
