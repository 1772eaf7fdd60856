"""What other concepts ask about global fields."""

from typing import Any

import pytest

from lenticular.content.global_fields import service as global_fields
from lenticular.content.scope import StackScope
from lenticular.errors import Invalid

TEXT = {"uid": "text", "data_type": "text"}


def naming(uid: str) -> dict[str, Any]:
    return {"uid": uid, "data_type": "global_field", "reference_to": uid}


def test_a_schema_is_expanded_through_every_level(scope: StackScope):
    global_fields.create(scope, uid="c", title="C", schema=[TEXT])
    global_fields.create(scope, uid="b", title="B", schema=[naming("c")])
    global_fields.create(scope, uid="a", title="A", schema=[naming("b")])

    [a] = global_fields.expand(scope.session, scope.stack_uid, [naming("a")])

    assert a["schema"][0]["schema"][0]["schema"] == [TEXT]


def test_a_global_field_of_another_stack_is_empty(scope: StackScope):
    global_fields.create(scope, uid="seo", title="SEO", schema=[TEXT])

    assert global_fields.expand(scope.session, "blt0000000000000bad", [naming("seo")]) == [
        {**naming("seo"), "schema": []}
    ]


def test_a_change_is_seen_where_the_global_field_is_named(scope: StackScope):
    seo = global_fields.create(scope, uid="seo", title="SEO", schema=[TEXT])

    global_fields.update(scope, seo, schema=[])

    assert global_fields.expand(scope.session, scope.stack_uid, [naming("seo")])[0]["schema"] == []


def test_a_global_field_made_again_cannot_hold_itself(scope: StackScope):
    first = global_fields.create(scope, uid="a", title="A", schema=[TEXT])
    global_fields.create(scope, uid="b", title="B", schema=[naming("a")])
    global_fields.delete(scope, first)

    with pytest.raises(Invalid) as refusal:
        global_fields.create(scope, uid="a", title="A", schema=[naming("b")])

    assert [problem.message for problem in refusal.value.problems] == ["holds itself: a."]


def test_global_fields_cannot_lie_within_each_other_without_end(scope: StackScope):
    global_fields.create(scope, uid="g1", title="G1", schema=[TEXT])
    for level in range(2, 6):
        global_fields.create(scope, uid=f"g{level}", title="G", schema=[naming(f"g{level - 1}")])

    with pytest.raises(Invalid) as refusal:
        global_fields.create(scope, uid="g6", title="G6", schema=[naming("g5")])

    [problem] = refusal.value.problems
    assert problem.message == "must not hold global fields within each other deeper than 5 levels."


def test_known_global_fields_are_those_of_the_stack(scope: StackScope):
    global_fields.create(scope, uid="seo", title="SEO", schema=[])

    assert global_fields.known(scope, ["seo", "gone"]) == {"seo"}
    assert global_fields.exists(scope, "seo")
    assert not global_fields.exists(scope, "gone")


def test_whatever_an_import_brings_is_refused_with_all_that_is_wrong(scope: StackScope):
    with pytest.raises(Invalid) as refusal:
        global_fields.create(scope, uid="", title="", schema=[7], extras={"a": "\0"})  # type: ignore[list-item]

    pointers = {problem.pointer for problem in refusal.value.problems}
    assert pointers == {"/uid", "/title", "/schema/0", "/a"}


def test_more_global_fields_are_looked_for_than_a_statement_has_room_for(scope: StackScope):
    many = [f"field_{number}" for number in range(70_000)]
    named = [{"uid": uid, "data_type": "global_field", "reference_to": uid} for uid in many]
    assert global_fields.known(scope, many) == set()
    assert global_fields.sources(scope.session, scope.stack_uid, [named]) == {}
