"""The visitor whom a request describes."""

from datetime import timedelta

from lenticular.api.ports import Ports
from lenticular.management.decisions import describing
from lenticular.management.decisions.payloads import DescribedVisitor
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Upsert


def test_a_visitor_with_a_uid_has_the_attributes_that_this_project_stores(
    open_scope, ports: Ports, project: str, other_project: str
):
    with ports.stores.visitors.writing() as session:
        stored = [Upsert(project, "ann", {"tier": "gold"}), Upsert(other_project, "ben", {"tier": "gold"})]
        visitors.apply(session, stored, ports.now())

    with open_scope() as scope:
        found = describing.visitor(scope, ports, DescribedVisitor(user_uid="ann", country="US"))
        assert (found.uid, found.country, found.now) == ("ann", "US", scope.now)
        assert found.stored_attributes == {"tier": "gold"}
        assert describing.visitor(scope, ports, DescribedVisitor(user_uid="ben")).stored_attributes == {}
        tomorrow = scope.now + timedelta(days=1)
        assert describing.visitor(scope, ports, DescribedVisitor(time=tomorrow)).now == tomorrow
