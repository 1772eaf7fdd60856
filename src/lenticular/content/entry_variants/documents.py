"""Entry variants as clients get them: with where they are published, if asked for."""

from collections.abc import Sequence
from typing import Any

from lenticular.content.entries import service as entries
from lenticular.content.entry_variants import payloads
from lenticular.content.entry_variants.service import Place, VariantEdition
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope


def shown(
    scope: StackScope, place: Place, editions: Sequence[VariantEdition], *, with_publish_details: bool = False
) -> list[dict[str, Any]]:
    """Return one place's editions as the wire shows them, in any number by the same few queries."""
    if not with_publish_details:
        return [payloads.render(edition) for edition in editions]
    languages = entries.shown_in(scope, place.entry_uid, place.locale)
    everywhere = published.states_of_variants(scope.session, scope.stack_uid, [place.entry_uid])
    states = {
        variant_uid: [state for state in found if state.locale in languages]
        for (_, variant_uid), found in everywhere.items()
    }
    return [payloads.render(edition, states.get(edition.variant_uid, ())) for edition in editions]
