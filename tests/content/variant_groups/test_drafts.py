"""Reading what clients say of groups and variants."""

import pytest

from lenticular.content.variant_groups import drafts
from lenticular.content.variant_groups.drafts import MOST_CONTENT_TYPES, GroupDraft
from lenticular.content.variant_groups.service import Link, Linked
from lenticular.errors import Invalid


def messages_of(caught: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.message for problem in caught.value.problems]


def test_content_types_are_uids_alone_or_with_a_status():
    body = {"name": "Colours", "content_types": ["page", {"uid": "post"}, {"uid": "tag", "status": "unlinked"}]}

    linked = (Linked("page", Link.LINKED), Linked("post", Link.LINKED), Linked("tag", Link.UNLINKED))
    assert drafts.new_group(body) == GroupDraft(None, "Colours", None, linked)


def test_a_flat_body_is_taken_as_it_is_even_when_it_has_a_member_of_the_wrappers_name():
    assert drafts.variant_name({"name": "Red", "variant_group": {"name": "Colours"}, "variant": {"name": "x"}}) == "Red"


def test_a_change_without_content_types_leaves_them_and_one_with_none_of_them_does_not():
    assert drafts.group_change({"name": "Colours"}).linked is None
    assert drafts.group_change({"content_types": []}).linked == ()


def test_everything_wrong_is_named_at_once():
    body = {"uid": "a-b", "name": 7, "description": 7, "content_types": [{"uid": ""}, {"uid": "page", "status": 1}]}

    with pytest.raises(Invalid) as caught:
        drafts.new_group(body)

    pointers = [problem.pointer for problem in caught.value.problems]
    assert pointers == ["/uid", "/name", "/description", "/content_types/0/uid", "/content_types/1/status"]


def test_text_of_control_characters_is_refused():
    with pytest.raises(Invalid) as caught:
        drafts.new_group({"name": "a\x00b", "description": "c\x00d"})

    what = "must not contain control characters"
    assert messages_of(caught) == [f"name {what}", f"description {what}"]


def test_a_list_of_content_types_is_bounded():
    with pytest.raises(Invalid):
        drafts.group_change({"content_types": ["page"] * (MOST_CONTENT_TYPES + 1)})


@pytest.mark.parametrize("metadata", [[], "x", 7], ids=["list", "text", "number"])
def test_metadata_is_an_object(metadata: object):
    with pytest.raises(Invalid) as caught:
        drafts.new_variant({"name": "Red", "personalize_metadata": metadata})

    assert messages_of(caught) == ["personalize_metadata must be an object"]
