"""A small export of a stack, and what its recreation needs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from exported_stack import (
    ABOUT,
    ABOUT_EN,
    API_KEY,
    BY_HAND,
    EXPERIENCE,
    HOME,
    HOME_DE,
    HOME_EN,
    LIVE,
    LOGO,
    PAGE,
    RED,
    SHOT,
    STAGING,
    asset,
    details,
    text,
)
from fakes import Person
from lenticular.accounts import authentication
from lenticular.api.ports import Ports
from lenticular.content.exchange import contents, layout, reading
from lenticular.content.exchange import service as exchange
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.service import Restored


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The export's folder, to which a test may add."""
    root = tmp_path / "export"

    def locale(uid: str, code: str, fallback: str | None) -> dict[str, Any]:
        return {"uid": uid, "code": code, "name": f"My {code}", "fallback_locale": fallback}

    files: dict[str, Any] = {
        layout.STACK: {"name": "Shop", "api_key": API_KEY},
        layout.SETTINGS: {"stack_variables": {"theme": "dark"}, "discrete_variables": {}},
        layout.MASTER_LOCALE: {"l1": locale("blt0000000000000e01", "en", None)},
        layout.LOCALES: {
            "l2": locale("blt0000000000000e02", "fr", "de"),
            "l3": locale("blt0000000000000e03", "de", "en"),
        },
        layout.ENVIRONMENTS: {
            uid: {"uid": uid, "name": name, "urls": [{"locale": "en", "url": "https://shop.example"}]}
            for uid, name in ((LIVE, "live"), (STAGING, "staging"))
        },
        layout.GLOBAL_FIELDS: [{"uid": "seo", "title": "SEO", "schema": [text("description")]}],
        "content_types/page.json": PAGE,
        "taxonomies/taxonomies.json": {"topic": {"uid": "topic", "name": "Topic", "description": ""}},
        "taxonomies/topic.json": {
            "taxonomy": {"uid": "topic", "name": "Topic", "description": ""},
            "terms": [{"uid": "food", "name": "Food", "parent_uid": None}],
        },
        layout.LABELS: {
            "b": {
                "uid": "blt00000000000000f2",
                "name": "Inner",
                "parent": ["blt00000000000000f1"],
                "content_types": [],
            },
            "a": {"uid": "blt00000000000000f1", "name": "Outer", "parent": [], "content_types": ["page"]},
        },
        layout.ASSET_FOLDERS: [{"uid": "blt00000000000000b9", "name": "Images", "parent_uid": None, "is_dir": True}],
        layout.EXPERIENCE_CONTENT_TYPES: {EXPERIENCE: [{"uid": "page", "status": "linked"}]},
        layout.VARIANT_GROUPS: [
            {
                "uid": "cs00000000000000e9",
                "name": "By hand",
                "description": "",
                "content_types": [{"uid": "page", "status": "unlinked"}],
                "variants": [{"uid": BY_HAND, "name": "Red"}],
            }
        ],
        f"entries/page/en/{layout.ENTRY_VERSIONS}/{HOME}.json": [{**HOME_EN, "_version": 2, "title": "Old home"}],
        "workflows/workflows.json": {"w": {"uid": "w", "name": "Review"}},
    }
    for path, document in files.items():
        layout.dump(root / path, document)
    rows = [asset(LOGO, "logo.png", parent_uid="blt00000000000000b9", publish_details=details((LIVE, "en", 2)))]
    rows.append(asset(SHOT, "shot.png"))
    layout.dump_chunk(root, layout.ASSETS, layout.ASSET_INDEX, {row["uid"]: row for row in rows})
    file = root / layout.ASSET_FILES / LOGO / "logo.png"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"png")
    layout.dump_chunk(root, "entries/page/en", layout.INDEX, {HOME: HOME_EN, ABOUT: ABOUT_EN})
    layout.dump_chunk(root, "entries/page/de", layout.INDEX, {HOME: HOME_DE})
    folder = f"entries/page/en/{layout.ENTRY_VARIANTS}/{HOME}"
    layout.dump_chunk(root, folder, layout.INDEX, [RED])
    earlier = {**RED, "_version": 2, "title": "Pink", "publish_details": []}
    layout.dump(root / folder / layout.ENTRY_VARIANT_VERSIONS, [earlier])
    return root


@pytest.fixture
def session(ports: Ports) -> Session:
    """A transaction that is kept."""
    with ports.stores.configuration.writing() as opened:
        yield opened


@pytest.fixture
def report() -> Report:
    return Report()


@pytest.fixture
def restore(ports: Ports, owner: Person, session: Session, report: Report) -> Callable[[Path], Restored]:
    """Recreate a folder's stack and the variants made by hand, as Olga."""

    def run(root: Path) -> Restored:
        export = reading.read(root)
        caller = authentication.of_user(session, owner.user_uid)
        stored = contents.store_files(ports.assets, export, report)
        scope = exchange.create_stack(
            session,
            ports,
            caller,
            export,
            report,
            organization_uid=owner.organization_uid,
            api_key=API_KEY,
            name=str(export.stack.get("name", "Copy")),
        )
        restored = exchange.recreate(scope, export, report, stored=stored)
        exchange.recreate_variants(restored, export, report, experiences={}, mirrored={})
        return restored

    return run
