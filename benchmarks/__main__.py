"""Measure everything, or one part, and print tables: `scripts/bench [part …] [--json FILE] [--quick]`."""

import argparse
import importlib
import json
import os
import platform
import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

# What each part is called, and where its `run(*, quick)` and `show(found)` are.
PARTS = {
    "decision": "benchmarks.decisions.comparison",
    "manifest": "benchmarks.manifest",
    "events": "benchmarks.events",
    "delivery": "benchmarks.delivery",
    "propagation": "benchmarks.propagation",
    "activations": "benchmarks.activations",
    "startup": "benchmarks.startup",
}


def main() -> None:
    """Measure; write JSON after every part, so that an interrupted run leaves what it had."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(PARTS)}; all if none is named")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--quick", action="store_true", help="minutes for all parts; what it prints is rough")
    told = parser.parse_args()
    if unknown := set(told.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that servers are stopped too
    found: dict[str, Any] = {"machine": _machine(), "is_quick": told.quick}
    failed = []
    for name in told.parts or PARTS:
        begun = time.monotonic()
        print(f"\n{name} …", file=sys.stderr, flush=True)
        try:
            _measure(name, found, is_quick=told.quick)
        except (Exception, SystemExit):  # what takes so long is not thrown away
            traceback.print_exc()
            failed.append(name)
        print(f"{name} took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        if told.json:
            told.json.write_text(json.dumps(found, indent=2), encoding="utf-8")
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def _measure(name: str, found: dict[str, Any], *, is_quick: bool) -> None:
    part = importlib.import_module(PARTS[name])
    found[name] = part.run(quick=is_quick)
    part.show(found[name])


def _machine() -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "lenticular": version("lenticular"),
    }


if __name__ == "__main__":
    main()
