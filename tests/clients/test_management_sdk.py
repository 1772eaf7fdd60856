"""The published management SDKs take the steps from a content type to published entry variants."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import contentstack_management
import pytest

from clients import stacks
from clients.stacks import Stack
from servers import OWNER_EMAIL, OWNER_PASSWORD, PATIENCE_SECONDS, Server

pytestmark = pytest.mark.client

HERE = Path(__file__).parent


@pytest.fixture
def stack(cms: Server) -> Stack:
    made = stacks.create(cms, "Probed")
    made.create_environment("production")
    return made


@pytest.fixture
def probe(node, shared: Path, cms: Server, stack: Stack, tmp_path: Path):
    """Return a function that runs the probe in the stack; it asserts that all went well and returns what it printed."""
    (tmp_path / "node_modules").symlink_to(HERE / "node_modules")
    script = tmp_path / "cma_probe.mjs"
    script.write_text((shared / "tools" / "cma_probe.mjs").read_text())

    def run(**told: str) -> dict[str, Any]:
        address = cms.url.removeprefix("http://").partition(":")
        where = {"HOST": address[0], "PORT": address[2], "API_KEY": stack.api_key, "KEEP_GOING": "1"}
        who = {"EMAIL": OWNER_EMAIL, "PASSWORD": OWNER_PASSWORD}
        finished = subprocess.run(
            ["node", script],
            env=os.environ | where | who | told,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert finished.stdout, finished.stderr
        report: dict[str, Any] = json.loads(finished.stdout)
        assert [step for step in report["steps"] if not step["ok"]] == []
        assert finished.returncode == 0
        return report

    return run


@pytest.mark.parametrize("mode", ["endpoint", "insecure"])
def test_a_stack_has_variants_of_its_own(probe, mode: str):
    report = probe(MODE=mode, UNPUBLISH="1", DELETE="1")
    (refused,) = [step["r"] for step in report["steps"] if step["name"] == "variants before link must fail"]
    assert refused["status"] == 422


def test_a_management_token_does_all_of_it_too(probe, stack: Stack):
    probe(MGMT_TOKEN=stack.create_management_token("probe"))


def test_an_experiences_variants_are_content_of_the_stack_too(probe, cms: Server, stack: Stack):
    personalize = cms.sign_in()
    personalize.headers["organization_uid"] = stack.organization

    def create(path: str, **body: Any) -> dict[str, Any]:
        answer = personalize.post(f"/personalize-api{path}", json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    project = create("/projects", name="Probed", connectedStackApiKey=stack.api_key)
    personalize.headers["X-Project-Uid"] = project["uid"]
    experience = create("/experiences", name="Colours", __type="AB_TEST")
    version = f"/personalize-api/experiences/{experience['uid']}/versions/{experience['latestVersion']}"
    variants = [{"__type": "ABTestVariant", "name": name, "trafficDistribution": 50} for name in ("Red", "Green")]
    body = {"status": "DRAFT", "variants": variants, "variantSplit": "EQUALLY_SPLIT", "metrics": []}
    assert personalize.put(version, json=body).is_success
    mirrored = personalize.get(f"/personalize-api/experiences/{experience['uid']}").json()["_cms"]

    report = probe(VG_UID=mirrored["variantGroup"], VARIANTS=",".join(mirrored["variants"].values()))

    assert report["result"]["VARIANT_A"] == mirrored["variants"]["0"]


def test_the_sdk_for_python_links_writes_and_publishes(cms: Server, stack: Stack):
    host = cms.url.removeprefix("http://")
    client = contentstack_management.Client(host=host, scheme="http://", timeout=PATIENCE_SECONDS)
    client.login(OWNER_EMAIL, OWNER_PASSWORD)
    theirs = client.stack(stack.api_key)

    title = {"display_name": "Title", "uid": "title", "data_type": "text", "mandatory": True, "unique": True}
    made(theirs.content_types().create({"content_type": {"title": "Page", "uid": "page", "schema": [title]}}))
    entry = made(theirs.content_types("page").entry().create({"entry": {"title": "Home"}}))["entry"]["uid"]
    group = made(theirs.variant_group().create({"name": "Colours", "content_types": []}))["uid"]
    variant = made(theirs.variant_group(group).variants().create({"name": "Red"}))["uid"]
    linked = {"name": "Colours", "content_types": [{"uid": "page", "status": "linked"}]}
    made(theirs.variant_group(group).link_contenttypes(linked))
    variants = theirs.content_types("page").entry(entry).variants()
    delta = {"entry": {"title": "Red home", "_variant": {"_change_set": ["title"]}}}
    assert made(variants.update(delta, variant))["notice"] == "Entry variant created successfully."
    client.client.headers["api_version"] = "3.2"
    told = {"environments": ["production"], "locales": ["en-us"], "variants": [{"uid": variant}]}
    assert made(theirs.content_types("page").entry(entry).publish({"entry": told, "locale": "en-us"}))["job_id"]

    listed = made(variants.find({"include_publish_details": "true"}))["entries"]
    assert [(one["title"], len(one["publish_details"])) for one in listed] == [("Red home", 1)]


def made(answer: Any) -> dict[str, Any]:
    assert answer.ok, answer.text
    return dict(answer.json())
