"""What README.md tells the developer of a site to write does what it says there."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from clients.stacks import Stack
from servers import PATIENCE_SECONDS, Server

pytestmark = pytest.mark.client

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"


def snippet() -> str:
    """Return the README's blocks of JavaScript, which go on one after the other."""
    return "".join(re.findall(r"^```js\n(.+?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))


@pytest.mark.usefixtures("node")
def test_the_snippets_for_a_site_give_what_the_text_says(site: Server, compass: str, tmp_path: Path):
    """Only addresses, uids and a token are filled in; `request` is the visitor's, as the comment there says."""
    attributes = {"price_type": "budget", "travel_type": "adventure", "travel_destination": "SA"}
    who = {"x-project-uid": compass, "x-cs-personalize-user-uid": "reader"}
    site.client(**who).patch("/personalize-edge/user-attributes", json=attributes).raise_for_status()
    code = snippet()
    comments = re.findall(r"^(visitor\.get\w+\(\));\s+// (.+)$", code, re.MULTILINE)
    promised = {call: json.JSONDecoder().raw_decode(comment)[0] for call, comment in comments}
    key = str(site.imported[0]["stack_api_key"])
    owner = site.sign_in()
    owner.headers["api_key"] = key
    places = {
        "https://personalize.example.com/personalize-edge": site.edge_url,
        "https://personalize.example.com/v3": site.content_url,
        "PROJECT_UID": compass,
        "STACK_API_KEY": key,
        "DELIVERY_TOKEN": Stack(key, "", owner).create_delivery_token("production"),
        "ENTRY_UID": "blt2370c7c244de82e0",
    }
    filled = code
    for place, value in places.items():
        assert filled.count(place) == 1
        filled = filled.replace(place, value)
    answers = ", ".join(f"'{call}': {call}" for call in promised)
    cookie = "cs-personalize-user-uid=reader"
    script = tmp_path / "site.mjs"
    script.write_text(
        f"const request = new Request('https://shop.example/', {{ headers: {{ cookie: '{cookie}' }} }});\n"
        f"{filled}\nconsole.log(JSON.stringify([{{ {answers} }}, entry.publish_details.variants]));\n"
    )
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")

    finished = subprocess.run(["node", script], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)

    assert finished.stderr == ""
    answered, shown = json.loads(finished.stdout)
    assert answered == promised
    assert {variant["alias"] for variant in shown.values()} == set(promised["visitor.getVariantAliases()"])
    assert sorted(promised) == ["visitor.getVariantAliases()", "visitor.getVariants()"]
