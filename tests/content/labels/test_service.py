"""What other concepts ask about labels."""

import pytest

from content.conftest import OpenScope
from lenticular.content.labels import service as labels
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid


def test_every_problem_is_told_at_once(scope: StackScope):
    labels.create(scope, name="Pages", parents=[], content_types=[])

    with pytest.raises(Invalid) as refused:
        labels.create(scope, name="Pages", parents=["bltunknown"], content_types=[])

    assert [problem.pointer for problem in refused.value.problems] == ["/label/name", "/label/parent"]


def test_another_stack_may_use_the_same_name(open_scope: OpenScope, other_stack: str):
    with open_scope() as scope:
        labels.create(scope, name="Pages", parents=[], content_types=[])
    with open_scope(api_key=other_stack) as scope:
        labels.create(scope, name="Pages", parents=[], content_types=[])

        assert len(labels.list_newest_first(scope)) == 1
