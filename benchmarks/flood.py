"""Whether every event counts once: `python -m benchmarks.flood [--events N] [--lock-seconds S] [--database NAME]`.

Sends N events over HTTP from several processes (95 % in arrays of 100, 5 % singly, by a visitor for each 50, a fifth of
them sent twice or out of order), kills two workers and the background process, locks the event store for a while, and
compares the results with what the clients were answered. `scripts/test` does the same with 200,000.
"""

import argparse
import json
import sys

import flooding
import sites
from benchmarks import serving
from flooding import Flood

WORKERS = 2


def main() -> None:
    """Flood a server, print the figures, and end with 1 if anything counted otherwise than once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--lock-seconds", type=float, default=60.0)
    parser.add_argument("--processes", type=int, default=3, help="how many clients send")
    parser.add_argument("--database", choices=serving.DATABASES, default="sqlite")
    told = parser.parse_args()
    with serving.starter(told.database) as (starter, url):
        site = sites.create(starter.start(workers=WORKERS, database_url=url))
        flood = Flood(told.events, told.lock_seconds, told.processes)
        flooded = flooding.run(site, flood, starter.folder / "log", url)
        differences = flooding.check(flooded, site, url)
    json.dump(
        {"database": told.database, **flooded.figures.document(), "differences": differences}, sys.stdout, indent=2
    )
    print()
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
