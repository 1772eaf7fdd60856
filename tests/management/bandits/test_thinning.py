"""The history of weights stays short."""

from datetime import timedelta

from lenticular.domain.experiences import ExperienceType
from lenticular.management.bandits import service as bandits
from lenticular.management.bandits.thinning import thin_bandit_history
from lenticular.management.experiences import service as experiences
from lenticular.management.versions import service as versions


def start(scope, name):
    experience = experiences.create(scope, name=name, description="", type=ExperienceType.AB_TEST)
    version = versions.start_draft(scope, experience)
    document = {"variants": [{"name": "A"}, {"name": "B"}], "variantSplit": "MULTI_ARMED_BANDIT"}
    versions.update(scope, experience, version, {"status": "ACTIVE", **document})


def test_after_a_week_the_last_weights_of_every_hour_are_left(ports, open_scope, clock):
    with open_scope() as scope:
        start(scope, "First")
        start(scope, "Second")
    with ports.stores.configuration.reading() as session:
        first, second = bandits.running(session)
    begun = clock.time
    for minute in range(20, 180, 20):
        clock.time = begun + timedelta(minutes=minute)
        for one in (first, second) if minute == 20 else (first,):
            with ports.stores.configuration.writing() as session:
                bandits.reweigh(session, one, (5_000 + minute, 5_000 - minute), ports.now())

    def minutes(bandit):
        with open_scope() as scope:
            found = bandits.history(scope, bandit.version_uid)
        assert [slots.by_variant["0"] - 5_000 for slots in found] == [
            (slots.at - begun).total_seconds() / 60 for slots in found
        ]
        return [slots.by_variant["0"] - 5_000 for slots in found]

    everything = list(range(0, 180, 20))
    clock.time = begun + timedelta(days=7, minutes=59)
    assert not thin_bandit_history(ports)
    assert minutes(first) == everything

    clock.advance(minutes=61)  # two hours are now over a week old
    assert thin_bandit_history(ports, hours_at_once=1)
    assert minutes(first) == [0, 40, *everything[3:]]
    assert not thin_bandit_history(ports)
    assert minutes(first) == [0, 40, 100, 120, 140, 160]
    assert minutes(second) == [0, 20]

    clock.advance(days=30)
    assert not thin_bandit_history(ports)
    assert minutes(first) == [0, 40, 100, 160]
