"""An audience's definition as OpenAPI describes it; `domain.audiences` reads it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from lenticular.api.describing import DescribedBy
from lenticular.domain.attributes import AttributeKind
from lenticular.domain.audiences import Combination
from lenticular.domain.conditions import Condition
from lenticular.management.audit import Payload


class Attribute(Payload):
    """The attribute that a rule is about."""

    type: AttributeKind = Field(alias="__type")
    ref: str = Field(description="A preset's name, a custom attribute's uid, or LYTICS_AUDIENCE or LYTICS_FLOW_STATE.")


class StringMatchOptions(Payload):
    """For STRING_EQUALS and CONTAINS_SUBSTRING."""

    type: Literal["StringMatchOptions"] = Field(alias="__type")
    value: str


class NumberMatchOptions(Payload):
    """For the NUMBER conditions. ≥ is NUMBER_LESS_THAN inverted."""

    type: Literal["NumberMatchOptions"] = Field(alias="__type")
    value: float


class DateTimeMatchOptions(Payload):
    """For BEFORE_TIME and AFTER_TIME (`value`) and BETWEEN_TIME (`startTime`, `endTime`, both included)."""

    type: Literal["DateTimeMatchOptions"] = Field(alias="__type")
    value: str | None = Field(None, description="ISO 8601.")
    start_time: str | None = Field(None, description="ISO 8601.")
    end_time: str | None = Field(None, description="ISO 8601; without a fraction, its whole second.")
    use_visitor_timezone: bool = Field(description="Read a time without an offset in the visitor's zone; else in UTC.")


class AudienceMatchOptions(Payload):
    """For IS_MEMBER_OF."""

    type: Literal["AudienceMatchOptions"] = Field(alias="__type")
    value: str = Field(description="The uid of a CDP-synced audience.")


class FlowStateMatchOptions(Payload):
    """For IS_IN_FLOW_STATE."""

    type: Literal["FlowStateMatchOptions"] = Field(alias="__type")
    flow_id: str
    flow_state: str


class JSONMatchOptions(Payload):
    """For JSON_MATCH: a condition on one query parameter."""

    type: Literal["JSONMatchOptions"] = Field(alias="__type")
    pointer: str = Field(description="RFC 6901: `/utm_campaign`.")
    match_condition: Condition
    match_options: StringMatchOptions | NumberMatchOptions | DateTimeMatchOptions | None = None
    invert_condition: bool


class Rule(Payload):
    """One condition on one attribute."""

    type: Literal["Rule"] = Field(alias="__type")
    attribute: Attribute
    attribute_match_options: (
        StringMatchOptions
        | NumberMatchOptions
        | DateTimeMatchOptions
        | JSONMatchOptions
        | AudienceMatchOptions
        | FlowStateMatchOptions
        | None
    ) = Field(None, description="What the condition compares with; HAS_ANY_VALUE, IS_TRUE and IS_FALSE take none.")
    attribute_match_condition: Condition
    invert_condition: bool


class RuleCombination(Payload):
    """Rules of which all (AND) or any (OR) have to hold; combinations nest."""

    type: Literal["RuleCombination"] = Field("RuleCombination", alias="__type")
    combination_type: Combination
    rules: list[Rule | RuleCombination]


Definition = Annotated[dict[str, Any], DescribedBy(RuleCombination)]
