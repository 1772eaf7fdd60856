"""What Lenticular costs, measured. `python -m benchmarks` from the root of the project; each module also by itself."""

import sys
from pathlib import Path

# The harness of the tests: real servers in processes of their own, and a site on one.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
