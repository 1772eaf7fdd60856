"""Importing a project whose stack is on this server: the uids of its variants are kept, for entries refer to them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from content.conftest import create_stack
from fakes import Person
from lenticular.accounts import authentication
from lenticular.api.ports import Ports
from lenticular.content.exchange.report import Report
from lenticular.content.stacks import service as stacks
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.mirrors import Mirror
from lenticular.management.exchange import reading
from lenticular.management.exchange import service as exchange

EXPERIENCE = "e" * 24
MIRROR = {
    "variantGroup": "cs62639afdab2be5b9",
    "variants": {"0": "csff8049ffbeaac5b2", "1": "cse9efad17d61bc870", "2": "csae818832b433ec9f"},
}


def version(number: int, status: str, names: Mapping[str, str]) -> dict[str, Any]:
    share = 100 / len(names)
    variants = [{"shortUid": uid, "name": name, "trafficDistribution": share} for uid, name in names.items()]
    return {"uid": f"{number:024x}", "versionNumber": number, "status": status, "variants": variants}


@pytest.fixture
def stack(ports: Ports, owner: Person) -> str:
    """The API key of a stack of Olga's organization."""
    return create_stack(ports, owner, "Shop")


@pytest.fixture
def recreate(ports: Ports, owner: Person, tmp_path: Path, stack: str) -> Callable[..., Mirror | None]:
    """Import an experience with versions and this `_cms`; return its mirror."""

    def run(cms: object, *versions: dict[str, Any]) -> Mirror | None:
        experience = {"uid": EXPERIENCE, "name": "Hero", "__type": "AB_TEST", "shortUid": "0", "_cms": cms}
        for name, document in (
            ("projects/projects.json", [{"uid": "a" * 24, "name": "Shop", "connectedStackApiKey": stack}]),
            ("experiences/experiences.json", [experience]),
            (f"experiences/versions/{EXPERIENCE}.json", list(versions)),
        ):
            path = tmp_path / "personalize" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(document))
        with ports.stores.configuration.writing() as session:
            caller = authentication.of_user(session, owner.user_uid)
            assert caller is not None
            report = Report(lambda _what, _done, _of: None)
            exchange.recreate(session, ports, caller, reading.read(tmp_path), report)
            assert report.skipped == []
            return mirrors.of_experiences(session, [EXPERIENCE]).get(EXPERIENCE)

    return run


def test_uids_of_the_stack_are_kept_those_of_history_too(ports: Ports, recreate: Callable[..., Mirror], stack: str):
    live = {"1": "Adventurous", "0": "Straightforward"}

    found = recreate(MIRROR, version(1, "ARCHIVED", {"0": "Plain", "2": "Fun"}), version(2, "ACTIVE", live))

    assert (found.group_uid, found.variants) == (MIRROR["variantGroup"], MIRROR["variants"])
    with ports.stores.configuration.reading() as session:
        row = stacks.find(session, stack)
        assert row is not None
        names = variant_groups.resolve_all(session, row.uid, ["cs_personalize_0_0", "cs_personalize_0_2"])
    assert {alias: (one.name, one.status) for alias, one in names.items()} == {
        "cs_personalize_0_0": ("Straightforward", "linked"),
        "cs_personalize_0_2": ("Fun", "unlinked"),
    }


@pytest.mark.parametrize("cms", [None, "x", {"variantGroup": 7, "variants": ["x"]}], ids=["none", "text", "wrong"])
def test_an_export_without_a_usable_mirror_gets_new_uids(recreate: Callable[..., Mirror], cms: object):
    found = recreate(cms, version(1, "ACTIVE", {"0": "A", "1": "B"}))

    assert set(found.variants) == {"0", "1"}


def test_an_experience_without_variants_is_not_mirrored(recreate: Callable[..., Mirror | None]):
    assert recreate(None) is None
