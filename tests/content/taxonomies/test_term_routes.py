"""Terms over HTTP."""

import httpx
import pytest

from fakes import Person


def uids(answer: httpx.Response) -> list[str]:
    return [term["uid"] for term in answer.json()["terms"]]


def test_a_created_term_has_the_contracts_members(client: httpx.Client, region: str, owner: Person):
    answer = client.post(f"{region}/terms", json={"term": {"uid": "lyon", "name": "Lyon", "parent_uid": "france"}})

    assert answer.status_code == 201
    assert answer.json()["term"] == {
        "uid": "lyon",
        "taxonomy_uid": "region",
        "name": "Lyon",
        "parent_uid": "france",
        "order": 2,
        "created_by": owner.user_uid,
        "updated_by": owner.user_uid,
        "created_at": "2026-11-22T12:00:00.000Z",
        "updated_at": "2026-11-22T12:00:00.000Z",
    }
    assert client.get(f"{region}/terms/lyon").json()["term"] == answer.json()["term"]


def test_terms_are_listed_after_their_parents(client: httpx.Client, region: str):
    assert uids(client.get(f"{region}/terms")) == ["europe", "france", "paris", "spain", "asia"]
    assert uids(client.get(f"{region}/terms?depth=2")) == ["europe", "france", "spain", "asia"]
    assert uids(client.get(f"{region}/terms?skip=1&limit=2")) == ["france", "paris"]
    assert client.get(f"{region}/terms?count=true").json() == {"terms": 5}


def test_terms_of_all_taxonomies_are_found_by_their_beginning(client: httpx.Client, region: str):
    client.post("/taxonomies", json={"taxonomy": {"uid": "topic", "name": "Topic"}})
    client.post("/taxonomies/topic/terms", json={"term": {"uid": "food", "name": "Parisian food"}})

    assert uids(client.get("/taxonomies/$all/terms?typeahead=PARIS")) == ["paris", "food"]


def test_a_new_term_may_have_a_place(client: httpx.Client, region: str):
    client.post(f"{region}/terms", json={"term": {"uid": "america", "name": "America", "order": 1}})
    client.post(f"{region}/terms", json={"term": {"uid": "africa", "name": "Africa", "order": 99}})

    top = [term["uid"] for term in client.get(f"{region}/terms").json()["terms"] if term["parent_uid"] is None]
    assert top == ["america", "europe", "asia", "africa"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        ({"name": "x"}, "uid"),
        ({"uid": "x"}, "name"),
        ({"uid": "x", "name": "x", "parent_uid": "moon"}, "parent_uid"),
        ({"uid": "x", "name": "x", "order": 0}, "order"),
        ({"uid": "paris", "name": "x"}, "uid"),
    ],
    ids=["no uid", "no name", "parent", "order", "taken"],
)
def test_what_is_no_term_is_refused(client: httpx.Client, region: str, draft: dict[str, object], field: str):
    answer = client.post(f"{region}/terms", json={"term": draft})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert client.get(f"{region}/terms?count=true").json() == {"terms": 5}


def test_a_term_is_renamed(client: httpx.Client, region: str):
    changed = client.put(f"{region}/terms/paris", json={"term": {"name": "Paname"}}).json()["term"]

    assert (changed["name"], changed["parent_uid"]) == ("Paname", "france")


def test_what_is_above_and_below_a_term(client: httpx.Client, region: str):
    assert uids(client.get(f"{region}/terms/paris/ancestors")) == ["europe", "france"]
    assert uids(client.get(f"{region}/terms/europe/descendants")) == ["france", "paris", "spain"]
    assert client.get(f"{region}/terms/asia/ancestors?include_count=true").json() == {"terms": [], "count": 0}


def test_a_term_moves_with_those_below_it(client: httpx.Client, region: str):
    answer = client.put(f"{region}/terms/france/move", json={"term": {"parent_uid": "asia", "order": 1}})

    assert answer.status_code == 200
    assert uids(client.get(f"{region}/terms")) == ["europe", "spain", "asia", "france", "paris"]


def test_a_term_moves_to_the_top_and_among_its_siblings(client: httpx.Client, region: str):
    client.put(f"{region}/terms/spain/move", json={"term": {"parent_uid": "europe", "order": 1}})
    client.put(f"{region}/terms/paris/move", json={"term": {"parent_uid": None, "order": 1}})

    assert uids(client.get(f"{region}/terms")) == ["paris", "europe", "spain", "france", "asia"]


@pytest.mark.parametrize("parent", ["europe", "paris", "moon"])
def test_a_term_cannot_move_below_itself_or_nowhere(client: httpx.Client, region: str, parent: str):
    answer = client.put(f"{region}/terms/europe/move", json={"term": {"parent_uid": parent, "order": 1}})

    assert (answer.status_code, answer.json()["errors"]) == (422, {"parent_uid": ["is not valid."]})
    assert uids(client.get(f"{region}/terms")) == ["europe", "france", "paris", "spain", "asia"]


def test_a_term_with_others_below_is_deleted_only_by_force(client: httpx.Client, region: str):
    assert client.delete(f"{region}/terms/france").status_code == 422
    assert client.delete(f"{region}/terms/spain").json() == {"notice": "Term deleted successfully."}
    assert client.delete(f"{region}/terms/europe?force=true").status_code == 200
    assert uids(client.get(f"{region}/terms")) == ["asia"]


def test_a_save_on_an_older_state_changes_nothing(client: httpx.Client, region: str):
    older = {"if-match": client.get(f"{region}/terms/paris").headers["etag"]}
    client.put(f"{region}/terms/paris", json={"term": {"name": "Paname"}})

    assert client.put(f"{region}/terms/paris", json={"term": {"name": "x"}}, headers=older).status_code == 412
    assert client.delete(f"{region}/terms/paris", headers=older).status_code == 412


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/terms"),
        ("POST", "/terms"),
        ("GET", "/terms/paris"),
        ("PUT", "/terms/paris"),
        ("PUT", "/terms/paris/move"),
        ("DELETE", "/terms/paris"),
        ("GET", "/terms/paris/ancestors"),
        ("GET", "/terms/paris/descendants"),
    ],
)
def test_terms_are_found_in_their_own_stack_only(
    client: httpx.Client, other_client: httpx.Client, region: str, method: str, path: str
):
    body = {"term": {"uid": "mine", "name": "Mine"}} if method in {"POST", "PUT"} else None

    answer = other_client.request(method, f"{region}{path}", json=body)

    assert answer.status_code == 422
    assert other_client.get("/taxonomies/$all/terms").json() == {"terms": []}
    assert client.get(f"{region}/terms/paris").json()["term"]["name"] == "Paris"
