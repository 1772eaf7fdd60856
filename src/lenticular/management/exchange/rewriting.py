"""Replacing an export's uids by those of the recreated project (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]

# What rules of custom attributes are called; older exports say User.
_CUSTOM = {"CustomAttributeReference", "UserAttributeReference"}


@dataclass(slots=True)
class Names:
    """What became of each uid of the export; a uid that is not here was not recreated."""

    attributes: dict[str, str] = field(default_factory=dict)
    audiences: dict[str, str] = field(default_factory=dict)
    lytics_audiences: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)


def definition(document: object, names: Names) -> object:
    """Return an audience's definition in the new uids. What it doesn't know stays: the reader then says so."""
    if not isinstance(document, dict):
        return document
    rewritten = dict(document)
    if isinstance(rules := document.get("rules"), list):
        rewritten["rules"] = [definition(rule, names) for rule in rules]
    attribute, options = document.get("attribute"), document.get("attributeMatchOptions")
    if isinstance(attribute, dict) and attribute.get("__type") in _CUSTOM:
        rewritten["attribute"] = {
            **attribute,
            "ref": names.attributes.get(str(attribute.get("ref")), attribute.get("ref")),
        }
    if isinstance(options, dict) and options.get("__type") == "AudienceMatchOptions":
        value = options.get("value")
        rewritten["attributeMatchOptions"] = {**options, "value": names.lytics_audiences.get(str(value), value)}
    return rewritten


def version(document: Document, names: Names) -> tuple[dict[str, Any], list[str]]:
    """Return a version in the new uids, without what was not recreated, and a sentence for each thing it lost."""
    lost: list[str] = []
    rewritten = dict(document)
    if isinstance(variants := document.get("variants"), list):
        rewritten["variants"] = [_audience_list(variant, names, lost) for variant in variants]
    if isinstance(metrics := document.get("metrics"), list):
        rewritten["metrics"] = [metric for entry in metrics if (metric := _metric(entry, names, lost)) is not None]
    targeting = document.get("targeting")
    if isinstance(targeting, dict) and isinstance(targeting.get("audience"), dict):
        rewritten["targeting"] = {**targeting, "audience": _audience_list(targeting["audience"], names, lost)}
    return rewritten, lost


def _audience_list(entry: object, names: Names, lost: list[str]) -> object:
    if not isinstance(entry, dict):
        return entry
    rewritten = dict(entry)
    for member, known in (("audiences", names.audiences), ("lyticsAudiences", names.lytics_audiences)):
        uids = entry.get(member)
        if not isinstance(uids, list):
            continue
        rewritten[member] = [known[uid] for uid in uids if uid in known]
        label = entry.get("name", "the target group")
        lost += [f"“{label}” refers to the audience {uid}, which was not imported." for uid in uids if uid not in known]
    return rewritten


def _metric(entry: object, names: Names, lost: list[str]) -> dict[str, Any] | None:
    if not isinstance(entry, dict):
        return None
    event = names.events.get(str(entry.get("event")))
    if event is None:
        lost.append(f"The metric “{entry.get('name', '')}” measures an event that was not imported.")
        return None
    return {**entry, "event": event}
