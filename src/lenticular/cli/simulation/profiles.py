"""Who visitors are: places, devices and what the site says of them, such that they fall into a project's audiences."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from lenticular.cli.simulation import agents
from lenticular.domain import decision
from lenticular.domain.attributes import AttributeKind, Preset, Visitor
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
from lenticular.domain.dates import Moment
from lenticular.domain.decision import Standing
from lenticular.domain.experiences import Experience, SegmentedVariant, Targeting
from lenticular.domain.lytics import FLOWS_KEY, LIVE_AUDIENCES_KEY
from lenticular.domain.ruleset import Ruleset
from lenticular.geo.places import UNKNOWN, Place, Resolver
from lenticular.visitors import device

# Everybody else is anybody: some of them fall into an audience by chance.
AIMED_SHARE = 0.8
ATTEMPTS = 60
DRAFTS_A_TARGET = 12
ADDRESSES = 2_000
MORE_ADDRESSES = 60_000
_DAY = timedelta(days=1)
_PLACES = frozenset({Preset.COUNTRY, Preset.REGION, Preset.CITY})
_DEVICES = frozenset({Preset.DEVICE_TYPE, Preset.OPERATING_SYSTEM})


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that a visitor's requests say, but for the UID. `address` is None without location data."""

    address: str | None
    place: Place
    user_agent: str
    live: Mapping[str, object]
    query: Mapping[str, str]
    referrer: str | None

    def visitor(self, uid: str, now: datetime) -> Visitor:
        """Return the visitor that the rules of decision see."""
        seen = device.read(self.user_agent)
        return Visitor(
            uid=uid,
            now=now,
            country=self.place.country,
            region=self.place.region,
            city=self.place.city,
            timezone=self.place.timezone,
            device_type=seen.device_type,
            operating_system=seen.operating_system,
            referrer=self.referrer,
            query_parameters=self.query,
            live_attributes=self.live,
        )


@dataclass(slots=True)
class Draft:
    """What somebody must be; all else is left open. `wishes` are a preset, a value, and whether it is to be that."""

    live: dict[str, object] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    referrer: str | None = None
    wishes: list[tuple[str, str, bool]] = field(default_factory=list)

    def allows(self, presets: frozenset[Preset], values: Mapping[str, str | None]) -> bool:
        """Tell whether a place or a device, as values by preset, is as wished."""
        return all(
            ((values.get(preset) or "").casefold() == value.casefold()) is is_wanted
            for preset, value, is_wanted in self.wishes
            if preset in presets
        )


class World:
    """Real addresses that the location data knows, drawn once, more only for a place that is rare."""

    def __init__(self, places: Resolver, rng: Random) -> None:
        self._places = places
        self._rng = rng
        self._known = [found for _ in range(ADDRESSES) if (found := self._draw()) is not None]
        self._rare: dict[tuple[tuple[str, str, bool], ...], list[tuple[str, Place]]] = {}

    def find(self, draft: Draft, rng: Random) -> tuple[str | None, Place] | None:
        """Return an address and its place such as wished, None where there is none; no address without data."""
        wishes = tuple(wish for wish in draft.wishes if wish[0] in _PLACES)
        if not self._known:
            return None if any(is_wanted for *_, is_wanted in wishes) else (None, UNKNOWN)
        if not wishes:
            return rng.choice(self._known)
        if wishes not in self._rare:
            self._rare[wishes] = self._search(draft)
        return rng.choice(self._rare[wishes]) if self._rare[wishes] else None

    def _search(self, draft: Draft) -> list[tuple[str, Place]]:
        found = [one for one in self._known if draft.allows(_PLACES, _place_values(one[1]))]
        for _ in range(0 if found else MORE_ADDRESSES):
            drawn = self._draw()
            if drawn is not None and draft.allows(_PLACES, _place_values(drawn[1])):
                found.append(drawn)
                if len(found) == DRAFTS_A_TARGET:
                    break
        return found

    def _draw(self) -> tuple[str, Place] | None:
        if not self._places.is_installed:
            return None
        address = str(ipaddress.IPv4Address(self._rng.randrange(1 << 24, 224 << 24)))
        place = self._places.resolve(address)
        return None if place.country is None else (address, place)


@dataclass(frozen=True, slots=True)
class Casting:
    """Draws visitors: most of them such that each variant (or the target group) gets some, the others anybody.

    `drafts` are by what they aim at: a variant's short uid, or 'target' for the target group of an A/B test.
    """

    world: World
    drafts: Mapping[str, list[Draft]]

    def draw(self, rng: Random) -> Profile:
        """Return a visitor."""
        aims = sorted(aim for aim, drafts in self.drafts.items() if drafts)
        draft = Draft()
        if aims and rng.random() < AIMED_SHARE:
            draft = rng.choice(self.drafts[rng.choice(aims)])
        return finish(draft, self.world, rng) or finish(Draft(), self.world, rng) or _nobody(rng)


def cast(ruleset: Ruleset, experience: Experience, world: World, *, rng: Random, now: datetime) -> Casting:
    """Return who is to come to an experience. What its rules ask and nobody can be is left to chance."""
    drafts: dict[str, list[Draft]] = {}
    aims: list[tuple[str, Targeting | SegmentedVariant]] = [
        (variant.short_uid, variant) for variant in experience.version.variants if isinstance(variant, SegmentedVariant)
    ]
    if experience.version.targeting is not None:
        aims.append(("target", experience.version.targeting))
    for aim, choice in aims:
        drafts[aim] = []
        for _ in range(ATTEMPTS):
            draft = _drafted(choice, ruleset, rng)
            profile = finish(draft, world, rng)
            if profile is not None and _hits(aim, ruleset, experience, profile.visitor("anybody", now)):
                drafts[aim].append(draft)
            if len(drafts[aim]) == DRAFTS_A_TARGET:
                break
    return Casting(world, drafts)


def finish(draft: Draft, world: World, rng: Random) -> Profile | None:
    """Return somebody who is what the draft says, in all else anybody; None if there is nobody."""
    browsers = [browser for browser in agents.BROWSERS if draft.allows(_DEVICES, _device_values(browser.user_agent))]
    found = world.find(draft, rng)
    if not browsers or found is None:
        return None
    address, place = found
    browser = rng.choices(browsers, [browser.share for browser in browsers])[0]
    return Profile(address, place, browser.user_agent, draft.live, draft.query, draft.referrer)


def _nobody(rng: Random) -> Profile:
    return Profile(None, UNKNOWN, rng.choice(agents.BROWSERS).user_agent, {}, {}, None)


def _hits(aim: str, ruleset: Ruleset, experience: Experience, visitor: Visitor) -> bool:
    standing = Standing(ruleset, visitor)
    if experience.version.targeting is not None:
        return standing.satisfies(experience.version.targeting)
    decided = decision.decide_experience(experience, standing)
    return aim in {decided.variant_short_uid, decided.withheld_variant_short_uid}


def _drafted(choice: Targeting | SegmentedVariant, ruleset: Ruleset, rng: Random) -> Draft:
    """Return somebody who should be one of those meant."""
    draft = Draft()
    own = [ruleset.audiences[uid].definition for uid in choice.audiences if uid in ruleset.audiences]
    lytics = list(choice.lytics_audiences)
    if choice.combination is Combination.OR and own and lytics:
        own, lytics = (own, []) if rng.random() < 0.5 else ([], lytics)
    is_any = choice.combination is Combination.OR
    for definition in [rng.choice(own)] if is_any and own else own:
        _wish(definition, draft, ruleset, rng)
    for uid in lytics:
        _join(draft, uid)
    return draft


def _wish(definition: RuleCombination, draft: Draft, ruleset: Ruleset, rng: Random) -> None:
    is_any = definition.combination is Combination.OR
    for rule in [rng.choice(definition.rules)] if is_any and definition.rules else definition.rules:
        if isinstance(rule, RuleCombination):
            _wish(rule, draft, ruleset, rng)
        else:
            _wish_rule(rule, draft, ruleset)


def _wish_rule(rule: Rule, draft: Draft, ruleset: Ruleset) -> None:
    is_wanted = not rule.invert
    match rule.attribute.kind:
        case AttributeKind.CUSTOM:
            key = ruleset.attribute_keys.get(rule.attribute.ref)
            value = value_for(rule.condition, rule.options, is_wanted)
            if key is not None and value is not None:
                draft.live[key] = value
        case AttributeKind.LYTICS:
            _wish_lytics(rule.options, draft, is_wanted)
        case AttributeKind.PRESET:
            _wish_preset(rule, draft, is_wanted)


def _wish_preset(rule: Rule, draft: Draft, is_wanted: bool) -> None:
    ref = rule.attribute.ref
    if isinstance(rule.options, JSONOptions) and ref == Preset.QUERY_PARAMETERS:
        inner = rule.options
        value = value_for(inner.condition, inner.options, is_wanted is not inner.invert)
        name = rule.options.pointer.removeprefix("/").replace("~1", "/").replace("~0", "~")
        if value is not None and name:
            draft.query[name] = str(value).lower() if isinstance(value, bool) else str(value)
    elif ref == Preset.REFERRER:
        value = value_for(rule.condition, rule.options, is_wanted)
        draft.referrer = None if value is None else str(value)
    elif isinstance(rule.options, StringOptions) and ref in _PLACES | _DEVICES:
        draft.wishes.append((ref, rule.options.value, is_wanted))


def _wish_lytics(options: Options, draft: Draft, is_wanted: bool) -> None:
    if isinstance(options, AudienceOptions) and is_wanted:
        _join(draft, options.value)
    elif isinstance(options, FlowOptions) and is_wanted:
        draft.live[FLOWS_KEY] = {options.flow_id: options.flow_state}


def _join(draft: Draft, lytics_uid: str) -> None:
    joined = draft.live.get(LIVE_AUDIENCES_KEY)
    draft.live[LIVE_AUDIENCES_KEY] = [*(joined if isinstance(joined, list) else []), lytics_uid]


def value_for(condition: Condition, options: Options, is_wanted: bool) -> object:
    """Return a value that meets a condition, or one that doesn't; None if there is none to give."""
    match options:
        case StringOptions(value):
            return value if is_wanted else f"not {value[::-1]}"
        case NumberOptions(value):
            return value + _NUMBERS[condition](is_wanted)
        case TimeOptions(moment):
            is_earlier = (condition is Condition.BEFORE_TIME) is is_wanted
            return _written(moment, -_DAY if is_earlier else _DAY)
        case PeriodOptions(start, end):
            return _written(start, (end.local - start.local) / 2 if is_wanted else -_DAY)
    if condition in {Condition.IS_TRUE, Condition.IS_FALSE}:
        return (condition is Condition.IS_TRUE) is is_wanted
    return "yes" if condition is Condition.HAS_ANY_VALUE and is_wanted else None


_NUMBERS: Mapping[Condition, Callable[[bool], int]] = {
    Condition.NUMBER_EQUAL_TO: lambda is_wanted: 0 if is_wanted else 1,
    Condition.NUMBER_GREATER_THAN: lambda is_wanted: 1 if is_wanted else 0,
    Condition.NUMBER_LESS_THAN: lambda is_wanted: -1 if is_wanted else 0,
}


def _written(moment: Moment, later: timedelta) -> str:
    local = (moment.local + later).replace(microsecond=0).isoformat()
    return f"{local}Z" if moment.offset is None else f"{local}{_offset(moment.offset)}"


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _place_values(place: Place) -> dict[str, str | None]:
    return {Preset.COUNTRY: place.country, Preset.REGION: place.region, Preset.CITY: place.city}


def _device_values(user_agent: str) -> dict[str, str | None]:
    seen = device.read(user_agent)
    return {Preset.DEVICE_TYPE: seen.device_type, Preset.OPERATING_SYSTEM: seen.operating_system}
