import msgspec
import pytest

from lenticular.ingestion import records
from lenticular.ingestion.agents import AgentClass
from lenticular.ingestion.records import Bundle, Context, Event, Exposure, Impression, Record

CONTEXT = Context("US", "MOBILE", ("a1", "a2"))
IMPRESSION = Impression(experience="e", experience_short_uid="0", version="v", variant_short_uid="1", context=CONTEXT)
PLAIN = Impression(experience="e", experience_short_uid="0", version="v", variant_short_uid="1")
EXPOSURE = Exposure("e", "0", "v", "1", is_held_out=True, context=CONTEXT)


def _record(subject: Impression | Event | Exposure) -> Record:
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


def _bundle(**changes: object) -> Bundle:
    members = {"id": "i", "arrived_at": 1, "project": "p", "user": "u", "agent": AgentClass.BOT}
    return Bundle(**{**members, "subjects": (PLAIN, Event("k")), "elements": (0, 1, 0), **changes})


@pytest.mark.parametrize("subject", [PLAIN, IMPRESSION, Event(event_key="k"), EXPOSURE])
def test_a_record_is_read_back_as_it_was_written(subject: Impression | Event | Exposure) -> None:
    assert records.expand(records.encode(_record(subject))) == [_record(subject)]


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
            "context": {"country": "US", "device": "MOBILE", "audiences": ["a1", "a2"]},
        },
        "clientId": "c",
        "clientTime": 2,
    }
    exposure = msgspec.json.decode(records.encode(_record(EXPOSURE)))["subject"]
    assert (exposure["type"], exposure["isHeldOut"]) == ("EXPOSURE", True)


def test_a_bundle_is_its_records_in_order_with_its_context_in_the_impressions() -> None:
    found = records.expand(records.encode(_bundle(context=CONTEXT, client_ids=("a", None, "b"))))
    assert [(one.subject, one.client_id, one.client_time) for one in found] == [
        (IMPRESSION, "a", None),
        (Event("k"), None, None),
        (IMPRESSION, "b", None),
    ]
    assert {(one.id, one.arrived_at, one.project, one.user, one.agent) for one in found} == {
        ("i", 1, "p", "u", AgentClass.BOT)
    }
    timed = records.expand(records.encode(_bundle(client_times=(1, 2, None))))
    assert [(one.subject, one.client_id, one.client_time) for one in timed] == [
        (PLAIN, None, 1),
        (Event("k"), None, 2),
        (PLAIN, None, None),
    ]


def test_members_of_a_later_version_are_ignored() -> None:
    for line in (_record(IMPRESSION), _bundle()):
        data = records.encode(line)
        later = data.replace(b'{"id"', b'{"consent":"full","id"', 1)
        assert later != data
        assert records.expand(later) == records.expand(data)


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"\xff",
        records.encode(_record(PLAIN)).replace(b"IMPRESSION", b"OTHER"),
        records.encode(_bundle(elements=())),
        records.encode(_bundle(elements=(0, 2))),
        records.encode(_bundle(elements=(-1, 0))),
        records.encode(_bundle(client_ids=("a",))),
    ],
)
def test_what_is_no_line_of_the_log_is_told(data: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)):
        records.expand(data)
