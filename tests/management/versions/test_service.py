"""Versions below HTTP: slots from version to version, imports, and what the database itself refuses."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from lenticular.domain.experiences import ExperienceType
from lenticular.errors import Conflict, Invalid
from lenticular.management.experiences import service as experiences
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions
from lenticular.management.versions.tables import ExperienceVersion

COLUMNS = [column.name for column in ExperienceVersion.__table__.columns]
OCTOBER = datetime(2024, 10, 1, tzinfo=UTC)


def start(scope: ProjectScope, kind: ExperienceType = ExperienceType.AB_TEST) -> tuple[experiences.Row, versions.Row]:
    experience = experiences.create(scope, name="Test", description="", type=kind)
    return experience, versions.start_draft(scope, experience)


def document(status: str, *percentages: float, **members: object) -> dict[str, Any]:
    variants = [
        {"name": f"V{index}", "trafficDistribution": percent, "shortUid": str(index)}
        for index, percent in enumerate(percentages)
    ]
    return {"status": status, "variants": variants, "variantSplit": "CUSTOM_PERCENTAGE", **members}


def without_short_uids(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "variants": [{**entry, "shortUid": None} for entry in document["variants"]]}


def test_a_second_version_starts_from_the_slots_of_the_first(scope: ProjectScope):
    experience, first = start(scope)
    versions.update(scope, experience, first, without_short_uids(document("ACTIVE", 75, 25)))
    assert first.ranges == {"0": [[0, 7500]], "1": [[7500, 10000]]}

    second = versions.create_draft(scope, experience, document("DRAFT", 50, 50))
    versions.update(scope, experience, second, document("ACTIVE", 50, 50))

    assert second.ranges == {"0": [[0, 5000]], "1": [[5000, 10000]]}


def test_a_resumed_version_keeps_its_slots(scope: ProjectScope):
    experience, version = start(scope)
    versions.update(scope, experience, version, without_short_uids(document("ACTIVE", 75, 25)))
    before = version.ranges
    versions.update(scope, experience, version, document("PAUSED", 75, 25))
    versions.update(scope, experience, version, document("ACTIVE", 75, 25))

    assert version.ranges == before


def test_a_draft_tells_the_slots_it_would_get(scope: ProjectScope):
    experience, live = start(scope)
    versions.update(scope, experience, live, without_short_uids(document("ACTIVE", 75, 25)))
    draft = versions.create_draft(scope, experience, document("DRAFT", 100, 0))

    assert draft.ranges == {}
    assert versions.ranges_if_activated(draft, live)["0"] == [[0, 10000]]
    assert versions.ranges_if_activated(draft, None)["0"] == [[0, 10000]]


def test_an_import_restores_every_version_in_its_state(scope: ProjectScope):
    experience = experiences.create(scope, name="Imported", description="", type=ExperienceType.AB_TEST)
    gone = [{"event": "f" * 24, "name": "Its event is gone"}]
    archived = versions.restore(
        scope, experience, document("ARCHIVED", 75, 25, metrics=gone), number=1, first_activated_at=OCTOBER
    )
    paused = versions.restore(
        scope, experience, document("PAUSED", 50, 50), number=2, uid="c" * 24, first_activated_at=OCTOBER
    )
    draft = versions.restore(scope, experience, document("DRAFT", 20, 30, 50), number=4)

    assert [row.uid for row in versions.list_newest_first(scope, experience)] == [draft.uid, "c" * 24, archived.uid]
    assert (experience.status, experience.has_draft, experience.latest_version_uid) == ("PAUSED", True, draft.uid)
    assert (experience.activated_at, experience.next_variant_short_uid) == (OCTOBER, 3)
    assert (archived.ranges["0"], paused.ranges["0"]) == ([[0, 7500]], [[0, 5000]])
    assert (draft.first_activated_at, draft.ranges) == (None, {})


def test_a_live_version_of_an_import_refers_only_to_what_there_is(scope: ProjectScope):
    experience = experiences.create(scope, name="Imported", description="", type=ExperienceType.AB_TEST)
    gone = [{"event": "f" * 24, "name": "Its event is gone"}]

    with pytest.raises(Invalid) as refused:
        versions.restore(scope, experience, document("ACTIVE", 75, 25, metrics=gone), number=1)
    assert [problem.code for problem in refused.value.problems] == ["EVENT_NOT_FOUND"]


@pytest.mark.parametrize(("first", "second"), [("DRAFT", "DRAFT"), ("ACTIVE", "PAUSED")])
def test_an_experience_has_one_draft_and_one_live_version(scope: ProjectScope, first: str, second: str):
    experience = experiences.create(scope, name="Imported", description="", type=ExperienceType.AB_TEST)
    present = versions.restore(scope, experience, document(first, 50, 50), number=1)

    with pytest.raises(Conflict):
        versions.restore(scope, experience, document(second, 50, 50), number=2)
    with pytest.raises(Conflict):
        versions.restore(scope, experience, document("ARCHIVED", 50, 50), number=1)

    members = {name: getattr(present, name) for name in COLUMNS}
    raced = ExperienceVersion(**{**members, "uid": "d" * 24, "number": 2, "status": second})
    with pytest.raises(IntegrityError), scope.session.begin_nested():
        scope.session.add(raced)
