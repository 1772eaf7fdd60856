"""What README.md tells the developer of a site to write does what it says there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from servers import PATIENCE_SECONDS, Server

pytestmark = pytest.mark.client

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def snippet() -> str:
    """Return the one block of JavaScript in the README."""
    (found,) = re.findall(r"^```js\n(.+?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_snippet_for_a_site_gives_what_its_comments_say(node, site: Server, compass: str, tmp_path: Path):
    """Only the address and the project's uid are filled in; `request` is the visitor's, as the comment there says."""
    attributes = {"price_type": "budget", "travel_type": "adventure", "travel_destination": "SA"}
    who = {"x-project-uid": compass, "x-cs-personalize-user-uid": "reader"}
    site.client(**who).patch("/personalize-edge/user-attributes", json=attributes).raise_for_status()
    code = snippet()
    comments = re.findall(r"^(visitor\.get\w+\(\));\s+// (.+)$", code, re.MULTILINE)
    promised = {call: json.JSONDecoder().raw_decode(comment)[0] for call, comment in comments}
    filled = code.replace("https://personalize.example.com/personalize-edge", site.edge_url)
    filled = filled.replace("PROJECT_UID", compass)
    assert filled.count(site.edge_url) == filled.count(compass) == 1
    answers = ", ".join(f"'{call}': {call}" for call in promised)
    cookie = "cs-personalize-user-uid=reader"
    script = tmp_path / "site.mjs"
    script.write_text(
        f"const request = new Request('https://shop.example/', {{ headers: {{ cookie: '{cookie}' }} }});\n"
        f"{filled}\nconsole.log(JSON.stringify({{ {answers} }}));\n"
    )
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")

    finished = subprocess.run(["node", script], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)

    assert finished.stderr == ""
    assert json.loads(finished.stdout) == promised
    assert sorted(promised) == ["visitor.getVariantAliases()", "visitor.getVariants()"]
