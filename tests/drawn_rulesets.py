"""Rulesets and visitors drawn by chance, from few enough names and values that rules and visitors meet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from lenticular.domain import dates
from lenticular.domain.attributes import AttributeKind, AttributeReference, Preset, Visitor
from lenticular.domain.audiences import Combination, Rule, RuleCombination
from lenticular.domain.conditions import (
    AudienceOptions,
    Condition,
    FlowOptions,
    JSONOptions,
    NumberOptions,
    Options,
    PeriodOptions,
    StringOptions,
    TimeOptions,
)
from lenticular.domain.experiences import (
    ABTestVariant,
    Experience,
    ExperienceType,
    SegmentedVariant,
    Status,
    Targeting,
    Version,
)
from lenticular.domain.options import VALUE_CONDITIONS
from lenticular.domain.ruleset import Audience, LyticsAudience, Ruleset

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEYS = ("tier", "spend", "since", "is_member", "tags", "lytics_flows")
_TEXTS = ("US", "us", "gold", "Gold", "e\u0301", "\u00e9", "straße", "STRASSE", "", "1", "true", "10.0", "old")
_NUMBERS = (0, 1, -1, 10, 10.0, 9.99, 2**53, float(2**53), 2**53 + 1, 1_700_000_000, 1_700_000_000_123)
_MOMENTS = (
    "2026-11-22T12:00:00", "2026-11-22T12:00:00.5", "2026-11-22T12:00:00Z", "2026-11-22T07:00:00-05:00",
    "2026-10-25T02:30:00", "2026-03-29T02:30:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59",
)  # fmt: skip
_ZONES = (None, "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Nowhere", "../etc", "\0")
_NAMES = ("vip", "a" * 32, "b" * 32)
_POINTERS = ("/utm", "/tier", "", "/utm/deep", "/~01", "/")
_HOSTILE: tuple[Any, ...] = (
    None, True, False, [], {}, ["US"], {"utm": "gold"}, float("nan"), float("inf"), -0.0, 0.1, 10**30, -(10**5000),
    "9" * 5000, "\ud800", "[" * 20_000, "|vip|", '["vip", 1]', '{"f": "open"}', {"f": "open"}, {"f": 1}, (1, 2),
    "x" * 10_000, 1e308, 10**15, " 10 ", "+1.", "TRUE", b"bytes", {1, 2},
)  # fmt: skip
_SEGMENTS = (ABTestVariant, SegmentedVariant)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws everything from one source of chance."""

    random: Random

    def ruleset(self, experience_count: int, audience_count: int = 12, revision: int = 1) -> Ruleset:
        audiences = [self.audience(f"{number:024x}") for number in range(audience_count)]
        return Ruleset(
            project_uid="66fbcbf9b14cbb16e748d857",
            revision=revision,
            attribute_keys={f"c{key}": key for key in KEYS},
            audiences={one.uid: one for one in audiences},
            lytics_audiences={"a" * 32: LyticsAudience("a" * 32, "vip", "VIP")},
            experiences=tuple(self.experience(number, audience_count) for number in range(experience_count)),
            holdout=self.random.choice((0, 0, 0, 0, 5_000)),
        )

    def audience(self, uid: str) -> Audience:
        return Audience(uid, "An audience", self.combination(self.random.choice((0, 1, 2, 3))))

    def combination(self, depth: int) -> RuleCombination:
        count = self.random.choice((0, 1, 1, 2, 3, 4))
        entries = [
            self.combination(depth - 1) if depth and self.random.random() < 0.5 else self.rule() for _ in range(count)
        ]
        return RuleCombination(self.random.choice(list(Combination)), tuple(entries))

    def rule(self) -> Rule:
        invert = self.random.random() < 0.3
        kind = self.random.random()
        if kind < 0.4:
            uid = self.random.choice([f"c{key}" for key in KEYS] + ["gone"])
            return Rule(AttributeReference(AttributeKind.CUSTOM, uid), *self.plain(), invert)
        if kind < 0.5:
            name, pair = self.random.choice(
                [
                    ("LYTICS_AUDIENCE", (Condition.IS_MEMBER_OF, AudienceOptions(self.random.choice(_NAMES)))),
                    (
                        "LYTICS_FLOW_STATE",
                        (Condition.IS_IN_FLOW_STATE, FlowOptions("f", self.random.choice(("open", "1")))),
                    ),
                    ("LYTICS_OTHER", (Condition.HAS_ANY_VALUE, None)),
                ]
            )
            return Rule(AttributeReference(AttributeKind.LYTICS, name), *pair, invert)
        preset = self.random.choice(list(Preset))
        if preset is Preset.QUERY_PARAMETERS and self.random.random() < 0.8:
            inner = self.plain()
            options = JSONOptions(self.random.choice(_POINTERS), *inner, self.random.random() < 0.3)
            return Rule(AttributeReference(AttributeKind.PRESET, preset), Condition.JSON_MATCH, options, invert)
        return Rule(AttributeReference(AttributeKind.PRESET, preset), *self.plain(), invert)

    def plain(self) -> tuple[Condition, Options]:
        """Draw a condition with its options; now and then with others' options, or with those of no plain value."""
        if self.random.random() < 0.05:
            return self.random.choice(list(Condition)), self.plain()[1]
        condition = self.random.choice(sorted(VALUE_CONDITIONS))
        is_local = self.random.random() < 0.5
        match condition:
            case Condition.STRING_EQUALS | Condition.CONTAINS_SUBSTRING:
                return condition, StringOptions(self.random.choice(_TEXTS))
            case Condition.NUMBER_EQUAL_TO | Condition.NUMBER_GREATER_THAN | Condition.NUMBER_LESS_THAN:
                return condition, NumberOptions(self.random.choice(_NUMBERS))
            case Condition.BEFORE_TIME | Condition.AFTER_TIME:
                return condition, TimeOptions(self.moment(), is_local)
            case Condition.BETWEEN_TIME:
                return condition, PeriodOptions(self.moment(), self.moment(), is_local)
        return condition, None

    def moment(self) -> dates.Moment:
        moment = dates.parse_moment(self.random.choice(_MOMENTS))
        assert moment is not None
        return moment

    def experience(self, number: int, audience_count: int) -> Experience:
        is_test = self.random.random() < 0.4
        count = self.random.choice((0, 1, 2, 3, 5))
        make: Callable[[str, int], ABTestVariant | SegmentedVariant] = self.split if is_test else self.segmented
        variants: tuple[Any, ...] = tuple(make(str(index), audience_count) for index in range(count))
        return Experience(
            uid=f"e{number:023x}",
            short_uid=str(number),
            name="An experience",
            type=ExperienceType.AB_TEST if is_test else ExperienceType.SEGMENTED,
            status=Status.PAUSED if self.random.random() < 0.1 else Status.ACTIVE,
            tags=frozenset(self.random.sample(("home", "shop", "help"), self.random.choice((0, 1, 2)))),
            version=Version(
                uid=f"f{self.random.randrange(10**9)}",
                number=1,
                variants=variants,
                targeting=self.targeting(audience_count) if self.random.random() < 0.3 else None,
                is_bandit=self.random.random() < 0.3,
            ),
            holdout=self.random.choice((0, 0, 0, 5_000, 10_000)),
        )

    def targeting(self, audience_count: int) -> Targeting:
        # One more than there are: an audience may be gone.
        uids = [f"{number:024x}" for number in range(audience_count + 1)]
        return Targeting(
            tuple(self.random.choices(uids, k=self.random.choice((0, 1, 2, 4)))),
            tuple(self.random.choices(_NAMES, k=self.random.choice((0, 0, 0, 1)))),
            self.random.choice(list(Combination)),
        )

    def segmented(self, short_uid: str, audience_count: int) -> SegmentedVariant:
        one = self.targeting(audience_count)
        return SegmentedVariant(short_uid, "A variant", one.audiences, one.lytics_audiences, one.combination)

    def split(self, short_uid: str, _audience_count: int) -> ABTestVariant:
        bounds = sorted(self.random.sample(range(0, 10_001, 500), 4))
        return ABTestVariant(short_uid, "A variant", ((bounds[0], bounds[1]), (bounds[2], bounds[3])))

    def visitor(self) -> Visitor:
        def text(values: Sequence[str] = _TEXTS) -> str | None:
            return self.random.choice((None, "\ud800", *values))

        return Visitor(
            uid=text(("visitor-1", "visitor-2", "", str(self.random.random()))),
            now=self.random.choice(
                (
                    NOON,
                    NOON + timedelta(seconds=self.random.randrange(-86_400, 86_400)),
                    datetime.min.replace(tzinfo=UTC),
                )
            ),
            country=text(),
            region=text(),
            city=text(),
            timezone=self.random.choice(_ZONES),
            device_type=text(),
            operating_system=text(),
            referrer=text((*_TEXTS, "https://old.example/" + "x" * 100)),
            query_parameters={name: text() or "" for name in ("utm", "tier", "~1", "") if self.random.random() < 0.5},
            live_attributes=self.attributes(0.2),
            stored_attributes=self.attributes(0.6),
            described=frozenset(self.random.sample(list(Preset), 2)),
            assignments={
                str(number): self.random.choice(("0", "1", "9", None, 1, [])) for number in range(20) if number % 2
            },
        )

    def attributes(self, share: float) -> dict[str, object]:
        names = (*KEYS, "lytics_audiences", "__lytics_audiences", "unknown")
        return {name: self.value() for name in names if self.random.random() < share}

    def value(self) -> object:
        return self.random.choice(
            (
                self.random.choice(_TEXTS),
                self.random.choice(_NUMBERS),
                self.random.choice(_MOMENTS),
                self.random.choice(_HOSTILE),
            )
        )
