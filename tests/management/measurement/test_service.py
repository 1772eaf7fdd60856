"""Holdouts, and the key of pseudonyms, which nobody is shown."""

import pytest

from lenticular.domain.experiences import ExperienceType
from lenticular.domain.privacy import PrivacySignal, pseudonym
from lenticular.errors import Forbidden, NotFound
from lenticular.management.experiences import service as experiences
from lenticular.management.measurement import service as measurement
from lenticular.management.measurement.service import Measurement


def start(scope, name="Hero"):
    return experiences.create(scope, name=name, description="", type=ExperienceType.SEGMENTED).uid


def test_the_settings_of_every_project_are_read_at_once(open_scope, project, other_project):
    with open_scope() as scope:
        assert measurement.of_project(scope) == Measurement()
        hero, plain = start(scope), start(scope, "Plain")
        measurement.change_experience(scope, hero, slots=250)
        measurement.change_experience(scope, plain, slots=300)
        measurement.change_experience(scope, plain, slots=0)
        measurement.change_project(scope, holdout_slots=500)
        measurement.change_project(scope, privacy_signal=PrivacySignal.DROP)
    with open_scope(project_uid=other_project) as scope:
        theirs = start(scope)
        measurement.change_experience(scope, theirs, slots=1)
        with pytest.raises(NotFound):
            measurement.change_experience(scope, hero, slots=5_000)
        found = measurement.of_projects(scope.session, [project, other_project, "f" * 24])
    assert found == {
        project: Measurement(500, PrivacySignal.DROP, None, {hero: 250}),
        other_project: Measurement(experience_slots={theirs: 1}),
    }


def test_who_is_held_out_by_either_is_held_out(scope):
    hero = start(scope)
    measurement.change_experience(scope, hero, slots=1_000)
    measurement.change_project(scope, holdout_slots=500)
    found = measurement.holdout_of(scope, hero)
    assert (found.own_slots, found.project_slots) == (1_000, 500)
    assert found.effective_share == pytest.approx(0.145)


def test_only_owners_change_the_project(open_scope, member):
    with open_scope(member) as scope:
        measurement.change_experience(scope, start(scope), slots=1)
        with pytest.raises(Forbidden):
            measurement.change_project(scope, holdout_slots=1)


def test_a_project_has_a_key_as_long_as_it_keeps_pseudonyms(scope):
    def key_with(signal):
        measurement.change_project(scope, privacy_signal=signal)
        return measurement.of_project(scope).pseudonym_key

    assert key_with(PrivacySignal.IGNORE) is None
    first = key_with(PrivacySignal.ANONYMOUS)
    assert len(bytes.fromhex(first)) == 32
    assert measurement.pseudonym_of(scope, "ann") == pseudonym(bytes.fromhex(first), "ann")
    assert first not in repr(measurement.of_project(scope))
    assert key_with(PrivacySignal.ANONYMOUS) == first
    assert key_with(PrivacySignal.DROP) is None
    assert measurement.pseudonym_of(scope, "ann") is None
    assert key_with(PrivacySignal.ANONYMOUS) not in {None, first}
