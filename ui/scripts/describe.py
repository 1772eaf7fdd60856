"""Write the OpenAPI documents of the server's APIs into a folder: `python scripts/describe.py FOLDER`."""

import json
import sys
import tempfile
from pathlib import Path

from lenticular import app, opening, settings

with tempfile.TemporaryDirectory() as data:
    chosen = settings.load({"data": data})
    ports = opening.open_ports(chosen)
    for name, document in app.described(chosen, ports).items():
        (Path(sys.argv[1]) / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    ports.stores.close()
