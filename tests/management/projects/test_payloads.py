"""Projects on the wire."""

import pytest

from lenticular.management.projects.payloads import ProjectCreate, ProjectUpdate


@pytest.mark.parametrize(
    ("sent", "meant"), [(" blt0123456789abcdef ", "blt0123456789abcdef"), ("", None), (" ", None), (None, None)]
)
def test_a_stack_is_named_or_none_is(sent: str | None, meant: str | None):
    body = ProjectCreate.model_validate({"name": "Resort", "connectedStackApiKey": sent})

    assert body.connected_stack_api_key == meant


def test_an_update_remembers_what_was_sent():
    assert ProjectUpdate.model_validate({"connectedStackApiKey": ""}).model_fields_set == {"connected_stack_api_key"}
    assert ProjectUpdate.model_validate({"uid": "x"}).model_fields_set == set()
