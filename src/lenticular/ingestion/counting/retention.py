"""How long the event store keeps what: raw events by a setting, client ids and positions as long as they are needed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lenticular.ingestion.counting import statements
from lenticular.ingestion.counting.rollups import DAY_MS
from lenticular.ingestion.counting.tables import CountedSegment, RecordedEvent, SeenClientId, SetAsideRecord

# A client's time is taken for 48 h; the rest is for a log that is read late, and for clients that retry late.
CLIENT_ID_DAYS = 7
# A backup may hold a segment that was taken in and deleted while it ran: only its position tells that after a restore.
POSITION_DAYS = 30
# Few enough that a transaction stays short.
VISITORS_AT_ONCE = 2_000


def drop_expired(session: Session, *, now: datetime, event_days: int, visitors_at_once: int = VISITORS_AT_ONCE) -> bool:
    """Delete some of what is older than it may be; return whether more is left to delete. Results stay."""
    connection = session.connection()
    statements.only_writer(connection)
    today = int(now.timestamp() * 1000) // DAY_MS
    session.execute(delete(SeenClientId).where(SeenClientId.day < today - CLIENT_ID_DAYS))
    session.execute(delete(SetAsideRecord).where(SetAsideRecord.day < today - event_days))
    newest = select(func.max(CountedSegment.number)).scalar_subquery()
    session.execute(
        delete(CountedSegment).where(
            CountedSegment.finished_at < now - timedelta(days=POSITION_DAYS), CountedSegment.number < newest
        )
    )
    return _drop_events(session, today - event_days, visitors_at_once)


def _drop_events(session: Session, first_kept_day: int, visitors_at_once: int) -> bool:
    day = session.scalar(select(func.min(RecordedEvent.day)))
    if day is None or day >= first_kept_day:
        return False
    visitors = (
        select(RecordedEvent.visitor_number)
        .where(RecordedEvent.day == day)
        .order_by(RecordedEvent.visitor_number)
        .limit(visitors_at_once)
    )
    found = session.scalars(visitors).all()
    session.execute(delete(RecordedEvent).where(RecordedEvent.day == day, RecordedEvent.visitor_number <= found[-1]))
    return True
