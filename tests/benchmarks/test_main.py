import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_unknown_part_is_refused_by_name():
    refused = bench("manifests")
    assert refused.returncode == 2
    assert "no such part: manifests" in refused.stderr


@pytest.mark.long
def test_parts_print_tables_and_write_their_figures(tmp_path: Path):
    if shutil.which("wrk") is None:
        pytest.skip("needs wrk, which scripts/bench installs")
    written = tmp_path / "figures.json"
    ran = bench("events", "delivery", "propagation", "--quick", "--json", written)
    assert ran.returncode == 0, ran.stderr
    assert "requests/s" in ran.stdout
    found = json.loads(written.read_bytes())
    assert found["is_quick"]
    assert found["events"]["1"]["/events"]["rate"]["median"] > 0
    assert found["delivery"]["cases"]["50 leaves, fresh, 3 variants"]["by_many_ratio"] > 0
    assert found["propagation"]["kinds"]["activation"]["median_ms"] > 0
