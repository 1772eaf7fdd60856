from lenticular.content.delivery import sources
from lenticular.content.locales import service as locales

HOME = "blt00000000000000a1"
ENTRY = f"/content_types/page/entries/{HOME}"
RED = "cs00000000000000aa"


def read(site, query="", **headers):
    answer = site.get(f"{ENTRY}?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["entry"]


def test_files_stand_in_their_place(site, shelf, shop):
    image, other = shelf.asset("bltf1"), shelf.asset("bltf2")
    shelf.entry(HOME, image=image, group=[{"images": [image, other]}])
    entry = read(site)
    assert entry["image"]["filename"] == "bltf1.png"
    assert entry["image"]["publish_details"]["environment"] == shop.production
    assert [file["uid"] for file in entry["group"][0]["images"]] == ["bltf1", "bltf2"]


def test_a_file_that_is_not_published_is_null_and_missing_in_a_list(site, shelf, shop):
    image = shelf.asset("bltf1", environment_uid=shop.staging)
    other = shelf.asset("bltf2")
    shelf.entry(HOME, image=image, images=[image, other])
    entry = read(site)
    assert entry["image"] is None
    assert [file["uid"] for file in entry["images"]] == ["bltf2"]


def test_a_file_that_is_published_later_appears_at_once(site, shelf):
    image = {"uid": "bltf1", "_content_type_uid": "sys_assets"}
    shelf.entry(HOME, image=image)
    assert read(site)["image"] is None
    shelf.asset("bltf1")
    assert read(site)["image"]["uid"] == "bltf1"


def test_files_of_variants_stand_in_their_place(site, shelf):
    shelf.entry(HOME, image=shelf.asset("bltf1"))
    shelf.variant(RED, image=shelf.asset("bltf2"))
    assert read(site, **{"x-cs-variant-uid": RED})["image"]["uid"] == "bltf2"
    assert read(site)["image"]["uid"] == "bltf1"


def test_a_file_is_taken_from_a_fallback_language(site, shelf, open_scope):
    with open_scope() as scope:
        locales.create(scope, code="fr", name="French", fallback=None)
    shelf.entry(HOME, locale="fr", image=shelf.asset("bltf1"))
    assert read(site, "locale=fr")["image"]["uid"] == "bltf1"


def test_variants_are_those_of_the_language_that_is_served(site, shelf, open_scope):
    with open_scope() as scope:
        locales.create(scope, code="fr", name="French", fallback=None)
    shelf.entry(HOME, headline="base")
    shelf.variant(RED, headline="rouge", locale="fr")
    headers = {"x-cs-variant-uid": RED}
    assert read(site, "locale=fr&include_fallback=true", **headers)["headline"] == "base"
    shelf.variant(RED, headline="red")
    assert read(site, "locale=fr&include_fallback=true", **headers)["headline"] == "red"


def test_only_what_names_a_file_is_one():
    reference = {"uid": "bltb1", "_content_type_uid": "author"}
    marker = {"uid": "bltf1", "_content_type_uid": "sys_assets"}
    odd = {"uid": 5, "_content_type_uid": "sys_assets"}
    document = {"a": [reference, marker, None], "b": {"c": marker}, "d": odd}
    assert sources.file_uids(document) == ["bltf1", "bltf1"]
    shown = sources.with_files(document, {"bltf1": {"uid": "bltf1", "url": "u"}})
    assert shown["a"] == [reference, {"uid": "bltf1", "url": "u"}, None]
    assert shown["d"] == odd
    assert sources.with_files(document, {})["a"] == [reference, None]
