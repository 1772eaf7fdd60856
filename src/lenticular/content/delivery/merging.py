"""Laying the variants that a request names over the entries that it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lenticular.content import flags
from lenticular.content.delivery import requests
from lenticular.content.delivery.access import Visit
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.sources import Found, FoundVariant
from lenticular.content.variant_groups import service as variant_groups
from lenticular.domain import overlay


@dataclass(frozen=True, slots=True)
class Wanted:
    """The variants that a request names, the first on top, by uid with the alias they were asked by, if it was one."""

    aliases: Mapping[str, str | None]
    provided_count: int
    limit: int
    shows_applied: bool

    def errors(self) -> list[dict[str, Any]]:
        """Return what the wire says when a request names more variants than it may; those after the limit count not."""
        if self.provided_count <= self.limit:
            return []
        details = {"provided_count": self.provided_count, "limit": self.limit, "applied_count": self.limit}
        message = f"{requests.VARIANTS} should not be greater than {self.limit}"
        return [{"code": "VARIANT_LIMIT_EXCEEDED", "message": message, "details": details}]


def wanted(visit: Visit, request: Request, limit: int) -> Wanted:
    """Return the variants that a request's header names, each once; names that mean nothing here are no error."""
    names = [name for part in request.header(requests.VARIANTS).split(",") if (name := part.strip())]
    aliases: dict[str, str | None] = {}
    if names:
        uids: Mapping[str, str] = visit.snapshot.once(
            ("aliases",), lambda session: variant_groups.aliases(session, visit.stack.uid)
        )
        for name in names[:limit]:
            aliases.setdefault(uids.get(name, name), name if name in uids else None)
    shows_applied = request.says(requests.APPLIED_VARIANTS) or (flags.is_yes(request.header(requests.APPLIED_VARIANTS)))
    return Wanted(aliases, len(names), limit, shows_applied)


def merged(found: Found, wanted: Wanted, variants: Mapping[str, FoundVariant]) -> dict[str, Any]:
    """Return an entry with those of the wanted variants that it has, as a new object."""
    present = {uid: variants[uid] for uid in wanted.aliases if uid in variants} if variants else {}
    result = overlay.merge_own(found.document, (one.variant for one in present.values()))
    details: dict[str, Any] = dict(found.publish_details)
    if present:
        details["variants"] = {
            uid: {**one.publish_details, **_alias(wanted.aliases[uid])} for uid, one in present.items()
        }
    entry: dict[str, Any] = {**result.entry, "publish_details": details}
    if wanted.shows_applied:
        entry["_applied_variants"] = result.applied
    return entry


def _alias(alias: str | None) -> dict[str, str]:
    return {} if alias is None else {"alias": alias}
