"""Assets and entries of a recreated stack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from exported_stack import ABOUT, BLOCK, HOME, HOME_EN, LOGO, SHOT
from lenticular.api.ports import Ports
from lenticular.content.assets import service as assets
from lenticular.content.entries import service as entries
from lenticular.content.exchange import layout
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.service import Restored

Restore = Callable[[Path], Restored]


def test_an_asset_has_its_file_title_folder_and_version(restore: Restore, folder: Path, ports: Ports):
    logo = assets.get(restore(folder).scope, LOGO)

    assert (logo.title, logo.version, logo.parent_uid) == ("logo.png", 2, "blt00000000000000b9")
    assert logo.file.digest is not None
    assert ports.assets.path(logo.file.digest).read_bytes() == b"png"


def test_an_asset_whose_file_the_export_lacks_says_where_it_was(restore: Restore, folder: Path, report: Report):
    scope = restore(folder).scope

    assert assets.document(scope, assets.get(scope, SHOT))["url"] == f"https://images.example/{SHOT}/shot.png"
    assert [skip.name for skip in report.skipped if skip.kind == "file"] == ["1 file"]


def test_an_entry_has_its_uid_version_and_instances(restore: Restore, folder: Path):
    scope = restore(folder).scope

    home = entries.edition(scope.session, HOME, "en")

    assert home is not None
    assert (home.version, home.title, home.fields["logo"]) == (3, "Home", LOGO)
    assert home.fields["sections"][0]["hero"]["_metadata"] == {"uid": BLOCK}
    assert sorted(entries.localized(scope.session, HOME)) == ["de", "en"]


def test_an_earlier_version_that_is_published_is_there_too(restore: Restore, folder: Path):
    scope = restore(folder).scope

    earlier = entries.edition(scope.session, HOME, "en", 2)

    assert earlier is not None
    assert earlier.title == "Old home"


def test_a_second_copy_gets_uids_of_its_own_and_refers_to_its_own(restore: Restore, folder: Path, report: Report):
    restore(folder)

    copy = restore(folder)

    renamed = copy.renamed.contents
    home = entries.edition(copy.scope.session, renamed[HOME], "en")
    assert home is not None
    assert home.fields["next"] == [{"uid": renamed[ABOUT], "_content_type_uid": "page"}]
    assert home.fields["seo"] == {"description": f"Read {renamed[ABOUT]}"}
    assert home.fields["logo"] == renamed[LOGO]
    assert report.renamed["entry"][HOME] == renamed[HOME]
    assert copy.scope.stack_api_key != "blt00000000000000ff"


@pytest.mark.parametrize("wrong", [{"title": 1}, {"sections": "none"}], ids=["title", "sections"])
def test_an_entry_that_does_not_suit_its_content_type_is_left_out_with_the_reason(
    restore: Restore, folder: Path, report: Report, wrong: dict[str, object]
):
    layout.dump_chunk(folder, "entries/page/en", layout.INDEX, {HOME: HOME_EN, ABOUT: {"uid": ABOUT, **wrong}})

    scope = restore(folder).scope

    assert entries.edition(scope.session, ABOUT, "en") is None
    [skipped] = [skip for skip in report.skipped if skip.kind == "entry"]
    assert skipped.uid == ABOUT
    assert skipped.reason.startswith(f"/entry/{next(iter(wrong))} ")
