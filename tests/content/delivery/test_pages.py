import pytest

from lenticular.content.delivery import pages, requests
from lenticular.errors import Invalid


def request(query):
    scope = {"path": "/assets", "query_string": query.encode(), "headers": [], "scheme": "http"}
    return requests.read(scope, prefix=(), public_url=None)


def test_a_page_is_read_from_the_query():
    page = pages.page_of(request("skip=2&limit=500&desc=title&include_count=true"))
    assert (page.skip, page.limit, page.order_by, page.is_descending, page.include_count) == (
        2,
        100,
        "title",
        True,
        True,
    )


@pytest.mark.parametrize("query", ["skip=-1", "limit=x", 'query={"a":{"$x":1}}', "query=5"])
def test_what_is_no_page_is_refused(query):
    with pytest.raises(Invalid):
        pages.page_of(request(query))


def test_a_list_is_queried_ordered_and_cut():
    documents = [{"n": 3}, {"n": 1}, {"n": 2}, {"n": 9}]
    page = pages.page_of(request('query={"n":{"$lt":5}}&asc=n&limit=2&include_count=true'))
    assert pages.cut(page, "things", documents) == {"things": [{"n": 1}, {"n": 2}], "count": 3}
