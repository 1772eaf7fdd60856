from lenticular.management.exchange import rewriting
from lenticular.management.exchange.rewriting import Names

NAMES = Names(
    attributes={"old-attribute": "new-attribute"},
    audiences={"old-audience": "new-audience"},
    lytics_audiences={"old-lytics": "new-lytics"},
    events={"old-event": "new-event"},
)


def rule(kind, ref):
    return {"__type": "Rule", "attribute": {"__type": kind, "ref": ref}, "attributeMatchCondition": "IS_TRUE"}


def test_custom_attributes_are_renamed_at_any_depth_also_in_old_spelling():
    nested = {"combinationType": "AND", "rules": [rule("UserAttributeReference", "old-attribute")]}
    document = {"combinationType": "OR", "rules": [rule("CustomAttributeReference", "old-attribute"), nested]}
    outer, inner = rewriting.definition(document, NAMES)["rules"]
    assert outer["attribute"]["ref"] == "new-attribute"
    assert inner["rules"][0]["attribute"]["ref"] == "new-attribute"


def test_presets_and_unknown_attributes_stay_as_they_are():
    document = {"rules": [rule("PresetAttributeReference", "COUNTRY"), rule("CustomAttributeReference", "unknown")]}
    assert rewriting.definition(document, NAMES) == document


def test_a_cdp_audience_in_a_rule_is_renamed():
    options = {"__type": "AudienceMatchOptions", "value": "old-lytics"}
    document = {"rules": [{**rule("LyticsAttributeReference", "LYTICS_AUDIENCE"), "attributeMatchOptions": options}]}
    assert rewriting.definition(document, NAMES)["rules"][0]["attributeMatchOptions"]["value"] == "new-lytics"


def test_what_is_no_definition_is_left_to_the_reader():
    assert rewriting.definition(None, NAMES) is None
    assert rewriting.definition({"rules": "none"}, NAMES) == {"rules": "none"}


def test_a_version_loses_what_was_not_imported_and_says_so():
    document, lost = rewriting.version(
        {
            "variants": [{"name": "Hero", "audiences": ["old-audience", "gone"], "lyticsAudiences": ["old-lytics"]}],
            "metrics": [{"event": "old-event", "name": "Clicked"}, {"event": "gone", "name": "Bought"}],
            "targeting": {"audience": {"audiences": ["gone"], "audienceCombinationType": "AND"}},
            "status": "ACTIVE",
        },
        NAMES,
    )
    assert document["variants"] == [{"name": "Hero", "audiences": ["new-audience"], "lyticsAudiences": ["new-lytics"]}]
    assert document["metrics"] == [{"event": "new-event", "name": "Clicked"}]
    assert document["targeting"]["audience"]["audiences"] == []
    assert document["status"] == "ACTIVE"
    assert lost == [
        "“Hero” refers to the audience gone, which was not imported.",
        "The metric “Bought” measures an event that was not imported.",
        "“the target group” refers to the audience gone, which was not imported.",
    ]


def test_the_export_itself_is_not_changed():
    version = {"variants": [{"name": "Hero", "audiences": ["old-audience"]}]}
    rewriting.version(version, NAMES)
    assert version == {"variants": [{"name": "Hero", "audiences": ["old-audience"]}]}
