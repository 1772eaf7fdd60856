from typing import Annotated, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from lenticular.api.describing import DescribedBy


class Shape(BaseModel):
    """A shape."""

    corners: int
    inside: "list[Shape]" = []


Described = Annotated[dict[str, Any], DescribedBy(Shape)]


def test_what_is_sent_is_left_to_the_reader():
    assert TypeAdapter(Described).validate_python({"corners": "many"}) == {"corners": "many"}


def test_the_model_is_described_with_what_it_is_made_of():
    application = FastAPI()

    @application.post("/shapes")
    def create(body: Described) -> None: ...

    document = get_openapi(title="Shapes", version="1", routes=application.routes)
    body = document["paths"]["/shapes"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"] == "#/components/schemas/Shape"
    described = document["components"]["schemas"]["Shape"]["properties"]
    assert described["inside"]["items"]["$ref"] == "#/components/schemas/Shape"
