"""The master locale of a stack, which begins and ends with the stack."""

from datetime import datetime

from sqlalchemy.orm import Session

from lenticular.content.locales import naming
from lenticular.content.locales.tables import Locale


def create(session: Session, *, stack_uid: str, uid: str, code: str, user_uid: str, now: datetime) -> Locale:
    """Add the master locale of a new stack, under the English name of its language."""
    master = Locale(
        uid=uid,
        stack_uid=stack_uid,
        code=code,
        name=naming.name_of(code),
        fallback_code=None,
        version=1,
        created_by=user_uid,
        updated_by=user_uid,
        created_at=now,
        updated_at=now,
    )
    session.add(master)
    session.flush()
    return master
