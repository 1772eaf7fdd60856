"""Writing a project as the vendor's CLI exports it, and that nothing is lost on the way around."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from content.conftest import create_stack
from fakes import Person
from lenticular.accounts import authentication
from lenticular.api.ports import Ports
from lenticular.content.exchange.report import Report
from lenticular.management import scope as scopes
from lenticular.management.exchange import reading, writing
from lenticular.management.exchange import service as exchange
from lenticular.management.projects import service as projects

EXPERIENCE = "e" * 24
AUDIT = {"createdBy", "updatedBy", "createdAt", "updatedAt", "createdByUserName", "updatedByUserName"}
WHEN_AND_WHO = {*AUDIT, "activatedAt", "activatedBy", "activatedByUserName", "lastSyncAttemptAt", "organizationUid"}

Written = Mapping[str, Any]
Write = Callable[[Path], Written]


@pytest.fixture
def write(ports: Ports, owner: Person) -> Write:
    """Import a folder's project, export it, and delete it, so that its uids are free again."""

    def run(folder: Path) -> Written:
        with ports.stores.configuration.writing() as session:
            caller = authentication.of_user(session, owner.user_uid)
            assert caller is not None
            made = exchange.recreate(session, ports, caller, reading.read(folder), Report())
            scope = scopes.open_scope(session, ports, caller, made.project)
            files = json.loads(json.dumps(writing.files(scope)))
            project = projects.find(session, made.project)
            assert project is not None
            projects.delete(session, project)
        return files

    return run


def dump(folder: Path, files: Written) -> Path:
    for path, document in files.items():
        target = folder / "personalize" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(document))
    return folder


def without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: without(inner, names) for name, inner in value.items() if name not in names}
    return [without(inner, names) for inner in value] if isinstance(value, list) else value


def test_the_files_of_a_real_export_come_out_as_they_went_in(write: Write, shared: Path):
    root = shared / "data/compass-starter-stack/stack/personalize"

    files = write(root.parent)

    for name in ("attributes/attributes.json", "audiences/audiences.json", "events/events.json"):
        exported = json.loads((root / name).read_text())
        by_uid = {row["uid"]: row for row in files[name]}
        assert {row["uid"]: row for row in exported} == by_uid
    for uid in ("66fbcf98a67fe49f6de59d7e", "66fbd01f9c0c442160ed818b"):
        name = f"experiences/versions/{uid}.json"
        # Exports of before the vendor knew CDP audiences have no list of them.
        left_out = {*WHEN_AND_WHO, "lyticsAudiences"}
        assert without(files[name], left_out) == without(json.loads((root / name).read_text()), left_out)


def test_export_import_export_is_the_same_but_for_when_and_who(write: Write, shared: Path, tmp_path: Path):
    once = write(shared / "data/compass-starter-stack")

    twice = write(dump(tmp_path, once))

    assert without(twice, WHEN_AND_WHO) == without(once, WHEN_AND_WHO)


def test_a_paused_version_is_not_lost(write: Write, tmp_path: Path):
    variants = [{"shortUid": str(i), "name": name, "trafficDistribution": 50} for i, name in enumerate(("A", "B"))]
    version = {"uid": "f" * 24, "versionNumber": 1, "status": "PAUSED", "variants": variants}
    folder = dump(
        tmp_path,
        {
            "projects/projects.json": [{"uid": "a" * 24, "name": "Shop"}],
            "experiences/experiences.json": [
                {"uid": EXPERIENCE, "name": "Hero", "__type": "AB_TEST", "shortUid": "0", "status": "PAUSED"}
            ],
            f"experiences/versions/{EXPERIENCE}.json": [version],
        },
    )

    files = write(folder)

    assert [row["status"] for row in files[f"experiences/versions/{EXPERIENCE}.json"]] == ["PAUSED"]


def test_the_uids_of_variants_in_the_stack_are_listed(write: Write, ports: Ports, owner: Person, tmp_path: Path):
    mirror = {"variantGroup": "cs0000000000000001", "variants": {"0": "cs0000000000000002"}}
    variants = [{"shortUid": "0", "name": "A", "trafficDistribution": 100}]
    folder = dump(
        tmp_path,
        {
            "projects/projects.json": [
                {"uid": "a" * 24, "name": "Shop", "connectedStackApiKey": create_stack(ports, owner, "Shop")}
            ],
            "experiences/experiences.json": [
                {"uid": EXPERIENCE, "name": "Hero", "__type": "AB_TEST", "shortUid": "0", "_cms": mirror}
            ],
            f"experiences/versions/{EXPERIENCE}.json": [
                {"uid": "f" * 24, "versionNumber": 1, "status": "DRAFT", "variants": variants}
            ],
        },
    )

    files = write(folder)

    assert files["experiences/experiences-variants-ids.json"] == [f"{EXPERIENCE}-0-cs0000000000000002"]
    assert files["experiences/experiences.json"][0]["_cms"]["variants"] == mirror["variants"]
