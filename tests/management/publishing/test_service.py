"""What the edge learns of a project, and how."""

from typing import Any

import pytest
from sqlalchemy import event

from lenticular.api.ports import Ports
from lenticular.domain.audiences import parse_definition
from lenticular.domain.experiences import ExperienceType
from lenticular.domain.privacy import PrivacySignal
from lenticular.domain.ruleset import from_document
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import service as audiences
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.lytics_audiences.service import Registration
from lenticular.management.measurement import service as measurement
from lenticular.management.projects import service as projects
from lenticular.management.publishing import service as publishing
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions

US = {
    "__type": "RuleCombination",
    "combinationType": "AND",
    "rules": [
        {
            "__type": "Rule",
            "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
            "attributeMatchCondition": "STRING_EQUALS",
            "attributeMatchOptions": {"__type": "StringMatchOptions", "value": "US"},
            "invertCondition": False,
        }
    ],
}


def nothing(_project_uid: str) -> tuple[str, ...]:
    """The marks that a caller knows who asks for the first time."""
    return ()


def create_audience(scope: ProjectScope, name: str) -> str:
    definition = parse_definition(US, attribute_uids=None, lytics_uids=None)
    return audiences.create(scope, name=name, description="", definition=definition).uid


def segment(audience: str, name: str = "One") -> dict[str, Any]:
    return {"name": name, "audiences": [audience], "audienceCombinationType": "OR"}


def start(
    scope: ProjectScope, name: str, kind: ExperienceType = ExperienceType.SEGMENTED
) -> tuple[experiences.Row, versions.Row]:
    experience = experiences.create(scope, name=name, description="", type=kind, tags=["summer"])
    return experience, versions.start_draft(scope, experience)


def set_status(scope: ProjectScope, one: tuple[experiences.Row, versions.Row], status: str, variants: Any, **more: Any):
    versions.update(scope, *one, {"status": status, "variants": variants, **more})


def test_a_ruleset_holds_all_that_deciding_takes(scope: ProjectScope):
    attribute = attributes.create(scope, name="Age", key="age", description="")
    clicked = events.create(scope, key="Clicked", description="")
    audience = create_audience(scope, "US")
    lytics_audiences.register(scope, [Registration(slug="loyal", name="Loyal", uid="0123456789abcdef" * 2)])
    test = start(scope, "Test", ExperienceType.AB_TEST)
    target = {"audience": {"audiences": [audience], "audienceCombinationType": "AND"}}
    set_status(scope, test, "ACTIVE", [{"name": "A"}, {"name": "B"}], targeting=target)
    segmented = start(scope, "Hero")
    set_status(scope, segmented, "ACTIVE", [segment(audience)])
    set_status(scope, segmented, "PAUSED", [segment(audience)])
    start(scope, "Still a draft")
    measurement.change_project(scope, holdout_slots=500, privacy_signal=PrivacySignal.DROP)
    measurement.change_experience(scope, segmented[0].uid, slots=1_000)
    experiences.reorder(scope, [row.uid for row in reversed(experiences.list_by_priority(scope))])

    document = publishing.ruleset_document(scope.session, scope.project_uid)

    assert document is not None
    from_document(document)
    activated_at = round(scope.now.timestamp() * 1000)
    lists = {"audiences": [audience], "lyticsAudiences": []}
    assert document == {
        "format": 1,
        "project": scope.project_uid,
        "revision": 0,
        "holdout": 500,
        "privacy": {"signal": "DROP", "key": None},
        "previewKey": None,
        "attributes": [{"uid": attribute.uid, "key": "age"}],
        "audiences": [{"uid": audience, "name": "US", "definition": US}],
        "lyticsAudiences": [{"uid": "0123456789abcdef" * 2, "slug": "loyal", "name": "Loyal"}],
        "events": [{"uid": clicked.uid, "key": "Clicked"}],
        "experiences": [
            {
                "uid": segmented[0].uid,
                "shortUid": "1",
                "name": "Hero",
                "type": "SEGMENTED",
                "status": "PAUSED",
                "tags": ["summer"],
                "holdout": 1_000,
                "version": {
                    "uid": segmented[1].uid,
                    "number": 1,
                    "isBandit": False,
                    "activatedAt": activated_at,
                    "variants": [{"shortUid": "0", "name": "One", **lists, "audienceCombinationType": "OR"}],
                    "targeting": None,
                },
            },
            {
                "uid": test[0].uid,
                "shortUid": "0",
                "name": "Test",
                "type": "AB_TEST",
                "status": "ACTIVE",
                "tags": ["summer"],
                "holdout": 0,
                "version": {
                    "uid": test[1].uid,
                    "number": 1,
                    "isBandit": False,
                    "activatedAt": activated_at,
                    "variants": [
                        {"shortUid": "0", "name": "A", "ranges": [[0, 5000]]},
                        {"shortUid": "1", "name": "B", "ranges": [[5000, 10000]]},
                    ],
                    "targeting": {**lists, "audienceCombinationType": "AND"},
                },
            },
        ],
    }


def test_a_project_without_anything_has_an_empty_ruleset_and_no_project_has_none(scope: ProjectScope):
    document = publishing.ruleset_document(scope.session, scope.project_uid)

    assert document is not None
    assert from_document(document).experiences == ()
    assert publishing.ruleset_document(scope.session, "f" * 24) is None


def test_a_ruleset_says_what_is_a_bandit_and_how_to_make_pseudonyms(scope: ProjectScope):
    measurement.change_project(scope, privacy_signal=PrivacySignal.ANONYMOUS)
    test = start(scope, "Test", ExperienceType.AB_TEST)
    set_status(scope, test, "DRAFT", [{"name": "A"}, {"name": "B"}], variantSplit="MULTI_ARMED_BANDIT")

    document = publishing.ruleset_document(scope.session, scope.project_uid, versions={test[0].uid: test[1].uid})

    assert document is not None
    ruleset = from_document(document)
    assert ruleset.privacy.signal is PrivacySignal.ANONYMOUS
    assert ruleset.privacy.key == bytes.fromhex(measurement.of_project(scope).pseudonym_key or "")
    [shown] = ruleset.experiences
    assert (shown.version.is_bandit, shown.version.activated_at) == (True, None)


def test_a_preview_takes_a_draft_as_if_it_were_active_now(scope: ProjectScope):
    test = start(scope, "Test", ExperienceType.AB_TEST)
    set_status(scope, test, "ACTIVE", [{"name": "A"}, {"name": "B"}])
    custom = [
        {"name": "A", "shortUid": "0", "trafficDistribution": 20},
        {"name": "B", "shortUid": "1", "trafficDistribution": 80},
    ]
    split = {"status": "DRAFT", "variants": custom, "variantSplit": "CUSTOM_PERCENTAGE"}
    draft = versions.create_draft(scope, test[0], split)
    new = start(scope, "Never active")
    set_status(scope, new, "DRAFT", [segment(create_audience(scope, "US"))])

    chosen = {test[0].uid: draft.uid, new[0].uid: new[1].uid}
    document = publishing.ruleset_document(scope.session, scope.project_uid, versions=chosen)

    assert document is not None
    from_document(document)
    shown = {entry["name"]: entry for entry in document["experiences"]}
    assert {name: (entry["status"], entry["version"]["uid"]) for name, entry in shown.items()} == {
        "Test": ("ACTIVE", draft.uid),
        "Never active": ("ACTIVE", new[1].uid),
    }
    assert [entry["ranges"] for entry in shown["Test"]["version"]["variants"]] == [
        [[0, 2000]],
        [[2000, 10000]],
    ]
    assert (draft.status, draft.ranges) == ("DRAFT", {})


def test_a_preview_takes_a_paused_or_archived_version_with_the_slots_it_had(scope: ProjectScope):
    test = start(scope, "Test", ExperienceType.AB_TEST)
    variants = [{"name": "A"}, {"name": "B"}]
    set_status(scope, test, "ACTIVE", variants)
    second = versions.create_draft(scope, test[0], {"status": "DRAFT", "variants": test[1].variants})
    versions.update(scope, test[0], second, {"status": "ACTIVE", "variants": second.variants})

    document = publishing.ruleset_document(scope.session, scope.project_uid, versions={test[0].uid: test[1].uid})

    assert document is not None
    [shown] = document["experiences"]
    assert (shown["status"], shown["version"]["uid"]) == ("ACTIVE", test[1].uid)
    assert shown["version"]["variants"][0]["ranges"] == [[0, 5000]]


def test_another_projects_version_is_passed_over_in_a_preview(open_scope, other_project: str):
    with open_scope() as scope:
        mine, _ = start(scope, "Mine")
    with open_scope(project_uid=other_project) as scope:
        theirs = start(scope, "Theirs")
        chosen = {mine.uid: theirs[1].uid, theirs[0].uid: mine.latest_version_uid}
        document = publishing.ruleset_document(scope.session, other_project, versions=chosen)

    assert document is not None
    assert document["experiences"] == []


def test_changes_are_read_with_the_revision_they_belong_to(ports: Ports, open_scope, project: str, other_project: str):
    database = ports.stores.configuration
    assert publishing.changes_since(database, 0, nothing) == (0, [])
    with open_scope() as scope:
        set_status(scope, start(scope, "Hero"), "ACTIVE", [segment(create_audience(scope, "US"))])
    with open_scope(project_uid=other_project) as scope:
        create_audience(scope, "US")

    latest, changes = publishing.changes_since(database, 0, nothing)

    assert latest == 2
    assert [(uid, one and one.document["revision"]) for uid, one in changes] == [(project, 1), (other_project, 2)]
    assert [uid for uid, _ in publishing.changes_since(database, 1, nothing)[1]] == [other_project]
    assert publishing.changes_since(database, 2, nothing) == (2, [])


def test_a_deleted_project_is_a_change_without_a_document(ports: Ports, open_scope, project: str):
    with open_scope() as scope:
        start(scope, "Hero")
    with ports.stores.configuration.writing() as session:
        row = projects.find(session, project)
        assert row is not None
        projects.delete(session, row)

    _, changes = publishing.changes_since(ports.stores.configuration, 0, nothing)

    assert changes == [(project, None)]


@pytest.mark.parametrize("experience_count", [1, 7])
def test_the_number_of_queries_does_not_grow_with_the_project(ports: Ports, open_scope, experience_count: int):
    with open_scope() as scope:
        audience = create_audience(scope, "US")
        for number in range(experience_count):
            set_status(scope, start(scope, f"Experience {number}"), "ACTIVE", [segment(audience)])
    statements: list[str] = []

    def record(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    engine = ports.stores.configuration.engine
    event.listen(engine, "before_cursor_execute", record)
    publishing.changes_since(ports.stores.configuration, 0, nothing)
    event.remove(engine, "before_cursor_execute", record)

    assert len([statement for statement in statements if statement.lstrip().startswith("SELECT")]) <= 15
