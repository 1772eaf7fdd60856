import json
from dataclasses import asdict, replace
from types import SimpleNamespace

import pytest

from lenticular.accounts import authentication
from lenticular.content.exchange.report import Report
from lenticular.errors import Conflict, Invalid
from lenticular.management.exchange import reading
from lenticular.management.exchange import service as exchange
from lenticular.management.publishing import service as publishing

AUDIENCE = {
    "uid": "b" * 24,
    "name": "US",
    "definition": {
        "combinationType": "AND",
        "rules": [
            {
                "__type": "Rule",
                "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
                "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
                "attributeMatchCondition": "STRING_EQUALS",
                "invertCondition": False,
            }
        ],
    },
}


def segmented(number, status, names, **members):
    return {
        "uid": f"{number:024x}",
        "versionNumber": number,
        "status": status,
        "variants": [
            {
                "name": name,
                "__type": "SegmentedVariant",
                "audiences": ["b" * 24],
                "audienceCombinationType": "AND",
                "shortUid": str(index),
            }
            for index, name in enumerate(names)
        ],
        **members,
    }


@pytest.fixture
def export(tmp_path):
    """A folder to write files of an export into; the project is there already."""

    def write(name, document):
        path = tmp_path / "personalize" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document))
        return tmp_path

    write("projects/projects.json", [{"uid": "a" * 24, "name": "Shop", "connectedStackApiKey": "<api_key>"}])
    return write


@pytest.fixture
def recreate(ports, owner):
    def run(folder, progress=lambda _what, _done, _of: None, **options):
        chosen = options.pop("ports", ports)
        report = Report(progress)
        with chosen.stores.configuration.writing() as session:
            caller = authentication.of_user(session, owner.user_uid)
            made = exchange.recreate(session, chosen, caller, reading.read(folder), report, **options)
        return SimpleNamespace(**asdict(made), counts=report.counts, skipped=report.skipped, renamed=report.renamed)

    return run


@pytest.fixture
def published(ports):
    def document(uid):
        with ports.stores.configuration.reading() as session:
            return publishing.ruleset_document(session, uid)

    return document


def test_a_real_export_keeps_its_uids_names_and_order(recreate, published, shared):
    recreated = recreate(shared / "data/compass-starter-stack")
    assert recreated.project == "66fbcbf9b14cbb16e748d857"
    assert recreated.skipped == []
    assert recreated.counts == {
        "attributes": 3, "audiences": 8, "events": 1, "experiences": 2, "versions": 2,
    }  # fmt: skip
    ruleset = published(recreated.project)
    assert [one["uid"] for one in ruleset["experiences"]] == ["66fbcf98a67fe49f6de59d7e", "66fbd01f9c0c442160ed818b"]
    assert [one["shortUid"] for one in ruleset["experiences"][0]["version"]["variants"]] == ["0", "1", "2", "3"]
    assert [one["ranges"] for one in ruleset["experiences"][1]["version"]["variants"]] == [
        [[0, 3334]],
        [[3334, 6667]],
        [[6667, 10000]],
    ]


def test_a_hidden_stack_key_is_minted(recreate, export):
    assert recreate(export("events/events.json", [])).stack_api_key.startswith("blt")


def test_importing_twice_is_refused_and_says_what_to_do(recreate, export):
    folder = export("audiences/audiences.json", [AUDIENCE])
    recreate(folder)
    with pytest.raises(Conflict, match="give it another name"):
        recreate(folder)


def test_a_second_copy_gets_uids_of_its_own(recreate, export, published):
    export("experiences/experiences.json", [{"uid": "e" * 24, "name": "Hero", "__type": "SEGMENTED", "shortUid": "0"}])
    export(f"experiences/versions/{'e' * 24}.json", [segmented(1, "ACTIVE", ["A"])])
    folder = export("audiences/audiences.json", [AUDIENCE])
    recreate(folder)
    copy = recreate(folder, name="Copy")
    assert copy.project != "a" * 24
    assert copy.experiences["e" * 24] != "e" * 24
    variant = published(copy.project)["experiences"][0]["version"]["variants"][0]
    assert variant["audiences"] == [published(copy.project)["audiences"][0]["uid"]] != ["b" * 24]


def test_every_version_comes_back_in_its_state(recreate, export, ports, owner):
    export("audiences/audiences.json", [AUDIENCE])
    export("experiences/experiences.json", [{"uid": "e" * 24, "name": "Hero", "__type": "SEGMENTED", "shortUid": "7"}])
    folder = export(
        f"experiences/versions/{'e' * 24}.json",
        [
            segmented(1, "ARCHIVED", ["Old"], firstActivatedAt="2026-01-01T00:00:00.000Z"),
            segmented(2, "PAUSED", ["A", "B"], firstActivatedAt="2026-02-01T00:00:00.000Z"),
            segmented(3, "DRAFT", ["A", "B", "C"]),
        ],
    )
    recreated = recreate(folder)
    assert recreated.skipped == []
    from lenticular.management import scope as scopes
    from lenticular.management.experiences import service as experiences
    from lenticular.management.versions import service as versions

    with ports.stores.configuration.reading() as session:
        scope = scopes.open_scope(session, ports, authentication.of_user(session, owner.user_uid), recreated.project)
        [experience] = experiences.list_by_priority(scope)
        found = versions.list_newest_first(scope, experience)
        assert [(row.number, row.status, row.uid) for row in found] == [
            (3, "DRAFT", f"{3:024x}"), (2, "PAUSED", f"{2:024x}"), (1, "ARCHIVED", f"{1:024x}"),
        ]  # fmt: skip
        assert (experience.status, experience.has_draft, experience.short_uid) == ("PAUSED", True, "7")
        assert found[1].first_activated_at.isoformat() == "2026-02-01T00:00:00+00:00"


def test_what_the_rules_refuse_is_left_out_with_its_reason_and_what_refers_to_it_says_so(recreate, export, published):
    export("audiences/audiences.json", [AUDIENCE, {"uid": "c" * 24, "name": "Broken", "definition": {"rules": []}}])
    export("experiences/experiences.json", [{"uid": "e" * 24, "name": "Hero", "__type": "SEGMENTED", "shortUid": "0"}])
    version = segmented(1, "ACTIVE", ["A"])
    version["variants"][0]["audiences"].append("c" * 24)
    recreated = recreate(export(f"experiences/versions/{'e' * 24}.json", [version]))
    assert [(skip.kind, skip.uid, skip.name) for skip in recreated.skipped] == [
        ("audience", "c" * 24, "Broken"),
        ("reference", f"{1:024x}", "Hero"),
    ]
    assert "combinationType" in recreated.skipped[0].reason
    assert published(recreated.project)["experiences"][0]["version"]["variants"][0]["audiences"] == ["b" * 24]
    assert recreated.counts["audiences"] == 1


def test_cdp_audiences_are_registered_and_kept_in_variants(recreate, export, published):
    uid = "1" * 32
    export("audiences/audiences.json", [{"uid": uid, "name": "VIP", "slug": "vip", "source": "lytics"}])
    export("experiences/experiences.json", [{"uid": "e" * 24, "name": "Hero", "__type": "SEGMENTED", "shortUid": "0"}])
    version = segmented(1, "ACTIVE", ["A"])
    version["variants"][0] |= {"audiences": [], "lyticsAudiences": [uid]}
    recreated = recreate(export(f"experiences/versions/{'e' * 24}.json", [version]))
    ruleset = published(recreated.project)
    assert ruleset["lyticsAudiences"] == [{"uid": uid, "slug": "vip", "name": "VIP"}]
    assert ruleset["experiences"][0]["version"]["variants"][0]["lyticsAudiences"] == [uid]


def test_every_quota_that_would_be_breached_is_named_before_anything_is_made(recreate, export, ports, published):
    small = replace(ports, limits=replace(ports.limits, audiences_per_project=0, events_per_project=1))
    export("audiences/audiences.json", [AUDIENCE])
    folder = export("events/events.json", [{"uid": "1" * 24, "key": "a"}, {"uid": "2" * 24, "key": "b"}])
    with pytest.raises(Invalid) as refusal:
        recreate(folder, ports=small)
    assert [problem.code for problem in refusal.value.problems] == [
        "MAX_AUDIENCES_COUNT_EXCEEDED",
        "MAX_EVENTS_COUNT_EXCEEDED",
    ]
    assert published("a" * 24) is None


def test_a_failure_half_way_leaves_nothing_behind(recreate, export, published):
    folder = export("audiences/audiences.json", [AUDIENCE])

    def fail(what, _done, _of):
        if what == "audiences":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recreate(folder, progress=fail)
    assert published("a" * 24) is None


def test_progress_is_told(recreate, export):
    told = []
    recreate(export("audiences/audiences.json", [AUDIENCE]), progress=lambda *step: told.append(step))
    assert told == [("audiences", 1, 1)]


def test_tags_follow_this_servers_rules(recreate, export, published):
    experience = {"uid": "e" * 24, "name": "Hero", "__type": "SEGMENTED", "tags": ["Home", "home", "not a tag"]}
    export("audiences/audiences.json", [AUDIENCE])
    export("experiences/experiences.json", [experience])
    recreated = recreate(export(f"experiences/versions/{'e' * 24}.json", [segmented(1, "ACTIVE", ["A"])]))
    assert published(recreated.project)["experiences"][0]["tags"] == ["home"]
    assert [(skip.kind, "not a tag" in skip.reason) for skip in recreated.skipped] == [("tag", True)]
