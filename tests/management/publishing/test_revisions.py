"""The counter by which the edge learns that a project changed."""

import pytest

from lenticular.api.ports import Ports
from lenticular.management.publishing import revisions

A, B = "a" * 24, "b" * 24


def test_revisions_grow_over_all_projects_and_tell_which_changed(ports: Ports):
    database = ports.stores.configuration
    with database.reading() as session:
        assert revisions.latest(session) == 0
    numbers = []
    for project in (A, B, A):
        with database.writing() as session:
            numbers.append(revisions.advance(session, project))

    with database.reading() as session:
        assert numbers == [1, 2, 3]
        assert revisions.latest(session) == 3
        assert list(revisions.changed_since(session, 0)) == [B, A]
        assert list(revisions.changed_since(session, 2)) == [A]
        assert list(revisions.changed_since(session, 3)) == []


def fail_after_advancing(ports: Ports) -> None:
    with ports.stores.configuration.writing() as session:
        revisions.advance(session, A)
        raise LookupError


def test_a_change_that_failed_leaves_no_revision(ports: Ports):
    with pytest.raises(LookupError):
        fail_after_advancing(ports)

    with ports.stores.configuration.reading() as session:
        assert revisions.latest(session) == 0
