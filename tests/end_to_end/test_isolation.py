"""What is not yours is not there: ids of other projects and organizations, on every operation that is described."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from fakes import Person
from installations import Installation, created, done
from lenticular.api.ports import utc_now
from lenticular.visitors import service as visitors
from lenticular.visitors.service import Upsert

Operation = tuple[str, str]
Body = dict[str, Any]

# They are about nobody's project.
PUBLIC = {
    *(("get", f"/geolocation/{places}") for places in ("countries", "regions", "cities")),
    *((method, "/session") for method in ("get", "post", "delete")),
}
LISTS = ("/attributes", "/audiences?includeLyticsAudiences=true", "/events", "/experiences", "/experiences-priority")


@dataclass(slots=True)
class Holdings:
    """A project with one of everything, and the uids of it all."""

    owner: Person
    client: httpx.Client
    uids: dict[str, str] = field(default_factory=dict)

    def state(self) -> list[Any]:
        """Return all that the project's owner sees of it."""
        seen = [done(self.client.get(path)) for path in LISTS]
        seen.append(done(self.client.get(f"/experiences/{self.uids['experience']}/versions")))
        ours = f"/projects/{self.uids['project']}"
        seen += [done(self.client.get(f"{ours}{path}")) for path in ("", "/users", "/measurement")]
        seen.append(done(self.client.get(f"/experiences/{self.uids['experience']}/measurement")))
        seen.append(done(self.client.get(f"/visitors/{self.uids['visitor']}")))
        return seen


def rule(attribute: str) -> Body:
    reference = {"__type": "CustomAttributeReference", "ref": attribute}
    return {"attribute": reference, "attributeMatchCondition": "HAS_ANY_VALUE", "invertCondition": False}


def membership(audience: str) -> Body:
    return {
        "attribute": {"__type": "LyticsAttributeReference", "ref": "LYTICS_AUDIENCE"},
        "attributeMatchCondition": "IS_MEMBER_OF",
        "attributeMatchOptions": {"__type": "AudienceMatchOptions", "value": audience},
    }


def audience(*rules: Body) -> Body:
    return {"name": "Visitors", "definition": {"combinationType": "AND", "rules": list(rules)}}


def version_of_test(uids: Mapping[str, str], **members: object) -> Body:
    return {
        "status": "DRAFT",
        "variants": [{"name": "A", "trafficDistribution": 50}, {"name": "B", "trafficDistribution": 50}],
        "metrics": [{"event": uids["event"], "name": "Clicked"}],
        "targeting": {"audience": {"audiences": [uids["audience"]], "audienceCombinationType": "AND"}},
        **members,
    }


def body_of(operation: Operation, uids: Mapping[str, str]) -> object:
    """Return a body that the operation would take from who may; KeyError for an operation that nobody thought of."""
    bodies: Mapping[Operation, object] = {
        ("post", "/projects"): {"name": "Taken over"},
        ("put", "/projects/{uid}"): {"name": "Taken over"},
        ("post", "/projects/{uid}/users"): {"uid": uids["user"]},
        ("put", "/projects/{uid}/users/{user}"): {"role": "member"},
        ("post", "/attributes"): {"name": "Taken over", "key": "taken"},
        ("put", "/attributes/{uid}"): {"name": "Taken over", "key": "taken"},
        ("post", "/audiences"): audience() | {"name": "Taken over"},
        ("put", "/audiences/{uid}"): audience(),
        ("put", "/lytics-audiences"): [{"slug": "taken", "uid": "f" * 32}],
        ("post", "/events"): {"key": "Taken over"},
        ("put", "/events/{uid}"): {"key": "Taken over"},
        ("post", "/experiences"): {"name": "Taken over", "__type": "AB_TEST"},
        ("put", "/experiences/{uid}"): {"name": "Taken over"},
        ("post", "/experiences/{uid}/versions"): version_of_test(uids),
        ("put", "/experiences/{uid}/versions/{version_uid}"): version_of_test(uids),
        ("put", "/projects/{uid}/measurement"): {"holdoutPercentage": 1},
        ("put", "/experiences/{uid}/measurement"): {"holdoutPercentage": 1},
        ("put", "/experiences-priority"): {"priorityOrder": [uids["experience"]]},
        ("post", "/decisions"): {"experience": uids["experience"]},
        ("post", "/audiences/try"): {"definition": audience(rule(uids["attribute"]))["definition"]},
        ("post", "/preview-links"): {"versions": {uids["experience"]: uids["version"]}, "decisions": {"0": "0"}},
    }
    return bodies[operation] if operation[0] in {"post", "put"} else None


def path_of(path: str, uids: Mapping[str, str]) -> str:
    """Return the path with the uids that its places are for."""
    (collection,) = re.findall(r"^/([a-z-]+)", path)
    kinds = {"uid": collection.removesuffix("s").replace("-", "_"), "version_uid": "version", "user": "user"}
    kinds |= {"user_uid": "visitor", "erasure_uid": "erasure"}
    return re.sub(r"{(\w+)}", lambda place: uids[kinds[place[1]]], path)


def query_of(path: str, uids: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return what all questions about results take together; each leaves aside what it does not know."""
    if "/analytics/" not in path:
        return None
    asked = {"version": uids["version"], "dimension": "DEVICE", "table": "summary", "format": "csv"}
    return asked | {"baselineRate": "5", "minimalUplift": "10"}


def attempt(client: httpx.Client, operation: Operation, uids: Mapping[str, str]) -> httpx.Response:
    method, path = operation
    return client.request(method, path_of(path, uids), json=body_of(operation, uids), params=query_of(path, uids))


@dataclass(frozen=True, slots=True)
class World:
    """A project of ours, one of our organization, one of another; and the operations to try."""

    installation: Installation
    mine: Holdings
    sibling: Holdings
    foreign: Holdings
    operations: list[Operation]

    def others(self) -> tuple[Holdings, Holdings]:
        return self.sibling, self.foreign

    def state(self) -> list[Any]:
        return [holdings.state() for holdings in (self.mine, *self.others())]


def settle(installation: Installation, owner: Person) -> Holdings:
    project = installation.create_project(owner)
    client = installation.api(owner, project)
    holdings = Holdings(owner, client, {"project": project, "lytics_audience": f"{int(project, 16):032x}"})
    uids = holdings.uids
    person = installation.sign_up(owner.organization_uid)
    uids["user"] = created(client.post(f"/projects/{project}/users", json={"uid": person.user_uid}))["uid"]
    uids["attribute"] = created(client.post("/attributes", json={"name": "Age", "key": "age"}))["uid"]
    synced = [{"slug": f"spenders {project}", "uid": uids["lytics_audience"]}]
    done(client.put("/lytics-audiences", json=synced))
    rules = (rule(uids["attribute"]), membership(uids["lytics_audience"]))
    uids["audience"] = created(client.post("/audiences", json=audience(*rules)))["uid"]
    uids["event"] = created(client.post("/events", json={"key": "Clicked"}))["uid"]
    experience = created(client.post("/experiences", json={"name": "Layout", "__type": "AB_TEST"}))
    uids["experience"], uids["version"] = experience["uid"], experience["latestVersion"]
    path = f"/experiences/{uids['experience']}/versions"
    done(client.put(f"{path}/{uids['version']}", json=version_of_test(uids, status="ACTIVE")))
    created(client.post(path, json=version_of_test(uids)))
    uids["visitor"] = f"visitor-{project}"
    with installation.stores.visitors.writing() as session:
        visitors.apply(session, [Upsert(project, uids["visitor"], {"age": 30})], utc_now())
    uids["erasure"] = client.delete("/visitors/nobody").raise_for_status().json()["uid"]
    return holdings


@pytest.fixture(scope="module")
def world(installation: Installation) -> Iterator[World]:
    document = done(installation.api().get("/openapi"))
    operations = [(method, path) for path, methods in document["paths"].items() for method in methods]
    owner, other = installation.owner, installation.found("Another")
    mine, sibling, foreign = (settle(installation, person) for person in (owner, owner, other))
    yield World(installation, mine, sibling, foreign, [one for one in operations if one not in PUBLIC])
    for holdings in (mine, sibling, foreign):
        holdings.client.delete(f"/projects/{holdings.uids['project']}")


def test_every_operation_that_is_described_is_tried(world: World):
    assert len(world.operations) > 40
    for operation in world.operations:
        path_of(operation[1], world.mine.uids)
        body_of(operation, world.mine.uids)


def test_the_same_requests_reach_what_is_ours(world: World):
    # Else the refusals below might be for another reason. What deletes comes last, the project at the very end.
    ours = settle(world.installation, world.mine.owner)
    deletions = [operation for operation in world.operations if operation[0] == "delete"]
    others = [operation for operation in world.operations if operation[0] != "delete"]
    answers = {operation: attempt(ours.client, operation, ours.uids) for operation in (*others, *reversed(deletions))}
    for taken_over in done(ours.client.get("/projects")):
        if taken_over["name"] == "Taken over":
            ours.client.delete(f"/projects/{taken_over['uid']}")
    missing = {operation: answer.text for operation, answer in answers.items() if answer.status_code in {403, 404}}
    assert missing == {}
    asked = {path: answer.status_code for (_, path), answer in answers.items() if "/analytics/" in path}
    assert asked == dict.fromkeys(asked, 200)


def refused_everywhere(world: World, tries: Callable[[Operation], Iterator[httpx.Response]]) -> None:
    """Assert that every try of every operation is answered 403 or 404, and that nothing changed anywhere."""
    before = world.state()
    offenders = [
        (*operation, answer.request.url.path, answer.status_code, answer.text[:200])
        for operation in world.operations
        for answer in tries(operation)
        if answer.status_code not in {403, 404}
    ]
    assert offenders == []
    assert world.state() == before


def test_the_project_of_another_organization_is_not_there(world: World):
    us_there = world.installation.api(world.mine.owner, world.foreign.uids["project"])
    us_there.headers["organization_uid"] = world.foreign.owner.organization_uid
    refused_everywhere(world, lambda operation: iter([attempt(us_there, operation, world.foreign.uids)]))


def test_uids_of_other_projects_are_not_there_in_ours(world: World):
    def tries(operation: Operation) -> Iterator[httpx.Response]:
        """Try each place of the path with a uid from elsewhere, the others being ours."""
        method, path = operation
        places = re.findall(r"{(\w+)}", path)
        for other in world.others():
            for place in places:
                ours, theirs = path_of(path, world.mine.uids), path_of(path, other.uids)
                index = path.split("/").index(f"{{{place}}}")
                parts = ours.split("/")
                parts[index] = theirs.split("/")[index]
                # The owner of an organization owns all its projects: that is no other's.
                if other is world.sibling and path.startswith("/projects/{uid}") and place == "uid":
                    continue
                # A visitor of that name is the project's own: whom it asks to erase is nobody of theirs.
                if operation == ("delete", "/visitors/{user_uid}"):
                    continue
                query = query_of(path, world.mine.uids)
                body = body_of(operation, world.mine.uids)
                yield world.mine.client.request(method, "/".join(parts), json=body, params=query)

    refused_everywhere(world, tries)


@pytest.mark.parametrize("is_colleague", [True, False], ids=["colleague without a role", "user of no organization"])
def test_a_project_is_not_there_for_who_has_no_role_in_it(world: World, is_colleague: bool):
    organization = world.mine.owner.organization_uid
    person = world.installation.sign_up(organization if is_colleague else None)
    client = world.installation.api(person, world.mine.uids["project"])
    assert done(client.get("/projects")) == []
    client.headers["organization_uid"] = organization

    def tries(operation: Operation) -> Iterator[httpx.Response]:
        if operation == ("get", "/projects") and is_colleague:
            assert done(client.get("/projects")) == []
            return
        yield attempt(client, operation, world.mine.uids)

    refused_everywhere(world, tries)


def test_without_signing_in_nothing_is_there(world: World):
    client = world.installation.api(world.mine.owner, world.mine.uids["project"])
    del client.headers["authtoken"]
    answers = {operation: attempt(client, operation, world.mine.uids).status_code for operation in world.operations}
    assert {operation: status for operation, status in answers.items() if status != 401} == {}


def references(mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[tuple[str, str, Body]]:
    """Yield requests in our project whose bodies refer to something of another one."""
    experience = f"/experiences/{mine['experience']}/versions"
    yield "post", "/audiences", audience(rule(theirs["attribute"])) | {"name": "New"}
    yield "post", "/audiences", audience(membership(theirs["lytics_audience"])) | {"name": "New"}
    yield "put", f"/audiences/{mine['audience']}", audience(rule(theirs["attribute"]))
    yield "post", "/audiences/try", {"definition": audience(rule(theirs["attribute"]))["definition"]}
    yield "post", "/audiences/try", {"definition": audience(membership(theirs["lytics_audience"]))["definition"]}
    group = {"audienceCombinationType": "AND"}
    draft = f"{experience}/{mine['draft']}"
    for targeted in ({"audiences": [theirs["audience"]]}, {"lyticsAudiences": [theirs["lytics_audience"]]}):
        yield "put", draft, version_of_test(mine, targeting={"audience": group | targeted})
        variant = {"name": "A"} | group | targeted
        yield (
            "put",
            f"/experiences/{mine['hero']}/versions/{mine['hero_draft']}",
            {
                "status": "ACTIVE",
                "variants": [variant],
            },
        )
    yield "put", draft, version_of_test(mine, metrics=[{"event": theirs["event"], "name": "Clicked"}])
    yield "put", "/experiences-priority", {"priorityOrder": [mine["experience"], mine["hero"], theirs["experience"]]}
    yield "post", "/decisions", {"experience": theirs["experience"]}
    yield "post", "/decisions", {"experience": mine["experience"], "version": theirs["version"]}
    yield "post", "/decisions", {"versions": {theirs["experience"]: theirs["version"]}}
    yield "post", "/decisions", {"versions": {mine["experience"]: theirs["version"]}}
    yield "post", "/preview-links", {"versions": {theirs["experience"]: theirs["version"]}}
    yield "post", "/preview-links", {"versions": {mine["experience"]: theirs["version"]}}


def test_bodies_and_queries_cannot_refer_to_other_projects(world: World):
    mine = world.mine.uids
    listed = done(world.mine.client.get(f"/experiences/{mine['experience']}/versions"))
    hero = created(world.mine.client.post("/experiences", json={"name": "Hero", "__type": "SEGMENTED"}))
    mine |= {"draft": listed[0]["uid"], "hero": hero["uid"], "hero_draft": hero["latestVersion"]}
    before = world.state()
    offenders = []
    for other in world.others():
        for method, path, body in references(mine, other.uids):
            answer = world.mine.client.request(method, path, json=body)
            if answer.status_code not in {400, 404}:
                offenders.append((method, path, body, answer.status_code, answer.text[:200]))
        filtered = world.mine.client.get("/audiences", params={"referredAttributes[]": other.uids["attribute"]})
        assert done(filtered) == []
    assert offenders == []
    stranger = world.mine.client.post(f"/projects/{mine['project']}/users", json={"uid": world.foreign.uids["user"]})
    assert (stranger.status_code, stranger.json()["errors"]) == (400, {"uid": ["USER_NOT_FOUND"]})
    assert world.state() == before


def test_a_cdp_audience_of_the_same_uid_elsewhere_is_another_one(world: World):
    before = [other.state() for other in world.others()]
    same = [{"slug": "ours", "uid": other.uids["lytics_audience"]} for other in world.others()][:1]
    assert done(world.mine.client.put("/lytics-audiences", json=same)) == {"created": 1, "updated": 0, "unchanged": 0}
    assert world.mine.client.delete(f"/lytics-audiences/{same[0]['uid']}").status_code == 204
    assert [other.state() for other in world.others()] == before
