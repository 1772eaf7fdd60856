"""The documents that delivery reads."""

from datetime import UTC, datetime

from lenticular.content.entries.service import Edition
from lenticular.content.entry_variants.service import VariantEdition
from lenticular.content.publishing import documents

NOON = datetime(2026, 11, 22, 12, 0, 0, 5000, tzinfo=UTC)
TIMES = {"created_by": "bltann", "created_at": NOON, "updated_by": "bltbob", "updated_at": NOON}
SCHEMA = [
    {"uid": "title", "data_type": "text"},
    {"uid": "picture", "data_type": "file"},
    {"uid": "gallery", "data_type": "file", "multiple": True},
    {"uid": "cards", "data_type": "group", "multiple": True, "schema": [{"uid": "icon", "data_type": "file"}]},
]


def marker(uid):
    return {"uid": uid, "_content_type_uid": "sys_assets"}


def edition(**fields):
    names = {"entry_uid": "blthome", "content_type_uid": "page", "locale": "en-us", "title": "Home"}
    return Edition(**names, version=3, fields=fields, tags=["a"], **TIMES)


def test_an_entry_comes_with_the_members_of_the_system():
    document = documents.entry(edition(title="Home"), SCHEMA)
    assert (document.entry_uid, document.content_type_uid, document.version) == ("blthome", "page", 3)
    assert document.document == {
        "_version": 3,
        "locale": "en-us",
        "uid": "blthome",
        "ACL": {},
        "_in_progress": False,
        "created_at": "2026-11-22T12:00:00.005Z",
        "created_by": "bltann",
        "updated_at": "2026-11-22T12:00:00.005Z",
        "updated_by": "bltbob",
        "tags": ["a"],
        "title": "Home",
    }


def test_files_are_marked_wherever_they_are():
    fields = {
        "picture": "blt1",
        "gallery": ["blt1", "blt2"],
        "cards": [{"icon": "blt3"}, {"icon": None}],
        "title": "blt1",
    }
    document = documents.entry(edition(**fields), SCHEMA).document
    assert document["picture"] == marker("blt1")
    assert document["gallery"] == [marker("blt1"), marker("blt2")]
    assert document["cards"] == [{"icon": marker("blt3")}, {"icon": None}]
    assert document["title"] == "blt1"


def test_a_variant_comes_with_what_merging_needs():
    document = documents.variant(
        VariantEdition(
            uid="blt9",
            entry_uid="blthome",
            content_type_uid="page",
            locale="en-us",
            variant_uid="csred",
            version=2,
            fields={"picture": "blt1"},
            change_set=["picture"],
            order=[{"cards": ["base.cs1"]}],
            base_version=1,
            **TIMES,
        ),
        SCHEMA,
    )
    assert (document.variant_uid, document.version) == ("csred", 2)
    assert document.fields == {"picture": marker("blt1")}
    assert (document.change_set, document.order) == (["picture"], [{"cards": ["base.cs1"]}])


def test_the_document_shares_nothing_with_the_draft():
    given = edition(cards=[{"icon": "blt3"}])
    documents.entry(given, SCHEMA).document["cards"][0]["icon"] = "changed"
    assert given.fields == {"cards": [{"icon": "blt3"}]}
