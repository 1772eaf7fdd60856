"""What other content services have and this one has not: empty lists for tools that walk through a stack.

The vendor's CLI reads every list when it exports, and tries to create what an export holds when it imports: a refusal
with `errors` as an object is written to its log, and the import goes on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter

from lenticular.content import paging
from lenticular.content.paging import Paged
from lenticular.content.scope import Changing, Reading
from lenticular.errors import Invalid, Problem

router = APIRouter(tags=["Not served"])


@dataclass(frozen=True, slots=True)
class Unserved:
    """A kind of thing that no stack has: its path, what a body wraps one in, what it is called."""

    path: str
    wrapper: str
    name: str

    @property
    def key(self) -> str:
        """What the list lies under."""
        return f"{self.wrapper}s"


KINDS: Sequence[Unserved] = (
    Unserved("/extensions", "extension", "extensions"),
    Unserved("/webhooks", "webhook", "webhooks"),
    Unserved("/workflows/publishing_rules", "publishing_rule", "publishing rules"),
    Unserved("/workflows", "workflow", "workflows"),
    Unserved("/releases", "release", "releases"),
)


def _listing(kind: Unserved) -> Callable[[Reading, Paged], dict[str, Any]]:
    def none(scope: Reading, page: Paged) -> dict[str, Any]:  # noqa: ARG001  # the scope says who may ask
        return paging.answer(page, kind.key, [], 0)

    return none


def _refusing(kind: Unserved) -> Callable[[Changing], None]:
    def refuse(scope: Changing) -> None:  # noqa: ARG001  # the scope says who may ask
        problem = Problem(f"/{kind.wrapper}", "NOT_SERVED", "is not supported.")
        raise Invalid([problem], "141", f"Lenticular has no {kind.name}.")

    return refuse


for _kind in KINDS:
    _suffix = "".join(word.capitalize() for word in _kind.name.split())
    router.add_api_route(
        _kind.path,
        _listing(_kind),
        operation_id=f"get{_suffix}",
        summary=f"List the {_kind.name}",
        description=f"Always an empty list: there are no {_kind.name} here.",
    )
    router.add_api_route(
        _kind.path,
        _refusing(_kind),
        methods=["POST"],
        status_code=422,
        operation_id=f"create{_suffix.removesuffix('s')}",
        summary=f"Refuse {_kind.name}",
        description=f"Always refused: there are no {_kind.name} here.",
    )
