import pytest
from hypothesis import given
from hypothesis import strategies as st

from lenticular.content.delivery import requests
from lenticular.errors import TooLarge


def scope(path="/v3/assets", query=b"", headers=()):
    return {"path": path, "query_string": query, "headers": list(headers), "scheme": "http"}


def read(query=b"", **other):
    return requests.read(scope(query=query, **other), prefix=("v3",), public_url=None)


def test_the_path_goes_without_prefix_and_empty_parts():
    request = read(path="//v3//content_types/page/entries/")
    assert request.segments == ("content_types", "page", "entries")


def test_headers_are_read_in_any_case():
    request = read(headers=[(b"Api_Key", b" k "), (b"api_key", b"second"), (b"host", b"a.test")])
    assert request.header("api_key") == "k"
    assert request.header("absent") == ""
    assert request.base_url == "http://a.test"


def test_the_public_address_comes_first():
    given_scope = scope(headers=[(b"host", b"a.test")])
    request = requests.read(given_scope, prefix=(), public_url="https://b.test")
    assert request.base_url == "https://b.test"


def test_the_first_value_of_a_parameter_counts():
    request = read(b"&locale=en&locale=fr&empty=")
    assert request.text("locale") == "en"
    assert request.text("empty") == ""


@pytest.mark.parametrize("said", ["true", "True", "1"])
def test_yes_is_said_in_several_ways(said):
    assert read(f"x={said}".encode()).says("x")


@pytest.mark.parametrize("said", ["false", "0", "", "yes"])
def test_anything_else_is_no(said):
    assert not read(f"x={said}".encode()).says("x")


@pytest.mark.parametrize(
    "query", [b"include[]=a&include[]=b", b"include%5B0%5D=a&include%5B1%5D=b", b"include=a&include=b"]
)
def test_lists_are_spelled_in_several_ways(query):
    assert read(query).listed("include") == ["a", "b"]


def test_fields_are_named_by_what_they_are_of():
    query = b"only[BASE][]=a&only[BASE][0]=b&only[author][]=c&only[]=d&only=e&except[BASE][]=f"
    assert read(query).keyed("only") == {"BASE": ["a", "b", "d", "e"], "author": ["c"]}


def test_two_requests_that_differ_in_a_header_are_not_the_same():
    one = read(headers=[(b"x-cs-variant-uid", b"a")])
    other = read(headers=[(b"x-cs-variant-uid", b"b")])
    assert one.identity != other.identity
    assert read().identity == read(headers=[(b"user-agent", b"x")]).identity


def test_a_request_that_is_too_large_is_refused():
    with pytest.raises(TooLarge):
        read(b"x" * (requests.SIZE_LIMIT_BYTES + 1))


@given(st.binary(max_size=60), st.binary(max_size=30))
def test_reading_never_fails(query, header):
    request = read(query, headers=[(b"environment", header)])
    request.listed("include")
    request.keyed("only")
    assert isinstance(request.text("x"), str)
