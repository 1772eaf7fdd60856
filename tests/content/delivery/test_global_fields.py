import pytest

from lenticular.content.global_fields import service as global_fields

SEO = [{"uid": "title", "data_type": "text", "display_name": "Title"}]


@pytest.fixture
def seo(open_scope, shop):
    with open_scope() as scope:
        return global_fields.create(scope, uid="seo", title="SEO", schema=SEO).uid


def test_global_fields_are_delivered(site, seo):
    found = site.get("/global_fields?include_count=true").json()
    assert ([one["uid"] for one in found["global_fields"]], found["count"]) == (["seo"], 1)
    assert site.get("/global_fields/seo").json()["global_field"]["title"] == "SEO"


def test_an_unknown_global_field_is_told(site, seo):
    answer = site.get("/global_fields/none")
    assert (answer.status_code, answer.json()["error_code"]) == (422, 118)


def test_those_of_another_stack_are_not_delivered(site_for, blog, seo):
    other = site_for(api_key=blog.api_key, access_token=blog.token)
    assert other.get("/global_fields").json() == {"global_fields": []}
