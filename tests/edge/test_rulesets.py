import asyncio

import pytest
from structlog.testing import capture_logs

from lenticular.domain.ruleset import from_document
from lenticular.edge import rulesets, snapshots
from lenticular.edge.counters import Counters
from lenticular.edge.rulesets import Rulesets

PROJECT = "6734eae6603c9640f5808e78"
OTHER = "6734eae6603c9640f5808e79"


@pytest.fixture
def counters() -> Counters:
    return Counters()


def _publish(feed, revision, **documents) -> None:
    feed.documents = {{"project": PROJECT, "other": OTHER}[name]: document for name, document in documents.items()}
    feed.revision = revision


def test_a_project_is_known_with_what_its_events_and_attributes_are(feed, counters) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()
    project = directory.project(PROJECT)
    assert project.ruleset.project_uid == PROJECT
    assert project.attribute_keys == {"age", "city of birth"}
    assert project.catalogue.event_keys == {"buy"}
    assert set(project.catalogue.live_versions) == {"0", "1", "2"}
    assert directory.project(OTHER) is None
    assert (directory.revision, directory.is_loaded, directory.is_complete) == (1, True, True)


def test_a_document_without_events_refuses_no_event_key(project_document, published) -> None:
    document = project_document()
    del document["events"]
    assert rulesets.parse(published(document)).catalogue.event_keys is None


def test_what_did_not_change_is_the_same_object(feed, counters, project_document) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()
    before = directory.project(PROJECT)
    document = project_document(revision=2)
    document["experiences"].reverse()
    document["experiences"][0]["name"] = "Renamed"
    document["audiences"][0]["name"] = "Grown up"
    _publish(feed, 2, project=document)
    directory.refresh()

    after = directory.project(PROJECT)
    assert [one.short_uid for one in after.ruleset.experiences] == ["2", "1", "0"]
    former = {one.short_uid: one for one in before.ruleset.experiences}
    assert [one is former[one.short_uid] for one in after.ruleset.experiences] == [False, True, True]
    assert after.ruleset == from_document(document)
    renamed, untouched = after.ruleset.audiences
    assert after.ruleset.audiences[renamed] is not before.ruleset.audiences[renamed]
    assert after.ruleset.audiences[untouched] is before.ruleset.audiences[untouched]
    assert after.catalogue.live_versions["1"] is before.catalogue.live_versions["1"]
    assert [known for known in feed.known if known] == [set(before.audiences) | set(before.experiences)]


def test_changes_are_taken_over_and_the_others_stay(feed, counters, project_document) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()
    before = directory.project(PROJECT)
    _publish(feed, 2, other=project_document(OTHER))
    directory.refresh()
    assert directory.project(OTHER) is not None
    assert directory.project(PROJECT) is before
    _publish(feed, 3, project=None)
    directory.refresh()
    assert directory.project(PROJECT) is None
    assert feed.asked == [0, 1, 2]


def test_following_takes_changes_over_soon(feed, counters, project_document) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()

    async def follow() -> None:
        following = asyncio.create_task(directory.follow(interval_seconds=0.01))
        _publish(feed, 2, other=project_document(OTHER))
        async with asyncio.timeout(5):
            while directory.project(OTHER) is None:
                await asyncio.sleep(0.01)
        following.cancel()

    asyncio.run(follow())


def test_following_reads_nothing_while_nothing_changes_and_tells_once_that_it_failed(feed, counters) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()

    async def follow() -> None:
        following = asyncio.create_task(directory.follow(interval_seconds=0.001))
        await asyncio.sleep(0.05)
        assert feed.asked == [0]
        feed.failure = OSError("no database")
        async with asyncio.timeout(5):
            while counters.ruleset_poll_failures < 3:
                await asyncio.sleep(0.001)
            feed.failure = None
            while "ruleset_poll_works_again" not in str(logs):
                await asyncio.sleep(0.001)
        following.cancel()

    with capture_logs() as logs:
        asyncio.run(follow())
    assert [entry["event"] for entry in logs] == ["ruleset_poll_failed", "ruleset_poll_works_again"]


def test_what_was_loaded_from_disk_is_completed_although_the_revision_is_none(feed, counters) -> None:
    feed.failure, feed.revision, feed.documents = OSError("no database"), 0, {}
    directory = Rulesets(feed, counters=counters)
    directory.load()

    async def follow() -> None:
        following = asyncio.create_task(directory.follow(interval_seconds=0.001))
        await asyncio.sleep(0.01)
        assert not directory.is_complete
        feed.failure = None
        async with asyncio.timeout(5):
            while not directory.is_complete:
                await asyncio.sleep(0.001)
        following.cancel()

    asyncio.run(follow())


def test_a_feed_that_fails_leaves_what_is_known_and_is_logged_once(feed, counters) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()
    feed.failure = OSError("no database")
    with capture_logs() as logs:
        assert [directory.refresh() for _ in range(3)] == [False] * 3
        feed.failure = None
        assert directory.refresh()
    assert directory.project(PROJECT) is not None
    assert counters.ruleset_poll_failures == 3
    assert [entry["event"] for entry in logs] == ["ruleset_poll_failed", "ruleset_poll_works_again"]


def test_a_document_that_cannot_be_read_keeps_the_last_good_one(feed, counters, project_document) -> None:
    directory = Rulesets(feed, counters=counters)
    directory.load()
    _publish(feed, 2, project=project_document() | {"format": 99}, other=project_document(OTHER))
    with capture_logs() as logs:
        directory.refresh()
        directory.refresh()
    assert directory.project(PROJECT) is not None
    assert directory.project(OTHER) is not None
    assert counters.rejected_rulesets == 1
    assert [entry["event"] for entry in logs] == ["ruleset_rejected"]


def test_an_older_state_restored_behind_our_back_is_taken_over_whole(feed, counters, project_document) -> None:
    directory = Rulesets(feed, counters=counters)
    _publish(feed, 9, project=project_document(), other=project_document(OTHER))
    directory.load()
    _publish(feed, 4, project=project_document())
    directory.refresh()
    assert directory.project(OTHER) is None
    assert directory.revision == 4


def test_a_start_without_the_feed_decides_from_disk(feed, counters, project_document, tmp_path) -> None:
    _publish(feed, 1, project=project_document(), other=project_document(OTHER))
    Rulesets(feed, counters=counters, snapshot_folder=tmp_path).load()
    feed.failure = OSError("no database")
    directory = Rulesets(feed, counters=counters, snapshot_folder=tmp_path)
    directory.load()
    assert directory.project(PROJECT) is not None
    assert (directory.is_loaded, directory.is_complete) == (True, False)

    feed.failure = None
    _publish(feed, 2, project=project_document())
    directory.refresh()
    assert directory.project(OTHER) is None
    assert directory.is_complete
    assert snapshots.project_uids(tmp_path) == {PROJECT}


def test_a_start_without_feed_and_disk_is_not_loaded(feed, counters, tmp_path) -> None:
    feed.failure = OSError("no database")
    directory = Rulesets(feed, counters=counters, snapshot_folder=tmp_path)
    directory.load()
    assert not directory.is_loaded


def test_what_is_kept_on_disk_follows_what_is_published(feed, counters, project_document, tmp_path) -> None:
    directory = Rulesets(feed, counters=counters, snapshot_folder=tmp_path)
    directory.load()
    _publish(feed, 2, project=project_document(revision=2), other=project_document(OTHER) | {"format": 99})
    directory.refresh()
    kept = snapshots.load_all(tmp_path)
    assert {uid: published.document["revision"] for uid, published in kept.items()} == {PROJECT: 2}
    _publish(feed, 3, project=None)
    directory.refresh()
    assert snapshots.project_uids(tmp_path) == set()


def test_a_change_is_kept_whole_where_what_lay_on_disk_is_lost(feed, counters, project_document, tmp_path) -> None:
    directory = Rulesets(feed, counters=counters, snapshot_folder=tmp_path)
    directory.load()
    for path in tmp_path.iterdir():
        path.unlink()
    for revision in (2, 3):
        _publish(feed, revision, project=project_document(revision=revision))
        directory.refresh()
    assert counters.snapshot_failures == 1
    assert rulesets.parse(snapshots.load_all(tmp_path)[PROJECT]).ruleset == directory.project(PROJECT).ruleset


def test_a_disk_that_cannot_be_written_does_not_keep_changes_away(feed, counters, tmp_path) -> None:
    (tmp_path / "rulesets").write_text("not a folder")
    directory = Rulesets(feed, counters=counters, snapshot_folder=tmp_path / "rulesets")
    directory.load()
    assert directory.project(PROJECT) is not None
    assert counters.snapshot_failures == 1
