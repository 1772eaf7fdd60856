import pytest
from fastapi import APIRouter

from lenticular.api import application
from lenticular.api.problems import content_answer, management_answer


@pytest.fixture
def describe(ports):
    """Return a function that gives the document of an application with one route."""
    router = APIRouter()

    @router.get("/things/{uid}")
    def get_thing(uid: int) -> int:
        """Return a thing."""
        return uid

    def described(shape):
        built = application.build(
            title="Things", description="", version="1", routers=[router], shape=shape, ports=ports, max_body=1
        )
        return built.openapi()

    return described


def test_a_failure_has_our_shape_and_not_the_frameworks(describe):
    document = describe(management_answer)
    assert set(document["paths"]["/things/{uid}"]["get"]["responses"]) == {"200", "4XX"}
    assert set(document["components"]["schemas"]) == {"Failure"}


def test_each_wire_describes_its_own_failures(describe):
    required = describe(content_answer)["components"]["schemas"]["Failure"]["required"]
    assert required == ["error_message", "error_code", "errors"]
    assert "problems" in describe(management_answer)["components"]["schemas"]["Failure"]["properties"]
