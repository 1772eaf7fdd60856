"""Turning a project's rows into the documents that the edge decides by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from lenticular.domain.experiences import ExperienceType, Status
from lenticular.domain.ruleset import FORMAT
from lenticular.management.experiences import service as experiences
from lenticular.management.measurement.service import Measurement
from lenticular.management.versions import service as versions
from lenticular.management.versions.content import VariantSplit

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """An experience with the version that visitors get, in the state that they get it."""

    experience: experiences.Outline
    version: versions.Row
    status: Status
    ranges: Mapping[str, Sequence[Sequence[int]]]


def live(experience: experiences.Outline, rows: Sequence[versions.Row]) -> Shown | None:
    """Return an experience with its live version, or None if it has none."""
    version = next((row for row in rows if row.status in experiences.LIVE), None)
    if version is None:
        return None
    return Shown(experience, version, Status(version.status), version.ranges)


def as_if_active(experience: experiences.Outline, rows: Sequence[versions.Row], version_uid: str) -> Shown | None:
    """Return an experience as visitors would get it were this version active, or None if it has no such version."""
    version = next((row for row in rows if row.uid == version_uid), None)
    if version is None:
        return None
    if version.status != Status.DRAFT:
        return Shown(experience, version, Status.ACTIVE, version.ranges)
    current = next((row for row in rows if row.status in experiences.LIVE), None)
    return Shown(experience, version, Status.ACTIVE, versions.ranges_if_activated(version, current))


def document(
    project_uid: str,
    revision: int,
    *,
    attributes: Sequence[Mapping[str, str]],
    lytics_audiences: Sequence[Mapping[str, str]],
    events: Sequence[Mapping[str, str]],
    measurement: Measurement,
    preview_key: str | None,
) -> Document:
    """Return the document of a project without its audiences and experiences."""
    return {
        "format": FORMAT,
        "project": project_uid,
        "revision": revision,
        "holdout": measurement.holdout_slots,
        "privacy": {"signal": measurement.privacy_signal.value, "key": measurement.pseudonym_key},
        "previewKey": preview_key,
        "attributes": list(attributes),
        "lyticsAudiences": list(lytics_audiences),
        "events": list(events),
    }


def audience_mark(uid: str, stamp: int) -> str:
    """Return the name of a state of an audience."""
    return f"{uid} {stamp}"


def experience_mark(outline: experiences.Outline, version: tuple[str, int], holdout_slots: int) -> str:
    """Return the name of a state of an experience that is shown by a version, given with its stamp.

    It spells out all that `experience` reads beside the version, so nothing has to be told that one of these changed.
    """
    told = (outline.uid, outline.short_uid, outline.type, *version, holdout_slots, outline.tags, outline.name)
    # As JSON, so that no two states are spelled alike, whatever names and tags hold.
    return msgspec.json.encode(told).decode()


def experience(shown: Shown, holdout_slots: int) -> Document:
    """Return the document of an experience that `holdout_slots` of the visitors are held out of."""
    experience, version = shown.experience, shown.version
    is_test = experience.type == ExperienceType.AB_TEST
    return {
        "uid": experience.uid,
        "shortUid": experience.short_uid,
        "name": experience.name,
        "type": experience.type,
        "status": shown.status.value,
        "tags": experience.tags,
        "holdout": holdout_slots,
        "version": {
            "uid": version.uid,
            "number": version.number,
            "isBandit": version.variant_split == VariantSplit.MULTI_ARMED_BANDIT,
            **_activation(version),
            "variants": [_share(entry, shown) if is_test else _segment(entry) for entry in version.variants],
            "targeting": _audience_list(version.targeting["audience"]) if version.targeting else None,
        },
    }


def _activation(version: versions.Row) -> Document:
    """Return since when a version has been shown, in Unix milliseconds; nothing for one that never was."""
    first = version.first_activated_at
    return {} if first is None else {"activatedAt": round(first.timestamp() * 1000)}


def _segment(variant: Document) -> Document:
    return {"shortUid": variant["shortUid"], "name": variant["name"], **_audience_list(variant)}


def _share(variant: Document, shown: Shown) -> Document:
    ranges = [list(part) for part in shown.ranges.get(variant["shortUid"], ())]
    return {"shortUid": variant["shortUid"], "name": variant["name"], "ranges": ranges}


def _audience_list(entry: Document) -> Document:
    return {key: entry[key] for key in ("audiences", "lyticsAudiences", "audienceCombinationType")}
