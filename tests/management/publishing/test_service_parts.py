"""Following a project part by part: after any change it is what reading all of it anew gives."""

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from lenticular.api.ports import Ports
from lenticular.domain.audiences import parse_definition
from lenticular.domain.experiences import ExperienceType, Status
from lenticular.domain.privacy import PrivacySignal
from lenticular.domain.ruleset import Published, from_document
from lenticular.edge.counters import Counters
from lenticular.edge.rulesets import Rulesets
from lenticular.management.attributes import service as attributes
from lenticular.management.audiences import service as audiences
from lenticular.management.bandits import service as bandits
from lenticular.management.events import service as events
from lenticular.management.experiences import service as experiences
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.lytics_audiences.service import Registration
from lenticular.management.measurement import service as measurement
from lenticular.management.preview_links import keys as preview_keys
from lenticular.management.publishing import service as publishing
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions
from management.conftest import OpenScope

CHANGES = 30


@dataclass
class Marketer:
    """Changes a project at random. The clock stands still meanwhile, so nothing can be known by when it changed."""

    chance: random.Random
    ports: Ports
    names: int = 0
    changes: list[Callable[[ProjectScope], object]] = field(default_factory=list)

    def change(self, scope: ProjectScope) -> None:
        """Change one thing."""
        kinds = [
            self.add_experience, self.draft, self.draft, self.put_live, self.put_live, self.put_live,
            self.pause_or_resume, self.rename_experience, self.tag, self.reorder, self.delete_experience,
            self.hold_out, self.measure, self.add_audience, self.edit_audience, self.rename_audience,
            self.delete_audience, self.edit_attribute, self.add_event, self.edit_lytics, self.preview, self.reweigh,
        ]  # fmt: skip
        self.chance.choice(kinds)(scope)

    def name(self) -> str:
        self.names += 1
        return f"name {self.names}"

    def add_experience(self, scope: ProjectScope) -> None:
        kind = self.chance.choice(list(ExperienceType))
        made = experiences.create(scope, name=self.name(), description="", type=kind)
        versions.start_draft(scope, made)

    def draft(self, scope: ProjectScope) -> None:
        for one in self.some(experiences.list_by_priority(scope)):
            body = {"status": "DRAFT", **self.content(scope, one)}
            drafts = [row for row in versions.list_newest_first(scope, one) if row.status == Status.DRAFT]
            if drafts:
                versions.update(scope, one, drafts[0], body)
            else:
                versions.create_draft(scope, one, body)

    def put_live(self, scope: ProjectScope) -> None:
        for one in self.some([row for row in experiences.list_by_priority(scope) if row.has_draft]):
            [draft] = [row for row in versions.list_newest_first(scope, one) if row.status == Status.DRAFT]
            versions.update(scope, one, draft, {"status": "ACTIVE", **self.content(scope, one)})

    def pause_or_resume(self, scope: ProjectScope) -> None:
        for one in self.some([row for row in experiences.list_by_priority(scope) if row.status in experiences.LIVE]):
            [live] = [row for row in versions.list_newest_first(scope, one) if row.status in experiences.LIVE]
            other = "PAUSED" if live.status == Status.ACTIVE else "ACTIVE"
            versions.update(scope, one, live, {"status": other, "variants": live.variants})

    def content(self, scope: ProjectScope, experience: experiences.Row) -> dict[str, Any]:
        count = self.chance.randint(2, 3)
        if experience.type == ExperienceType.AB_TEST:
            split = self.chance.choice(["EQUALLY_SPLIT", "MULTI_ARMED_BANDIT"])
            return {"variants": [{"name": self.name()} for _ in range(count)], "variantSplit": split}
        chosen = self.some(known := sorted(audiences.uids(scope))) or known[:1]
        audience_list = {"audiences": chosen, "audienceCombinationType": "OR"}
        return {"variants": [{"name": self.name(), **audience_list} for _ in range(count)]}

    def rename_experience(self, scope: ProjectScope) -> None:
        for one in self.some(experiences.list_by_priority(scope)):
            experiences.update_details(scope, one, name=self.name(), description=None, tags=None)

    def tag(self, scope: ProjectScope) -> None:
        for one in self.some(experiences.list_by_priority(scope)):
            tags = self.some(["hero", "footer"])
            experiences.update_details(scope, one, name=one.name, description=None, tags=tags)

    def reorder(self, scope: ProjectScope) -> None:
        uids = [row.uid for row in experiences.list_by_priority(scope)]
        self.chance.shuffle(uids)
        experiences.reorder(scope, uids)

    def delete_experience(self, scope: ProjectScope) -> None:
        for one in self.some(experiences.list_by_priority(scope)):
            experiences.delete(scope, one)

    def hold_out(self, scope: ProjectScope) -> None:
        for one in self.some(experiences.list_by_priority(scope)):
            measurement.change_experience(scope, one.uid, slots=self.chance.randint(0, 5_000))

    def measure(self, scope: ProjectScope) -> None:
        signal = self.chance.choice(list(PrivacySignal))
        measurement.change_project(scope, holdout_slots=self.chance.randint(0, 5_000), privacy_signal=signal)

    def add_audience(self, scope: ProjectScope) -> None:
        audiences.create(scope, name=self.name(), description="", definition=self.definition())

    def edit_audience(self, scope: ProjectScope) -> None:
        for row in self.some(audiences.list_newest_first(scope)):
            audiences.update(scope, row, name=row.name, description="", definition=self.definition())

    def rename_audience(self, scope: ProjectScope) -> None:
        for row in self.some(audiences.list_newest_first(scope)):
            definition = audiences.read_definition(scope, row.definition)
            audiences.update(scope, row, name=self.name(), description="", definition=definition)

    def delete_audience(self, scope: ProjectScope) -> None:
        for row in self.some(audiences.list_newest_first(scope)):
            scope.session.delete(row)

    def definition(self) -> Any:
        rule = {
            "__type": "Rule",
            "attribute": {"__type": "PresetAttributeReference", "ref": "COUNTRY"},
            "attributeMatchCondition": "STRING_EQUALS",
            "attributeMatchOptions": {"__type": "StringMatchOptions", "value": self.chance.choice(["US", "FR", "JP"])},
            "invertCondition": False,
        }
        document = {"__type": "RuleCombination", "combinationType": "AND", "rules": [rule]}
        return parse_definition(document, attribute_uids=None, lytics_uids=None)

    def edit_attribute(self, scope: ProjectScope) -> None:
        attributes.create(scope, name=self.name(), key=self.name(), description="")
        for row in self.some(attributes.list_newest_first(scope)):
            attributes.update(scope, row, name=row.name, key=self.name(), description="")
        for row in self.some(attributes.list_newest_first(scope)):
            attributes.delete(scope, row)

    def add_event(self, scope: ProjectScope) -> None:
        events.create(scope, key=self.name(), description="")

    def edit_lytics(self, scope: ProjectScope) -> None:
        slug = self.chance.choice(["loyal", "new"])
        lytics_audiences.register(scope, [Registration(slug=slug, name=self.name())])

    def preview(self, scope: ProjectScope) -> None:
        preview_keys.forget(scope)
        preview_keys.of_project(scope)

    def reweigh(self, scope: ProjectScope) -> None:
        for bandit in self.some(bandits.running(scope.session)):
            first = self.chance.randint(0, 10_000)
            rest = [0] * (len(bandit.variants) - 1)
            bandits.reweigh(
                scope.session, bandit, [10_000 - first * bool(rest), *rest][: len(bandit.variants)], scope.now
            )

    def some(self, things: Collection[Any]) -> list[Any]:
        return self.chance.sample(list(things), min(len(things), self.chance.randint(0, 2)))


@dataclass
class Feed:
    """The feed of a real server, which counts the parts that it gave."""

    ports: Ports
    parts: int = 0

    def changes_since(self, revision: int, known: publishing.Marks) -> tuple[int, list[tuple[str, Published | None]]]:
        latest, changes = publishing.changes_since(self.ports.stores.configuration, revision, known)
        self.parts += sum(len(one.parts) for _, one in changes if one is not None)
        return latest, changes


def test_a_project_that_is_followed_is_what_reading_it_anew_gives(
    ports: Ports, open_scope: OpenScope, project: str, tmp_path
):
    counters = Counters()
    feed = Feed(ports)
    followed = Rulesets(feed, counters=counters, snapshot_folder=tmp_path / "rulesets")
    marketer = Marketer(random.Random(1), ports)
    for number in range(CHANGES):
        with open_scope() as scope:
            marketer.change(scope)
            if number < 9:
                marketer.add_audience(scope)
                marketer.add_experience(scope)
                marketer.put_live(scope)
        before, parts = followed.project(project), feed.parts
        assert followed.refresh()
        after = followed.project(project)
        assert after is not None
        with ports.stores.configuration.reading() as session:
            assert after.ruleset == from_document(publishing.ruleset_document(session, project))
        if before is not None:
            new = (after.audiences.keys() - before.audiences) | (after.experiences.keys() - before.experiences)
            assert feed.parts - parts == len(new)
            assert all(after.audiences[mark] is before.audiences[mark] for mark in after.audiences.keys() - new)
            assert all(after.experiences[mark] is before.experiences[mark] for mark in after.experiences.keys() - new)
    assert len(after.ruleset.experiences) > 2, "there was hardly anything to follow"
    assert (counters.rejected_rulesets, counters.snapshot_failures) == (0, 0)

    class Gone:
        def changes_since(self, revision: int, known: object) -> tuple[int, list[tuple[str, Published | None]]]:
            raise OSError("no database")

    restarted = Rulesets(Gone(), counters=counters, snapshot_folder=tmp_path / "rulesets")
    restarted.load()
    found = restarted.project(project)
    assert found is not None
    assert found.ruleset == after.ruleset


def test_an_older_state_of_the_database_is_taken_over(ports: Ports, open_scope: OpenScope, project: str):
    followed = Rulesets(Feed(ports), counters=Counters())
    marketer = Marketer(random.Random(3), ports)
    for _ in range(2):
        with open_scope() as scope:
            marketer.add_audience(scope)
    followed.load()
    with ports.stores.configuration.writing() as session:
        # As a backup of the first change would have it, but that its audience says something else.
        undone = "UPDATE latest_revision SET revision = 1"
        session.connection().exec_driver_sql(undone)
        session.connection().exec_driver_sql("UPDATE project_revision SET revision = 1")
        session.connection().exec_driver_sql("UPDATE audience SET name = 'Restored ' || uid")

    assert followed.refresh()

    found = followed.project(project)
    assert found is not None
    assert {one.name for one in found.ruleset.audiences.values()} == {
        f"Restored {uid}" for uid in found.ruleset.audiences
    }
