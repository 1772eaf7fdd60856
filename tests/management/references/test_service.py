"""Who uses what."""

import pytest

from lenticular.errors import Conflict
from lenticular.management.references import service as references
from lenticular.management.references.service import Kind, Thing
from lenticular.management.scope import ProjectScope

HERO = Thing(Kind.EXPERIENCE, "1" * 24)
BANNER = Thing(Kind.EXPERIENCE, "2" * 24)
PARENTS = Thing(Kind.AUDIENCE, "a" * 24)
PANDAS = Thing(Kind.AUDIENCE, "b" * 24)
SIGNUP = Thing(Kind.EVENT, "c" * 24)


def test_sources_are_told_by_name(scope: ProjectScope):
    references.replace(scope, HERO, "Hero", [PARENTS])
    references.replace(scope, BANNER, "Banner", [PARENTS, PANDAS])

    assert references.sources(scope, PARENTS) == [(BANNER, "Banner"), (HERO, "Hero")]
    assert references.sources(scope, SIGNUP) == []


def test_targets_are_told_in_order_of_first_use(scope: ProjectScope):
    references.replace(scope, HERO, "Hero", [PANDAS, SIGNUP, PARENTS, PANDAS])

    assert references.targets(scope, Kind.EXPERIENCE, Kind.AUDIENCE) == {HERO.uid: [PANDAS.uid, PARENTS.uid]}
    assert references.targets(scope, Kind.EXPERIENCE, Kind.EVENT) == {HERO.uid: [SIGNUP.uid]}


def test_recording_again_replaces_what_was_used(scope: ProjectScope):
    references.replace(scope, HERO, "Hero", [PARENTS, SIGNUP])
    references.replace(scope, HERO, "Hero", [PANDAS])

    assert references.sources(scope, PARENTS) == []
    assert references.targets(scope, Kind.EXPERIENCE, Kind.AUDIENCE) == {HERO.uid: [PANDAS.uid]}


def test_what_is_in_use_is_not_deleted_and_the_user_is_named(scope: ProjectScope):
    references.replace(scope, HERO, "Hero", [PARENTS])

    with pytest.raises(Conflict) as refused:
        references.refuse_if_used(scope, PARENTS, "personalize.AUDIENCES.CANNOT_DELETE_REFERRED_AUDIENCE")

    assert refused.value.code == "personalize.AUDIENCES.CANNOT_DELETE_REFERRED_AUDIENCE"
    assert "experience “Hero”" in refused.value.message


def test_a_renamed_source_is_told_by_its_new_name(scope: ProjectScope):
    references.replace(scope, HERO, "Hero", [PARENTS])
    references.rename(scope, HERO, "Header")

    assert references.sources(scope, PARENTS) == [(HERO, "Header")]


def test_a_source_that_is_gone_uses_nothing(scope: ProjectScope):
    references.replace(scope, HERO, "Hero", [PARENTS])
    references.forget(scope, HERO)

    references.refuse_if_used(scope, PARENTS, "CODE")


def test_another_project_uses_nothing_here(open_scope, other_project: str):
    with open_scope(project_uid=other_project) as other:
        references.replace(other, HERO, "Hero", [PARENTS])

    with open_scope() as scope:
        assert references.sources(scope, PARENTS) == []
        assert references.targets(scope, Kind.EXPERIENCE, Kind.AUDIENCE) == {}
        references.forget(scope, HERO)

    with open_scope(project_uid=other_project) as other:
        assert references.sources(other, PARENTS) == [(HERO, "Hero")]
