"""Entry variants as clients get them, by service; test_routes_reading.py has them over HTTP."""

from lenticular.content.entry_variants import documents
from lenticular.content.entry_variants import service as entry_variants


def test_an_entry_variant_that_is_published_nowhere_says_so_only_if_asked(open_scope, save, site):
    save(site.red_path, headline="Red")

    with open_scope() as scope:
        place = entry_variants.locate(scope, "page", site.entry, "en-us")
        editions = entry_variants.latest(scope.session, site.entry, "en-us")
        [plain] = documents.shown(scope, place, editions)
        [detailed] = documents.shown(scope, place, editions, with_publish_details=True)

    assert detailed == {**plain, "publish_details": []}
    assert "publish_details" not in plain
