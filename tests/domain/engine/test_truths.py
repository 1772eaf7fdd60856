"""Truths: the bits of a visitor are the audiences that they match, opaque ones too."""

from dataclasses import replace
from random import Random

from drawn_rulesets import Drawing
from lenticular.domain import audiences
from lenticular.domain.audiences import Combination, RuleCombination
from lenticular.domain.conditions import AudienceOptions
from lenticular.domain.engine import bits
from lenticular.domain.engine.compiling import compiled
from lenticular.domain.engine.truths import membership
from lenticular.domain.experiences import ExperienceType, SegmentedVariant, Status


def everybodys(rules):
    """Return the ruleset with one experience, which asks for all audiences."""
    one = replace(Drawing(Random(1)).experience(0, 1), status=Status.ACTIVE, type=ExperienceType.SEGMENTED)
    variant = SegmentedVariant("0", "A variant", tuple(rules.audiences), ("a" * 32,), Combination.OR)
    return replace(rules, experiences=(replace(one, version=replace(one.version, variants=(variant,))),))


def test_the_bits_are_the_audiences_that_a_visitor_matches():
    drawing = Drawing(Random(1))
    rules = drawing.ruleset(0, audience_count=60)
    large = [RuleCombination(Combination.OR, tuple(drawing.rule() for _ in range(7))) for _ in range(3)]
    uid = next(iter(rules.audiences))
    definition = RuleCombination(Combination.AND, tuple(large))
    rules = everybodys(
        replace(rules, audiences={**rules.audiences, uid: replace(rules.audiences[uid], definition=definition)})
    )
    truths = compiled(rules).truths
    assert [name for name, form in truths.forms.items() if form.conjuncts is None] == [uid]
    seen = set()
    for _ in range(150):
        visitor = drawing.visitor()
        found = truths.of(visitor)
        expected = {
            name for name in rules.audiences if audiences.matches(rules.audiences[name].definition, visitor, rules)
        }
        if audiences.matches(membership(AudienceOptions("a" * 32)), visitor, rules):
            expected.add(AudienceOptions("a" * 32))
        assert found == bits.of(truths.bits[name] for name in expected)
        seen.add(uid in expected)
    assert seen == {True, False}


def test_only_what_rules_look_at_is_needed():
    rules = everybodys(replace(Drawing(Random(1)).ruleset(0), audiences={}))
    assert compiled(rules).needs == {"live_attributes", "stored_attributes"}
