"""What a client wants a delivery token to read, checked against what the stack has."""

import pytest

from lenticular.content.delivery_tokens import scopes
from lenticular.content.delivery_tokens.payloads import ScopeDraft
from lenticular.content.delivery_tokens.service import Grant
from lenticular.content.environments import service as environments
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid


def parts(*given: dict[str, object]) -> list[ScopeDraft]:
    return [ScopeDraft.model_validate(part) for part in given]


def test_several_parts_count_together_and_every_environment_once(scope: StackScope):
    production = environments.create(scope, name="production", urls=[])
    preview = environments.create(scope, name="preview", urls=[])

    granted = scopes.grant(
        scope,
        parts(
            {"module": "environment", "environments": ["production", production.uid]},
            {"module": "environment", "environments": [{"uid": preview.uid, "name": "an older name"}]},
            {"module": "branch", "branches": ["main"]},
        ),
    )

    assert granted == Grant((production.uid, preview.uid), ("main",))


def test_everything_wrong_is_told_at_once(scope: StackScope):
    wanted = parts(
        {"module": "branch", "branches": ["main", "development"]},
        {"module": "branch_alias", "branch_aliases": ["deploy"]},
    )

    with pytest.raises(Invalid) as raised:
        scopes.grant(scope, wanted)

    assert [problem.pointer for problem in raised.value.problems] == ["/scope", "/branches", "/branch_aliases"]
