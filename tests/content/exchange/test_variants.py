"""Variants of a recreated stack that were made by hand; tests/cli has those of experiences."""

from collections.abc import Callable
from pathlib import Path

from exported_stack import BY_HAND, EXPERIENCE, HOME, HOME_VARIANT
from lenticular.content.entry_variants import service as entry_variants
from lenticular.content.exchange import layout
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.service import Restored
from lenticular.content.variant_groups import service as variant_groups

Restore = Callable[[Path], Restored]


def test_a_group_made_by_hand_has_its_variants_and_content_types(restore: Restore, folder: Path):
    scope = restore(folder).scope

    [group] = variant_groups.list_groups(scope)
    assert (group.uid, group.name) == ("cs00000000000000e9", "By hand")
    assert [(row.uid, row.name) for row in variant_groups.members(scope.session, [group.uid])[group.uid]] == [
        (BY_HAND, "Red")
    ]
    [link] = variant_groups.links(scope.session, [group.uid])[group.uid]
    assert (link.content_type_uid, str(link.status)) == ("page", "unlinked")


def test_an_entry_variant_of_an_unlinked_group_is_restored(restore: Restore, folder: Path):
    scope = restore(folder).scope

    [variant] = entry_variants.latest(scope.session, HOME, "en")

    assert (variant.variant_uid, variant.fields, variant.change_set) == (BY_HAND, {"title": "Red"}, ["title"])


def test_an_entry_variant_of_a_variant_that_was_not_made_is_left_out_with_the_reason(
    restore: Restore, folder: Path, report: Report
):
    place = f"entries/page/en/{layout.ENTRY_VARIANTS}/{HOME}"
    layout.dump_chunk(folder, place, layout.INDEX, [HOME_VARIANT])

    restore(folder)

    [skipped] = [skip for skip in report.skipped if skip.kind == "entry variant"]
    assert "belongs to no experience or group" in skipped.reason


def test_links_of_an_experience_that_was_not_made_are_left_out_with_the_reason(
    restore: Restore, folder: Path, report: Report
):
    restore(folder)

    assert [(skip.uid, skip.reason) for skip in report.skipped if skip.kind == "link"] == [
        (EXPERIENCE, "The experience was not imported.")
    ]
