"""What the console believes of the APIs is what they say of themselves."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import lacking

UI = Path(__file__).resolve().parents[2] / "ui"


@pytest.mark.client
def test_the_consoles_types_are_those_of_the_present_descriptions(tmp_path: Path):
    if shutil.which("npx") is None or not (UI / "node_modules" / "openapi-typescript").is_dir():
        lacking("the console's packages", "scripts/build-console")
    subprocess.run([UI / "scripts" / "types.sh", tmp_path], check=True, capture_output=True)
    for name in ("management.ts", "content.ts"):
        made, kept = (folder / name for folder in (tmp_path, UI / "src" / "api"))
        assert made.read_text() == kept.read_text(), f"{name} is old: run ui/scripts/types.sh"
