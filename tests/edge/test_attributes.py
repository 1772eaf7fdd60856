import json

import pytest

from lenticular import errors

USER = {"X-CS-Personalize-User-Uid": "u-1"}
PROJECT = "6734eae6603c9640f5808e78"


def _patch(edge, body, headers=USER):
    return edge.call(
        "PATCH", "/user-attributes", headers, body=body if isinstance(body, bytes) else json.dumps(body).encode()
    )


def _merge(edge, body):
    return edge.call("POST", "/user-attributes/actions/merge", body=json.dumps(body).encode())


def _stored(edge, user="u-1"):
    return edge.visitors.stored.get((PROJECT, user))


def test_attributes_are_set_and_the_next_manifest_sees_them(edge) -> None:
    reply = _patch(edge, {"age": "20"}, USER | {"Content-Type": "text/plain;charset=UTF-8"})
    assert (reply.status, reply.json) == (200, {"message": "User Attributes added successfully"})
    assert edge.call("GET", "/manifest", USER).json["activeVariants"]["0"] == "0"


def test_attributes_not_given_stay_and_null_deletes(edge) -> None:
    _patch(edge, {"age": 1, "city of birth": "né東京"})
    _patch(edge, {"age": None})
    assert _stored(edge) == {"city of birth": "né東京"}


@pytest.mark.parametrize("body", [b"", b" \n", b"{}", {"not defined": 1}])
def test_nothing_to_store_is_a_success_without_a_write(edge, body) -> None:
    assert _patch(edge, body).status == 200
    assert edge.visitors.writes == 0


def test_unknown_keys_and_values_that_are_no_scalars_are_ignored_and_the_rest_is_stored(edge) -> None:
    assert _patch(edge, {"a": 1, "age": ["x"], "city of birth": True}).status == 200
    assert _stored(edge) == {"city of birth": True}
    assert edge.counters.ignored_attributes == {"unknown_key": 1, "not_a_scalar": 1}


def test_what_lytics_pushes_is_stored_though_no_attribute_is_defined_for_it(edge) -> None:
    pushed = {"lytics_audiences": ["a", "b"], "lytics_flows": {"f": "s"}}
    _patch(edge, pushed)
    assert _stored(edge) == pushed


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "BODY_NOT_JSON"),
        (b'{"age":NaN}', 400, "BODY_NOT_JSON"),
        (b'{"age":1e999}', 400, "BODY_NOT_JSON"),
        (b'{"age":"\\u0000"}', 400, "CHARACTER_NOT_ALLOWED"),
        (b'{"age":' + b"[" * 32 + b"]" * 32 + b"}", 400, "NESTED_TOO_DEEP"),
        ([], 400, "BODY_NOT_AN_OBJECT"),
        ("age", 400, "BODY_NOT_AN_OBJECT"),
        ({"city of birth": "kept?", "age": "x" * 1025}, 413, "ATTRIBUTE_VALUE_TOO_LARGE"),
        ({"age": "é" * 513}, 413, "ATTRIBUTE_VALUE_TOO_LARGE"),
        ({"lytics_audiences": ["x" * 100] * 11}, 413, "ATTRIBUTE_VALUE_TOO_LARGE"),
        ({"age": "x" * 70_000}, 413, "BODY_TOO_LARGE"),
    ],
)
def test_a_refused_body_changes_nothing(edge, body, status, code) -> None:
    reply = _patch(edge, body)
    assert (reply.status, reply.json["error"]) == (status, f"personalize.USER_ATTRIBUTES.{code}")
    assert _stored(edge) is None


def test_a_value_may_have_1_kib(edge) -> None:
    assert _patch(edge, {"age": "x" * 1024}).status == 200


def test_a_visitor_may_have_200_attributes(edge, project_document) -> None:
    edge.feed.documents[PROJECT] = project_document() | {
        "audiences": [],
        "experiences": [],
        "attributes": [{"uid": f"{n:024x}", "key": f"k{n}"} for n in range(201)],
    }
    edge.feed.revision = 2
    edge.rulesets.refresh()
    assert _patch(edge, {f"k{n}": n for n in range(200)}).status == 200
    reply = _patch(edge, {f"k{n}": n for n in range(201)})
    assert (reply.status, reply.json["error"]) == (413, "personalize.USER_ATTRIBUTES.TOO_MANY_ATTRIBUTES")


def test_attributes_of_nobody_are_refused(edge) -> None:
    reply = _patch(edge, {"age": 1}, {})
    assert (reply.status, reply.json["error"]) == (400, "personalize.USER_ATTRIBUTES.USER_UID_HEADER_NOT_SET")


def test_a_store_that_fails_is_told(edge) -> None:
    edge.visitors.failure = errors.Unavailable("VISITORS_UNAVAILABLE", "Try again.")
    assert _patch(edge, {"age": 1}).status == 503
    edge.visitors.failure = errors.Invalid([errors.Problem("", "TOO_MANY_ATTRIBUTES", "Too many.")])
    assert _patch(edge, {"age": 1}).status == 400


def test_merging_copies_the_source_over_the_target(edge) -> None:
    edge.visitors.stored = {(PROJECT, "old"): {"age": 1}, (PROJECT, "new"): {"age": 2, "city of birth": "x"}}
    reply = _merge(edge, {"sourceUserUid": "old", "targetUserUid": "new"})
    assert (reply.status, reply.json) == (200, {"message": "User Attributes merged successfully"})
    assert _stored(edge, "new") == {"age": 1, "city of birth": "x"}
    assert _stored(edge, "old") == {"age": 1}


def test_merging_a_visitor_with_itself_changes_nothing(edge) -> None:
    assert _merge(edge, {"sourceUserUid": "same", "targetUserUid": "same"}).status == 200
    assert edge.visitors.writes == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"sourceUserUid": "a"},
        {"sourceUserUid": "a", "targetUserUid": ""},
        {"sourceUserUid": "null", "targetUserUid": "b"},
        {"sourceUserUid": 1, "targetUserUid": "b"},
        {"sourceUserUid": "a", "targetUserUid": "東" * 86},
        {"sourceUserUid": "a\nb", "targetUserUid": "b"},
    ],
)
def test_a_merge_needs_two_uids(edge, body) -> None:
    assert _merge(edge, body).status == 400
    assert edge.visitors.writes == 0


def test_a_uid_is_the_same_in_a_header_and_in_a_body(edge) -> None:
    _patch(edge, {"age": 1}, {"X-CS-Personalize-User-Uid": b"\xfcser"})
    _merge(edge, {"sourceUserUid": "üser", "targetUserUid": "b"})
    assert _stored(edge, "b") == {"age": 1}


@pytest.mark.parametrize("signal", ["DROP", "ANONYMOUS"])
def test_of_a_visitor_who_objects_nothing_more_is_stored_and_what_is_deleted_is_gone(
    edge, project_document, signal
) -> None:
    _patch(edge, {"age": 1, "city of birth": "x"})
    edge.publish(project_document() | {"privacy": {"signal": signal, "key": "0a" * 32}})
    objecting = {"Sec-GPC": "1"}
    reply = _patch(edge, {"age": None, "city of birth": "y"}, USER | objecting)
    assert (reply.status, reply.json) == (200, {"message": "User Attributes added successfully"})
    body = json.dumps({"sourceUserUid": "u-1", "targetUserUid": "u-2"}).encode()
    assert edge.call("POST", "/user-attributes/actions/merge", objecting, body=body).status == 200
    assert (_stored(edge), _stored(edge, "u-2")) == ({"city of birth": "x"}, None)
    assert edge.counters.ignored_attributes == {"privacy_signal": 2}
