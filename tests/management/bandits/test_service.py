"""Which bandits run, and how they come to their weights."""

import pytest

from lenticular.domain.experiences import ExperienceType
from lenticular.management.bandits import service as bandits
from lenticular.management.bandits.service import Weights
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.publishing import revisions
from lenticular.management.versions import service as versions

NAMES = [{"name": "A"}, {"name": "B"}, {"name": "C"}]


def start(scope, name="Test", split="MULTI_ARMED_BANDIT", status="ACTIVE", **members):
    experience = experiences.create(scope, name=name, description="", type=ExperienceType.AB_TEST)
    version = versions.start_draft(scope, experience)
    document = {"status": "DRAFT", "variants": NAMES, "variantSplit": split, **members}
    versions.update(scope, experience, version, document)
    if status != "DRAFT":
        set_status(scope, experience, version, "ACTIVE")
        set_status(scope, experience, version, status)
    return experience, version


def set_status(scope, experience, version, status):
    document = {"status": status, "variants": version.variants, "variantSplit": version.variant_split}
    versions.update(scope, experience, version, {**document, "metrics": version.metrics})


@pytest.fixture
def bandit(ports, open_scope):
    with open_scope() as scope:
        clicked = events.create(scope, key="Clicked", description="")
        start(scope, metrics=[{"event": clicked.uid, "name": "Clicks"}])
    with ports.stores.configuration.reading() as session:
        (found,) = bandits.running(session)
    return found


def reweigh(ports, bandit, *weights):
    with ports.stores.configuration.writing() as session:
        return bandits.reweigh(session, bandit, weights, ports.now())


def latest_revision(ports):
    with ports.stores.configuration.reading() as session:
        return revisions.latest(session)


def version_of(scope, bandit):
    return versions.get(scope, experiences.get(scope, bandit.experience_uid), bandit.version_uid)


def slots(version, variant):
    return {slot for start, end in version.ranges[variant] for slot in range(start, end)}


def test_only_active_bandits_run(ports, open_scope, project, other_project, clock):
    with open_scope() as scope:
        start(scope, "Fixed", split="EQUALLY_SPLIT")
        start(scope, "Draft", status="DRAFT")
        start(scope, "Paused", status="PAUSED")
        clicked, bought = (events.create(scope, key=key, description="").uid for key in ("Clicked", "Bought"))
        metrics = [{"event": bought, "name": "Sales"}, {"event": clicked, "name": "Clicks"}]
        experience, version = start(scope, metrics=metrics)
    with open_scope(project_uid=other_project) as scope:
        start(scope)

    with ports.stores.configuration.reading() as session:
        ours, theirs = bandits.running(session)

    assert (ours.project_uid, ours.experience_uid, ours.version_uid) == (project, experience.uid, version.uid)
    assert (ours.variants, ours.primary_event_key) == (("0", "1", "2"), "Bought")
    assert (ours.first_activated_at, ours.reweighed_at) == (clock.time, None)
    assert (theirs.project_uid, theirs.primary_event_key) == (other_project, None)


def test_weights_move_few_visitors_and_are_told_to_the_edge(ports, open_scope, bandit, clock):
    revision = latest_revision(ports)
    begun = clock.time
    clock.advance(minutes=1)
    assert reweigh(ports, bandit, 5_000, 4_900, 100)

    assert latest_revision(ports) == revision + 1
    with open_scope() as scope:
        version = version_of(scope, bandit)
        # The first keeps its slots and gets of those that the last gives up.
        assert version.ranges == {"0": [[0, 3334], [6767, 8433]], "1": [[3334, 6667], [8433, 10000]],
                                  "2": [[6667, 6767]]}  # fmt: skip
        assert [variant["trafficDistribution"] for variant in version.variants] == [33.34, 33.33, 33.33]
        assert bandits.history(scope, version.uid) == [
            Weights(begun, {"0": 3_334, "1": 3_333, "2": 3_333}),
            Weights(clock.time, {"0": 5_000, "1": 4_900, "2": 100}),
        ]


def test_the_same_weights_again_are_a_look_and_no_change(ports, open_scope, bandit, clock):
    revision = latest_revision(ports)
    clock.advance(minutes=1)
    assert not reweigh(ports, bandit, 3_334, 3_333, 3_333)

    assert latest_revision(ports) == revision
    with ports.stores.configuration.reading() as session:
        (found,) = bandits.running(session)
    assert found.reweighed_at == clock.time
    with open_scope() as scope:
        assert bandits.history(scope, bandit.version_uid) == [
            Weights(bandit.first_activated_at, {"0": 3_334, "1": 3_333, "2": 3_333})
        ]


def test_a_bandit_that_was_paused_or_replaced_meanwhile_is_left_alone(ports, open_scope, bandit):
    with open_scope() as scope:
        version = version_of(scope, bandit)
        before = version.ranges
        set_status(scope, experiences.get(scope, bandit.experience_uid), version, "PAUSED")
    assert not reweigh(ports, bandit, 9_800, 100, 100)
    with open_scope() as scope:
        assert version_of(scope, bandit).ranges == before


def test_the_next_version_keeps_visitors_where_the_bandit_has_them(ports, open_scope, bandit, clock):
    clock.advance(minutes=1)
    reweigh(ports, bandit, 9_800, 100, 100)
    with open_scope() as scope:
        experience, version = experiences.get(scope, bandit.experience_uid), version_of(scope, bandit)
        document = {"status": "DRAFT", "variants": version.variants, "variantSplit": "EQUALLY_SPLIT"}
        draft = versions.create_draft(scope, experience, document)
        set_status(scope, experience, draft, "ACTIVE")
        assert slots(version, "1") < slots(draft, "1")
        assert slots(version, "2") < slots(draft, "2")
        assert [found.at for found in bandits.history(scope, draft.uid)] == [clock.time]
        assert len(bandits.history(scope, version.uid)) == 2
    with ports.stores.configuration.reading() as session:
        assert bandits.running(session) == []


def test_weights_that_do_not_fit_are_refused(ports, bandit):
    for weights in ((5_000, 5_000), (9_000, 900, 101)):
        with pytest.raises(ValueError, match=r"zip|weights"):
            reweigh(ports, bandit, *weights)


def test_history_is_the_projects_own(ports, open_scope, bandit, other_project, clock):
    clock.advance(minutes=1)
    reweigh(ports, bandit, 9_800, 100, 100)
    with open_scope(project_uid=other_project) as scope:
        assert bandits.history(scope, bandit.version_uid) == []
        _, draft = start(scope, status="DRAFT")
        assert bandits.history(scope, draft.uid) == []
