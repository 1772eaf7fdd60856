"""What other concepts ask about environments."""

import pytest

from lenticular.content.environments import service as environments
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid


def test_publishing_may_name_environments_by_name_or_uid_each_counting_once(scope: StackScope):
    production = environments.create(scope, name="production", urls=[])
    preview = environments.create(scope, name="preview", urls=[])

    assert environments.get_all(scope, ["preview", production.uid, preview.uid]) == [preview, production]


def test_every_unknown_environment_is_named_at_once(scope: StackScope):
    environments.create(scope, name="production", urls=[])

    with pytest.raises(Invalid, match="“moon”, “mars”"):
        environments.get_all(scope, ["moon", "production", "mars"])


def test_a_name_counts_before_anothers_uid(scope: StackScope):
    first = environments.create(scope, name="production", urls=[])
    second = environments.create(scope, name=first.uid, urls=[])

    assert environments.get(scope, first.uid) is second


def test_an_import_keeps_a_free_uid(scope: StackScope):
    assert not environments.exists(scope.session, "bltb377ab306d29e646")

    environments.create(scope, name="preview", urls=[], uid="bltb377ab306d29e646")

    assert environments.exists(scope.session, "bltb377ab306d29e646")


def test_environments_of_another_stack_are_not_to_be_had_by_uid(scope: StackScope):
    production = environments.create(scope, name="production", urls=[])

    assert environments.of_uids(scope.session, scope.stack_uid, {production.uid}) == [production]
    assert environments.of_uids(scope.session, "blt0000000000000bad", {production.uid}) == []
