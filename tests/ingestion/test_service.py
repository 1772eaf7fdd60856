import asyncio
from collections.abc import Sequence

import pytest

from lenticular import errors
from lenticular.ingestion import records, service
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.catalogue import Catalogue, LiveVersion
from lenticular.ingestion.pipeline import Arrival, Reason
from lenticular.ingestion.records import Event, EventType, Impression
from lenticular.ingestion.service import Counters

CATALOGUE = Catalogue({"0": LiveVersion("e0", "0", "v0", frozenset({"0"}), is_active=True)}, frozenset({"buy"}))
ARRIVAL = Arrival(at_ms=1, project_uid="p", user_uid="u", agent=AgentClass.ABSENT)
IMPRESSION = b'{"type":"IMPRESSION","experienceShortUid":"0","variantShortUid":"0"}'
PURCHASE = b'{"type":"EVENT","eventKey":"buy"}'


class _Log:
    def __init__(self, failure: errors.Failure | None = None) -> None:
        self.appends: list[Sequence[bytes]] = []
        self._failure = failure

    async def append(self, records: Sequence[bytes]) -> None:
        if self._failure is not None:
            raise self._failure
        self.appends.append(records)


def _take_in(body: bytes, log: _Log) -> Counters:
    counters = Counters()
    asyncio.run(service.take_in(body, ARRIVAL, CATALOGUE, log=log, counters=counters, new_id=lambda: "id"))
    return counters


def test_what_is_kept_is_appended_at_once_and_counted_by_type_and_reason() -> None:
    log = _Log()
    counters = _take_in(b"[" + b",".join([IMPRESSION, PURCHASE, b"{}", PURCHASE]) + b"]", log)
    ((line,),) = log.appends
    assert [type(record.subject) for record in records.expand(line)] == [Impression, Event, Event]
    assert counters.accepted == {EventType.IMPRESSION: 1, EventType.EVENT: 2}
    assert counters.dropped == {Reason.MISSING_TYPE: 1}


@pytest.mark.parametrize("body", [b"[]", b"[{}]"])
def test_nothing_to_keep_does_not_wait_for_the_disk(body: bytes) -> None:
    log = _Log()
    _take_in(body, log)
    assert log.appends == []


def test_a_refused_body_leaves_nothing() -> None:
    log = _Log()
    with pytest.raises(errors.Invalid):
        _take_in(b"[" + PURCHASE + b",1]", log)
    assert log.appends == []


def test_a_log_that_cannot_be_written_is_told_to_the_caller() -> None:
    with pytest.raises(errors.Unavailable):
        _take_in(b"[" + PURCHASE + b"]", _Log(errors.Unavailable("EVENT_LOG_UNWRITABLE", "…")))
