"""ETags and If-Match."""

from datetime import UTC, datetime

import pytest
from fastapi import Response
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from lenticular.api import etags
from lenticular.errors import PreconditionFailed


class Thing(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    short_name: str
    changed: datetime = datetime(2026, 11, 22, tzinfo=UTC)


def test_equal_states_have_equal_tags_and_others_do_not():
    assert etags.etag(Thing(short_name="a")) == etags.etag(Thing(short_name="a"))
    assert etags.etag(Thing(short_name="a")) != etags.etag(Thing(short_name="b"))


def test_the_tag_is_that_of_the_json_on_the_wire():
    thing = Thing(short_name="a")

    assert etags.etag(thing) == etags.etag(thing.model_dump(by_alias=True, mode="json"))
    assert etags.etag([thing]) != etags.etag(thing)


def test_a_tag_is_quoted_as_http_wants_it():
    assert etags.etag({}).startswith('"')
    assert etags.etag({}).endswith('"')


def test_tagging_puts_it_on_the_response():
    response = Response()

    assert etags.tag(response, {"a": 1}) == {"a": 1}
    assert response.headers["etag"] == etags.etag({"a": 1})


@pytest.mark.parametrize("if_match", [None, "*", " * ", etags.etag("now"), f'"x", {etags.etag("now")}'])
def test_a_save_on_the_present_state_goes_on(if_match: str | None):
    etags.check(if_match, "now")


@pytest.mark.parametrize("if_match", ['"x"', "", '"x", "y"', f"W/{etags.etag('now')}"])
def test_any_other_save_does_not(if_match: str):
    with pytest.raises(PreconditionFailed):
        etags.check(if_match, "now")


def test_any_of_several_representations_will_do():
    etags.check(etags.etag("short"), "long", "short")
