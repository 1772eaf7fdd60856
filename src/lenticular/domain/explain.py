"""Telling, for one visitor, every decision and everything it rests on, as plain JSON."""

import math
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from lenticular.domain import audiences, bucketing, conditions, dates, options
from lenticular.domain.attributes import AttributeKind, AttributeReference, Preset, Source, Visitor, resolve_preset
from lenticular.domain.audiences import CombinationFinding, Finding, Rule, RuleCombination
from lenticular.domain.conditions import Condition, JSONOptions, PeriodOptions, TimeOptions
from lenticular.domain.decision import Standing, decide_experience, tagged
from lenticular.domain.experiences import ABTestVariant, Experience, SegmentedVariant, Targeting
from lenticular.domain.ruleset import Ruleset

Document = dict[str, object]

_TIME_CONDITIONS = frozenset({Condition.BEFORE_TIME, Condition.AFTER_TIME, Condition.BETWEEN_TIME})
# Python refuses to write whole numbers of more than 4,300 digits.
_LONGEST_NUMBER_BITS = 4096


def explain(ruleset: Ruleset, visitor: Visitor, *, tags: Collection[str] = ()) -> Document:
    """Return the decisions that decide() makes, with the visitor as resolved and the finding of every rule.

    Every audience of the experiences is examined, also those that no decision needed; it is told once, under
    `audiences`, and named by uid in the variants. The result is JSON-ready.
    """
    explainer = _Explainer(ruleset, visitor)
    experiences = [explainer.experience(experience) for experience in tagged(ruleset, tags)]
    return {
        "project": ruleset.project_uid,
        "revision": ruleset.revision,
        "hash": bucketing.HASH_ID,
        "notes": [_as_json(note) for note in visitor.notes],
        "visitor": _visitor(visitor),
        "experiences": experiences,
        "audiences": explainer.audiences,
    }


def explain_definition(ruleset: Ruleset, visitor: Visitor, definition: RuleCombination) -> Document:
    """Return what becomes of every rule of a definition for a visitor, whether or not an audience has it."""
    found = audiences.examine(definition, visitor, ruleset)
    return {
        "notes": [_as_json(note) for note in visitor.notes],
        "visitor": _visitor(visitor),
        "definition": _Explainer(ruleset, visitor).combination(found),
    }


def _visitor(visitor: Visitor) -> Document:
    return {
        "uid": _as_json(visitor.uid),
        "now": _as_json(visitor.now),
        "timezone": _as_json(visitor.timezone),
        "attributes": {preset.value: _preset(preset, visitor) for preset in Preset},
        "liveAttributes": _as_json(visitor.live_attributes),
        "storedAttributes": _as_json(visitor.stored_attributes),
    }


def _preset(preset: Preset, visitor: Visitor) -> Document:
    resolved = resolve_preset(preset.value, visitor)
    return {"value": _as_json(resolved.value), "source": resolved.source.value}


class _Explainer:
    """Explains one visitor's decisions and keeps what it found of each audience."""

    def __init__(self, ruleset: Ruleset, visitor: Visitor) -> None:
        self._ruleset = ruleset
        self._visitor = visitor
        self._standing = Standing(ruleset, visitor)
        self.audiences: dict[str, Document] = {}

    def experience(self, experience: Experience) -> Document:
        """Return the decision on one experience and what it rests on."""
        decision = decide_experience(experience, self._standing)
        version = experience.version
        return {
            "uid": experience.uid,
            "shortUid": experience.short_uid,
            "name": experience.name,
            "type": experience.type.value,
            "status": experience.status.value,
            "version": {"uid": version.uid, "number": version.number},
            "activeVariantShortUid": decision.variant_short_uid,
            "reason": decision.reason.value,
            "withheldVariantShortUid": decision.withheld_variant_short_uid,
            "holdouts": [
                {"owner": one.owner.value, "slots": one.size, "slot": one.slot, "result": one.holds}
                for one in self._standing.holdouts(experience)
            ],
            "earlierVariantShortUid": self._standing.assigned(experience),
            "targeting": None if version.targeting is None else self._choice(version.targeting),
            "variants": [self._variant(experience, variant) for variant in version.variants],
        }

    def _variant(self, experience: Experience, variant: SegmentedVariant | ABTestVariant) -> Document:
        shown: Document = {"shortUid": variant.short_uid, "name": variant.name}
        if isinstance(variant, SegmentedVariant):
            return shown | self._choice(variant)
        slot, earlier = self._standing.slot(experience), self._standing.assigned(experience)
        is_drawn = slot is not None and (variant.holds(slot) if earlier is None else variant.short_uid == earlier)
        return shown | {
            "result": is_drawn,
            "slot": slot,
            "ranges": [list(part) for part in variant.ranges],
        }

    def _choice(self, choice: Targeting | SegmentedVariant) -> Document:
        return {
            "result": self._standing.satisfies(choice),
            "audienceCombinationType": choice.combination.value,
            "audiences": [self._audience(uid) for uid in choice.audiences],
            "lyticsAudiences": [self._lytics_audience(uid) for uid in choice.lytics_audiences],
        }

    def _audience(self, uid: str) -> Document:
        audience = self._ruleset.audiences.get(uid)
        if audience is None:
            return {"uid": uid, "name": None, "result": False, "note": "This audience does not exist."}
        if uid not in self.audiences:
            found = audiences.examine(audience.definition, self._visitor, self._ruleset)
            self.audiences[uid] = {"uid": uid, "name": audience.name, "definition": self.combination(found)}
        return {"uid": uid, "name": audience.name, "result": self._standing.belongs(uid), "note": None}

    def _lytics_audience(self, uid: str) -> Document:
        audience = self._ruleset.lytics_audiences.get(uid)
        return {
            "uid": uid,
            "slug": None if audience is None else audience.slug,
            "name": None if audience is None else audience.name,
            "result": self._standing.belongs_in_lytics(uid),
        }

    def combination(self, found: CombinationFinding) -> Document:
        """Return what became of a combination and of everything in it."""
        return {
            "combinationType": found.combination.combination.value,
            "result": found.result,
            "rules": [
                self.combination(finding) if isinstance(finding, CombinationFinding) else self._rule(finding)
                for finding in found.findings
            ],
        }

    def _rule(self, finding: Finding) -> Document:
        rule = finding.rule
        return {
            "attribute": self._attribute(rule.attribute),
            "value": _as_json(finding.resolved.value),
            "source": finding.resolved.source.value,
            "condition": rule.condition.value,
            "options": options.to_document(rule.condition, rule.options),
            "inverted": rule.invert,
            "result": finding.result,
            "note": self._note(finding),
        }

    def _attribute(self, reference: AttributeReference) -> Document:
        document = audiences.reference_document(reference)
        if reference.kind is AttributeKind.CUSTOM:
            document["key"] = self._ruleset.attribute_keys.get(reference.ref)
        return document

    def _note(self, finding: Finding) -> str | None:
        reference, resolved = finding.rule.attribute, finding.resolved
        if reference.kind is AttributeKind.CUSTOM and reference.ref not in self._ruleset.attribute_keys:
            return "This custom attribute does not exist."
        if resolved.value is None:
            is_hidden = resolved.source is Source.LIVE
            return "Hidden for this request by a live null." if is_hidden else "The visitor has no value for this."
        condition, tested = _innermost(finding.rule, resolved.value)
        if tested is None:
            return "There is no value at this pointer."
        if finding.outcome is None:
            wished = "time" if condition in _TIME_CONDITIONS else "number"
            return f"The value cannot be read as a {wished}, so the rule does not match, inverted or not."
        if _needs_zone(finding.rule) and dates.find_zone(self._visitor.timezone) is None:
            return "The visitor's time zone is unknown, so UTC was taken."
        return None


def _innermost(rule: Rule, value: object) -> tuple[Condition, object]:
    """Return the condition that was put to a value, and that value: of a JSON_MATCH, those inside."""
    if isinstance(rule.options, JSONOptions):
        return rule.options.condition, conditions.find(rule.options.pointer, value)
    return rule.condition, value


def _needs_zone(rule: Rule) -> bool:
    given = rule.options.options if isinstance(rule.options, JSONOptions) else rule.options
    return isinstance(given, TimeOptions | PeriodOptions) and given.use_visitor_timezone


def _as_json(value: object) -> object:
    """Return a visitor's value in a form that every JSON writer takes; what has none is told as text."""
    match value:
        case None | bool():
            return value
        case str():
            # JSON can spell lone surrogates, UTF-8 cannot.
            return value.encode("utf-8", "replace").decode("utf-8")
        case int() if value.bit_length() <= _LONGEST_NUMBER_BITS:
            return int(value)
        case int():
            return "a number too long to write"
        case float():
            return value if math.isfinite(value) else str(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Mapping():
            return {str(_as_json(str(name))): _as_json(entry) for name, entry in value.items()}
        case list() | tuple():
            return [_as_json(entry) for entry in value]
    return str(value)
