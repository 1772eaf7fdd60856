"""Deciders and choices: beside what is decided (see test_compiling), what is told of it and what is kept."""

from collections import Counter
from dataclasses import replace
from random import Random

from drawn_rulesets import Drawing
from lenticular.domain import decision
from lenticular.domain.engine.compiling import compiled
from lenticular.domain.experiences import ExperienceType

DRAWING = Drawing(Random(5))
RULES = DRAWING.ruleset(40)
DECIDER = compiled(RULES)
VISITORS = [DRAWING.visitor() for _ in range(50)]


def test_decisions_on_certain_experiences_are_those_of_all():
    uids = {one.uid for one in RULES.experiences[::3]}
    for visitor in VISITORS:
        choice = DECIDER.choose(visitor, tags=["home", "shop"])
        assert choice.decisions_of(uids) == tuple(one for one in choice.decisions() if one.experience_uid in uids)


def test_fields_that_are_not_needed_make_no_difference():
    names = ("country", "region", "city", "timezone", "device_type", "operating_system", "referrer")
    for seed in range(60):
        rules = Drawing(Random(seed)).ruleset(1, audience_count=2)
        decider = compiled(rules)
        for visitor in VISITORS:
            poorer = visitor._replace(**{name: None for name in names if name not in decider.needs})
            for name in ("query_parameters", "live_attributes", "stored_attributes", "assignments"):
                if name not in decider.needs:
                    poorer = poorer._replace(**{name: {}})
            assert decider.choose(poorer).decisions() == decision.decide(rules, visitor)


def test_time_changes_nothing_of_a_choice_while_the_moment_stays():
    instants = sorted({visitor.now for visitor in VISITORS})
    seen = Counter()
    for seed in range(60):
        decider = compiled(Drawing(Random(seed)).ruleset(4, audience_count=6))
        for visitor in VISITORS[:10]:
            by_moment: dict[tuple[object, ...], list[int]] = {}
            for now in instants:
                later = visitor._replace(now=now)
                moment, options = decider.moment(later), decider.choose(later).options
                seen[moment in by_moment] += 1
                assert by_moment.setdefault(moment, options) == options
    assert min(seen[True], seen[False]) > 500


def test_a_bandit_needs_the_variants_that_were_drawn_earlier():
    tests = [one for one in RULES.experiences if one.type is ExperienceType.AB_TEST and one.status == "ACTIVE"]
    one = replace(tests[0], version=replace(tests[0].version, targeting=None, is_bandit=True))
    assert "assignments" in compiled(replace(RULES, experiences=(one,))).needs
    one = replace(one, version=replace(one.version, is_bandit=False))
    assert "assignments" not in compiled(replace(RULES, experiences=(one,))).needs


def test_what_did_not_change_is_taken_over():
    changed = replace(RULES.experiences[3], name="Another")
    rules = replace(RULES, experiences=(*RULES.experiences[:3], changed, *RULES.experiences[4:]), revision=2)
    after = compiled(rules, DECIDER)
    assert after.truths is DECIDER.truths
    assert [one is other for one, other in zip(after.lanes, DECIDER.lanes, strict=True)].count(False) == 1
    uid = next(name for name in DECIDER.truths.forms if isinstance(name, str))
    audience = replace(rules.audiences[uid], definition=DRAWING.audience(uid).definition)
    last = compiled(replace(rules, audiences={**rules.audiences, uid: audience}), after)
    kept = [facet for facet, sieve in last.truths.sieves.items() if after.truths.sieves.get(facet) is sieve]
    assert 0 < len(kept) < len(last.truths.sieves)
