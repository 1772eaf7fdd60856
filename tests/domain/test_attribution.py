"""Attribution: the golden vectors, and the laws that hold whatever visitors send in whatever order."""

from collections import Counter
from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import golden
from lenticular.domain import attribution
from lenticular.domain.attribution import MAX_OPEN, NEW, OPEN_MS, WINDOW_MS, Count, Goal, Increment, Journey

VECTORS = golden.load("attribution.json")
HOUR = 3_600_000
DAY = 24 * HOUR


def milliseconds(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def count_of(records):
    """Count from scratch, as DESIGN tells it: no state, no window of memory, just all records that there are."""
    seen = [(at, name, *context) for kind, name, at, *context in records if kind == "see"]
    if not seen:
        return set()
    impressions = [(at, name) for at, name, *_ in seen]
    context = "".join(min(seen)[2:])
    records = [record[:3] for record in records]
    first = {variant: min(at for at, name in impressions if name == variant) for _, variant in impressions}
    is_crossover = len(first) >= 2
    found = {Count(None, None, min(first.values()), min(first.values()), is_crossover, context)}
    found |= {Count(variant, None, at, at, is_crossover, context) for variant, at in first.items()}
    for key in {name for kind, name, _ in records if kind == "convert"}:
        for at in sorted(at for kind, name, at in records if (kind, name) == ("convert", key)):
            seen_at, variant = max((it for it in impressions if it[0] <= at), default=(None, None))
            if variant is not None and at - seen_at <= 30 * 24 * 60 * 60 * 1000:
                found.add(Count(variant, key, first[variant], at, is_crossover, context))
                break
    return found


def take(state, record):
    kind, *told = record
    return getattr(attribution, kind)(state, *told)


def run(records, state=NEW):
    """Return the state after records, and the sum of their increments; fail where a figure would fall below zero."""
    total = Counter()
    for record in records:
        state, increments = take(state, record)
        for count, amount in increments:
            total[count] += amount
        assert set(total.values()) <= {0, 1}
    return state, {count for count, amount in total.items() if amount}


def placed(documents):
    """Return the records of a vector, without repeated client ids, each where it stands in time."""
    ids = set()
    for document in documents:
        client_id, time = document.get("clientId"), document.get("clientTime")
        if client_id is not None and client_id in ids:
            continue
        ids.add(client_id)
        at = attribution.place(milliseconds(document["arrivedAt"]), client_id, time and milliseconds(time))
        yield ("see", document["variant"], at) if "variant" in document else ("convert", document["eventKey"], at)


def read_counts(document):
    """Return what a vector expects of one visitor."""
    visitor = document["visitor"]
    if visitor is None:
        return set()
    is_crossover, first = visitor["isCrossover"], milliseconds(visitor["firstAt"])
    found = {Count(None, None, first, first, is_crossover)}
    for impression in document["impressions"]:
        at = milliseconds(impression["firstAt"])
        found.add(Count(impression["variant"], None, at, at, is_crossover))
    for conversion in document["conversions"]:
        first, at = milliseconds(conversion["firstAt"]), milliseconds(conversion["at"])
        found.add(Count(conversion["variant"], conversion["eventKey"], first, at, is_crossover))
    return found


def figures(counts):
    """Return impressions and conversions by variant."""
    found = {}
    for count in counts:
        if count.variant is not None:
            variant = found.setdefault(count.variant, {"impressions": 0, "conversions": Counter()})
            if count.event_key is None:
                variant["impressions"] += 1
            else:
                variant["conversions"][count.event_key] += 1
    return found


@pytest.mark.parametrize("case", VECTORS["visitors"], ids=lambda case: case["name"])
def test_visitor_vector(case):
    records = list(placed(case["records"]))
    state, summed = run(records)
    expected = read_counts(case["expected"])
    assert attribution.counts(state) == summed == count_of(records) == expected, case["why"]


@pytest.mark.parametrize("case", VECTORS["figures"], ids=lambda case: case["name"])
def test_figures_vector(case):
    summed = [count for journey in VECTORS["journeys"].values() for count in run(placed(journey))[1]]
    start = milliseconds(case["from"]) if case["from"] else 0
    end = milliseconds(case["to"]) if case["to"] else 1 << 62
    inside = [count for count in summed if start <= count.first_at < end]
    visitors = [count for count in inside if count.variant is None]
    assert {
        "visitors": len(visitors),
        "crossovers": sum(count.is_crossover for count in visitors),
        "variants": figures(inside),
        "withoutCrossovers": figures(count for count in inside if not count.is_crossover),
    } == case["expected"], case["why"]


def test_the_published_constants_are_those_of_the_program():
    assert VECTORS["windowHours"] * HOUR == attribution.WINDOW_MS
    assert VECTORS["lateHours"] * HOUR == attribution.LATE_MS


def test_a_record_may_come_48_hours_late_out_of_a_spool_read_a_day_late():
    assert OPEN_MS == 48 * HOUR + DAY


def test_every_part_of_the_vectors_is_as_long_as_it_was():
    parts = ("visitors", "journeys", "figures", "periods")
    assert {part: len(VECTORS[part]) for part in parts} == {"visitors": 41, "journeys": 6, "figures": 5, "periods": 15}


@pytest.mark.parametrize(
    ("client_id", "client_time", "expected"),
    [
        pytest.param("a", 10 * DAY - 1, 10 * DAY - 1, id="its own time"),
        pytest.param("a", 8 * DAY, 8 * DAY, id="48 hours old"),
        pytest.param("a", 8 * DAY - 1, 10 * DAY, id="older than 48 hours"),
        pytest.param("a", 10 * DAY + 1, 10 * DAY, id="ahead of arrival"),
        pytest.param("a", None, 10 * DAY, id="no time"),
        pytest.param(None, 9 * DAY, 10 * DAY, id="no id"),
    ],
)
def test_a_record_is_placed_by_its_time_if_it_has_an_id_and_is_recent(client_id, client_time, expected):
    assert attribution.place(10 * DAY, client_id, client_time) == expected


def test_an_earlier_impression_moves_the_visitor_and_the_conversion_to_its_range():
    state, _ = run([("see", "0", 5 * HOUR), ("convert", "buy", 6 * HOUR)])
    _, increments = attribution.see(state, "0", 2 * HOUR)
    assert set(increments) == {
        Increment(Count(None, None, 5 * HOUR, 5 * HOUR, False), -1),
        Increment(Count("0", None, 5 * HOUR, 5 * HOUR, False), -1),
        Increment(Count("0", "buy", 5 * HOUR, 6 * HOUR, False), -1),
        Increment(Count(None, None, 2 * HOUR, 2 * HOUR, False), 1),
        Increment(Count("0", None, 2 * HOUR, 2 * HOUR, False), 1),
        Increment(Count("0", "buy", 2 * HOUR, 6 * HOUR, False), 1),
    }


def test_an_earlier_event_moves_the_credit_to_the_variant_seen_then():
    state, _ = run([("see", "0", 1 * HOUR), ("see", "1", 3 * HOUR), ("convert", "buy", 4 * HOUR)])
    _, increments = attribution.convert(state, "buy", 2 * HOUR)
    assert increments == (
        Increment(Count("1", "buy", 3 * HOUR, 4 * HOUR, True), -1),
        Increment(Count("0", "buy", 1 * HOUR, 2 * HOUR, True), 1),
    )


def test_a_second_variant_marks_all_counts_of_the_visitor():
    state, before = run([("see", "0", 1 * HOUR), ("convert", "buy", 2 * HOUR)])
    _, increments = attribution.see(state, "1", 3 * HOUR)
    assert {count for count, amount in increments if amount == -1} == before
    added = {count for count, amount in increments if amount == 1}
    assert len(added) == 4
    assert all(count.is_crossover for count in added)


def test_first_and_latest_impression_of_each_variant_are_kept():
    state, _ = run([("see", "1", 9), ("see", "0", 5), ("see", "1", 3), ("see", "0", 7)])
    assert [tuple(sighting) for sighting in state.sightings] == [("0", 5, 7), ("1", 3, 9)]


def test_the_context_is_that_of_the_first_impression_of_any_variant_and_moves_all_counts():
    state, before = run([("see", "1", 5, "late"), ("see", "0", 7, "later"), ("convert", "buy", 8)])
    assert {count.context for count in before} == {"late"}
    _, increments = attribution.see(state, "0", 3, "early")
    assert {(count.context, amount) for count, amount in increments} == {("late", -1), ("early", 1)}
    assert len(increments) == 8


def test_an_event_after_the_conversion_leaves_the_state_as_it_is():
    state, _ = run([("see", "0", 1), ("convert", "buy", 2)])
    assert attribution.convert(state, "buy", 3) == (state, ())


def test_an_event_before_a_settled_conversion_leaves_the_state_as_it_is():
    state, _ = run([("see", "0", 0), ("convert", "buy", HOUR), ("see", "0", 10 * DAY), ("see", "1", 20 * DAY)])
    assert attribution.convert(state, "buy", 1) == (state, ())


def test_an_event_waits_for_an_impression_until_the_newest_is_72_hours_ahead():
    state, _ = run([("convert", "buy", DAY - 1), ("convert", "buy", DAY), ("see", "0", 4 * DAY)])
    assert state.goals == (Goal("buy", None, None, (DAY,)),)


def test_of_impressions_long_ago_only_the_last_is_remembered():
    state, _ = run([("see", "0", at) for at in (0, HOUR, 2 * HOUR, 10 * DAY)])
    assert [at for at, _ in state.impressions] == [2 * HOUR, 10 * DAY]


def test_a_state_survives_being_stored():
    state, _ = run([("see", "1", 5), ("see", "0", 7), ("convert", "buy", 6), ("convert", "early", 2)])
    stored = msgspec.json.encode(state)
    assert stored == b'[[["0",7,7],["1",5,5]],[[5,"1"],[7,"0"]],[["buy",6,"1",[]],["early",null,null,[2]]],""]'
    assert msgspec.json.decode(stored, type=Journey) == state
    before_there_were_contexts = stored.replace(b',""]', b"]")
    assert msgspec.json.decode(before_there_were_contexts, type=Journey) == state


# Instants on a coarse grid, so that records often share one.
def names(kind):
    return st.sampled_from(["0", "1", "10"] if kind == "see" else ["buy", "sign-up"])


contexts = st.sampled_from(["", "DE|MOBILE|", "FR|DESKTOP||a|b"])


def records_at(instants):
    seen = st.tuples(st.just("see"), names("see"), instants, contexts)
    return seen | st.tuples(st.just("convert"), names("convert"), instants)


near = st.integers(0, OPEN_MS // HOUR).map(lambda hours: hours * HOUR)
# Within what is remembered, around the end of the 30 days, and anywhere in four months.
gaps = st.sampled_from([0, 1, HOUR, 20 * HOUR, 2 * DAY, 3 * DAY, 28 * DAY, WINDOW_MS - 1, WINDOW_MS, WINDOW_MS + 1])
far = st.integers(0, 24 * 120).map(lambda hours: hours * HOUR)


@st.composite
def histories(draw):
    """Records of months as they are counted: up to 48 h late, out of spool files read up to 24 h late."""
    now, found = 0, []
    for gap in draw(st.lists(gaps, max_size=MAX_OPEN)):
        now += gap
        late = draw(st.integers(0, attribution.LATE_MS) | st.sampled_from([0, attribution.LATE_MS]))
        read_at = now + draw(st.integers(0, OPEN_MS - attribution.LATE_MS))
        found.append((read_at, draw(records_at(st.just(now - late)))))
    return [record for _, record in sorted(found, key=lambda item: item[0])]


@given(st.lists(records_at(near), max_size=MAX_OPEN).flatmap(lambda it: st.tuples(st.just(it), st.permutations(it))))
def test_the_state_does_not_depend_on_the_order_of_arrival(orders):
    (state, summed), (other_state, other_summed) = map(run, orders)
    assert state == other_state
    assert summed == other_summed == attribution.counts(state) == count_of(orders[0])


@given(histories())
def test_at_every_moment_the_increments_sum_to_what_counting_from_scratch_gives(history):
    state, total = NEW, Counter()
    for index, record in enumerate(history):
        state, increments = take(state, record)
        for count, amount in increments:
            total[count] += amount
        expected = count_of(history[: index + 1])
        assert attribution.counts(state) == expected
        assert {count for count, amount in total.items() if amount} == expected
        assert set(total.values()) <= {0, 1}


@given(histories().filter(bool), st.data())
def test_a_repeated_record_changes_nothing(history, data):
    state, _ = run(history)
    again = data.draw(st.sampled_from(history))
    assert take(state, again) == (state, ())


@given(histories())
def test_a_state_may_be_made_at_the_first_impression_from_the_events_of_the_last_72_hours(history):
    begins = next((index for index, record in enumerate(history) if record[0] == "see"), None)
    if begins is None:
        return
    first, before = history[begins], history[:begins]
    recent = [record for record in before if record[2] >= first[2] - OPEN_MS]
    state, summed = run([first, *recent, *history[begins + 1 :]])
    assert attribution.counts(state) == summed == count_of(history)


@given(st.lists(records_at(far | near), max_size=5 * MAX_OPEN))
def test_whatever_comes_figures_stay_whole_and_the_state_small(records):
    state, summed = run(records)
    assert summed == attribution.counts(state)
    assert len(state.impressions) <= MAX_OPEN
    assert all(len(goal.waiting) <= MAX_OPEN for goal in state.goals)
    # Who was seen when is exact however late it comes; so is that nothing converts without an impression before it.
    assert {it for it in summed if it.event_key is None} == {it for it in count_of(records) if it.event_key is None}
    assert all(count.first_at <= count.at for count in summed)
    assert all(take(state, record).increments == () for record in records[-1:])


@given(
    st.lists(st.tuples(st.just("see"), st.just("0"), near), min_size=MAX_OPEN, max_size=4 * MAX_OPEN),
    st.lists(st.tuples(st.just("convert"), st.sampled_from(["buy", "sign-up"]), near), max_size=8),
    st.randoms(use_true_random=False),
)
def test_a_visitor_of_one_variant_is_exact_however_often_it_is_seen(impressions, events, random):
    records = [*impressions, *events]
    random.shuffle(records)
    state, summed = run(records)
    assert summed == count_of(records)
    assert len(state.impressions) <= MAX_OPEN


def test_what_is_forgotten_of_a_busy_visitor_takes_no_credit_back():
    seen = [("see", str(index % 2), index * HOUR) for index in range(MAX_OPEN)]
    state, before = run([*seen, ("convert", "buy", HOUR)])
    later = [("see", str(index % 2), index * HOUR) for index in range(MAX_OPEN, MAX_OPEN + 30)]
    _, after = run(later, state)
    assert Count("1", "buy", HOUR, HOUR, True) in before
    assert after == set()


def test_what_is_forgotten_of_a_busy_visitor_leaves_late_events_an_impression_recent_enough():
    busy = [("see", "0", 31 * DAY + minute) for minute in range(MAX_OPEN)]
    records = [("see", "0", 0), ("see", "0", 29 * DAY), *busy, ("convert", "buy", 30 * DAY + HOUR)]
    _, summed = run(records)
    assert Count("0", "buy", 0, 30 * DAY + HOUR, False) in summed


def test_many_events_without_an_impression_are_forgotten_from_the_oldest():
    state, _ = run([("convert", "buy", at) for at in range(MAX_OPEN + 5)])
    assert state.goals == (Goal("buy", None, None, tuple(range(5, MAX_OPEN + 5))),)
