import sys
from pathlib import Path

# Benchmarks are no part of the package; they are run from the root.
sys.path.append(str(Path(__file__).resolve().parents[2]))
