"""A whole stack by csdx: the vendor's export into one stack, out of it into a second, and out again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clients import exports, stacks
from clients.csdx import Csdx
from clients.stacks import Stack
from servers import Server

pytestmark = [pytest.mark.client, pytest.mark.long]


@pytest.fixture
def csdx(region: Server, open_csdx: Callable[[Server], Csdx]) -> Csdx:
    terminal = open_csdx(region)
    terminal.log_in()
    return terminal


@pytest.fixture
def heroes(node, region: Server, certificates):
    """Return a function that gives the title of the home page's hero as a site gets it, without and with a variant."""

    def fetch(stack: Stack, environment: str) -> list[str]:
        home = {"contentType": "home_page", "locale": "en", "include": ["hero"]}
        job = {
            "endpoint": region.content_url,
            "apiKey": stack.api_key,
            "token": stack.create_delivery_token(environment),
            "environment": environment,
            "requests": [home, home | {"variants": ["cs_personalize_0_2"]}],
        }
        lists = node("deliver.mjs", job, {"NODE_EXTRA_CA_CERTS": str(certificates.authority)})
        return [str(entry["hero"][0]["title"]) for listed in lists for entry in listed["entries"]]

    return fetch


def test_an_exported_stack_is_the_same_in_its_second_copy(
    csdx: Csdx, region: Server, compass_export: Path, heroes, tmp_path: Path
):
    content = exports.with_files(compass_export / "stack", tmp_path / "content")
    first = stacks.create(region, "First", master_locale="en")
    second = stacks.create(region, "Second", master_locale="en")

    assert csdx.complaints(csdx.import_(first.api_key, content)) == []
    assert csdx.complaints(csdx.export(first.api_key, tmp_path / "first")) == []

    vendors, ours = exports.everything(content), exports.everything(tmp_path / "first" / "main")
    assert exports.differences(vendors, ours, exports.IMPORT_ALLOWED) == []
    assert exports.unused(vendors, ours, exports.IMPORT_ALLOWED) == []

    # An organization's projects have different names; csdx would ask for another one.
    named = ("--personalize-project-name", "Second")
    assert csdx.complaints(csdx.import_(second.api_key, tmp_path / "first" / "main", *named)) == []
    assert csdx.complaints(csdx.export(second.api_key, tmp_path / "second")) == []

    copied = exports.everything(tmp_path / "second" / "main")
    assert exports.differences(ours, copied, exports.COPY_ALLOWED) == []

    # What csdx published while it imported is what a site gets, and so is what it is told to publish.
    base = ours["/entries/home_page/en/entry:home_page:Home/hero/0/uid"].split(":", 2)[2]
    variant = ours["/entry variants/home_page/en/entry:home_page:Home/variant:Personalize Segment:2/hero/0/uid"]
    titles = [base, variant.split(":", 2)[2]]
    assert titles[0] != titles[1]
    assert heroes(second, "production") == titles

    second.create_environment("staging")
    csdx.add_token("second", second.api_key, second.create_management_token("csdx"))
    told = ("--content-types", "home_page", "-e", "staging", "--locales", "en", "--include-variants", "--yes")
    assert csdx.complaints(csdx.run("cm:entries:publish", "-a", "second", *told)) == []
    assert heroes(second, "staging") == titles
