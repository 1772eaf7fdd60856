"""Audiences on the wire."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field, ValidationError

from lenticular.api import validation
from lenticular.api.describing import DescribedBy
from lenticular.api.text import Description, Name
from lenticular.domain import audiences as rules
from lenticular.domain.audiences import RuleCombination
from lenticular.errors import Invalid, Problem, QuotaExceeded
from lenticular.management import audit
from lenticular.management.audiences.definition import Definition
from lenticular.management.audiences.tables import Audience as AudienceRow
from lenticular.management.audit import AuditedPayload, Payload

RULE_COUNT_EXCEEDED = "RULE_COUNT_EXCEEDED"


class AudienceWrite(Payload):
    """What a client sends to create or change an audience."""

    name: Name
    description: Description = ""
    definition: Definition


class Audience(AuditedPayload):
    """An audience."""

    name: str
    description: str
    definition: Definition
    project: str
    referred_attributes: list[str] = Field(description="The uids of the custom attributes in the rules, at any depth.")


@dataclass(frozen=True, slots=True)
class AudienceChange:
    """A valid AudienceWrite, its definition read."""

    name: str
    description: str
    definition: RuleCombination


# Validated by `read`, not by the framework: so that a bad name does not hide what is wrong with the definition.
AudienceBody = Annotated[dict[str, object], DescribedBy(AudienceWrite)]


def read(body: Mapping[str, object], read_definition: Callable[[object], RuleCombination]) -> AudienceChange:
    """Return the change that a body asks for; raise Invalid with every problem of all members at once."""
    problems: list[Problem] = []
    written: AudienceWrite | None = None
    definition: RuleCombination | None = None
    try:
        written = AudienceWrite.model_validate(body)
    except ValidationError as error:
        problems += validation.problems(error.errors())
    if isinstance(body.get("definition"), dict):
        try:
            definition = read_definition(body["definition"])
            problems += _unstorable(rules.to_document(definition), "/definition")
        except Invalid as failure:
            problems += [replace(problem, pointer=f"/definition{problem.pointer}") for problem in failure.problems]
    if problems or written is None or definition is None:
        raise _refusal(problems)
    return AudienceChange(name=written.name, description=written.description, definition=definition)


def render(audience: AudienceRow, names: Mapping[str, str], referred_attributes: Sequence[str]) -> Audience:
    """Return an audience as the wire shows it."""
    members = {
        "uid": audience.uid,
        "name": audience.name,
        "description": audience.description,
        "definition": audience.definition,
        "project": audience.project_uid,
        "referred_attributes": list(referred_attributes),
    }
    return audit.render(Audience, audience, names, members)


def _unstorable(value: object, pointer: str) -> Iterator[Problem]:
    """Yield where a definition has text that PostgreSQL cannot keep."""
    match value:
        case str() if "\0" in value:
            yield Problem(pointer, "CONTROL_CHARACTER", "must not contain NUL")
        case dict():
            for name, member in value.items():
                yield from _unstorable(member, f"{pointer}/{name}")
        case list():
            for index, member in enumerate(value):
                yield from _unstorable(member, f"{pointer}/{index}")


def _refusal(problems: Sequence[Problem]) -> Invalid | QuotaExceeded:
    # Alone, the documented business error; among other problems, one of them, so that none hides another.
    if [problem.code for problem in problems] == [RULE_COUNT_EXCEEDED]:
        return QuotaExceeded(f"personalize.AUDIENCES.{RULE_COUNT_EXCEEDED}", problems[0].message)
    return Invalid(problems)
