"""`lenticular geo`: how good the location data is, and replacing it."""

import pytest

from lenticular.geo import database


@pytest.fixture
def installed(tmp_path):
    """The location data that comes with the `geo` extra."""
    path = database.find(tmp_path)
    return path or pytest.skip("needs lenticular[geo]")


def test_the_shares_are_told(lenticular, tmp_path, installed):
    ended = lenticular("geo", "check", "--sample", 200, "--data", tmp_path, "--json")
    assert ended.code == 0
    assert ended.document["ipv4"]["addresses"] == 200
    assert ended.document["ipv4"]["country"] > 0.8
    assert "country" in lenticular("geo", "check", "--sample", 20, "--data", tmp_path).out


def test_the_same_seed_gives_the_same_shares(lenticular, tmp_path, installed):
    first, second = (lenticular("geo", "check", "--sample", 50, "--seed", 7, "--json").document for _ in range(2))
    assert first == second


def test_an_update_is_in_use_afterwards(lenticular, tmp_path, installed):
    ended = lenticular("geo", "update", "--from", installed, "--data", tmp_path, "--json")
    assert ended.code == 0
    assert database.find(tmp_path / "geo").parent == tmp_path / "geo"
    assert ended.document["path"].startswith(str(tmp_path))


def test_what_is_no_location_data_is_refused(lenticular, tmp_path):
    (tmp_path / "x.mmdb").write_text("no")
    assert lenticular("geo", "update", "--from", tmp_path / "x.mmdb", "--data", tmp_path).code == 1
    assert lenticular("geo", "check", "--file", tmp_path / "none.mmdb").code == 1
