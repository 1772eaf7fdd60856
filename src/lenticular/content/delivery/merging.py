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

# Variants of an entry that a request names, by uid and the alias they were asked by, if it was one.
Present = tuple[tuple[str, str | None], ...]


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


def present(wanted: Wanted, variants: FoundVariants | None) -> Present:
    """Return those of the wanted variants that an entry has, the first on top."""
    if variants is None:
        return ()
    return tuple([named for named in wanted.aliases.items() if named[0] in variants.publish_details])


def plain(found: Found, wanted: Wanted, added: Mapping[str, object]) -> Json:
    """Return an entry that has none of the wanted variants, with further members."""
    members: dict[str, object] = {"publish_details": found.publish_details, **added}
    if wanted.shows_applied:
        members["_applied_variants"] = {}
    return _with_members(found.json, members)


def merged(
    found: Found, present: Present, variants: FoundVariants, added: Mapping[str, object], *, shows_applied: bool
) -> Json:
    """Return an entry with variants, and with further members."""
    of_variants = {uid: {**variants.publish_details[uid], **_alias(alias)} for uid, alias in present}
    members = {"publish_details": {**found.publish_details, "variants": of_variants}, **added}
    result = variants.layers.merged([uid for uid, _ in present], has_applied=shows_applied)
    if shows_applied:
        members["_applied_variants"] = result.applied
    return _with_members(variants.rest, {**result.entry, **members})


def _with_members(json: bytes, members: Mapping[str, object]) -> Json:
    """Return an object with members that it does not have yet; it has others."""
    # Of views, so that a long text is copied once.
    return Json(b"".join((memoryview(json)[:-1], b",", memoryview(encoding.encode(members))[1:])))


def _alias(alias: str | None) -> dict[str, str]:
    return {} if alias is None else {"alias": alias}
