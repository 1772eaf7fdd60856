"""What an experience looks like on the wire."""

import pytest
from pydantic import ValidationError

from lenticular.management.experiences.payloads import ExperienceCreate, ExperienceUpdate


def test_tags_are_lower_case_without_duplicates_in_their_order():
    written = ExperienceCreate.model_validate(
        {"name": "Hero", "__type": "AB_TEST", "tags": ["B", "a", "b", "US:West_1-2"]}
    )

    assert written.tags == ["b", "a", "us:west_1-2"]


@pytest.mark.parametrize("tag", ["", "two words", "ümlaut", "x" * 33, "a/b", "a\n"])
def test_a_tag_has_1_to_32_letters_digits_and_a_few_signs(tag: str):
    with pytest.raises(ValidationError):
        ExperienceUpdate.model_validate({"name": "Hero", "tags": [tag]})


def test_left_out_members_of_an_update_are_told_from_empty_ones():
    written = ExperienceUpdate.model_validate({"name": "Hero", "tags": []})

    assert (written.description, written.tags) == (None, [])
