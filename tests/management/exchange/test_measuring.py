"""Holdouts and the privacy setting go along with a project; the key of pseudonyms stays."""

import json

from lenticular.accounts import authentication
from lenticular.content.exchange.report import Report
from lenticular.domain.experiences import ExperienceType
from lenticular.domain.privacy import PrivacySignal
from lenticular.management import scope as scopes
from lenticular.management.exchange import measuring, reading, writing
from lenticular.management.exchange import service as exchange
from lenticular.management.experiences import service as experiences
from lenticular.management.measurement import service as measurement
from lenticular.management.measurement.service import Measurement
from lenticular.management.versions import service as versions


def start(scope):
    experience = experiences.create(scope, name="Hero", description="", type=ExperienceType.SEGMENTED)
    versions.start_draft(scope, experience)
    return experience.uid


def dump(folder, files):
    for path, document in files.items():
        target = folder / "personalize" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(document))
    return folder


def test_an_export_and_import_keep_the_settings_and_not_the_key(ports, open_scope, owner, tmp_path):
    with open_scope() as scope:
        hero = start(scope)
        measurement.change_project(scope, holdout_slots=250, privacy_signal=PrivacySignal.ANONYMOUS)
        measurement.change_experience(scope, hero, slots=1_000)
        key = measurement.of_project(scope).pseudonym_key
        files = writing.files(scope)
    assert key not in json.dumps(files)
    report = Report()

    with ports.stores.configuration.writing() as session:
        caller = authentication.of_user(session, owner.user_uid)
        # The project is still there, so the copy gets other uids.
        export = reading.read(dump(tmp_path / "export", files))
        made = exchange.recreate(session, ports, caller, export, report, name="Copy")
        found = measurement.of_project(scopes.open_scope(session, ports, caller, made.project))

    assert report.skipped == []
    assert (found.holdout_slots, found.privacy_signal) == (250, PrivacySignal.ANONYMOUS)
    assert found.experience_slots == {made.experiences[hero]: 1_000}
    assert found.pseudonym_key not in {None, key}


def test_a_project_with_the_defaults_writes_what_the_vendor_writes(scope):
    assert measuring.written(scope) is None
    assert "measurement/measurement.json" not in writing.files(scope)


def test_what_is_wrong_is_left_out_and_told(scope):
    hero = start(scope)
    report = Report()
    own = {hero: 51, "f" * 24: 5}
    measuring.restore(scope, [{"uid": "p", "holdoutPercentage": "all", "experiences": own}], {}, report)
    assert [(skip.kind, skip.uid) for skip in report.skipped] == [
        ("measurement", "p"), ("measurement", hero), ("measurement", "f" * 24)
    ]  # fmt: skip
    assert measurement.of_project(scope) == Measurement()
