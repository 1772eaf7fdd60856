"""Exporting a visitor, and asking to erase one; erasing itself is tested beside the job."""

import pytest

from event_log import HOUR, did, moment, saw
from lenticular.errors import Forbidden, Invalid, NotFound
from lenticular.management.visitor_data import service as visitor_data
from management.visitor_data.conftest import store_attributes


def export(scope, ports, user_uid="ann", skip=0, limit=10):
    return visitor_data.export(scope, ports.stores, user_uid, skip=skip, limit=limit)


def test_an_export_has_everything_of_one_visitor_page_by_page(ports, open_scope, log, project, other_project):
    store_attributes(ports, project, "ann", age=30)
    store_attributes(ports, other_project, "ann", age=99)
    theirs = [saw("ann", at=n * HOUR, project=project) for n in range(3)]
    log.count(*theirs, did("ben", project=project), did("ann", project=other_project))
    with open_scope() as scope:
        first, last = export(scope, ports, limit=2), export(scope, ports, skip=2, limit=2)
        assert export(scope, ports, skip=3, limit=2).events == []
    assert (dict(first.stored.attributes), first.has_more) == ({"age": 30}, True)
    assert [event.arrived_at for event in first.events] == [moment(0), moment(HOUR)]
    assert ([event.arrived_at for event in last.events], last.has_more) == ([moment(2 * HOUR)], False)


def test_only_owners_export_and_only_what_is_there(ports, open_scope, member):
    with open_scope(member) as scope, pytest.raises(Forbidden):
        export(scope, ports)
    with open_scope() as scope, pytest.raises(NotFound, match="VISITOR_NOT_FOUND"):
        export(scope, ports)


def test_a_uid_that_the_edge_refuses_is_refused(ports, open_scope):
    for user_uid in ("é" * 129, "a\0b", "a\nb"):
        with open_scope() as scope:
            with pytest.raises(Invalid):
                visitor_data.request_erasure(scope, user_uid)
            with pytest.raises(Invalid):
                export(scope, ports, user_uid)
    with open_scope() as scope:
        assert visitor_data.request_erasure(scope, "é" * 128).status == "PENDING"


def test_a_request_is_the_projects_own(open_scope, other_project):
    with open_scope() as scope:
        erasure = visitor_data.request_erasure(scope, "ann")
        assert visitor_data.get_erasure(scope, erasure.uid) is erasure
    with open_scope(project_uid=other_project) as scope, pytest.raises(NotFound, match="ERASURE_NOT_FOUND"):
        visitor_data.get_erasure(scope, erasure.uid)
