"""How the impressions and events of one visitor become counts: the state of a (visitor, version), record by record.

A visitor counts once per variant seen. An event counts once per version, the first time that it follows an impression
by at most 30 days, for the variant seen last. What is counted is a function of which records there are, not of the
order in which they come, as long as none comes later than `OPEN_MS` behind the newest impression. The same holds of
exposures, with arms in place of variants. Times are Unix milliseconds. Reference: docs/decisions/0018-attribution.md.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

_HOUR_MS = 3_600_000

# How long after an impression an event still counts for it.
WINDOW_MS = 30 * 24 * _HOUR_MS
# How old a client may say that an event is.
LATE_MS = 48 * _HOUR_MS
# How far behind the newest impression records are placed exactly: those 48 h, and a day for a spool file read late.
OPEN_MS = LATE_MS + 24 * _HOUR_MS
# Instants remembered per visitor and version, and per event that waits for an impression.
MAX_OPEN = 32


class Sighting(NamedTuple):
    """When the visitor saw a variant first and last."""

    variant: str
    first_at: int
    latest_at: int


class Impression(NamedTuple):
    """One time that the visitor saw a variant. Ordered by time, at the same instant by the text of the short UID."""

    at: int
    variant: str


class Goal(NamedTuple):
    """What is known of one event of a visitor.

    `at` and `variant` are the conversion and whom it is credited to, None while there is none. `waiting` are earlier
    events that no impression precedes yet, in order.
    """

    event_key: str
    at: int | None
    variant: str | None
    waiting: tuple[int, ...]


class Journey(NamedTuple):
    """What is kept of one visitor and one version: plain tuples, to be stored as they are.

    `sightings` and `goals` are ordered by their names, `impressions` by time: those of the last `OPEN_MS` before the
    newest, and the one before them. `context` is what was known of the visitor at the first impression of any variant,
    in the caller's words.
    """

    sightings: tuple[Sighting, ...]
    impressions: tuple[Impression, ...]
    goals: tuple[Goal, ...]
    context: str = ""


class Count(NamedTuple):
    """One thing that a visitor adds to the figures of a version.

    With a variant and an event key it is a conversion, with a variant alone an impression, with neither the visitor,
    once per version. `first_at` says which time ranges it belongs to: those in which the visitor first saw the variant
    (without one: any variant). `at` is when it happened, `context` that of the visitor's journey.
    """

    variant: str | None
    event_key: str | None
    first_at: int
    at: int
    is_crossover: bool
    context: str = ""


class Increment(NamedTuple):
    """A count to add (1) to a rollup or to take from it (-1)."""

    counted: Count
    amount: int


class Change(NamedTuple):
    """The state after a record, and what that changes in the figures; nothing changed if there are no increments."""

    state: Journey
    increments: tuple[Increment, ...]


NEW = Journey((), (), ())


def place(arrived_at: int, client_id: str | None, client_time: int | None) -> int:
    """Return the instant at which a record counts: the client's time if it names its event and is ≤ 48 h old.

    Otherwise, and where the client's clock is ahead, the time of arrival.
    """
    if client_id is None or client_time is None or not 0 <= arrived_at - client_time <= LATE_MS:
        return arrived_at
    return client_time


def see(state: Journey, variant: str, at: int, context: str = "") -> Change:
    """Return what becomes of a visitor who saw a variant, by its short UID, at an instant.

    Of impressions at the same instant, the one that comes first by variant and context gives the journey's context.
    """
    if not state.sightings and not state.goals:
        return _begun(variant, at, context)
    sightings = _sighted(state.sightings, variant, at)
    since = max(sighting.latest_at for sighting in sightings) - OPEN_MS
    impressions = _remembered(state.impressions, Impression(at, variant), since)
    is_settled = all(goal.at is not None and goal.at < at and not goal.waiting for goal in state.goals)
    goals = state.goals if is_settled else _settled(state.goals, impressions, since)
    # By far the most records: a variant seen again. The figures tell nothing of it.
    if goals is state.goals and any(name == variant and first_at < at for name, first_at, _ in state.sightings):
        return Change(Journey(sightings, impressions, goals, state.context), ())
    return _changed(state, Journey(sightings, impressions, goals, _context(state, variant, at, context)))


def convert(state: Journey, event_key: str, at: int) -> Change:
    """Return what becomes of a visitor who triggered an event at an instant."""
    goal = next((goal for goal in state.goals if goal.event_key == event_key), Goal(event_key, None, None, ()))
    if at in goal.waiting or (goal.at is not None and goal.at <= at):
        return Change(state, ())
    since = max((sighting.latest_at - OPEN_MS for sighting in state.sightings), default=None)
    resolved = _resolved(goal._replace(waiting=(*goal.waiting, at)), state.impressions, since)
    kept = [other for other in state.goals if other.event_key != event_key]
    if resolved.at is not None or resolved.waiting:
        kept = sorted([*kept, resolved])
    increments: list[Increment] = []
    if (goal.at, goal.variant) != (resolved.at, resolved.variant):
        increments += [Increment(count, -1) for count in _conversion(state, goal)]
        increments += [Increment(count, 1) for count in _conversion(state, resolved)]
    return Change(Journey(state.sightings, state.impressions, tuple(kept), state.context), tuple(increments))


def counts(state: Journey) -> frozenset[Count]:
    """Return all that a visitor adds to the figures of a version: the sum of all increments so far."""
    if not state.sightings:
        return frozenset()
    firsts = _firsts(state)
    is_crossover = len(firsts) > 1
    earliest = min(firsts.values())
    found = {Count(None, None, earliest, earliest, is_crossover, state.context)}
    found.update(
        Count(variant, None, first_at, first_at, is_crossover, state.context) for variant, first_at in firsts.items()
    )
    for goal in state.goals:
        found.update(_conversion(state, goal))
    return frozenset(found)


def _conversion(state: Journey, goal: Goal) -> list[Count]:
    """Return what a goal adds to the figures: one conversion, or nothing."""
    if goal.variant is None or goal.at is None:
        return []
    first_at = next(sighting.first_at for sighting in state.sightings if sighting.variant == goal.variant)
    return [Count(goal.variant, goal.event_key, first_at, goal.at, len(state.sightings) > 1, state.context)]


def _context(state: Journey, variant: str, at: int, context: str) -> str:
    """Return the context of the first impression, which may be the new one."""
    known = [(sighting.first_at, sighting.variant, state.context) for sighting in state.sightings]
    return min([*known, (at, variant, context)])[2]


def _begun(variant: str, at: int, context: str) -> Change:
    """Return the journey of a visitor of whom nothing was known."""
    state = Journey((Sighting(variant, at, at),), (Impression(at, variant),), (), context)
    visitor, seen = Count(None, None, at, at, False, context), Count(variant, None, at, at, False, context)
    return Change(state, (Increment(visitor, 1), Increment(seen, 1)))


def _changed(before: Journey, after: Journey) -> Change:
    old, new = counts(before), counts(after)
    taken = [Increment(count, -1) for count in sorted(old - new, key=_order)]
    return Change(after, (*taken, *(Increment(count, 1) for count in sorted(new - old, key=_order))))


def _firsts(state: Journey) -> dict[str, int]:
    return {sighting.variant: sighting.first_at for sighting in state.sightings}


def _order(count: Count) -> tuple[str, str]:
    return count.variant or "", count.event_key or ""


def _sighted(sightings: Sequence[Sighting], variant: str, at: int) -> tuple[Sighting, ...]:
    if len(sightings) == 1 and sightings[0].variant == variant:
        _, first_at, latest_at = sightings[0]
        return (Sighting(variant, min(first_at, at), max(latest_at, at)),)
    known = {sighting.variant: sighting for sighting in sightings}
    _, first_at, latest_at = known.get(variant, Sighting(variant, at, at))
    known[variant] = Sighting(variant, min(first_at, at), max(latest_at, at))
    return tuple(known[name] for name in sorted(known))


def _remembered(impressions: tuple[Impression, ...], new: Impression, since: int) -> tuple[Impression, ...]:
    """Return, in order, the impressions that a record yet to come may need."""
    is_newest = not impressions or impressions[-1] < new
    kept = [*impressions, new] if is_newest else sorted({*impressions, new})
    # Of those before, only the last can be the latest before an event that is still to be placed.
    if len(kept) > 1 and kept[1].at <= since:
        del kept[: bisect_right(kept, since, key=_at) - 1]
    while len(kept) > MAX_OPEN:
        del kept[_least_missed(kept)]
    return tuple(kept)


def _least_missed(impressions: Sequence[Impression]) -> int:
    """Return the first that follows one of its own variant, else the oldest."""
    for index in range(1, len(impressions) - 1):
        before, candidate, after = impressions[index - 1 : index + 2]
        # An event between the last two must not be too late for the first: it would lose its credit.
        if before.variant == candidate.variant and after.at - before.at <= WINDOW_MS:
            return index
    return 0


def _settled(goals: Sequence[Goal], impressions: Sequence[Impression], since: int | None) -> tuple[Goal, ...]:
    resolved = (_resolved(goal, impressions, since) for goal in goals)
    return tuple(goal for goal in resolved if goal.at is not None or goal.waiting)


def _resolved(goal: Goal, impressions: Sequence[Impression], since: int | None) -> Goal:
    """Return the goal with the first of its events that counts, and those before it that may count yet."""
    # What counts before all impressions that are remembered can no longer be placed anew.
    if goal.at is not None and goal.at < impressions[0].at:
        return goal._replace(waiting=())
    times = sorted({*goal.waiting, goal.at} if goal.at is not None else goal.waiting)
    for index, time in enumerate(times):
        variant = _credited(impressions, time)
        if variant is not None:
            return Goal(goal.event_key, time, variant, _waiting(times[:index], since))
    return Goal(goal.event_key, None, None, _waiting(times, since))


def _waiting(times: Sequence[int], since: int | None) -> tuple[int, ...]:
    return tuple(time for time in times if since is None or time >= since)[-MAX_OPEN:]


def _credited(impressions: Sequence[Impression], time: int) -> str | None:
    """Return the variant of the latest impression at or before an instant, if it is recent enough."""
    index = bisect_right(impressions, time, key=_at) - 1
    if index < 0 or time - impressions[index].at > WINDOW_MS:
        return None
    return impressions[index].variant


def _at(impression: Impression) -> int:
    return impression.at
