"""Experiences below HTTP: what other concepts and imports rely on."""

from dataclasses import replace

import pytest

from lenticular.api.ports import Limits
from lenticular.domain.experiences import ExperienceType, Status
from lenticular.errors import QuotaExceeded
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import ProjectScope


def create(scope: ProjectScope, name: str, **members: object) -> experiences.Row:
    return experiences.create(scope, name=name, description="", type=ExperienceType.SEGMENTED, **members)


def test_a_project_has_as_many_experiences_as_its_quota(scope: ProjectScope):
    tight = replace(scope, limits=Limits(experiences_per_project=1))
    create(tight, "A")

    with pytest.raises(QuotaExceeded) as refused:
        create(tight, "B")
    assert refused.value.code == "personalization.EXPERIENCES.MAX_EXPERIENCES_COUNT_EXCEEDED"


def test_an_import_keeps_uid_and_short_uid_and_later_ones_come_after(scope: ProjectScope):
    imported = create(scope, "Imported", uid="a" * 24, number=12)

    assert (imported.uid, imported.short_uid) == ("a" * 24, "c")
    assert create(scope, "New").short_uid == "d"
    assert create(scope, "Imported later", number=3).short_uid == "3"
    assert create(scope, "Newer").short_uid == "e"


def test_active_experiences_are_counted_by_project(scope: ProjectScope):
    for name, status in (("A", Status.ACTIVE), ("B", Status.ACTIVE), ("C", Status.PAUSED), ("D", Status.DRAFT)):
        create(scope, name).status = status
    scope.session.flush()

    counts = experiences.count_active_by_project(scope.session, [scope.project_uid, "f" * 24])

    assert counts == {scope.project_uid: 2}


def test_live_experiences_come_by_priority_with_those_named(scope: ProjectScope):
    rows = {name: create(scope, name) for name in "ABCD"}
    rows["A"].status, rows["B"].status = Status.PAUSED, Status.ACTIVE
    experiences.reorder(scope, [rows[name].uid for name in "DCBA"])

    found = experiences.of_projects(scope.session, [scope.project_uid], also=[rows["D"].uid])

    assert [row.name for row in found[scope.project_uid]] == ["D", "B", "A"]
