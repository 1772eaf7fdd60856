"""Audiences below HTTP: what imports and other concepts ask for."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from lenticular.domain.audiences import Combination, RuleCombination
from lenticular.management.audiences import service as audiences
from lenticular.management.scope import ProjectScope

EVERYBODY = RuleCombination(Combination.AND, ())


def test_an_import_keeps_its_uid(scope: ProjectScope):
    audience = audiences.create(scope, name="All", description="", definition=EVERYBODY, uid="a" * 24)

    assert audience.uid == "a" * 24
    assert audiences.uids(scope) == {"a" * 24}


def test_audiences_are_counted_by_project(
    open_scope: Callable[..., AbstractContextManager[ProjectScope]], project: str, other_project: str
):
    with open_scope() as scope:
        for name in ("One", "Two"):
            audiences.create(scope, name=name, description="", definition=EVERYBODY)

        assert audiences.count_by_project(scope.session, [project, other_project]) == {project: 2}
        assert audiences.count_by_project(scope.session, []) == {}
