"""What a simulation reads of an installation."""

import json
import os

import pytest

from lenticular.cli import installation
from lenticular.cli.simulation import site
from lenticular.errors import Conflict, NotFound, Unavailable
from lenticular.opening import SUPERVISOR_REPORT

HERO, BUTTON = "6a1c5e0f7d2b4c9035e8a109", "6a1c5e0f7d2b4c9035e8a10b"


def test_an_active_experience_is_found_with_its_primary_event(chosen, project):
    with installation.opened(chosen) as ports:
        found = site.read(ports, BUTTON, None)
        assert (found.ruleset.project_uid, found.experience.short_uid, found.holdout) == (project, "1", 0)
        assert found.event_key == "Booking Completed"
        assert site.read(ports, BUTTON, "Newsletter Signup").event_key == "Newsletter Signup"
        with pytest.raises(Conflict, match="--event"):
            site.read(ports, HERO, None)
        with pytest.raises(NotFound):
            site.read(ports, "0" * 24, None)


def test_the_server_of_a_folder_is_where_its_supervisor_says_while_it_lives(tmp_path):
    report = tmp_path / SUPERVISOR_REPORT
    report.parent.mkdir()
    with pytest.raises(Unavailable, match="--url"):
        site.require_address(tmp_path)
    report.write_text(json.dumps({"pid": os.getpid(), "url": "http://127.0.0.1:1"}))
    assert site.require_address(tmp_path) == "http://127.0.0.1:1"
    report.write_text(json.dumps({"pid": 2**22 + 1, "url": "http://127.0.0.1:1"}))
    assert site.address(tmp_path) is None
