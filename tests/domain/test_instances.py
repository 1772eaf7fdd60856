from lenticular.domain import instances
from lenticular.domain.instances import ABSENT


def instance(uid, **fields):
    return {**fields, "_metadata": {"uid": uid}}


def same(value):
    return value


HERO = {"hero": instance("cs1", heading="Hi", cards=[instance("cs9", text="one")])}
CARD, AGAIN, TEXT = instance("cs2", text="a"), instance("cs2", text="b"), "no instance"
SECTIONS = [HERO, CARD, AGAIN, TEXT]
PAGE = {"title": "Home", "seo": {"title": "Welcome"}, "sections": SECTIONS, "_own": {"x": 1}}


def test_an_instance_is_named_by_its_uid_or_by_block_and_uid():
    named = [HERO, CARD, TEXT, {}, {"hero": 1}, {"a": CARD, "b": 1}, {"_metadata": {"uid": 5}}]
    assert [instances.reference(value) for value in named] == [("hero", "cs1"), ("cs2",), (), (), (), (), ()]


def test_a_list_keeps_its_order_and_all_of_its_elements():
    assert list(instances.of(SECTIONS)) == SECTIONS
    assert instances.of(SECTIONS).references() == {("hero", "cs1"), ("cs2",)}
    assert instances.of(SECTIONS).fields(("cs2",), same) is CARD
    assert instances.of(SECTIONS).fields(("cs3",), same) is ABSENT


def test_a_list_by_rank_ends_with_what_has_none():
    assert list(instances.of(SECTIONS).ordered({("cs2",): 0})) == [CARD, AGAIN, HERO, TEXT]
    assert list(instances.of(SECTIONS).without({("cs2",)})) == [HERO, TEXT]


def test_a_path_leads_through_groups_blocks_and_folded_values():
    folded = {**PAGE, "seo": ("folded", PAGE["seo"]), "sections": instances.of(SECTIONS, lambda one: ("folded", one))}
    for document in (PAGE, folded):
        found = {
            path: instances.find(document, path, lambda value: value[1] if isinstance(value, tuple) else value)
            for path in ("title", "seo.title", "sections.cs2.text", "sections.hero.cs1.cards.cs9.text", "sections.cs2")
        }
        assert list(found.values()) == ["Home", "Welcome", "a", "one", CARD]
    for path in ("", "none", "title.x", "_own.x", "sections.cs3", "sections.hero", "sections.cs2._metadata.uid"):
        assert instances.find(PAGE, path, same) is ABSENT, path


def test_a_list_is_changed_where_it_stands_and_the_rest_is_shared():
    path = "sections.hero.cs1.cards"
    changed = instances.changed(PAGE, path, lambda cards: cards.without({("cs9",)}), same)
    assert list(instances.find(changed, path, same)) == []
    assert changed["seo"] is PAGE["seo"]
    assert list(changed["sections"])[1:] == SECTIONS[1:]
    assert HERO["hero"]["cards"] == [instance("cs9", text="one")]
    assert instances.changed(PAGE, "title", lambda cards: cards, same) is PAGE
