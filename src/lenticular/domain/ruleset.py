"""Everything a project's decisions depend on, as one immutable value, and the document it is read from.

A project is also published in parts: each audience and experience is a document of its own under a *mark*, and the
project's document has the marks in their place. The same mark always stands for the same part.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lenticular.domain.audiences import Combination, RuleCombination, parse_definition
from lenticular.domain.bucketing import SLOT_COUNT
from lenticular.domain.documents import Reader
from lenticular.domain.experiences import (
    ABTestVariant,
    Experience,
    ExperienceType,
    SegmentedVariant,
    Status,
    Targeting,
    Version,
)
from lenticular.domain.lytics import LyticsAudience
from lenticular.domain.privacy import Privacy, PrivacySignal
from lenticular.errors import Invalid

__all__ = ["FORMAT", "Audience", "LyticsAudience", "Published", "Ruleset", "from_document"]

FORMAT = 1

_LIVE = frozenset({Status.ACTIVE, Status.PAUSED})
_KEY = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Audience:
    """A named definition of who belongs."""

    uid: str
    name: str
    definition: RuleCombination


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A project at one revision: active and paused experiences, the highest priority first, and what they refer to.

    `holdout` is how many slots of visitors every experience is withheld from. `preview_key` is what preview links are
    signed with, secret; None while there are none.
    """

    project_uid: str
    revision: int
    attribute_keys: Mapping[str, str]
    audiences: Mapping[str, Audience]
    lytics_audiences: Mapping[str, LyticsAudience]
    experiences: tuple[Experience, ...]
    holdout: int = 0
    privacy: Privacy = field(default_factory=Privacy)
    preview_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Published:
    """A project in parts: its document, and the JSON of parts by mark, at least of those that the reader lacks."""

    document: Mapping[str, object]
    parts: Mapping[str, bytes]


def from_document(document: object) -> Ruleset:
    """Return the ruleset that a JSON document of this FORMAT holds; raise Invalid with every problem at once.

    A variant may name an audience that the document lacks: nobody belongs to it.
    """
    reader = _Reader()
    root = reader.root(document)
    audiences = [reader.audience(entry, at) for at, entry in reader.entries(root, "", "audiences")]
    experiences = [reader.experience(entry, at) for at, entry in reader.entries(root, "", "experiences")]
    ruleset = reader.ruleset(root, audiences, experiences)
    reader.raise_problems()
    return ruleset


def from_parts(document: object, audiences: Iterable[Audience], experiences: Iterable[Experience]) -> Ruleset:
    """Return the ruleset of a project that is published in parts, these, in the order of its marks; raise Invalid."""
    reader = _Reader()
    ruleset = reader.ruleset(reader.root(document), audiences, experiences)
    reader.raise_problems()
    return ruleset


def audience(document: object) -> Audience:
    """Return the audience that a part's document holds; raise Invalid with every problem at once."""
    reader = _Reader()
    found = reader.audience(reader.mapping(document, "") or {}, "")
    reader.raise_problems()
    return found


def experience(document: object) -> Experience:
    """Return the experience that a part's document holds; raise Invalid with every problem at once."""
    reader = _Reader()
    found = reader.experience(reader.mapping(document, "") or {}, "")
    reader.raise_problems()
    return found


def marks(document: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return the marks of a project's `audiences` or `experiences`, the latter by priority; raise Invalid."""
    reader = _Reader()
    found = reader.texts(document.get(name), f"/{name}")
    reader.raise_problems()
    return found


class _Reader(Reader):
    """Reads the parts of a ruleset. What cannot be read gives an empty value: its problem discards the whole anyway."""

    def root(self, document: object) -> Mapping[str, object]:
        """Return a project's document; raise Invalid if it is of another format, because nothing of that is known."""
        root = self.mapping(document, "") or {}
        if root.get("format") != FORMAT:
            self.report("/format", "UNKNOWN_FORMAT", f"must be {FORMAT}")
            self.raise_problems()
        return root

    def ruleset(
        self, root: Mapping[str, object], audiences: Iterable[Audience], experiences: Iterable[Experience]
    ) -> Ruleset:
        keys = [self.strings(entry, at, "uid", "key") for at, entry in self.entries(root, "", "attributes")]
        lytics = [
            LyticsAudience(*self.strings(entry, at, "uid", "slug", "name"))
            for at, entry in self.entries(root, "", "lyticsAudiences")
        ]
        return Ruleset(
            project_uid=self.text(root.get("project"), "/project") or "",
            revision=self.whole(root.get("revision"), "/revision") or 0,
            attribute_keys={found[0]: found[1] for found in keys},
            audiences={audience.uid: audience for audience in audiences},
            lytics_audiences={audience.uid: audience for audience in lytics},
            experiences=tuple(experiences),
            holdout=self.slot_count(root.get("holdout"), "/holdout"),
            privacy=self.privacy(root.get("privacy"), "/privacy"),
            preview_key=self.key(root.get("previewKey"), "/previewKey"),
        )

    def entries(self, parent: Mapping[str, object], pointer: str, name: str) -> list[tuple[str, Mapping[str, object]]]:
        """Return each object of a list with its pointer."""
        where = f"{pointer}/{name}"
        found = [
            (f"{where}/{index}", self.mapping(entry, f"{where}/{index}"))
            for index, entry in enumerate(self.sequence(parent.get(name), where) or ())
        ]
        return [(at, entry) for at, entry in found if entry is not None]

    def strings(self, entry: Mapping[str, object], pointer: str, *names: str) -> tuple[str, ...]:
        """Return the named string members."""
        return tuple(self.text(entry.get(name), f"{pointer}/{name}") or "" for name in names)

    def audience(self, entry: Mapping[str, object], pointer: str) -> Audience:
        uid, name = self.strings(entry, pointer, "uid", "name")
        definition = RuleCombination(Combination.OR, ())
        try:
            definition = parse_definition(entry.get("definition"), attribute_uids=None, lytics_uids=None)
        except Invalid as invalid:
            for problem in invalid.problems:
                self.report(f"{pointer}/definition{problem.pointer}", problem.code, problem.message)
        return Audience(uid, name, definition)

    def experience(self, entry: Mapping[str, object], pointer: str) -> Experience:
        uid, short_uid, name = self.strings(entry, pointer, "uid", "shortUid", "name")
        kind = self.member(ExperienceType, entry.get("type"), f"{pointer}/type") or ExperienceType.SEGMENTED
        status = self.member(Status, entry.get("status"), f"{pointer}/status")
        if status is not None and status not in _LIVE:
            self.report(f"{pointer}/status", "NOT_VALID_ENUM", "must be ACTIVE or PAUSED")
        return Experience(
            uid=uid,
            short_uid=short_uid,
            name=name,
            type=kind,
            status=status or Status.PAUSED,
            tags=frozenset(tag.lower() for tag in self.texts(entry.get("tags"), f"{pointer}/tags")),
            version=self.version(entry.get("version"), f"{pointer}/version", kind),
            holdout=self.slot_count(entry.get("holdout"), f"{pointer}/holdout"),
        )

    def version(self, value: object, pointer: str, kind: ExperienceType) -> Version:
        entry = self.mapping(value, pointer) or {}
        variants = self.entries(entry, pointer, "variants")
        targeting, activated_at = entry.get("targeting"), entry.get("activatedAt")
        return Version(
            uid=self.text(entry.get("uid"), f"{pointer}/uid") or "",
            number=self.whole(entry.get("number"), f"{pointer}/number") or 0,
            variants=tuple(self.ab_test_variant(variant, at) for at, variant in variants)
            if kind is ExperienceType.AB_TEST
            else tuple(self.segmented_variant(variant, at) for at, variant in variants),
            targeting=None if targeting is None else self.targeting(targeting, f"{pointer}/targeting"),
            is_bandit=self.truth(entry.get("isBandit"), f"{pointer}/isBandit"),
            activated_at=None if activated_at is None else self.whole(activated_at, f"{pointer}/activatedAt"),
        )

    def segmented_variant(self, entry: Mapping[str, object], pointer: str) -> SegmentedVariant:
        short_uid, name = self.strings(entry, pointer, "shortUid", "name")
        chosen = self.targeting(entry, pointer)
        return SegmentedVariant(short_uid, name, chosen.audiences, chosen.lytics_audiences, chosen.combination)

    def ab_test_variant(self, entry: Mapping[str, object], pointer: str) -> ABTestVariant:
        short_uid, name = self.strings(entry, pointer, "shortUid", "name")
        where = f"{pointer}/ranges"
        parts = enumerate(self.sequence(entry.get("ranges"), where) or ())
        ranges = (self.slot_range(part, f"{where}/{index}") for index, part in parts)
        return ABTestVariant(short_uid, name, tuple(found for found in ranges if found is not None))

    def slot_range(self, value: object, pointer: str) -> tuple[int, int] | None:
        match value:
            case [int(start), int(end)] if 0 <= start < end <= SLOT_COUNT:
                return start, end
        self.report(pointer, "INVALID_RANGE", f"must be two slots [start, end) from 0 to {SLOT_COUNT}")
        return None

    def slot_count(self, value: object, pointer: str) -> int:
        """Return a number of slots; a missing one is 0."""
        count = 0 if value is None else self.whole(value, pointer)
        if count is not None and count > SLOT_COUNT:
            self.report(pointer, "TOO_MANY_SLOTS", f"must be at most {SLOT_COUNT}")
        return count or 0

    def privacy(self, value: object, pointer: str) -> Privacy:
        """Return what becomes of a privacy signal; a missing one is ignored."""
        if value is None:
            return Privacy()
        entry = self.mapping(value, pointer) or {}
        return Privacy(
            signal=self.member(PrivacySignal, entry.get("signal"), f"{pointer}/signal") or PrivacySignal.DROP,
            key=self.key(entry.get("key"), f"{pointer}/key"),
        )

    def key(self, value: object, pointer: str) -> bytes | None:
        """Return the bytes of 64 hexadecimal digits; None is none."""
        text = None if value is None else self.text(value, pointer)
        if text is None:
            return None
        if not _KEY.fullmatch(text):
            self.report(pointer, "INVALID_KEY", "must be 64 hexadecimal digits")
            return None
        return bytes.fromhex(text)

    def targeting(self, value: object, pointer: str) -> Targeting:
        entry = self.mapping(value, pointer) or {}
        where = f"{pointer}/audienceCombinationType"
        return Targeting(
            audiences=_shared(self.texts(entry.get("audiences"), f"{pointer}/audiences")),
            lytics_audiences=_shared(self.texts(entry.get("lyticsAudiences", []), f"{pointer}/lyticsAudiences")),
            combination=self.member(Combination, entry.get("audienceCombinationType"), where) or Combination.AND,
        )

    def texts(self, value: object, pointer: str) -> tuple[str, ...]:
        """Return a list of strings."""
        if isinstance(value, list | tuple) and set(map(type, value)) <= {str}:
            return tuple(value)
        found = [self.text(entry, f"{pointer}/{n}") for n, entry in enumerate(self.sequence(value, pointer) or ())]
        return tuple(text for text in found if text is not None)


def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names, of equal ones the same object everywhere: thousands of lists name an audience."""
    return tuple(map(sys.intern, names))
