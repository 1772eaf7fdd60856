"""What visitors do follows from seed and number, and happens in order, in the window."""

from random import Random

import pytest

from lenticular.cli.simulation import agents, visitors
from lenticular.cli.simulation.profiles import Casting, World
from lenticular.cli.simulation.visitors import HOUR_MS, Window
from lenticular.geo.places import Resolver

WINDOW = Window(1_763_700_000_000, 1_763_700_000_000 + 48 * HOUR_MS)


@pytest.fixture
def casting():
    return Casting(World(Resolver(None), Random(1)), {})


def test_the_same_seed_is_the_same_visitors_and_another_one_is_others(casting):
    assert visitors.trip(1, 5, casting) == visitors.trip(1, 5, casting)
    uids = {visitors.trip(seed, number, casting).uid for seed in (1, 2) for number in range(50)}
    assert len(uids) == 100


def test_what_a_visitor_does_is_in_order_and_in_the_window(casting):
    trips = [visitors.trip(1, number, casting) for number in range(400)]
    for trip in trips:
        at = visitors.instants(1, trip, WINDOW)
        assert WINDOW.start_ms <= at.first <= at.conversion <= WINDOW.end_ms
        assert at.second is None or at.first <= at.second <= WINDOW.end_ms
    returning = sum(trip.hours_to_return is not None for trip in trips) / len(trips)
    assert returning == pytest.approx(visitors.RETURNING, abs=0.06)
    assert any(trip.is_repeated for trip in trips)


def test_more_come_in_the_evening_than_at_night(casting):
    firsts = [visitors.instants(1, visitors.trip(1, number, casting), WINDOW).first for number in range(1_000)]
    by_hour = [0] * 24
    for first in firsts:
        by_hour[first // HOUR_MS % 24] += 1
    assert sum(by_hour[17:21]) > 2 * sum(by_hour[5:9])


def test_without_a_window_nothing_has_a_time(casting):
    at = visitors.instants(1, visitors.trip(1, 0, casting), Window(5, 5))
    assert (at.first, at.second, at.conversion) == (None, None, None)


def test_robots_say_who_they_are_and_are_few(casting):
    robot = visitors.trip(1, 0, casting, is_robot=True)
    assert robot.profile.user_agent in agents.ROBOTS
    assert robot.uid != visitors.trip(1, 0, casting).uid
    assert [visitors.robots_of(count) for count in (1, 300)] == [1, 6]
