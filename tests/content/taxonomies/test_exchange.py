"""A taxonomy as one document."""

from lenticular.content.scope import StackScope
from lenticular.content.taxonomies import exchange, terms
from lenticular.content.taxonomies import service as taxonomies


def test_many_terms_are_restored_level_by_level(scope: StackScope):
    drafts = [
        terms.Draft(f"t{number}", f"Term {number}", f"t{number // 2}" if number > 1 else None)
        for number in range(1, 500)
    ]

    region = exchange.restore(scope, taxonomies.Draft("region", "Region", ""), drafts[::-1])

    exported = exchange.document(scope, region)
    assert {term["uid"]: term["parent_uid"] for term in exported["terms"]} == {
        draft.uid: draft.parent_uid for draft in drafts
    }
    before: set[str | None] = {None}
    for term in exported["terms"]:
        assert term["parent_uid"] in before
        before.add(term["uid"])
