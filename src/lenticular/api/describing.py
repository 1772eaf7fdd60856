"""Describing in OpenAPI what our own code reads."""

from dataclasses import dataclass

from pydantic import BaseModel, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class DescribedBy:
    """Describes the annotated type as a model, without validating by it: a reader of ours tells all that is wrong.

    `definition: Annotated[dict[str, Any], DescribedBy(RuleCombination)]`
    """

    model: type[BaseModel]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate as if the annotation were not there."""
        return handler(source)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the model instead."""
        return handler(self.model.__pydantic_core_schema__)
