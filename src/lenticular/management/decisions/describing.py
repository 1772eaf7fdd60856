"""The visitor whom a request describes, with what is stored of them."""

from lenticular.api.ports import Ports
from lenticular.domain.attributes import Visitor
from lenticular.management.decisions import payloads
from lenticular.management.decisions.payloads import DescribedVisitor
from lenticular.management.scope import ProjectScope
from lenticular.visitors import service as visitors
from lenticular.visitors.stored import Stored


def visitor(scope: ProjectScope, ports: Ports, described: DescribedVisitor) -> Visitor:
    """Return the visitor, now unless another time is said; with a UID they have the stored attributes of that one."""
    stored = Stored()
    if described.user_uid:
        with ports.stores.visitors.reading() as session:
            stored = visitors.read(session, scope.project_uid, described.user_uid)
    return payloads.visitor_of(described, stored=stored, places=ports.places, now=scope.now)
