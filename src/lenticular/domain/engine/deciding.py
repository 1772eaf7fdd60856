"""Deciders: a compiled ruleset, and what one visitor gets of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate, chain

from lenticular.domain import audiences, bucketing
from lenticular.domain.attributes import Visitor
from lenticular.domain.decision import Decision, Reason
from lenticular.domain.engine import bits, draws, rows
from lenticular.domain.engine.draws import Drawing, Holding, Holdout, Test
from lenticular.domain.engine.lanes import Lane, Option
from lenticular.domain.engine.planes import Berths
from lenticular.domain.engine.selection import Selection
from lenticular.domain.engine.truths import Truths
from lenticular.domain.experiences import ExperienceType, Status
from lenticular.domain.ruleset import Ruleset

__all__ = ["Choice", "Decider", "Option"]

# The options that a visitor would get were they not held out, by position.
_Withheld = Mapping[int, int]


class Choice:
    """What one visitor gets: `options` are indexes into Decider.options, one for each experience, by priority."""

    __slots__ = ("_decider", "_positions", "_truth", "_visitor", "_withheld", "options")

    def __init__(
        self, decider: "Decider", visitor: Visitor, truth: int, *, options: list[int], withheld: _Withheld
    ) -> None:
        self._decider = decider
        self._visitor = visitor
        self._truth = truth
        self._withheld = withheld
        self._positions: Sequence[int] = decider.positions
        self.options = options

    def restrict(self, positions: Sequence[int]) -> None:
        """Leave only the experiences at some positions."""
        self._positions = positions
        self.options = [self.options[position] for position in positions]

    def decisions(self) -> tuple[Decision, ...]:
        """Return the decision on every experience chosen from, as `decision.decide` does."""
        return self._decisions(zip(self._positions, self.options, strict=True))

    def decisions_of(self, experience_uids: Collection[str]) -> tuple[Decision, ...]:
        """Return those of the decisions that are on certain experiences."""
        experiences = self._decider.ruleset.experiences
        pairs = zip(self._positions, self.options, strict=True)
        return self._decisions(
            (position, option) for position, option in pairs if experiences[position].uid in experience_uids
        )

    def memberships(self) -> tuple[str, ...]:
        """Return the uids of the project's audiences that the visitor is in, sorted."""
        return self._decider.members(self._visitor, self._truth)

    def _decisions(self, pairs: Iterable[tuple[int, int]]) -> tuple[Decision, ...]:
        known = self._decider.known_decisions
        return tuple([known[option] or self._decision(position, option) for position, option in pairs])

    def _decision(self, position: int, option: int) -> Decision:
        experience = self._decider.ruleset.experiences[position]
        withheld = self._withheld.get(position)
        decision = Decision(
            experience.uid,
            experience.short_uid,
            self._decider.options[option].variant_short_uid,
            self._reason(position, option),
            experience.version.uid,
            None if withheld is None else self._decider.options[withheld].variant_short_uid,
        )
        if self._decider.has_one_reason(position, option):
            self._decider.known_decisions[option] = decision
        return decision

    def _reason(self, position: int, option: int) -> Reason:
        lane = self._decider.lanes[position]
        experience = lane.experience
        is_test = experience.type is ExperienceType.AB_TEST
        if option != self._decider.bases[position]:
            return Reason.ASSIGNED if is_test else Reason.AUDIENCE_MATCHED
        if position in self._withheld:
            return Reason.HELD_OUT
        if experience.status is not Status.ACTIVE:
            return Reason.PAUSED
        if experience.version.targeting is not None and (lane.gate is None or not lane.gate.holds(self._truth)):
            return Reason.NOT_TARGETED
        if not is_test:
            return Reason.NO_AUDIENCE_MATCHED
        return Reason.NO_USER if self._visitor.uid is None else Reason.NO_TRAFFIC


class Decider:
    """A ruleset, compiled. Its meaning never changes; what it remembers of visitors is bounded.

    `needs` are the fields of Visitor that choosing looks at; others may be left unknown. `options` is, for each
    experience by priority, the experience without a variant, and then with each; the experience at a position has its
    first at `bases[position]`.
    """

    def __init__(self, ruleset: Ruleset, truths: Truths, lanes: Sequence[Lane], berths: Berths | None) -> None:
        self.ruleset = ruleset
        self.truths = truths
        self.lanes = lanes
        self.berths = berths
        self.needs = truths.needs | {"assignments"} if any(lane.kept for lane in lanes) else truths.needs
        self.options: tuple[Option, ...] = tuple(chain.from_iterable([lane.options for lane in lanes]))
        self.bases = [0, *accumulate([len(lane.options) for lane in lanes])][:-1]
        self.positions = range(len(lanes))
        self.known_decisions: list[Decision | None] = [None] * len(self.options)
        self._selection = Selection(lanes, truths.layout.audiences, berths)
        tests, holdouts = _tests(lanes, self.bases), _holdouts(lanes)
        self._drawing = Drawing(tests)
        self._gates = [(one.place, gate) for one in tests if (gate := lanes[one.place].gate) is not None]
        self._bandits = [one.place for one in tests if lanes[one.place].kept is not None]
        self._holding = Holding(holdouts) if holdouts else None
        self._project_seed = bucketing.seed(f"{ruleset.project_uid}{bucketing.HOLDOUT_SUFFIX}")
        self._is_drawing = bool(tests or holdouts or ruleset.holdout)
        self._by_tag: dict[str, list[int]] = {}
        for position, experience in enumerate(ruleset.experiences):
            for tag in experience.tags:
                self._by_tag.setdefault(tag, []).append(position)
        self._names = {bit: name for name, bit in truths.bits.items() if isinstance(name, str)}
        self._unused = [one for uid, one in ruleset.audiences.items() if uid not in truths.bits]

    def choose(self, visitor: Visitor, *, tags: Collection[str] = ()) -> Choice:
        """Choose for a visitor from the experiences that have any of the tags (all if none is given). Never raises."""
        truth = self.truths.of(visitor)
        options = self._selection.options(truth)
        withheld: _Withheld = {}
        if self._is_drawing and visitor.uid is not None:
            hashed = bucketing.visitor_hash(visitor.uid)
            self._draw(visitor, hashed, truth, options)
            withheld = self._withhold(hashed, options)
        choice = Choice(self, visitor, truth, options=options, withheld=withheld)
        if tags:
            wished = {position for tag in tags for position in self._by_tag.get(tag.lower(), ())}
            choice.restrict(sorted(wished))
        return choice

    def moment(self, visitor: Visitor) -> bytes:
        """Return what the clock says to the rules, read in the visitor's zone; of the visitor no more is looked at.

        Two visitors alike but for the clock, at equal moments, get the same choice.
        """
        return self.truths.moment(visitor)

    def memberships(self, visitor: Visitor) -> tuple[str, ...]:
        """Return the uids of the project's audiences that the visitor is in, sorted. Never raises."""
        return self.members(visitor, self.truths.of(visitor))

    def members(self, visitor: Visitor, truth: int) -> tuple[str, ...]:
        """Return the memberships of a visitor of whom the truth of the audiences in use is known."""
        names = self._names
        used = [names[bit] for bit in bits.numbers(truth).tolist() if bit in names]
        unused = [one.uid for one in self._unused if audiences.matches(one.definition, visitor, self.ruleset)]
        return tuple(sorted(used + unused))

    def has_one_reason(self, position: int, option: int) -> bool:
        """Tell whether whoever gets an option gets it for the same reason, so that the decision can be kept."""
        experience = self.ruleset.experiences[position]
        if option != self.bases[position] or experience.status is not Status.ACTIVE:
            return True
        is_plain = experience.type is ExperienceType.SEGMENTED and experience.version.targeting is None
        return is_plain and not experience.holdout and not self.ruleset.holdout

    def _draw(self, visitor: Visitor, hashed: int, truth: int, options: list[int]) -> None:
        self._drawing.draw(hashed, options)
        for position in self._bandits:
            if number := _kept(self.lanes[position], visitor):
                options[position] = self.bases[position] + number
        if self._gates:
            rows.close(self._gates, truth, options, self.bases)

    def _withhold(self, hashed: int, options: list[int]) -> _Withheld:
        if self.ruleset.holdout and bucketing.slot(hashed, self._project_seed) < self.ruleset.holdout:
            held: Sequence[int] = self.positions
        else:
            held = self._holding.held(hashed) if self._holding else ()
        withheld = {position: options[position] for position in held if options[position] != self.bases[position]}
        for position in withheld:
            options[position] = self.bases[position]
        return withheld


def _tests(lanes: Sequence[Lane], bases: Sequence[int]) -> list[Test]:
    return [
        draws.test(position, lane.split, bases[position])
        for position, lane in enumerate(lanes)
        if lane.split is not None
    ]


def _holdouts(lanes: Sequence[Lane]) -> list[Holdout]:
    return [
        Holdout(position, lane.held, lane.experience.holdout)
        for position, lane in enumerate(lanes)
        if lane.held is not None
    ]


def _kept(lane: Lane, visitor: Visitor) -> int:
    """Return the number of the variant that a visitor drew of a bandit earlier, 0 if there is none."""
    drawn = visitor.assignments.get(lane.experience.short_uid)
    return lane.kept.get(drawn, 0) if lane.kept is not None and isinstance(drawn, str) else 0
