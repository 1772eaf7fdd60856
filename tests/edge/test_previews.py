import json
from datetime import timedelta

import pytest

from lenticular.domain import preview as previews
from lenticular.domain.preview import Preview
from lenticular.ingestion.pipeline import Reason

PROJECT = "6734eae6603c9640f5808e78"
KEY = "0a" * 32
UID = "x-cs-personalize-user-uid"
SHOWN = {"7": "2", "2": "1", "0": None, "1": None}


@pytest.fixture
def linked(edge, project_document):
    """An edge whose project has a key, everyone in a holdout and a bandit: what would be kept of a visitor shows."""
    document = project_document() | {"previewKey": KEY, "holdout": 5000}
    document["experiences"][2]["version"]["isBandit"] = True
    edge.publish(document)
    return edge


@pytest.fixture
def page(linked):
    """Return a function that gives the URL of a page with a link that shows '2' of the draft '7' and '1' of '2'."""

    def url(variants=None, *, hours=1, key=KEY, project=PROJECT):
        said = Preview(linked.ports.now() + timedelta(hours=hours), variants or {"7": "2", "2": "1"})
        token = previews.sign(bytes.fromhex(key), project, said)
        return f"https://shop.example/?utm_campaign=summer&lenticular_preview={token}#top"

    return url


def ask(edge, url, uid=None, **options):
    known = {} if uid is None else {UID: uid}
    reply = edge.call("GET", "/manifest", {"X-Page-Url": url, **known}, **options)
    assert reply.status == 200
    return reply


def test_a_link_shows_its_variants_and_marks_whoever_opens_it(linked, page) -> None:
    reply = ask(linked, page(), "ann")
    assert reply.json["activeVariants"] == SHOWN
    assert [one["shortUid"] for one in reply.json["experiences"]] == list(SHOWN)
    assert reply.headers["cache-control"] == "private, no-store"
    mark = reply.headers[UID]
    assert previews.is_preview(mark)
    # The next page of the same preview, and another visitor's.
    assert ask(linked, page(), mark).headers[UID] == mark
    assert ask(linked, page(), "ben").headers[UID] not in {mark, "ben"}
    assert linked.counters.previews == 3
    assert (linked.visitors.reads, linked.described) == (0, [])


def test_tags_leave_out_live_experiences_only(linked, page) -> None:
    shown = ask(linked, page(), query=b"tags=section:hero").json["activeVariants"]
    assert shown == {"7": "2", "2": "1", "1": None}
    assert ask(linked, page(), query=b"tags=none").json["activeVariants"] == {"7": "2"}


def test_nothing_of_a_preview_is_kept(linked, page) -> None:
    mark = {UID: ask(linked, page()).headers[UID]}
    seen = [{"type": "IMPRESSION", "experienceShortUid": short_uid, "variantShortUid": "1"} for short_uid in ("2", "7")]
    body = json.dumps([*seen, {"type": "EVENT", "eventKey": "buy"}]).encode()
    assert linked.call("POST", "/events", mark, body=body).status == 202
    assert linked.call("PATCH", "/user-attributes", mark, body=b'{"age":30,"city of birth":null}').status == 200
    for source, target in ((mark[UID], "ann"), ("ann", mark[UID])):
        merge = json.dumps({"sourceUserUid": source, "targetUserUid": target}).encode()
        assert linked.call("POST", "/user-attributes/actions/merge", body=merge).status == 200
    assert linked.log.appended == []
    assert (linked.visitors.reads, linked.visitors.writes, linked.described) == (0, 0, [])
    assert linked.counters.events.dropped == {Reason.PREVIEW: 3}
    assert linked.counters.ignored_attributes == {"preview": 4}


def test_without_the_link_a_preview_becomes_a_new_visitor(linked, page) -> None:
    mark = ask(linked, page(), "ann").headers[UID]
    reply = ask(linked, "https://shop.example/?utm_campaign=summer", mark)
    assert reply.headers[UID] not in {mark, "ann"}
    assert not previews.is_preview(reply.headers[UID])
    assert reply.json["activeVariants"].keys() == {"0", "1", "2"}
    assert linked.described[0].user_uid == reply.headers[UID]
    assert len(linked.visitors.assigned) == 1


def test_a_site_s_own_uid_that_looks_like_one_is_a_visitor(linked) -> None:
    assert ask(linked, "https://shop.example/", "preview-tester-1").headers[UID] == "preview-tester-1"


@pytest.mark.parametrize(
    "forged",
    [{"hours": -1}, {"hours": 0}, {"key": "0b" * 32}, {"project": "f" * 24}],
    ids=["expired", "expires now", "of another key", "of another project"],
)
def test_a_link_that_is_not_valid_decides_nothing_and_is_counted(linked, page, forged) -> None:
    plain = ask(linked, "https://shop.example/?utm_campaign=summer", "ann")
    reply = ask(linked, page(**forged), "ann")
    assert (reply.json, reply.headers[UID]) == (plain.json, "ann")
    mark = previews.user_uid("x")
    assert not previews.is_preview(ask(linked, page(**forged), mark).headers[UID])
    assert (linked.counters.previews, linked.counters.rejected_previews) == (0, 2)


def test_a_project_without_a_key_has_no_links(linked, page, project_document) -> None:
    url = page()
    linked.publish(project_document() | {"previewKey": None})
    assert ask(linked, url, "ann").headers[UID] == "ann"
    assert linked.counters.rejected_previews == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/lenticular_preview",
        "https://shop.example/#lenticular_preview=1",
        "https://[lenticular_preview",
    ],
)
def test_the_word_elsewhere_in_the_address_is_no_link(linked, url) -> None:
    assert ask(linked, url, "ann").headers[UID] == "ann"
    assert linked.counters.rejected_previews == 0
