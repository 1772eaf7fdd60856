"""Reading the bodies of requests about variant groups and variants: flat or wrapped, every problem at once (pure)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

from lenticular.api.text import NAME_LENGTH, normalise_description, normalise_name
from lenticular.content.variant_groups.service import ALIAS_PREFIX, Link, Linked, Origin
from lenticular.errors import Invalid, Problem

MOST_CONTENT_TYPES = 1_000
NOTHING_TO_DO = "Name or content types is required"
_UID = re.compile(r"[A-Za-z0-9_]{1,64}")
_CONTENT_TYPE_UID_LENGTH = 200
# As long as the columns; Personalize's own are short, clients make up longer ones.
_ORIGIN_MEMBERS = ("project_uid", "experience_uid", "experience_short_uid", "variant_short_uid")


@dataclass(frozen=True, slots=True)
class GroupDraft:
    """What a client says of a group; None is what it leaves out."""

    uid: str | None
    name: str | None
    description: str | None
    linked: tuple[Linked, ...] | None


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """What a client says of a variant."""

    uid: str | None
    name: str
    origin: Origin | None


def new_group(body: object) -> GroupDraft:
    """Read a new group; raise Invalid with every problem at once."""
    reader = _Reader(_unwrapped(body, "variant_group"))
    draft = GroupDraft(reader.uid(), reader.name(), reader.description(), reader.linked())
    reader.refuse_problems()
    return draft


def group_change(body: object) -> GroupDraft:
    """Read a change of a group, of which the client may send back all that it got; raise Invalid as above."""
    reader = _Reader(_unwrapped(body, "variant_group"))
    is_named = reader.document.get("name") is not None
    if not is_named and reader.document.get("content_types") is None:
        raise Invalid([Problem("/name", "REQUIRED", NOTHING_TO_DO)], "141", NOTHING_TO_DO)
    draft = GroupDraft(None, reader.name() if is_named else None, reader.description(), reader.linked())
    reader.refuse_problems()
    return draft


def new_variant(body: object) -> VariantDraft:
    """Read a new variant; raise Invalid with every problem at once."""
    reader = _Reader(_unwrapped(body, "variant"))
    draft = VariantDraft(reader.uid(), reader.name(), reader.origin())
    reader.refuse_problems()
    return draft


def variant_name(body: object) -> str:
    """Read a variant's new name; raise Invalid with every problem at once."""
    reader = _Reader(_unwrapped(body, "variant"))
    name = reader.name()
    reader.refuse_problems()
    return name


def _unwrapped(body: object, wrapper: str) -> Mapping[str, Any]:
    """Return the document that a body is, or holds under the wrapper's name."""
    if isinstance(body, dict):
        inner = body.get(wrapper)
        # What has a name itself is flat.
        return inner if isinstance(inner, dict) and "name" not in body else body
    raise Invalid([Problem("", "NOT_OBJECT", "must be an object")], "141", "The body must be a JSON object.")


@dataclass(slots=True)
class _Reader:
    """Reads the members of one body and collects what is wrong with them."""

    document: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def refuse_problems(self) -> None:
        if self.problems:
            # The vendor's messages name what they are about; where they do not, the sentence has to.
            sentences = [
                f"{problem.pointer[1:].replace('/', '.')} {problem.message}"
                if problem.message == "is not valid."
                else problem.message
                for problem in self.problems
            ]
            raise Invalid(self.problems, "141", ", ".join(sentences))

    def uid(self) -> str | None:
        value = self.document.get("uid")
        if value is None:
            return None
        if isinstance(value, str) and _UID.fullmatch(value) and not value.startswith(ALIAS_PREFIX):
            return value
        self._report("/uid", "NOT_VALID", f"uid must be 1 to 64 of A-Z a-z 0-9 _ and not begin with {ALIAS_PREFIX}")
        return None

    def name(self) -> str:
        """Return the name, or an empty text after reporting what is wrong with it in the vendor's words."""
        value = self.document.get("name")
        if not isinstance(value, str):
            self._report("/name", "NOT_STRING", "name must be a string")
            if value is None:
                self._report("/name", "REQUIRED", "name should not be empty")
            return ""
        if not value.strip():
            self._report("/name", "REQUIRED", "name should not be empty")
            return ""
        if len(value.strip()) > NAME_LENGTH:
            self._report("/name", "TOO_LONG", f"name must be shorter than or equal to {NAME_LENGTH} characters")
            return ""
        try:
            return normalise_name(value)
        except PydanticCustomError as error:
            self._report("/name", error.type, f"name {error.message()}")
            return ""

    def description(self) -> str | None:
        value = self.document.get("description")
        if value is None:
            return None
        if not isinstance(value, str):
            self._report("/description", "NOT_STRING", "description must be a string")
            return None
        try:
            return normalise_description(value)
        except PydanticCustomError as error:
            self._report("/description", error.type, f"description {error.message()}")
            return None

    def linked(self) -> tuple[Linked, ...] | None:
        """Return the content types: uids alone, or with a status."""
        entries = self.document.get("content_types")
        if entries is None:
            return None
        if not isinstance(entries, list):
            self._report("/content_types", "NOT_ARRAY", "content_types must be an array")
            return None
        if len(entries) > MOST_CONTENT_TYPES:
            message = f"content_types must have at most {MOST_CONTENT_TYPES} entries"
            self._report("/content_types", "TOO_MANY", message)
            return None
        found = [self._content_type(entry, f"/content_types/{index}") for index, entry in enumerate(entries)]
        return tuple(entry for entry in found if entry is not None)

    def origin(self) -> Origin | None:
        value = self.document.get("personalize_metadata")
        if value is None:
            return None
        if not isinstance(value, dict):
            self._report("/personalize_metadata", "NOT_OBJECT", "personalize_metadata must be an object")
            return None
        for member in _ORIGIN_MEMBERS:
            text = value.get(member)
            if not isinstance(text, str) or _UID.fullmatch(text) is None:
                pointer = f"/personalize_metadata/{member}"
                self._report(pointer, "NOT_VALID", f"{member} must be 1 to 64 of A-Z a-z 0-9 _")
        return Origin(
            project_uid=str(value.get("project_uid")),
            experience_uid=str(value.get("experience_uid")),
            experience_short_uid=str(value.get("experience_short_uid")),
            short_uid=str(value.get("variant_short_uid")),
            status=self._status(value.get("status"), "/personalize_metadata/status"),
        )

    def _content_type(self, entry: object, pointer: str) -> Linked | None:
        uid = entry.get("uid") if isinstance(entry, dict) else entry
        if not isinstance(uid, str) or not 0 < len(uid) <= _CONTENT_TYPE_UID_LENGTH:
            self._report(f"{pointer}/uid", "NOT_VALID", "is not valid.")
            return None
        status = entry.get("status") if isinstance(entry, dict) else None
        return Linked(uid, self._status(status, f"{pointer}/status"))

    def _status(self, value: object, pointer: str) -> Link:
        if value is None:
            return Link.LINKED
        if isinstance(value, str) and value in set(Link):
            return Link(value)
        self._report(pointer, "NOT_VALID", "status must be linked or unlinked")
        return Link.LINKED

    def _report(self, pointer: str, code: str, message: str) -> None:
        self.problems.append(Problem(pointer, code, message))
