"""The lifecycle of versions, and short UIDs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.domain import experiences
from lenticular.domain.experiences import ABTestVariant, Status
from lenticular.errors import Conflict

DRAFT, ACTIVE, PAUSED, ARCHIVED = Status
LOCKED = "CANNOT_UPDATE_LOCKED_VERSION"
NO_DRAFT = "CANNOT_MARK_VERSION_AS_DRAFT"

ALLOWED = {
    (DRAFT, DRAFT, False),
    (DRAFT, DRAFT, True),
    (DRAFT, ACTIVE, False),
    (DRAFT, ACTIVE, True),
    (ACTIVE, ACTIVE, False),
    (ACTIVE, PAUSED, False),
    (PAUSED, PAUSED, False),
    (PAUSED, ACTIVE, False),
}


@pytest.mark.parametrize(("old", "new", "changed"), list(itertools.product(Status, Status, [False, True])))
def test_a_version_goes_only_where_its_life_allows(old, new, changed):
    if (old, new, changed) in ALLOWED:
        experiences.check_transition(old, new, changed=changed)
        return
    with pytest.raises(Conflict):
        experiences.check_transition(old, new, changed=changed)


@pytest.mark.parametrize(
    ("old", "new", "changed", "code"),
    [
        (ACTIVE, ACTIVE, True, LOCKED),
        (ACTIVE, PAUSED, True, LOCKED),
        (PAUSED, ACTIVE, True, LOCKED),
        (ACTIVE, DRAFT, False, NO_DRAFT),
        (ACTIVE, DRAFT, True, NO_DRAFT),
        (PAUSED, DRAFT, True, NO_DRAFT),
        (ARCHIVED, DRAFT, False, LOCKED),
        (ARCHIVED, ACTIVE, False, LOCKED),
        (ARCHIVED, ARCHIVED, False, LOCKED),
        (ACTIVE, ARCHIVED, False, LOCKED),
        (DRAFT, PAUSED, False, "INVALID_STATUS"),
        (DRAFT, ARCHIVED, False, "INVALID_STATUS"),
    ],
)
def test_what_is_refused_has_the_code_that_clients_know(old, new, changed, code):
    with pytest.raises(Conflict) as caught:
        experiences.check_transition(old, new, changed=changed)
    assert caught.value.code == f"personalize.EXPERIENCES.VERSIONS.{code}"


@pytest.mark.parametrize(
    ("n", "uid"), [(0, "0"), (9, "9"), (10, "a"), (35, "z"), (36, "10"), (1295, "zz"), (1296, "100")]
)
def test_short_uids_count_in_base_36(n, uid):
    assert experiences.short_uid(n) == uid


@given(st.integers(0, 10**12))
def test_a_short_uid_reads_back_as_its_number(n):
    assert int(experiences.short_uid(n), 36) == n


def test_a_counter_does_not_go_below_zero():
    with pytest.raises(ValueError, match="starts at 0"):
        experiences.short_uid(-1)


def test_short_uids_are_never_handed_out_twice():
    high_water, uids = 0, []
    for _ in range(40):
        uid, high_water = experiences.next_short_uid(high_water)
        uids.append(uid)
    assert uids == [experiences.short_uid(n) for n in range(40)]


@pytest.mark.parametrize(("slot", "result"), [(0, True), (9, True), (10, False), (15, True), (19, True), (20, False)])
def test_a_variant_holds_the_slots_of_its_ranges(slot, result):
    assert ABTestVariant("0", "Blue", ((0, 10), (15, 20))).holds(slot) is result
