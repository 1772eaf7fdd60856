import pytest

from lenticular import errors
from lenticular.edge import requests

USER = {"X-CS-Personalize-User-Uid": "u-1"}


def _read(headers=(), query=b""):
    scope = {"path": "/", "query_string": query, "headers": list(headers), "client": None}
    return requests.read(scope, None)


@pytest.mark.parametrize(
    ("query", "tags"),
    [
        (b"", ()),
        (b"tags[]=homepage&tags[]=section%3Ahero", ("homepage", "section:hero")),
        (b"tags%5B%5D=homepage", ("homepage",)),
        (b"tags%5b0%5d=a&tags[1]=b", ("a", "b")),
        (b"tags=homepage", ("homepage",)),
        (b"tags=", ()),
        (b"tags[]=a&tags[]=a&other=b&tagsx=c", ("a",)),
        (b"tags[]=a%26b%3Dc%20%C3%A9", ("a&b=c é",)),
        (b"tags[]=%ff", ("\ufffd",)),
        (b"&".join(b"tags[]=%d" % n for n in range(12)), tuple("0123456789")),
    ],
)
def test_tags_are_read_however_they_are_spelled(query, tags) -> None:
    assert requests.tags(_read(query=query)) == tags


@pytest.mark.parametrize("value", [b"", b"null", b"undefined", b"  "])
def test_what_clients_send_without_a_uid_counts_as_none(value) -> None:
    assert requests.user_uid(_read([(b"x-cs-personalize-user-uid", value)])) is None


@pytest.mark.parametrize("value", [b"u-1", b"NULL", b"a b", b"\xfcser@x.de", b"\xa0", b"MTIzNDU=", b"x" * 256])
def test_any_other_uid_is_kept_byte_for_byte(value) -> None:
    uid = requests.user_uid(_read([(b"x-cs-personalize-user-uid", value)]))
    assert uid == requests.UserUid(value.decode("latin-1"), value)


def test_the_legacy_header_is_an_alias_and_the_present_one_wins() -> None:
    legacy, present = (b"x-cs-eclipse-user-uid", b"old"), (b"x-cs-personalize-user-uid", b"new")
    assert requests.user_uid(_read([legacy])).text == "old"
    assert requests.user_uid(_read([legacy, present])).text == "new"
    assert requests.user_uid(_read([legacy, (present[0], b"null")])).text == "old"


@pytest.mark.parametrize("value", [b"x" * 257, b"\xfc" * 129, b"a\tb", b"a\x7fb"])
def test_a_uid_that_cannot_be_kept_is_refused(value) -> None:
    with pytest.raises(errors.Invalid):
        requests.user_uid(_read([(b"x-cs-personalize-user-uid", value)]))


def test_repeated_headers_are_joined_for_addresses_and_first_otherwise() -> None:
    request = _read([(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"2.2.2.2"), (b"a", b"1"), (b"a", b"2")])
    assert request.header(b"x-forwarded-for") == "1.1.1.1,2.2.2.2"
    assert request.header(b"a") == "1"


def test_headers_over_32_kib_are_refused(edge) -> None:
    assert edge.call("GET", "/manifest", {"X-Live-Attributes": "x" * 32_000}).status == 200
    reply = edge.call("GET", "/manifest", {"X-Live-Attributes": "x" * 33_000})
    assert (reply.status, reply.json["error"]) == (413, "personalize.MANIFEST.HEADERS_TOO_LARGE")
    assert edge.call("GET", "/manifest", query=b"tags[]=" + b"x" * 33_000).status == 413


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "65537"}])
def test_a_body_over_64_kib_is_refused_announced_or_in_parts(edge, headers) -> None:
    parts = [b"[" + b" " * 32_767, b" " * 32_767 + b"]", b" "]
    reply = edge.call("POST", "/events", {**USER, **headers}, body=parts)
    assert (reply.status, reply.json["error"]) == (413, "personalize.EVENTS.BODY_TOO_LARGE")
    assert edge.call("POST", "/events", USER, body=parts[:2]).status == 202
