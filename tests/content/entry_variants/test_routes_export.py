"""Entry variants of a real export go in as the vendor's CLI sends them, and come back as they were."""

import json

import pytest

from lenticular.content.content_types import service as content_types
from lenticular.content.entries import service as entries
from lenticular.content.global_fields import service as global_fields
from lenticular.content.locales import service as locales
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.service import Link, Linked

# The types that have variants, then those whose entries they refer to.
TYPES = ("home_page", "landing_page", "hero_banner", "article")
LANGUAGES = ("en", "de", "es", "fr")


def read(path):
    return json.loads(path.read_text())


@pytest.fixture
def exported(shared):
    """The folder of the export."""
    return shared / "data/compass-starter-stack/stack"


@pytest.fixture
def sent(exported):
    """Every entry variant of the export: its content type, its language and the document."""
    files = sorted((exported / "entries").glob("*/*/variants/*/*-variant-entry.json"))
    return [(file.parts[-5], file.parts[-4], document) for file in files for document in read(file)]


def entries_of(exported, content_type, language):
    files = sorted((exported / "entries" / content_type / language).glob("*-entries.json"))
    return [document for file in files for document in read(file).values()]


@pytest.fixture
def imported(open_scope, exported, sent):
    """What the CLI imports before entry variants: languages, types, groups with linked types, entries."""
    with open_scope() as scope:
        for language in LANGUAGES:
            locales.create(scope, code=language, name=None, fallback=None)
        for found in read(exported / "global_fields/globalfields.json"):
            global_fields.create(scope, uid=found["uid"], title=found["title"], schema=found["schema"])
        for uid in TYPES:
            schema = read(exported / f"content_types/{uid}.json")["schema"]
            row = content_types.create(scope, uid=uid, title=uid, schema=schema)
            for language in LANGUAGES:
                for document in entries_of(exported, uid, language):
                    entries.restore(scope, row, uid=document["uid"], locale=language, document=document)
        for content_type in TYPES[:2]:
            linked = [Linked(content_type, Link.LINKED)]
            group = variant_groups.create_group(scope, name=content_type, linked=linked)
            uids = {document["_variant"]["_uid"] for found, _, document in sent if found == content_type}
            for uid in sorted(uids):
                variant_groups.create_variant(scope, group, name=uid, uid=uid)


@pytest.mark.usefixtures("imported")
def test_every_entry_variant_comes_back_with_its_change_set_and_delta(client, sent):
    assert len(sent) == 28
    for content_type, language, document in sent:
        described = document["_variant"]
        path = f"/content_types/{content_type}/entries/{document['uid']}/variants/{described['_uid']}"
        body = {"entry": {**document, "_variant": {**described, "_instance_uid": "blt0000", "_base_entry_version": 9}}}

        answer = client.put(path, params={"locale": language}, json=body)

        assert (answer.status_code, answer.json()["notice"]) == (200, "Entry variant created successfully.")
        entry = client.get(path, params={"locale": language}).json()["entry"]
        assert entry["hero"] == document["hero"]
        assert entry["_variant"]["_change_set"] == described["_change_set"]
        assert entry["_variant"]["_order"] == described["_order"]
        assert (entry["uid"], entry["locale"], entry["_version"]) == (document["uid"], language, 1)
        system = {"uid", "_variant", "_version", "locale", "tags", "created_at", "created_by"}
        assert entry.keys() - system == {"hero", "updated_at", "updated_by"}
