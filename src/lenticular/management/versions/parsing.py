"""Reading a version that a client sent: every problem at once, everything valid in canonical form."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from lenticular.api.text import normalise_name
from lenticular.domain import bucketing
from lenticular.domain.experiences import ExperienceType, Status, short_uid
from lenticular.errors import Invalid, Problem
from lenticular.management.versions.content import Content, Document, VariantSplit

_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
_LYTICS_UID = re.compile(r"[0-9a-f]{32}")
_SHORT_UID = re.compile(r"[0-9a-z]{1,10}")
_VARIANT_TYPES = {ExperienceType.SEGMENTED: "SegmentedVariant", ExperienceType.AB_TEST: "ABTestVariant"}
_FEWEST_TO_ACTIVATE = {ExperienceType.SEGMENTED: 1, ExperienceType.AB_TEST: 2}
_COMBINATIONS = ("AND", "OR")
_METRIC_TYPES = ("Primary", "Secondary")
# Percentages have two decimals; their sum may be one unit of 0.01 % off.
_SUM_TOLERANCE_PER_MILLION = 100


@dataclass(frozen=True, slots=True)
class Known:
    """What a version may refer to, and how much it may hold. None means that it is not checked."""

    audiences: Collection[str] | None = None
    lytics_audiences: Collection[str] | None = None
    events: Collection[str] | None = None
    # How many variant short uids the experience has handed out.
    variant_count: int | None = None
    max_variants: int | None = None
    max_audiences: int | None = None
    max_metrics: int | None = None


def parse(document: object, experience_type: ExperienceType, known: Known) -> tuple[Status, Content]:
    """Return the status and content that a client sent; raise Invalid with every problem at once."""
    if not isinstance(document, dict):
        raise Invalid([Problem("", "NOT_OBJECT", "A version is a JSON object.")])
    reader = _Reader(known)
    status = reader.status(document)
    if experience_type is ExperienceType.SEGMENTED:
        content = Content(variants=reader.variants(document, experience_type, status))
    else:
        split = reader.variant_split(document)
        content = Content(
            variants=reader.shared_out(reader.variants(document, experience_type, status), split),
            variant_split=split,
            metrics=reader.metrics(document),
            targeting=reader.targeting(document),
        )
    if reader.problems:
        raise Invalid(reader.problems)
    return status, content


@dataclass(slots=True)
class _Reader:
    """Reads the members of one version and collects what is wrong with them."""

    known: Known
    problems: list[Problem] = field(default_factory=list)

    def status(self, document: Document) -> Status:
        value = document.get("status")
        if isinstance(value, str) and value in set(Status):
            return Status(value)
        self._report("/status", "INVALID_STATUS", "must be DRAFT, ACTIVE or PAUSED")
        if value is None:
            self._report("/status", "STATUS_REQUIRED", "is required")
        return Status.DRAFT

    def variants(self, document: Document, experience_type: ExperienceType, status: Status) -> list[Document]:
        entries = document.get("variants")
        if not isinstance(entries, list):
            self._report("/variants", "VARIANTS_NOT_ARRAY", "must be the whole list of variants")
            if entries is None:
                self._report("/variants", "EMPTY_ARRAY", "should not be empty")
            return []
        fewest = _FEWEST_TO_ACTIVATE[experience_type]
        if not entries and status is not Status.DRAFT:
            self._report("/variants", "EMPTY_ARRAY", "should not be empty")
        elif status is Status.ACTIVE and len(entries) < fewest:
            self._report("/variants", "TOO_FEW_VARIANTS", f"takes at least {fewest} variants to be activated")
        self._limit("/variants", "MAX_VARIANTS_COUNT_EXCEEDED", len(entries), self.known.max_variants)
        taken: set[str] = set()
        variants = [
            self._variant(entry, f"/variants/{index}", experience_type, taken) for index, entry in enumerate(entries)
        ]
        return [variant for variant in variants if variant is not None]

    def variant_split(self, document: Document) -> VariantSplit:
        value = document.get("variantSplit")
        if value is None:
            return VariantSplit.EQUALLY_SPLIT
        if isinstance(value, str) and value in set(VariantSplit):
            return VariantSplit(value)
        self._report("/variantSplit", "NOT_VALID_ENUM", f"must be one of {', '.join(VariantSplit)}")
        return VariantSplit.EQUALLY_SPLIT

    def shared_out(self, variants: list[Document], split: VariantSplit) -> list[Document]:
        """Return the variants with their shares: as sent if custom, else equal (a bandit starts equal, too)."""
        if split is not VariantSplit.CUSTOM_PERCENTAGE:
            equal = bucketing.equal_percentages(len(variants)) if variants else ()
            return [
                {**variant, "trafficDistribution": _plain(share)}
                for variant, share in zip(variants, equal, strict=True)
            ]
        shares = [
            self._share(variant["trafficDistribution"], f"/variants/{index}/trafficDistribution")
            for index, variant in enumerate(variants)
        ]
        off_per_million = abs(round(sum(share or 0 for share in shares) * 10_000) - 1_000_000)
        if variants and None not in shares and off_per_million > _SUM_TOLERANCE_PER_MILLION:
            self._report("/variants", "TRAFFIC_DISTRIBUTION_NOT_100", "must share out 100 % of the traffic")
        return variants

    def metrics(self, document: Document) -> list[Document]:
        entries = document.get("metrics")
        if entries is None:
            return []
        if not isinstance(entries, list):
            self._report("/metrics", "NOT_ARRAY", "must be an array")
            return []
        self._limit("/metrics", "MAX_METRICS_COUNT_EXCEEDED", len(entries), self.known.max_metrics)
        metrics: list[Document] = []
        for index, entry in enumerate(entries):
            metric = self._metric(entry, f"/metrics/{index}", is_first=index == 0)
            if metric is None:
                continue
            if isinstance(metric["event"], str) and any(metric["event"] == other["event"] for other in metrics):
                self._report(f"/metrics/{index}/event", "DUPLICATE_EVENT", "is measured twice")
            metrics.append(metric)
        return metrics

    def targeting(self, document: Document) -> Document:
        value = document.get("targeting")
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._report("/targeting", "NOT_OBJECT", "must be an object; an empty one means everyone")
            return {}
        audience = value.get("audience")
        if audience is None:
            return {}
        if not isinstance(audience, dict):
            self._report("/targeting/audience", "NOT_OBJECT", "must be an object")
            return {}
        return {"audience": self._audience_list(audience, "/targeting/audience")}

    def _variant(
        self, entry: object, pointer: str, experience_type: ExperienceType, taken: set[str]
    ) -> Document | None:
        if not isinstance(entry, dict):
            self._report(pointer, "NOT_OBJECT", "must be an object")
            return None
        kind = _VARIANT_TYPES[experience_type]
        if entry.get("__type", kind) != kind:
            self._report(f"{pointer}/__type", "NOT_VALID_ENUM", f"must be {kind}")
        variant: Document = {"name": self._name(entry, pointer), "__type": kind}
        if experience_type is ExperienceType.SEGMENTED:
            variant |= self._audience_list(entry, pointer)
        else:
            variant["trafficDistribution"] = entry.get("trafficDistribution")
        return {**variant, "shortUid": self._short_uid(entry.get("shortUid"), f"{pointer}/shortUid", taken)}

    def _metric(self, entry: object, pointer: str, *, is_first: bool) -> Document | None:
        if not isinstance(entry, dict):
            self._report(pointer, "NOT_OBJECT", "must be an object")
            return None
        if entry.get("__type", "Primary") not in _METRIC_TYPES:
            self._report(f"{pointer}/__type", "NOT_VALID_ENUM", "must be Primary or Secondary")
        event = entry.get("event")
        self._reference(event, f"{pointer}/event", _OBJECT_ID, self.known.events, "EVENT_NOT_FOUND")
        return {
            "event": event,
            "name": self._name(entry, pointer),
            "__type": "Primary" if is_first else "Secondary",
        }

    def _audience_list(self, entry: Document, pointer: str) -> Document:
        audiences = self._references(
            entry.get("audiences"), f"{pointer}/audiences", _OBJECT_ID, self.known.audiences, "AUDIENCE_NOT_FOUND"
        )
        lytics_audiences = self._references(
            entry.get("lyticsAudiences"),
            f"{pointer}/lyticsAudiences",
            _LYTICS_UID,
            self.known.lytics_audiences,
            "LYTICS_AUDIENCE_NOT_FOUND",
        )
        # A list that is no list, or names a wrong audience, has had its say.
        if audiences == [] and lytics_audiences == []:
            self._report(f"{pointer}/audiences", "EMPTY_ARRAY", "should not be empty")
        count = len(audiences or ()) + len(lytics_audiences or ())
        self._limit(f"{pointer}/audiences", "MAX_AUDIENCES_COUNT_EXCEEDED", count, self.known.max_audiences)
        combination = entry.get("audienceCombinationType")
        if combination not in _COMBINATIONS:
            self._report(f"{pointer}/audienceCombinationType", "NOT_VALID_ENUM", "must be AND or OR")
        return {
            "audiences": audiences,
            "audienceCombinationType": combination,
            "lyticsAudiences": lytics_audiences,
        }

    def _references(
        self, value: object, pointer: str, pattern: re.Pattern[str], known: Collection[str] | None, code: str
    ) -> list[str] | None:
        """Return the distinct uids of a list in its order; None when it is not a list."""
        if value is None:
            return []
        if not isinstance(value, list):
            self._report(pointer, "NOT_ARRAY", "must be an array")
            return None
        for index, uid in enumerate(value):
            self._reference(uid, f"{pointer}/{index}", pattern, known, code)
        return list(dict.fromkeys(uid for uid in value if isinstance(uid, str)))

    def _reference(
        self, value: object, pointer: str, pattern: re.Pattern[str], known: Collection[str] | None, code: str
    ) -> None:
        if not isinstance(value, str) or pattern.fullmatch(value) is None:
            kind = "ObjectId" if pattern is _OBJECT_ID else "Lytics audience uid"
            self._report(pointer, f"{_shown(value)} is not a valid {kind}", f"must be a valid {kind}")
        elif known is not None and value not in known:
            self._report(pointer, code, f"The project has none with the uid {value}.")

    def _short_uid(self, value: object, pointer: str, taken: set[str]) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or _SHORT_UID.fullmatch(value) is None or short_uid(int(value, 36)) != value:
            self._report(pointer, "NOT_VALID_SHORT_UID", "must be a short uid, such as 0 or 1a")
            return None
        if self.known.variant_count is not None and int(value, 36) >= self.known.variant_count:
            self._report(pointer, "SHORT_UID_NOT_FOUND", "No variant of this experience ever had it; leave it out.")
        if value in taken:
            self._report(pointer, "DUPLICATE_SHORT_UID", "belongs to another variant of this version")
        taken.add(value)
        return value

    def _share(self, value: object, pointer: str) -> float | None:
        # A number compared, not converted: JSON knows integers too large for a float, and Python reads NaN.
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
            return float(value)
        self._report(pointer, "NOT_PERCENTAGE", "must be a number from 0 to 100")
        return None

    def _name(self, entry: Document, pointer: str) -> str:
        value = entry.get("name")
        if not isinstance(value, str):
            code = "REQUIRED" if value is None else "NOT_STRING"
            self._report(f"{pointer}/name", code, "must be a text of 1 to 200 characters")
            return ""
        try:
            return normalise_name(value)
        except PydanticCustomError as error:
            self._report(f"{pointer}/name", error.type, error.message())
            return ""

    def _limit(self, pointer: str, code: str, count: int, maximum: int | None) -> None:
        if maximum is not None and count > maximum:
            self._report(pointer, code, f"must not have more than {maximum} elements")

    def _report(self, pointer: str, code: str, message: str) -> None:
        self.problems.append(Problem(pointer, code, message))


def _plain(share: float) -> float | int:
    return int(share) if share.is_integer() else share


def _shown(value: object) -> str:
    return value[:64] if isinstance(value, str) else type(value).__name__
