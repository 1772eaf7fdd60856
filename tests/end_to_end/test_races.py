"""People who save at the same moment: one of them is first, and the others are told so."""

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest

from installations import LIMITS, Installation, created, done

RACERS = 8
VERSIONS = "personalize.EXPERIENCES.VERSIONS"

Try = Callable[[httpx.Client], httpx.Response]


def race(installation: Installation, project: str | None, tries: Sequence[Try]) -> list[httpx.Response]:
    """Return the answers to all tries, each sent over a connection of its own, at the same moment."""
    start = Barrier(len(tries))
    clients = [installation.api(project=project) for _ in tries]
    for client in clients:
        done(client.get("/projects"))  # connected, to one worker or another

    def go(attempt: Try, client: httpx.Client) -> httpx.Response:
        start.wait()
        return attempt(client)

    with ThreadPoolExecutor(len(tries)) as threads:
        return list(threads.map(go, tries, clients))


def outcomes(answers: Sequence[httpx.Response]) -> Counter[tuple[int, str]]:
    """Count the answers by status and code."""
    return Counter((answer.status_code, "" if answer.is_success else answer.json()["error"]) for answer in answers)


def post(path: str, body: object) -> Try:
    return lambda client: client.post(path, json=body)


def put(path: str, body: object, **headers: str) -> Try:
    return lambda client: client.put(path, json=body, headers=headers)


@pytest.fixture
def api(installation: Installation, fresh_project: str) -> httpx.Client:
    return installation.api(project=fresh_project)


@pytest.fixture
def live(api: httpx.Client) -> tuple[str, dict[str, object]]:
    """The path of the versions of an experience that is active, and the body of that version."""
    definition = {"combinationType": "AND", "rules": []}
    uid = created(api.post("/audiences", json={"name": "Everybody", "definition": definition}))["uid"]
    experience = created(api.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED"}))
    path = f"/experiences/{experience['uid']}/versions"
    variants = [{"name": "One", "audiences": [uid], "audienceCombinationType": "AND"}]
    body = {"status": "ACTIVE", "variants": variants}
    return path, done(api.put(f"{path}/{experience['latestVersion']}", json=body))


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/attributes", {"name": "Age", "key": "age"}, "personalize.ATTRIBUTES.DUPLICATE_KEY"),
        (
            "/audiences",
            {"name": "Adults", "definition": {"combinationType": "OR", "rules": []}},
            "personalize.AUDIENCES.DUPLICATE_NAME",
        ),
        ("/events", {"key": "Clicked"}, "personalize.EVENTS.DUPLICATE_KEY"),
        ("/experiences", {"name": "Hero", "__type": "AB_TEST"}, "personalize.EXPERIENCES.DUPLICATE_NAME"),
        ("/projects", {"name": "Contested"}, "personalize.PROJECTS.DUPLICATE_NAME"),
    ],
)
def test_one_of_many_gets_a_name(installation: Installation, fresh_project: str, path: str, body: object, code: str):
    answers = race(installation, fresh_project, [post(path, body)] * RACERS)
    assert outcomes(answers) == {(201, ""): 1, (400, code): RACERS - 1}
    if path == "/projects":
        (won,) = (answer.json()["uid"] for answer in answers if answer.is_success)
        done(installation.api().delete(f"/projects/{won}"))


def test_a_quota_holds_however_many_come_at_once(installation: Installation, fresh_project: str):
    answers = race(installation, fresh_project, [post("/events", {"key": f"E{number}"}) for number in range(RACERS)])
    room = LIMITS["events_per_project"]
    refused = (400, "personalization.EVENTS.MAX_EVENTS_COUNT_EXCEEDED")
    assert outcomes(answers) == {(201, ""): room, refused: RACERS - room}


def test_experiences_created_at_once_have_their_own_place_and_short_uid(
    installation: Installation, fresh_project: str, api: httpx.Client
):
    room = LIMITS["experiences_per_project"]
    race(
        installation, fresh_project, [post("/experiences", {"name": f"E{n}", "__type": "AB_TEST"}) for n in range(room)]
    )
    shown = [(one["priority"], one["shortUid"]) for one in done(api.get("/experiences"))]
    assert shown == [(number + 1, str(number)) for number in range(room)]


def test_one_of_many_starts_the_draft(
    installation: Installation, fresh_project: str, api: httpx.Client, live: tuple[str, dict[str, object]]
):
    path, body = live
    answers = race(installation, fresh_project, [post(path, body | {"status": "DRAFT"})] * RACERS)
    refused = (400, f"{VERSIONS}.CANNOT_CREATE_VERSION_AS_DRAFT_ALREADY_EXISTS")
    assert outcomes(answers) == {(201, ""): 1, refused: RACERS - 1}
    assert [version["versionNumber"] for version in done(api.get(path))] == [2, 1]


def test_one_of_many_activates_their_edit(
    installation: Installation, fresh_project: str, api: httpx.Client, live: tuple[str, dict[str, object]]
):
    path, body = live
    draft = created(api.post(path, json=body | {"status": "DRAFT"}))
    edits = [
        put(f"{path}/{draft['uid']}", draft | {"status": "ACTIVE", "variants": [draft["variants"][0] | {"name": name}]})
        for name in map(str, range(RACERS))
    ]
    answers = race(installation, fresh_project, edits)
    assert outcomes(answers) == {(200, ""): 1, (400, f"{VERSIONS}.CANNOT_UPDATE_LOCKED_VERSION"): RACERS - 1}
    (won,) = (answer.json() for answer in answers if answer.is_success)
    newest, oldest = done(api.get(path))
    assert (newest["status"], newest["variants"], oldest["status"]) == ("ACTIVE", won["variants"], "ARCHIVED")


def test_activating_a_draft_meets_its_deletion(
    installation: Installation, fresh_project: str, api: httpx.Client, live: tuple[str, dict[str, object]]
):
    path, body = live
    draft = created(api.post(path, json=body | {"status": "DRAFT"}))
    place = f"{path}/{draft['uid']}"
    activated, deleted = race(
        installation,
        fresh_project,
        [put(place, draft | {"status": "ACTIVE"}), lambda client: client.delete(place)],
    )
    if activated.is_success:
        assert outcomes([deleted]) == {(400, f"{VERSIONS}.CANNOT_DELETE_LOCKED_VERSION"): 1}
    else:
        assert outcomes([activated]) == {(404, f"{VERSIONS}.VERSION_NOT_FOUND"): 1}
        assert deleted.status_code == 204
    assert [version["status"] for version in done(api.get(path))].count("ACTIVE") == 1


def test_one_of_many_orders_what_they_all_saw(installation: Installation, fresh_project: str, api: httpx.Client):
    uids = [created(api.post("/experiences", json={"name": name, "__type": "AB_TEST"}))["uid"] for name in "abcd"]
    seen = api.get("/experiences-priority").headers["etag"]
    orders = [list(order) for order in itertools.permutations(uids)][1 : RACERS + 1]
    answers = race(
        installation,
        fresh_project,
        [put("/experiences-priority", {"priorityOrder": order}, **{"If-Match": seen}) for order in orders],
    )
    assert outcomes(answers) == {(200, ""): 1, (412, "PRECONDITION_FAILED"): RACERS - 1}
    (won,) = (answer.json() for answer in answers if answer.is_success)
    assert done(api.get("/experiences-priority")) == won


def test_orders_that_nobody_compares_never_mix(installation: Installation, fresh_project: str, api: httpx.Client):
    uids = [created(api.post("/experiences", json={"name": name, "__type": "AB_TEST"}))["uid"] for name in "abcd"]
    orders = [list(order) for order in itertools.permutations(uids)][1 : RACERS + 1]
    answers = race(
        installation, fresh_project, [put("/experiences-priority", {"priorityOrder": order}) for order in orders]
    )
    assert outcomes(answers) == {(200, ""): RACERS}
    shown = done(api.get("/experiences"))
    assert [one["uid"] for one in shown] in orders
    assert [one["priority"] for one in shown] == [1, 2, 3, 4]


def test_one_of_many_projects_gets_a_stack(installation: Installation):
    uids = [installation.create_project() for _ in range(4)]
    stack = {"connectedStackApiKey": "blt0123456789abcdef"}
    answers = race(installation, None, [put(f"/projects/{uid}", stack) for uid in uids])
    won = [answer for answer in answers if answer.is_success]
    codes = {answer.json()["error"] for answer in answers if not answer.is_success}
    owner = installation.api()
    for uid in uids:
        done(owner.delete(f"/projects/{uid}"))
    assert len(won) == 1
    # The second is the database's word, when both had looked before either wrote.
    assert codes <= {"personalize.PROJECTS.STACK_ALREADY_CONNECTED", "CONFLICT"}


def test_using_an_audience_meets_its_deletion(installation: Installation, fresh_project: str, api: httpx.Client):
    body = {"name": "Fickle", "definition": {"combinationType": "AND", "rules": []}}
    uid = created(api.post("/audiences", json=body))["uid"]
    experience = created(api.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED"}))
    variants = [{"name": "One", "audiences": [uid], "audienceCombinationType": "AND"}]
    path = f"/experiences/{experience['uid']}/versions/{experience['latestVersion']}"
    saved, deleted = race(
        installation,
        fresh_project,
        [
            put(path, {"status": "ACTIVE", "variants": variants}),
            lambda client: client.delete(f"/audiences/{uid}"),
        ],
    )
    if saved.is_success:
        assert outcomes([deleted]) == {(400, "personalize.AUDIENCES.CANNOT_DELETE_REFERRED_AUDIENCE"): 1}
    else:
        assert saved.json()["errors"] == {"variants.0.audiences.0": ["AUDIENCE_NOT_FOUND"]}
        assert deleted.status_code == 204
