"""What a recreated stack is made of."""

from collections.abc import Callable
from pathlib import Path

from exported_stack import LIVE, PAGE, STAGING
from lenticular.content.content_types import service as content_types
from lenticular.content.environments import service as environments
from lenticular.content.exchange import layout
from lenticular.content.exchange.report import Report
from lenticular.content.exchange.service import Restored
from lenticular.content.labels import service as labels
from lenticular.content.locales import service as locales
from lenticular.content.stacks import service as stacks
from lenticular.content.taxonomies import exchange as taxonomies

Restore = Callable[[Path], Restored]


def test_a_fallback_may_be_listed_after_who_falls_back_to_it(restore: Restore, folder: Path):
    scope = restore(folder).scope

    assert locales.fallback_chain(scope, "fr") == ["fr", "de", "en"]
    assert {row.code: row.name for row in locales.list_newest_first(scope)}["en"] == "My en"


def test_environments_settings_taxonomies_and_labels_are_as_exported(restore: Restore, folder: Path):
    scope = restore(folder).scope

    assert {row.uid: row.name for row in environments.list_newest_first(scope)} == {LIVE: "live", STAGING: "staging"}
    assert stacks.get(scope.session, scope.stack_uid).settings["stack_variables"] == {"theme": "dark"}
    taxonomy = taxonomies.taxonomies.get(scope, "topic")
    assert [term["uid"] for term in taxonomies.document(scope, taxonomy)["terms"]] == ["food"]
    assert {row.name: row.parents for row in labels.list_newest_first(scope)} == {
        "Outer": [],
        "Inner": ["blt00000000000000f1"],
    }


def test_a_content_type_keeps_what_means_nothing_here(restore: Restore, folder: Path):
    row = content_types.get(restore(folder).scope, "page")

    assert row.schema == PAGE["schema"]
    assert row.extras["field_rules"] == PAGE["field_rules"]


def test_what_this_server_has_no_place_for_is_told(restore: Restore, folder: Path, report: Report):
    restore(folder)

    assert [(skip.kind, skip.name) for skip in report.skipped if skip.kind == "workflow"] == [("workflow", "Review")]


def test_a_circle_of_fallbacks_ends_with_a_reason(restore: Restore, folder: Path, report: Report):
    rows = {code: {"uid": f"x{code}", "code": code, "fallback_locale": to} for code, to in (("aa", "bb"), ("bb", "aa"))}
    layout.dump(folder / layout.LOCALES, rows)

    restore(folder)

    assert [skip.kind for skip in report.skipped if skip.kind == "locale"] == ["locale", "locale"]
