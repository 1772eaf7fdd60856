"""`lenticular settings`."""

from lenticular import settings


def test_the_present_values_are_shown_and_passwords_are_not(lenticular, monkeypatch):
    monkeypatch.setenv("LENTICULAR_OWNER_PASSWORD", "correct horse")
    monkeypatch.setenv("LENTICULAR_DATABASE_URL", "postgresql://me:battery@db/x")
    ended = lenticular("settings", "--json")
    values = {row["variable"]: row["value"] for row in ended.document}
    assert values["LENTICULAR_PORT"] == 8080
    assert values["LENTICULAR_OWNER_PASSWORD"] == "(hidden)"
    assert "correct" not in ended.out
    assert "battery" not in ended.out
    assert len(values) == len(settings.settings_table())


def test_the_page_is_printed_as_it_is(lenticular):
    assert lenticular("settings", "--markdown").out == settings.document()


def test_people_get_a_table(lenticular):
    assert "LENTICULAR_PORT" in lenticular("settings").out
