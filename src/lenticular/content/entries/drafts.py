"""What a client says of an entry, read against the content type: checked, and brought into the form that is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lenticular.content.fields import limits, values
from lenticular.errors import Problem

# What the system says of an entry. Clients send back what they read, so these come in and are not content.
_SYSTEM = frozenset(
    {"uid", "locale", "ACL", "created_at", "created_by", "updated_at", "updated_by", "publish_details", "tags"}
)
_MOST_TAGS = 200
_LONGEST_TAG = 1_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of a document: content with assets as their uids, and tags."""

    fields: dict[str, Any]
    tags: list[str]

    @property
    def title(self) -> str:
        """The title, or nothing where the content has none."""
        return title_of(self.fields)


def title_of(fields: Mapping[str, Any]) -> str:
    """Return the title among an entry's fields; an entry without one is called nothing."""
    title = fields.get("title")
    return title if isinstance(title, str) else ""


def content_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a document that are content, not the system's."""
    return {name: value for name, value in document.items() if name not in _SYSTEM and not name.startswith("_")}


def problems(
    document: Mapping[str, Any], schema: Sequence[Mapping[str, Any]], *, is_partial: bool = False
) -> list[Problem]:
    """Return all that is wrong with a document; a partial one may lack mandatory fields."""
    wrong = [*values.problems(content_of(document), schema, is_partial=is_partial), *_of_tags(document)]
    # Under the wrapper, or a group of the name of one would lose its name on the wire.
    return [Problem(f"/entry{problem.pointer}", problem.code, problem.message) for problem in wrong]


def read(
    document: Mapping[str, Any],
    schema: Sequence[Mapping[str, Any]],
    *,
    new_uid: Callable[[], str],
    tags: Sequence[str] = (),
) -> Draft:
    """Return what to keep of a document without problems; it has these tags unless it names its own."""
    given = document["tags"] if "tags" in document else list(tags)
    return Draft(fields=values.normalised(content_of(document), schema, new_uid=new_uid), tags=list(given or []))


def _of_tags(document: Mapping[str, Any]) -> list[Problem]:
    tags = document.get("tags")
    if tags is None:
        return []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return [Problem("/tags", "NOT_TAGS", "is not valid.")]
    if len(tags) > _MOST_TAGS or any(len(tag) > _LONGEST_TAG for tag in tags):
        return [Problem("/tags", "TOO_LONG", "is too long.")]
    return limits.problems(tags, "/tags")
