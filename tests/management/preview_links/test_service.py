"""What a preview link says."""

from datetime import timedelta

import pytest

from lenticular.domain import preview as previews
from lenticular.domain.decision import Decision, Reason
from lenticular.domain.experiences import ExperienceType
from lenticular.errors import Forbidden, Invalid
from lenticular.management.experiences import service as experiences
from lenticular.management.preview_links import keys
from lenticular.management.preview_links import service as preview_links
from lenticular.management.versions import service as versions

AN_HOUR = timedelta(hours=1)


def start(scope, name):
    """Make an experience whose draft has the variants '0' and '1'."""
    experience = experiences.create(scope, name=name, description="", type=ExperienceType.AB_TEST)
    draft = versions.start_draft(scope, experience)
    versions.update(scope, experience, draft, {"status": "DRAFT", "variants": [{"name": "A"}, {"name": "B"}]})
    return experience


def decided(short_uid, variant):
    return Decision(f"uid of {short_uid}", short_uid, variant, Reason.ASSIGNED, "version")


def test_chosen_variants_come_in_place_of_decided_ones_by_priority(scope):
    rows = [start(scope, name) for name in ("First", "Second", "Third", "Fourth")]
    experiences.reorder(scope, [rows[number].uid for number in (2, 0, 1, 3)])
    link = preview_links.create(
        scope,
        valid_for=AN_HOUR,
        decided=[decided("0", "0"), decided("1", "0"), decided("3", None)],
        chosen={"0": "1", "1": None, "2": "1"},
    )
    assert list(link.preview.variants.items()) == [("2", "1"), ("0", "1")]
    assert link.preview.expires_at == (scope.now + AN_HOUR).replace(microsecond=0)
    found = previews.verify(keys.of_project(scope), scope.project_uid, link.token, now=scope.now)
    assert found == link.preview


def test_a_variant_of_any_version_can_be_chosen_and_no_other(scope):
    experience = start(scope, "Test")
    draft = versions.list_newest_first(scope, experience)[0]
    versions.update(scope, experience, draft, {"status": "ACTIVE", "variants": draft.variants})
    versions.create_draft(scope, experience, {"status": "DRAFT", "variants": [{"name": "C"}, {"name": "D"}]})
    for variant in ("0", "2"):
        assert preview_links.create(scope, valid_for=AN_HOUR, chosen={"0": variant}).preview.variants == {"0": variant}
    with pytest.raises(Invalid) as refused:
        preview_links.create(scope, valid_for=AN_HOUR, chosen={"0": "1z", "9": None, "../x": "0"})
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [
        ("/decisions/0", "VARIANT_NOT_FOUND"),
        ("/decisions/9", "EXPERIENCE_NOT_FOUND"),
        ("/decisions/..~1x", "EXPERIENCE_NOT_FOUND"),
    ]


def test_owners_end_every_link_at_once(open_scope, member):
    with open_scope(member) as scope:
        link = preview_links.create(scope, valid_for=AN_HOUR)
        with pytest.raises(Forbidden):
            preview_links.revoke_all(scope)
    with open_scope() as scope:
        preview_links.revoke_all(scope)
        assert keys.of_projects(scope.session, [scope.project_uid]) == {}
        assert previews.verify(keys.of_project(scope), scope.project_uid, link.token, now=scope.now) is None
