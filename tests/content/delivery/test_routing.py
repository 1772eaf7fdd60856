import pytest

from lenticular.content.delivery import routing


@pytest.mark.parametrize(
    "path",
    [
        "content_types",
        "content_types/page",
        "content_types/page/entries",
        "content_types/page/entries/blt1",
        "assets",
        "assets/blt1",
        "global_fields",
        "global_fields/seo",
        "stacks/sync",
        "taxonomies",
    ],
)
def test_a_call_is_found(path):
    assert routing.handler(tuple(path.split("/"))) is not None


@pytest.mark.parametrize("path", ["", "stacks", "content_types/page/entries/blt1/variants", "user", "locales"])
def test_there_is_nothing_elsewhere(path):
    assert routing.handler(tuple(filter(None, path.split("/")))) is None


def test_there_are_no_taxonomies_yet(site):
    assert site.get("/taxonomies").json() == {"taxonomies": []}
