from lenticular.domain import deltas
from lenticular.domain.deltas import ChangedInstance, Group, ListOfInstances, Whole


def folded(value):
    return ("folded", value)


def read(fields, *paths):
    return list(deltas.read(fields, deltas.tree_of(paths), "", folded))


def test_a_change_set_names_leaves_groups_and_instances():
    card, hero = {"text": "a", "_metadata": {"uid": "cs1"}}, {"hero": {"text": "b", "_metadata": {"uid": "cs2"}}}
    fields = {"title": "Home", "seo": {"title": "t", "rank": 1}, "sections": [card, hero, "no instance"]}
    assert read(fields, "title", "seo.rank", "none", "_own", 5) == [
        Whole("title", "title", ("folded", "Home")),
        Group("seo", "seo", [Whole("rank", "seo.rank", ("folded", 1))]),
    ]
    text = Whole("text", "sections.cs1.text", ("folded", "a"))
    assert read(fields, "sections.cs1.text", "sections.hero.cs2") == [
        ListOfInstances(
            "sections",
            "sections",
            [
                ChangedInstance(("cs1",), "sections.cs1", None, {"uid": "cs1"}, [text]),
                ChangedInstance(("hero", "cs2"), "sections.hero.cs2", ("folded", hero), {"uid": "cs2"}, None),
            ],
        )
    ]


def test_a_path_that_goes_on_where_another_ends_is_part_of_it():
    assert deltas.tree_of(["a", "a.b", "c.d", "c", None]) == {"a": None, "c": None}


def test_orders_are_read_by_the_path_of_their_list():
    stated = [{"cards": ["base.cs1", "variant.hero.cs2", 5], "tags": ["base.cs1"], "odd": "x"}, "none"]
    assert deltas.orders_of(stated) == {"cards": [("base", ("cs1",)), ("variant", ("hero", "cs2"))]}
