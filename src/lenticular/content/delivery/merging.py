"""Laying the variants that a request names over the entries that it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lenticular.content import flags
from lenticular.content.delivery import encoding, requests
from lenticular.content.delivery.access import Visit
from lenticular.content.delivery.encoding import Json
from lenticular.content.delivery.requests import Request
from lenticular.content.delivery.sources import Found, FoundVariants
from lenticular.content.variant_groups import service as variant_groups


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


def merged(found: Found, wanted: Wanted, variants: FoundVariants | None, added: Mapping[str, object]) -> Json:
    """Return an entry with those of the wanted variants that it has, and with further members."""
    details: dict[str, object] = {**found.publish_details}
    members: dict[str, object] = {"publish_details": details, **added}
    present = [uid for uid in wanted.aliases if uid in variants.publish_details] if variants else []
    if not variants or not present:
        if wanted.shows_applied:
            members["_applied_variants"] = {}
        return _with_members(found.json, members)
    details["variants"] = {uid: {**variants.publish_details[uid], **_alias(wanted.aliases[uid])} for uid in present}
    result = variants.layers.merged(present, has_applied=wanted.shows_applied)
    if wanted.shows_applied:
        members["_applied_variants"] = result.applied
    return _with_members(variants.rest, {**result.entry, **members})


def _with_members(json: bytes, members: Mapping[str, object]) -> Json:
    """Return an object with members that it does not have yet; it has others."""
    # Of views, so that a long text is copied once.
    return Json(b"".join((memoryview(json)[:-1], b",", memoryview(encoding.encode(members))[1:])))


def _alias(alias: str | None) -> dict[str, str]:
    return {} if alias is None else {"alias": alias}
