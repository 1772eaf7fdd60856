"""What bodies with a schema share: how its problems are told together with those of the members beside it."""

from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from lenticular.api.text import DESCRIPTION_LENGTH, Name
from lenticular.content.fields import definitions, limits
from lenticular.errors import Problem

# What the server says itself, or the vendor's clients add to what they read: not kept when it is sent back.
_SYSTEM_MEMBERS = frozenset({
    "uid", "created_at", "updated_at", "created_by", "updated_by", "deleted_at", "_version", "inbuilt_class",
    "maintain_revisions", "abilities", "last_activity", "ACL", "DEFAULT_ACL", "SYS_ACL", "stackHeaders", "urlPath",
    "notice", "is_instance",
})  # fmt: skip


Stored = TypeVar("Stored", str, dict[str, Any])


def told(problems: list[Problem]) -> None:
    """Raise Pydantic's error for problems whose pointers are below the value that is being validated."""
    details = [
        InitErrorDetails(
            type=PydanticCustomError(problem.code, "{message}", {"message": problem.message}),
            loc=tuple(problem.pointer.split("/")[1:]),
            input=None,
        )
        for problem in problems
    ]
    if details:
        raise ValidationError.from_exception_data("schema", details)


def _storable(document: Stored) -> Stored:
    told(limits.problems(document))
    return document


Document = Annotated[dict[str, Any], AfterValidator(_storable)]


def _well_formed(schema: list[Any]) -> list[Any]:
    told(definitions.problems(schema, pointer=""))
    return schema


Schema = Annotated[list[Any], AfterValidator(_well_formed), Field(description="The fields, each an object.")]
Uid = Annotated[
    str, Field(pattern=f"^{definitions.TYPE_UID.pattern}$", description="Lower-case letters, digits and `_`.")
]


class SchemaChange(BaseModel):
    """What a client changes in what has a schema; what is left out stays. Members of the system are ignored."""

    model_config = ConfigDict(extra="allow")

    title: Name | None = None
    # As it came: exports that differ by a blank look changed.
    description: Annotated[str, Field(max_length=DESCRIPTION_LENGTH), AfterValidator(_storable)] | None = None
    structure: Schema | None = Field(None, alias="schema")

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        told(limits.problems(self.extras))
        return self

    @property
    def extras(self) -> dict[str, Any]:
        """The members that mean nothing to this server, for keeping."""
        members = self.model_extra or {}
        return {name: value for name, value in members.items() if name not in _SYSTEM_MEMBERS}
