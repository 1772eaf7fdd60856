"""Environments on the wire."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from lenticular.api.text import Name
from lenticular.content import audit
from lenticular.content.audit import Payload, VersionedPayload
from lenticular.content.environments.tables import Environment as EnvironmentRow

MOST_URLS = 200
_LONGEST_URL = 2_048


def _one_segment(name: str) -> str:
    # Environments are named in paths.
    if "/" in name:
        raise PydanticCustomError("SLASH", "must not contain a slash")
    return name


EnvironmentName = Annotated[Name, AfterValidator(_one_segment)]


class BaseUrl(Payload):
    """Where a language of a site is served from this environment; the address may be empty."""

    locale: str = Field(min_length=1, max_length=32)
    url: str = Field("", max_length=_LONGEST_URL)


class EnvironmentDraft(Payload):
    """What a client says of a new environment."""

    name: EnvironmentName
    urls: list[BaseUrl] = Field([], max_length=MOST_URLS)


class EnvironmentChange(Payload):
    """What a client changes in an environment; what is left out stays."""

    name: EnvironmentName | None = None
    urls: list[BaseUrl] | None = Field(None, max_length=MOST_URLS)


class CreateEnvironment(Payload):
    """A request to create an environment."""

    environment: EnvironmentDraft


class UpdateEnvironment(Payload):
    """A request to change an environment."""

    environment: EnvironmentChange


class Environment(VersionedPayload):
    """A place that content is published to."""

    name: str
    urls: list[BaseUrl]
    tags: list[str] = Field(default_factory=list)


class EnvironmentAnswer(Payload):
    """One environment."""

    environment: Environment


class EnvironmentNotice(EnvironmentAnswer):
    """One environment, and what was done with it."""

    notice: str


class Environments(Payload):
    """Environments of the stack; with `count=true` only how many they are."""

    environments: list[Environment] | int
    count: int | None = None


def render(row: EnvironmentRow) -> Environment:
    """Return an environment as the wire shows it."""
    members = {"uid": row.uid, "name": row.name, "urls": row.urls, "version": row.version}
    return audit.render(Environment, row, members)
