import functools
import os

import pytest
from structlog.testing import capture_logs

from lenticular.geo import database
from lenticular.geo.database import Database

GERMANY = {"203.0.112.0/22": {"country": {"iso_code": "DE"}}}
FRANCE = {"203.0.112.0/22": {"country": {"iso_code": "FR"}}}
IP = "203.0.113.7"


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


def country(opened: Database) -> object:
    record = opened.record(IP)
    return record["country"]["iso_code"] if record else None


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def opened(tmp_path, clock):
    """A database over the files of one folder alone, without the `geo` extra's."""
    return lambda: Database(lambda: sorted(tmp_path.glob("*.mmdb")), check_seconds=2, clock=clock)


def test_a_record_is_returned_as_the_file_has_it(tmp_path, write_mmdb, opened):
    write_mmdb(tmp_path / "a.mmdb", {"203.0.112.0/22": {"country_code": "DE", "latitude": 50.1}})

    assert opened().record(IP) == {"country_code": "DE", "latitude": 50.1}


@pytest.mark.parametrize("ip", ["198.51.100.1", "2001:db8::1", "no address", ""])
def test_what_the_file_cannot_know_has_no_record(tmp_path, write_mmdb, opened, ip):
    write_mmdb(tmp_path / "a.mmdb", GERMANY)

    assert opened().record(ip) is None


def test_a_file_tells_its_type_and_age(tmp_path, write_mmdb, opened):
    path = write_mmdb(tmp_path / "a.mmdb", GERMANY, database_type="GeoLite2-City", build_epoch=1_767_225_600)

    description = opened().description

    assert (description.path, description.database_type) == (path, "GeoLite2-City")
    assert description.built_at.isoformat() == "2026-01-01T00:00:00+00:00"


def test_a_replaced_file_is_taken_up_within_the_check_interval(tmp_path, write_mmdb, opened, clock):
    write_mmdb(tmp_path / "a.mmdb", GERMANY)
    places = opened()
    write_mmdb(tmp_path / "a.mmdb", FRANCE)

    before = country(places)
    clock.seconds = 2.0

    assert (before, country(places)) == ("DE", "FR")


def test_a_corrupt_new_file_is_ignored_with_a_warning_and_a_good_one_after_it_taken(
    tmp_path, write_mmdb, opened, clock
):
    path = write_mmdb(tmp_path / "a.mmdb", GERMANY)
    places = opened()
    with capture_logs() as logs:
        (tmp_path / "bad").write_bytes(b"not a database")
        (tmp_path / "bad").replace(path)
        clock.seconds = 2.0
        kept = country(places)
        clock.seconds = 4.0
        places.check()
    write_mmdb(path, FRANCE)
    clock.seconds = 6.0

    assert kept == "DE"
    assert [(log["event"], log["log_level"], log["kept"]) for log in logs] == [("geo_data_unreadable", "warning", True)]
    assert country(places) == "FR"


def test_a_first_file_is_noticed_without_a_restart(tmp_path, write_mmdb, opened, clock):
    places = opened()
    assert places.description is None
    assert country(places) is None

    write_mmdb(tmp_path / "a.mmdb", GERMANY)
    clock.seconds = 2.0

    assert country(places) == "DE"


def test_a_removed_file_is_no_longer_used(tmp_path, write_mmdb, opened, clock):
    path = write_mmdb(tmp_path / "a.mmdb", GERMANY)
    places = opened()

    path.unlink()
    clock.seconds = 2.0

    assert places.check() is None
    assert country(places) is None


def test_an_unreadable_file_at_start_is_passed_over_for_the_next(tmp_path, write_mmdb, opened):
    (tmp_path / "a.mmdb").write_bytes(b"not a database")
    write_mmdb(tmp_path / "b.mmdb", GERMANY)

    assert country(opened()) == "DE"


def test_an_installations_newest_file_wins_over_older_ones_and_the_extra(tmp_path, write_mmdb, shipped):
    older = write_mmdb(tmp_path / "newer-name.mmdb", GERMANY)
    newer = write_mmdb(tmp_path / "a.mmdb", FRANCE)
    os.utime(older, (1, 1))

    assert database.find(tmp_path) == newer
    assert database.candidates(tmp_path) == [newer, older, shipped]
    assert country(Database(functools.partial(database.candidates, tmp_path))) == "FR"


def test_an_installation_opens_the_file_in_its_data_folder(tmp_path, write_mmdb):
    write_mmdb(tmp_path / "geo" / "own.mmdb", GERMANY)

    assert country(database.open_database(tmp_path)) == "DE"


def test_without_a_file_of_its_own_an_installation_uses_the_extra(tmp_path, shipped):
    assert database.find(tmp_path / "not there") == shipped


def test_a_file_that_is_no_database_cannot_be_described(tmp_path):
    (tmp_path / "a.mmdb").write_bytes(b"not a database")

    with pytest.raises(ValueError, match="not a MaxMind database"):
        database.describe(tmp_path / "a.mmdb")
