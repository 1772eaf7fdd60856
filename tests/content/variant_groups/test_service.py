"""What other concepts ask about variants."""

import pytest

from content.variant_groups.conftest import create_type
from lenticular.content.scope import StackScope
from lenticular.content.variant_groups import mirrors
from lenticular.content.variant_groups import service as variant_groups
from lenticular.content.variant_groups.mirrors import Mirrored
from lenticular.content.variant_groups.service import Link, Linked, Origin
from lenticular.errors import QuotaExceeded

EXPERIENCE = "e" * 24


def create_types(scope: StackScope) -> None:
    for uid in ("page", "post"):
        create_type(scope, uid)


def origin(variant: str) -> Origin:
    return Origin("p", "e", "0", variant, Link.LINKED)


def test_a_variant_is_found_by_its_uid_and_by_its_alias(scope: StackScope):
    group = variant_groups.create_group(scope, name="Colours")
    red = variant_groups.create_variant(scope, group, name="Red", origin=origin("0"))
    green = variant_groups.create_variant(scope, group, name="Green", origin=origin("1"))

    names = ["cs_personalize_0_1", red.uid, "cs_personalize_0_9", "cs0"]
    found = variant_groups.resolve_all(scope.session, scope.stack_uid, names)

    assert found == {"cs_personalize_0_1": green, red.uid: red}
    assert variant_groups.resolve(scope.session, scope.stack_uid, "cs_personalize_0_0") is red
    assert variant_groups.aliases(scope.session, scope.stack_uid) == {
        "cs_personalize_0_0": red.uid,
        "cs_personalize_0_1": green.uid,
    }


def test_another_stacks_variants_are_not_to_be_had(scope: StackScope):
    red = variant_groups.create_variant(scope, None, name="Red", origin=origin("0"))

    assert variant_groups.resolve_all(scope.session, "blt0000000000000bad", [red.uid, "cs_personalize_0_0"]) == {}
    assert variant_groups.aliases(scope.session, "blt0000000000000bad") == {}


def test_only_linked_content_types_may_get_a_variant(scope: StackScope):
    create_types(scope)
    group = variant_groups.create_group(
        scope, name="Colours", linked=[Linked("page", Link.LINKED), Linked("post", Link.UNLINKED)]
    )
    red = variant_groups.create_variant(scope, group, name="Red")
    alone = variant_groups.create_variant(scope, None, name="Alone")

    linked = [variant_groups.is_linked(scope, red, uid) for uid in ("page", "post", "moon")]

    assert linked == [True, False, False]
    assert not variant_groups.is_linked(scope, alone, "page")


def test_a_variant_that_is_gone_from_its_experience_is_linked_to_nothing(scope: StackScope):
    create_types(scope)
    for variants in ({"0": "Red", "1": "Green"}, {"0": "Red"}):
        mirrored = Mirrored("b" * 24, EXPERIENCE, "0", "Hero", variants)
        mirrors.sync(scope.session, scope.stack_uid, mirrored, now=scope.now, identifiers=scope.identifiers)
    [group] = variant_groups.list_groups(scope, experience_uid=EXPERIENCE)
    variant_groups.link(scope, group, [Linked("page", Link.LINKED)])
    red, green = variant_groups.members(scope.session, [group.uid])[group.uid]

    assert variant_groups.is_linked(scope, red, "page")
    assert not variant_groups.is_linked(scope, green, "page")


def test_linking_tells_which_content_types_are_gone(scope: StackScope):
    create_types(scope)
    group = variant_groups.create_group(
        scope, name="Colours", linked=[Linked("page", Link.LINKED), Linked("post", Link.LINKED)]
    )

    assert variant_groups.link(scope, group, [Linked("post", Link.UNLINKED)]) == ["page"]
    assert variant_groups.links(scope.session, [group.uid]) == {group.uid: [Linked("post", Link.UNLINKED)]}


def test_a_group_made_by_hand_has_a_bounded_number_of_variants(scope: StackScope):
    group = variant_groups.create_group(scope, name="Colours")
    for number in range(variant_groups.MOST_VARIANTS_PER_GROUP):
        variant_groups.create_variant(scope, group, name=f"Colour {number}")

    with pytest.raises(QuotaExceeded):
        variant_groups.create_variant(scope, group, name="One more")


def test_a_stack_has_a_bounded_number_of_variants_without_a_group(scope: StackScope):
    for number in range(variant_groups.MOST_UNGROUPED_VARIANTS):
        variant_groups.create_variant(scope, None, name=f"Variant {number}")

    with pytest.raises(QuotaExceeded):
        variant_groups.create_variant(scope, None, name="One more")
