import pytest

from lenticular import errors

USER = {"X-CS-Personalize-User-Uid": "u-1"}
PROJECT = "6734eae6603c9640f5808e78"


def _variants(reply) -> dict[str, str | None]:
    assert reply.status == 200, reply.body
    return {one["shortUid"]: one["activeVariantShortUid"] for one in reply.json["experiences"]}


def test_the_manifest_has_the_shape_of_the_contract(edge) -> None:
    edge.visitors.stored[PROJECT, "u-1"] = {"age": "20"}
    reply = edge.call("GET", "/manifest", USER)
    half = reply.json["experiences"][2]["activeVariantShortUid"]
    assert half in ("0", "1")
    assert reply.json == {
        "experiences": [
            {"shortUid": "0", "activeVariantShortUid": "0"},
            {"shortUid": "1", "activeVariantShortUid": None},
            {"shortUid": "2", "activeVariantShortUid": half},
        ],
        "activeVariants": {"0": "0", "1": None, "2": half},
    }
    assert reply.headers["cache-control"] == "private, no-store"
    assert reply.headers["x-cs-personalize-user-uid"] == "u-1"


def test_a_request_without_a_uid_gets_a_new_one_and_is_assigned_by_it(edge) -> None:
    first = edge.call("GET", "/manifest", {"X-CS-Personalize-User-Uid": "null"})
    uid = first.headers["x-cs-personalize-user-uid"]
    assert uid == "generated-1"
    assert edge.visitors.reads == 0
    assert edge.call("GET", "/manifest", {"X-CS-Personalize-User-Uid": uid}).json == first.json


def test_a_given_uid_is_echoed_with_the_same_bytes(edge) -> None:
    reply = edge.call("GET", "/manifest", {"X-CS-Personalize-User-Uid": b"\xfcser@x.de"})
    assert (b"x-cs-personalize-user-uid", b"\xfcser@x.de") in reply.raw_headers
    assert edge.described[0].user_uid == "üser@x.de"


def test_a_refused_uid_is_400(edge) -> None:
    reply = edge.call("GET", "/manifest", {"X-CS-Personalize-User-Uid": "x" * 257})
    assert (reply.status, reply.json["error"]) == (400, "personalize.MANIFEST.USER_UID_TOO_LONG")


def test_tags_choose_experiences_in_any_case(edge) -> None:
    assert list(_variants(edge.call("GET", "/manifest", query=b"tags[]=HomePage"))) == ["0", "2"]
    assert list(_variants(edge.call("GET", "/manifest", query=b"tags[]=none"))) == []
    assert list(_variants(edge.call("GET", "/manifest", query=b"tags[]=none&tags=section%3Ahero"))) == ["1", "2"]


def test_what_the_request_says_of_the_visitor_is_handed_on(edge) -> None:
    edge.visitors.stored[PROJECT, "u-1"] = {"age": 3}
    headers = {
        "X-Page-Url": "https://shop.example.com/?utm_campaign=summer",
        "Referer": "https://www.google.com/",
        "User-Agent": "Mozilla/5.0",
        "X-Forwarded-For": "203.0.113.7, 10.0.0.1",
        "X-Live-Attributes": b'{"n":"\xe9"}',
        "sec-ch-ua-mobile": "?1",
        "sec-ch-ua-platform": '"Android"',
    }
    reply = edge.call("GET", "/manifest", USER | headers)
    assert _variants(reply)["0"] == "1"
    (facts,) = edge.described
    assert facts.page_url == "https://shop.example.com/?utm_campaign=summer"
    assert facts.referrer == "https://www.google.com/"
    assert facts.user_agent == "Mozilla/5.0"
    assert str(facts.ip_address) == "203.0.113.7"
    assert facts.live_attributes_header == '{"n":"é"}'
    assert facts.stored.attributes == {"age": 3}
    assert facts.now == edge.ports.now()


def test_the_peer_s_address_counts_where_none_was_forwarded(edge) -> None:
    edge.call("GET", "/manifest")
    assert str(edge.described[0].ip_address) == "198.51.100.9"


@pytest.mark.parametrize("failure", [errors.Unavailable("DOWN", "…"), OSError("disk"), ValueError("a bug")])
def test_a_failing_store_costs_the_attributes_not_the_manifest(edge, failure) -> None:
    edge.visitors.stored[PROJECT, "u-1"] = {"age": 20}
    edge.visitors.failure = failure
    assert _variants(edge.call("GET", "/manifest", USER))["0"] is None
    assert edge.counters.visitor_read_failures == 1
    edge.visitors.failure = None
    assert _variants(edge.call("GET", "/manifest", USER))["0"] == "0"
