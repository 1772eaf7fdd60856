from hypothesis import given
from hypothesis import strategies as st

from lenticular.content.delivery import embedding
from lenticular.content.delivery.embedding import Embedded

HOME, ANN = "blt00000000000000a1", "blt00000000000000b1"


def node(**attributes):
    return {"type": "reference", "attrs": {name.replace("_", "-"): value for name, value in attributes.items()}}


def rich_text(*children):
    return {"type": "doc", "children": [{"type": "p", "children": list(children)}]}


ENTRY = node(type="entry", entry_uid=ANN, content_type_uid="author")
ASSET = node(type="asset", asset_uid="bltf1", content_type_uid="sys_assets")
HTML = (
    f'<p>Hi</p><div class="embedded-entry" type="entry" data-sys-entry-uid="{ANN}" data-sys-content-type-uid="author">'
    "</div><img data-sys-asset-uid='bltf1'/>"
)


def test_what_a_text_embeds_is_found_by_its_path():
    document = {
        "uid": HOME,
        "text": rich_text(ENTRY, {"text": "and"}, ENTRY),
        "html": HTML,
        "sections": [{"hero": {"text": rich_text(ASSET)}}, {"hero": {"text": rich_text(ENTRY)}}],
        "plain": "<p>data-sys-entry-uid</p>",
        "_metadata": {"text": HTML},
    }
    ann, image = Embedded(ANN, "author"), Embedded("bltf1", "sys_assets")
    assert embedding.embedded(document) == {
        "text": [ann],
        "html": [ann, image],
        "sections.hero.text": [image, ann],
    }


def test_an_open_tag_takes_no_time():
    assert embedding.embedded({"a": "<p data-sys-entry-uid=" * 100_000}) == {}


JSON = st.recursive(
    st.none() | st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["children", "attrs", "type", "entry-uid", "a"]), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_anything_is_searched(document):
    assert isinstance(embedding.embedded(document), dict)


def test_embedded_items_come_along(site, shelf):
    shelf.asset("bltf1")
    shelf.entry(ANN, content_type_uid="author", title="Ann")
    gone = node(type="entry", entry_uid="blt00000000000000ff", content_type_uid="author")
    shelf.entry(HOME, text=rich_text(ENTRY, ASSET, gone))
    address = f"/content_types/page/entries/{HOME}"
    assert "_embedded_items" not in site.get(address).json()["entry"]
    entry = site.get(f"{address}?include_embedded_items[]=BASE&only[BASE][]=text").json()["entry"]
    [ann, image] = entry["_embedded_items"]["text"]
    assert (ann["title"], ann["_content_type_uid"]) == ("Ann", "author")
    assert (image["filename"], image["_content_type_uid"]) == ("bltf1.png", "sys_assets")
