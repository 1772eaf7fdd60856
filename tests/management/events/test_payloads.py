"""Events on the wire."""

from datetime import UTC, datetime

from lenticular.management.events import payloads
from lenticular.management.events.payloads import EventWrite
from lenticular.management.events.tables import Event


def test_a_key_may_contain_spaces_and_any_script():
    assert EventWrite.model_validate({"key": "Бронь  подтверждена"}).key == "Бронь  подтверждена"


def test_the_name_of_a_user_who_is_gone_is_empty():
    time = datetime(2026, 11, 22, tzinfo=UTC)
    event = Event(
        uid="a" * 24,
        project_uid="b" * 24,
        key="Clicked",
        description="",
        created_by="blt1",
        updated_by="blt2",
        created_at=time,
        updated_at=time,
    )

    shown = payloads.render(event, {"blt2": "Olga Doe"})

    assert (shown.created_by_user_name, shown.updated_by_user_name) == ("", "Olga Doe")
