import msgspec
import pytest

from lenticular.ingestion import records
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.records import Event, Impression, Record

IMPRESSION = Impression(experience="e", experience_short_uid="0", version="v", variant_short_uid="1")


def _record(subject: Impression | Event) -> Record:
    return Record(
        id="i",
        arrived_at=1,
        project="p",
        user="ü東",
        agent=AgentClass.PROGRAM,
        subject=subject,
        client_id="c",
        client_time=2,
    )


@pytest.mark.parametrize("subject", [IMPRESSION, Event(event_key="k")])
def test_a_record_is_read_back_as_it_was_written(subject: Impression | Event) -> None:
    assert records.decode(records.encode(_record(subject))) == _record(subject)


def test_the_log_has_the_shape_that_later_readers_rely_on() -> None:
    assert msgspec.json.decode(records.encode(_record(IMPRESSION))) == {
        "id": "i",
        "arrivedAt": 1,
        "project": "p",
        "user": "ü東",
        "agent": "program",
        "subject": {
            "type": "IMPRESSION",
            "experience": "e",
            "experienceShortUid": "0",
            "version": "v",
            "variantShortUid": "1",
        },
        "clientId": "c",
        "clientTime": 2,
    }


def test_members_of_a_later_version_are_ignored() -> None:
    data = records.encode(_record(IMPRESSION)).replace(b'{"id"', b'{"consent":"full","id"', 1)
    assert records.decode(data) == _record(IMPRESSION)
