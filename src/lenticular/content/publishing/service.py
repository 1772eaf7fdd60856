"""Publishing and withdrawing what a client asks for: at once, all or nothing, or at a time to come."""

from uuid import UUID

from lenticular.content.published.service import Board
from lenticular.content.publishing import planning, queue, references
from lenticular.content.publishing import press as presses
from lenticular.content.publishing.orders import Order, Outcome, Request, Status
from lenticular.content.publishing.press import Press
from lenticular.content.publishing.queue import Entrance
from lenticular.content.publishing.source import Source
from lenticular.content.scope import StackScope
from lenticular.store.identifiers import Identifiers


def submit(scope: StackScope, request: Request) -> str:
    """Do what a client asks for, or put it into the queue until its time; return the uid of the job.

    Raises Invalid as `planning.orders`. What turns out not to be there to be published fails alone, and the queue says
    why.
    """
    source = Source(scope.session, scope.stack_uid)
    orders = planning.orders(scope, source, request)
    entrance = Entrance(scope.stack_uid, _job_uid(scope.identifiers), scope.user_uid, scope.now)
    if request.scheduled_at is not None and request.scheduled_at > scope.now:
        outcomes = [Outcome(order, Status.SCHEDULED) for order in orders]
        scheduled_at = request.scheduled_at
    else:
        press = Press(scope.stack_uid, source, Board(scope.session, scope.stack_uid), scope.user_uid, scope.now)
        outcomes = _carried_out(press, orders)
        scheduled_at = None
    queue.add(scope.session, entrance, outcomes, identifiers=scope.identifiers, scheduled_at=scheduled_at)
    return entrance.job_uid


def _carried_out(press: Press, orders: list[Order]) -> list[Outcome]:
    outcomes = [outcome for order in orders for outcome in presses.carry_out(press, order)]
    return outcomes + references.publish_along(press, orders)


def _job_uid(identifiers: Identifiers) -> str:
    """Return a new uid as jobs have it: `00906443-9b0e-…`."""
    return str(UUID(hex=identifiers.blt().removeprefix("blt") + identifiers.blt().removeprefix("blt")))
