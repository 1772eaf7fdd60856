"""Entries as clients get them: with their assets, where they are published, and the members that were asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lenticular.content.assets import service as assets
from lenticular.content.entries import payloads
from lenticular.content.entries.editions import Edition
from lenticular.content.fields import walk
from lenticular.content.published import payloads as publications
from lenticular.content.published import service as published
from lenticular.content.scope import StackScope

# Members that a client cannot do without, whatever it asks for.
_ALWAYS = frozenset({"uid"})


@dataclass(frozen=True, slots=True)
class Selection:
    """Which members of an entry a client asks for: `only` these, or all `but` those; empty for no wish."""

    only: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()

    def of(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return the document's members that are asked for."""
        return {
            name: value
            for name, value in document.items()
            if name in _ALWAYS or (name in self.only if self.only else name not in self.but)
        }


def shown(
    scope: StackScope,
    editions: Sequence[Edition],
    schema: Sequence[Mapping[str, Any]],
    *,
    with_publish_details: bool = False,
) -> list[dict[str, Any]]:
    """Return editions as the wire shows them, in any number by the same few queries."""
    named = {uid for edition in editions for uid in walk.assets(edition.fields, schema)}
    files = assets.documents(scope.session, scope.stack_uid, named, base_url=scope.base_url) if named else {}
    documents = [payloads.render(edition, schema, files) for edition in editions]
    if not with_publish_details:
        return documents
    states = published.states_of_entries(scope.session, scope.stack_uid, [edition.entry_uid for edition in editions])
    return [
        {**document, "publish_details": publications.details(_of(scope, edition, states))}
        for document, edition in zip(documents, editions, strict=True)
    ]


def _of(scope: StackScope, edition: Edition, states: Mapping[str, Sequence[published.State]]) -> list[published.State]:
    """Return where an entry is published in a language; the master's says it of all, as others may show it."""
    everywhere = states.get(edition.entry_uid, ())
    return [state for state in everywhere if edition.locale in {state.locale, scope.master_locale}]
