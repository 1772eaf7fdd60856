"""What other concepts ask about terms."""

import pytest

from lenticular.content.scope import StackScope
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.taxonomies import terms
from lenticular.content.taxonomies.tables import Taxonomy


@pytest.fixture
def region(scope: StackScope) -> Taxonomy:
    region = taxonomies.create(scope, taxonomies.Draft("region", "Region", ""))
    for uid, parent in (("europe", None), ("asia", None), ("france", "europe"), ("spain", "europe")):
        terms.create(scope, region, terms.Draft(uid, uid.title(), parent))
    return region


def test_the_same_uid_in_another_taxonomy_is_another_term(scope: StackScope, region: Taxonomy):
    topic = taxonomies.create(scope, taxonomies.Draft("topic", "Topic", ""))
    terms.create(scope, topic, terms.Draft("europe", "Europe as a topic"))

    assert terms.get(scope, "region", "europe").name == "Europe"
    assert [term.uid for term in terms.list_all(scope, "topic")] == ["europe"]
    assert len(terms.list_all(scope)) == 5


def test_terms_of_one_parent_keep_their_order_as_others_come_and_go(scope: StackScope, region: Taxonomy):
    terms.move(scope, terms.get(scope, "region", "spain"), parent_uid="europe", order=1)
    terms.create(scope, region, terms.Draft("italy", "Italy", "europe", order=2))
    terms.delete(scope, terms.get(scope, "region", "spain"), is_forced=False)

    assert [term.uid for term in terms.children(scope, "region", "europe")] == ["italy", "france"]
    assert [term.uid for term in terms.children(scope, "region", None)] == ["europe", "asia"]
