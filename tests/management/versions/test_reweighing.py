"""Sharing a version's visitors out anew; which versions run is tested where bandits are."""

from lenticular.domain.experiences import ExperienceType
from lenticular.management.experiences import service as experiences
from lenticular.management.versions import reweighing
from lenticular.management.versions import service as versions


def start(scope, split):
    experience = experiences.create(scope, name=split, description="", type=ExperienceType.AB_TEST)
    version = versions.start_draft(scope, experience)
    document = {"variants": [{"name": "A"}, {"name": "B"}], "variantSplit": split}
    versions.update(scope, experience, version, {"status": "ACTIVE", **document})
    return version


def test_a_running_bandit_gives_its_slots_away(scope):
    version = start(scope, "MULTI_ARMED_BANDIT")
    assert reweighing.slots_of(version) == {"0": 5_000, "1": 5_000}
    found = reweighing.find_running(scope.session, scope.project_uid, version.uid)
    reweighing.share_out(found, {"0": 9_900, "1": 100})
    scope.session.flush()
    assert reweighing.slots_of(version) == {"0": 9_900, "1": 100}
    assert version.ranges["1"] == [[5_000, 5_100]]
    assert reweighing.running(scope.session) == [version]


def test_a_fixed_split_is_found_but_is_no_bandit_and_no_other_projects(scope):
    version = start(scope, "EQUALLY_SPLIT")
    assert reweighing.find(scope.session, scope.project_uid, version.uid) is version
    assert reweighing.find_running(scope.session, scope.project_uid, version.uid) is None
    assert reweighing.find(scope.session, "f" * 24, version.uid) is None
