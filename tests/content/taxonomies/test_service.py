"""What other concepts ask about taxonomies."""

import pytest

from lenticular.content.scope import StackScope
from lenticular.content.taxonomies import service as taxonomies
from lenticular.content.taxonomies import terms
from lenticular.errors import Invalid


def test_only_taxonomies_with_terms_are_counted(scope: StackScope):
    region = taxonomies.create(scope, taxonomies.Draft("region", "Region", ""))
    taxonomies.create(scope, taxonomies.Draft("topic", "Topic", ""))
    terms.create(scope, region, terms.Draft("asia", "Asia"))

    assert taxonomies.term_counts(scope.session, scope.stack_uid) == {"region": 1}
    assert taxonomies.term_counts(scope.session, "blt0000000000000bad") == {}


def test_a_taxonomy_that_is_not_there_is_none_or_refused(scope: StackScope):
    assert taxonomies.find(scope, "region") is None
    with pytest.raises(Invalid):
        taxonomies.get(scope, "region")
