from lenticular.content.content_types import service as content_types


def test_content_types_are_delivered(site, shop):
    found = site.get("/content_types?include_count=true").json()
    assert sorted(one["uid"] for one in found["content_types"]) == ["author", "page"]
    assert found["count"] == 2


def test_one_content_type_has_its_schema(site, shop):
    page = site.get("/content_types/page").json()["content_type"]
    assert (page["uid"], [field["uid"] for field in page["schema"]]) == ("page", ["title", "headline"])


def test_an_unknown_content_type_is_told(site):
    answer = site.get("/content_types/none")
    assert answer.status_code == 422
    assert answer.json()["error_code"] == 118
    assert answer.json()["errors"] == {"uid": ["is not valid."]}


def test_a_new_content_type_is_there_at_once(site, open_scope, shop):
    assert site.get("/content_types/new").status_code == 422
    with open_scope() as scope:
        content_types.create(scope, uid="new", title="New", schema=content_types.get(scope, "page").schema)
    assert site.get("/content_types/new").status_code == 200
