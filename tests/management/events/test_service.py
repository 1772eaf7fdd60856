"""Events below HTTP: what imports and other concepts ask for."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from lenticular.errors import Conflict
from lenticular.management.events import service as events
from lenticular.management.scope import ProjectScope

OpenScope = Callable[..., AbstractContextManager[ProjectScope]]


def test_an_import_keeps_its_uid(scope: ProjectScope):
    event = events.create(scope, key="Clicked", description="", uid="a" * 24)

    assert event.uid == "a" * 24
    assert events.get(scope, "a" * 24) is event


def test_a_metric_may_refer_to_the_events_of_its_project_alone(open_scope: OpenScope, other_project: str):
    with open_scope() as scope:
        mine = events.create(scope, key="Clicked", description="").uid

    with open_scope(project_uid=other_project) as other:
        events.create(other, key="Clicked", description="")
        assert mine not in events.uids(other)
        assert len(events.uids(other)) == 1


def test_keys_are_compared_exactly(scope: ProjectScope):
    events.create(scope, key="Clicked", description="")
    events.create(scope, key="clicked", description="")

    with pytest.raises(Conflict, match="DUPLICATE_KEY"):
        events.create(scope, key="clicked", description="")
