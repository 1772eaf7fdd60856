"""Which versions a preview decides by."""

import pytest

from lenticular.domain.attributes import Visitor
from lenticular.domain.experiences import ExperienceType
from lenticular.errors import Invalid, NotFound
from lenticular.management.decisions import service as decisions
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions


@pytest.fixture
def drafted(scope: ProjectScope) -> experiences.Row:
    experience = experiences.create(scope, name="Test", description="", type=ExperienceType.AB_TEST)
    versions.start_draft(scope, experience)
    return experience


def choose(scope: ProjectScope, experience_uid: str | None, version_uid: str | None = None) -> dict[str, str]:
    return decisions.choose_versions(scope, experience_uid=experience_uid, version_uid=version_uid, version_uids={})


def test_a_named_draft_experience_is_decided_by_its_draft(scope: ProjectScope, drafted: experiences.Row):
    assert choose(scope, drafted.uid) == {drafted.uid: drafted.latest_version_uid}
    assert choose(scope, None) == {}


def test_a_version_needs_its_experience(scope: ProjectScope, drafted: experiences.Row):
    with pytest.raises(Invalid):
        choose(scope, None, drafted.latest_version_uid)
    with pytest.raises(NotFound):
        choose(scope, drafted.uid, "f" * 24)


def test_the_explanation_tells_the_same_decisions(scope: ProjectScope, drafted: experiences.Row):
    draft = versions.get(scope, drafted, drafted.latest_version_uid)
    versions.update(scope, drafted, draft, {"status": "DRAFT", "variants": [{"name": "A"}, {"name": "B"}]})

    preview = decisions.preview(
        scope, Visitor(uid="visitor-1", now=scope.now), only=drafted.uid, chosen={drafted.uid: draft.uid}
    )

    [decided] = preview.decisions
    [explained] = preview.explanation["experiences"]
    assert explained["activeVariantShortUid"] == decided.variant_short_uid
    assert decided.version_uid == draft.uid
    assert draft.status == "DRAFT"
