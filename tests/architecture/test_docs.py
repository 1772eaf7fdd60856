"""What the documents say of the repository is so."""

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(document: Path):
    targets = re.findall(r"\]\(([^)#\s]+)", read(document))
    assert [target for target in targets if "://" not in target and not (document.parent / target).exists()] == []


def test_every_decision_is_in_the_index():
    records = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert sorted(set(re.findall(r"\]\((\d{4}-[^)]+)\)", read(DECISIONS / "README.md")))) == records


@pytest.mark.parametrize("record", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.name)
def test_a_decision_has_its_number_and_parts(record: Path):
    text = read(record)
    assert text.startswith(f"# {record.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Alternatives"]


def test_architecture_shows_the_import_order_that_is_checked():
    linter = configparser.ConfigParser()
    linter.read(ROOT / ".importlinter")
    layers = linter["importlinter:contract:layers"]["layers"].strip()
    assert f"```\n{layers}\n```" in read(ROOT / "ARCHITECTURE.md")


def test_architecture_has_a_line_for_every_folder():
    architecture = read(ROOT / "ARCHITECTURE.md")
    packages = {path.parent.name for path in (ROOT / "src" / "lenticular").glob("*/__init__.py")}
    assert {name for name in packages if f"`{name}/`" not in architecture} == set()


def test_scripts_are_short_and_stop_at_the_first_error():
    for script in (ROOT / "scripts").iterdir():
        lines = read(script).splitlines()
        assert len(lines) <= 20, f"{script.name} has {len(lines)} lines"
        assert "set -euo pipefail" in lines, f"{script.name} does not stop at the first error"
