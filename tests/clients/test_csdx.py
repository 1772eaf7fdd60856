"""The published command line tool against a server that answers over HTTPS: a region of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clients import exports, stacks
from clients.csdx import Csdx
from clients.stacks import Stack
from servers import Server

pytestmark = pytest.mark.client

SEGMENTED, AB_TEST = "Personalize Segment", "A/B Testing"


@pytest.fixture
def csdx(region: Server, open_csdx: Callable[[Server], Csdx]) -> Csdx:
    return open_csdx(region)


@pytest.fixture
def stack(region: Server, request: pytest.FixtureRequest) -> Stack:
    return stacks.create(region, request.node.name, master_locale="en")


def test_a_wrong_password_is_told(csdx: Csdx):
    said = csdx.log_in(password="another long password")
    assert "Looks like your email or password is invalid. Please try again or reset your password." in said


def test_a_management_token_is_checked_and_kept(csdx: Csdx, stack: Stack):
    assert "Successfully added the token" in csdx.add_token("own", stack.api_key, stack.create_management_token("csdx"))
    assert "Successfully added the token" not in csdx.add_token("wrong", stack.api_key, "cs000000000000000000000000")


def test_personalize_goes_into_an_empty_stack_and_out_again(
    csdx: Csdx, stack: Stack, compass_export: Path, tmp_path: Path
):
    content = compass_export / "stack"
    assert "Successfully logged in" in csdx.log_in()

    said = csdx.import_(stack.api_key, content, "--module", "personalize")

    assert csdx.complaints(said) == ["WARN: No content types created."]  # of this module alone
    groups = stack.get("/variant_groups", include_variant_info="true")["variant_groups"]
    aliases = {group["name"]: [variant["alias"] for variant in group["variants"]] for group in groups}
    assert aliases == {
        SEGMENTED: [f"cs_personalize_0_{number}" for number in range(4)],
        AB_TEST: [f"cs_personalize_1_{number}" for number in range(3)],
    }

    said = csdx.export(stack.api_key, tmp_path / "exported", "--module", "personalize")

    assert csdx.complaints(said) == []
    before, after = exports.personalize(content), exports.personalize(tmp_path / "exported" / "main")
    assert exports.differences(before, after, exports.PERSONALIZE_ALLOWED) == []


@pytest.mark.long
def test_a_whole_stack_goes_in_and_out_again(csdx: Csdx, region: Server, geolocation_export: Path, tmp_path: Path):
    """Content types, entries, files, an experience's variants of an entry, and what is published."""
    stack = stacks.create(region, "Shop")
    content = exports.with_files(geolocation_export / "stack" / "main", tmp_path / "content")
    csdx.log_in()

    (no_events,) = csdx.complaints(csdx.import_(stack.api_key, content))
    assert csdx.complaints(csdx.export(stack.api_key, tmp_path / "exported")) == []

    assert no_events.startswith("WARN: Events file not found")
    before, after = exports.everything(content), exports.everything(tmp_path / "exported" / "main")
    assert exports.differences(before, after, exports.IMPORT_ALLOWED) == []
    variant = "/entry variants/home_page/en-us/entry:home_page:CSPRSNLZ Home/variant:Location-based home page:0/"
    assert after[f"{variant}banner/banner_text"] == "Endless summer sale"
    assert after[f"{variant}publish_details/environment:preview:en-us"] == "the latest version"
