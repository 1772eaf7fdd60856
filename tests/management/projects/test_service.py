"""Projects below HTTP."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from fakes import Person
from lenticular.api.ports import Ports
from lenticular.errors import QuotaExceeded
from lenticular.management.projects import service as projects


def create(ports: Ports, person: Person, name: str, quota: int) -> str:
    with ports.stores.configuration.writing() as session:
        return projects.create(
            session,
            uid=ports.identifiers.object_id(),
            organization_uid=person.organization_uid,
            name=name,
            description="",
            connected_stack_api_key=None,
            user_uid=person.user_uid,
            now=ports.now(),
            quota=quota,
        ).uid


def test_creating_at_the_same_time_does_not_pass_the_quota(ports: Ports, owner: Person):
    create(ports, owner, "First", quota=2)
    start = threading.Barrier(4)

    def attempt(number: int) -> bool:
        start.wait()
        try:
            create(ports, owner, f"Project {number}", quota=2)
        except QuotaExceeded:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(attempt, range(4))) == [False, False, False, True]


def test_a_project_that_never_was_is_not_found(ports: Ports, owner: Person):
    with ports.stores.configuration.reading() as session:
        assert projects.find(session, "f" * 24) is None


def test_a_refused_project_leaves_nothing_behind(ports: Ports, owner: Person):
    with pytest.raises(QuotaExceeded):
        create(ports, owner, "First", quota=0)

    assert create(ports, owner, "First", quota=1)
