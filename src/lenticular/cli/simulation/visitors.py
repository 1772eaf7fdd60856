"""What each visitor of a simulation does and when: everything follows from the seed and the visitor's number."""

import math
import uuid
from dataclasses import dataclass
from random import Random

from lenticular.cli.simulation import agents
from lenticular.cli.simulation.profiles import Casting, Profile

HOUR_MS = 3_600_000
RETURNING = 0.15
REPEATED = 0.02
ROBOTS_SHARE = 0.02
MEDIAN_MINUTES_TO_CONVERT = 6.0
# The share of a day's peak at which the site is visited at night; the peak is at this hour, UTC.
_NIGHT, _PEAK_HOUR = 0.25, 19


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time in which visitors come, in Unix milliseconds; none (start = end) means as they are sent."""

    start_ms: int
    end_ms: int

    @property
    def is_open(self) -> bool:
        """Whether there is any time in it."""
        return self.start_ms < self.end_ms


@dataclass(frozen=True, slots=True)
class Trip:
    """One visitor: who, and what happens. `luck` below the variant's rate means that they convert.

    `minutes_to_convert` follow the impression, `hours_to_return` is None for one visit; `is_repeated`: what they send
    is sent twice, as by a client that gave up waiting.
    """

    uid: str
    profile: Profile
    luck: float
    minutes_to_convert: float
    hours_to_return: float | None
    is_repeated: bool
    is_robot: bool


@dataclass(frozen=True, slots=True)
class Instants:
    """When a visitor's impressions and event happen, in Unix milliseconds; None: when they are sent."""

    first: int | None
    second: int | None
    conversion: int | None


def trip(seed: int, number: int, casting: Casting, *, is_robot: bool = False) -> Trip:
    """Return what the visitor of a number does; robots are numbered apart."""
    rng = Random(f"{seed} {number} {is_robot}")  # noqa: S311 - no secret
    profile = casting.draw(rng)
    if is_robot:
        robot = rng.choice(agents.ROBOTS)
        profile = Profile(profile.address, profile.place, robot, {}, {}, None)
    return Trip(
        uid=str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        profile=profile,
        luck=rng.random(),
        minutes_to_convert=rng.lognormvariate(math.log(MEDIAN_MINUTES_TO_CONVERT), 1.0),
        hours_to_return=rng.expovariate(1 / 6) if not is_robot and rng.random() < RETURNING else None,
        is_repeated=rng.random() < REPEATED,
        is_robot=is_robot,
    )


def robots_of(visitors: int) -> int:
    """Return how many robots come beside so many visitors."""
    return math.ceil(visitors * ROBOTS_SHARE)


def instants(seed: int, planned: Trip, window: Window) -> Instants:
    """Return when it happens: by the curve of a day, the event after the impression, all of it in the window."""
    if not window.is_open:
        return Instants(None, None, None)
    rng = Random(f"{seed} {planned.uid}")  # noqa: S311 - no secret
    first = window.start_ms
    for _ in range(100):
        first = rng.randrange(window.start_ms, window.end_ms)
        if rng.random() < busyness(first):
            break
    conversion = min(first + round(planned.minutes_to_convert * 60_000) + 1, window.end_ms)
    second = None
    if planned.hours_to_return is not None:
        second = min(first + round(planned.hours_to_return * HOUR_MS) + 1, window.end_ms)
    return Instants(first, second, conversion)


def busyness(at_ms: int) -> float:
    """Return how many visitors come at an instant, as a share of the busiest hour's."""
    hour = at_ms / HOUR_MS % 24
    wave = (1 + math.cos((hour - _PEAK_HOUR) / 12 * math.pi)) / 2
    return _NIGHT + (1 - _NIGHT) * wave
