import pytest

from lenticular import errors

USER = {"X-CS-Personalize-User-Uid": "u-1"}
ROUTES = [
    ("GET", "/manifest", b"", 200),
    ("POST", "/events", b"[]", 202),
    ("PATCH", "/user-attributes", b"{}", 200),
    ("POST", "/user-attributes/actions/merge", b'{"sourceUserUid":"a","targetUserUid":"b"}', 200),
    ("GET", "/openapi", b"", 200),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), ROUTES)
def test_the_calls_of_the_contract_answer_json(edge, method, path, body, status) -> None:
    reply = edge.call(method, path, USER, body=body)
    assert reply.status == status
    assert reply.headers["content-type"] == "application/json"
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert reply.json is not None


@pytest.mark.parametrize(
    "path", ["//personalize-edge//manifest", "//personalize-edge/manifest/", "//personalize-edge///manifest//"]
)
def test_double_and_trailing_slashes_find_the_same_call(edge, path) -> None:
    assert edge.call("GET", path).status == 200
    assert edge.call("POST", path.replace("manifest", "user-attributes//actions/merge"), body=b"{}").status == 400


@pytest.mark.parametrize("path", ["/", "/manifests", "/Manifest", "/manifest/x", "//elsewhere/manifest", "//manifest"])
def test_an_unknown_path_is_404_in_the_edge_s_shape(edge, path) -> None:
    reply = edge.call("GET", path)
    assert reply.status == 404
    assert reply.json["error"] == "personalize.EDGE.NOT_FOUND"
    assert set(reply.json) == {"error", "message"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/manifest", "GET, HEAD, OPTIONS"),
        ("GET", "/events", "POST, OPTIONS"),
        ("HEAD", "/events", "POST, OPTIONS"),
        ("POST", "/user-attributes", "PATCH, OPTIONS"),
        ("DELETE", "/user-attributes/actions/merge", "POST, OPTIONS"),
    ],
)
def test_a_wrong_method_is_405_and_names_the_right_ones(edge, method, path, allowed) -> None:
    reply = edge.call(method, path, USER)
    assert (reply.status, reply.headers["allow"]) == (405, allowed)


def test_head_answers_as_get_without_a_body(edge) -> None:
    reply = edge.call("HEAD", "/manifest", USER)
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["x-cs-personalize-user-uid"] == "u-1"
    assert int(reply.headers["content-length"]) == len(edge.call("GET", "/manifest", USER).body)


@pytest.mark.parametrize("path", [*(path for _, path, _, _ in ROUTES), "/unknown"])
def test_a_preflight_is_answered_without_a_project(edge, path) -> None:
    reply = edge.call("OPTIONS", path, {"Origin": "http://localhost:18090"}, project=None)
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "GET, POST, PATCH, OPTIONS"
    assert reply.headers["access-control-max-age"] == "86400"
    allowed = set(reply.headers["access-control-allow-headers"].split(", "))
    # What Chromium asked for in the captures of the contract.
    assert allowed >= {
        "x-cs-personalize-user-uid",
        "x-live-attributes",
        "x-lytics-id-field",
        "x-lytics-id-value",
        "x-page-url",
        "x-project-uid",
        "x-user-agent",
    }


@pytest.mark.parametrize(
    ("request_line", "headers", "body", "status"),
    [
        ("GET /manifest", {}, b"", 200),
        ("GET /manifest", {"X-Project-Uid": ""}, b"", 400),
        ("GET /manifest", {"X-Project-Uid": "0" * 24}, b"", 404),
        ("GET /unknown", {}, b"", 404),
        ("DELETE /manifest", {}, b"", 405),
        ("POST /events", USER, b"x" * 70_000, 413),
    ],
)
def test_every_answer_is_readable_from_every_origin(edge, request_line, headers, body, status) -> None:
    reply = edge.call(*request_line.split(), headers, body=body)
    assert reply.status == status
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-expose-headers"] == "X-CS-Personalize-User-Uid"


def test_a_fault_of_ours_is_500_in_the_edge_s_shape_with_cors(edge) -> None:
    edge.log.failure = ZeroDivisionError("a fault")
    reply = edge.call("POST", "/events", USER, body=b'[{"type":"EVENT","eventKey":"buy"}]')
    assert (reply.status, reply.json["error"]) == (500, "personalize.EVENTS.INTERNAL_ERROR")
    assert "a fault" not in reply.json["message"]
    assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("method", "path", "module"),
    [
        ("GET", "/manifest", "MANIFEST"),
        ("POST", "/events", "EVENTS"),
        ("PATCH", "/user-attributes", "USER_ATTRIBUTES"),
        ("POST", "/user-attributes/actions/merge", "USER_ATTRIBUTES"),
    ],
)
def test_missing_and_unknown_projects_have_the_codes_of_the_contract(edge, method, path, module) -> None:
    for project, status, code in (
        (None, 400, "PROJECT_UID_HEADER_NOT_SET"),
        ("", 400, "PROJECT_UID_HEADER_NOT_SET"),
        ("undefined", 404, "PROJECT_NOT_FOUND"),
        ("0" * 24, 404, "PROJECT_NOT_FOUND"),
    ):
        reply = edge.call(method, path, USER, project=project)
        assert (reply.status, reply.json["error"]) == (status, f"personalize.{module}.{code}")


def test_before_the_projects_are_loaded_an_unknown_one_is_not_called_missing(unloaded_edge) -> None:
    reply = unloaded_edge.call("GET", "/manifest")
    assert (reply.status, reply.json["error"]) == (503, "personalize.MANIFEST.PROJECTS_NOT_LOADED")
    assert "retry-after" in reply.headers


def test_answers_are_counted_by_call_and_status_class(edge) -> None:
    edge.call("GET", "/manifest")
    edge.call("GET", "/manifest", project=None)
    edge.call("OPTIONS", "/manifest")
    edge.call("GET", "/unknown")
    edge.log.failure = errors.Unavailable("EVENT_LOG_BUSY", "…")
    edge.call("POST", "/events", USER, body=b'[{"type":"EVENT","eventKey":"buy"}]')
    assert edge.counters.answers == {
        ("manifest", "2xx"): 1,
        ("manifest", "4xx"): 1,
        ("preflight", "2xx"): 1,
        ("other", "4xx"): 1,
        ("events", "5xx"): 1,
    }


def test_a_client_that_hangs_up_gets_and_leaves_nothing(edge) -> None:
    assert edge.call("POST", "/events", USER, body=[]).status == 0
    assert edge.log.appended == []
