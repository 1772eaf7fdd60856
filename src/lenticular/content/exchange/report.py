"""What an import made of each thing of an export, and what it left out and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy.orm import Session

from lenticular.api import validation
from lenticular.errors import Failure, Invalid

Resource = Mapping[str, Any]
# Told the kind in the plural, how many are done, and of how many.
Item = TypeVar("Item")
Progress = Callable[[str, int, int], None]


def _no_progress(_what: str, _done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of the export that was not made, and why."""

    kind: str
    uid: str
    name: str
    reason: str


@dataclass(slots=True)
class Report:
    """The import so far. `renamed` has, by kind, the uids that were taken on this server and what they became."""

    progress: Progress = _no_progress
    counts: dict[str, int] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)

    def skip(self, kind: str, resource: Resource, reason: str) -> None:
        """Record that something is left out."""
        name = resource.get("name") or resource.get("key") or resource.get("title") or resource.get("filename") or ""
        self.skipped.append(Skipped(kind, str(resource.get("uid", "")), str(name), reason))

    def rename(self, kind: str, old: str, new: str) -> None:
        """Record under which uid something was made, if not under its own."""
        if old != new:
            self.renamed.setdefault(kind, {})[old] = new

    def each(self, kind: str, resources: Sequence[Item], plural: str = "") -> Iterable[Item]:
        """Go through the resources of a kind, telling how far it got and counting those that were made."""
        plural = plural or f"{kind}s"
        skipped_before = self._count_skipped(kind)
        for index, resource in enumerate(resources, start=1):
            yield resource
            self.progress(plural, index, len(resources))
        skipped = self._count_skipped(kind) - skipped_before
        if resources:
            self.count(plural, len(resources) - skipped)

    def count(self, plural: str, number: int) -> None:
        """Record that things of a kind were made."""
        self.counts[plural] = self.counts.get(plural, 0) + number

    @contextmanager
    def skipping(self, session: Session, kind: str, resource: Resource) -> Iterator[None]:
        """Leave out what the rules of this server refuse, with its half-made rows, and go on with the rest."""
        try:
            with session.begin_nested():
                yield
        except (Failure, ValueError) as error:
            self.skip(kind, resource, reason(error))

    def _count_skipped(self, kind: str) -> int:
        return sum(skip.kind == kind for skip in self.skipped)


def reason(error: Failure | ValueError) -> str:
    """Return why something was refused, in words for a person."""
    if isinstance(error, ValidationError):
        error = Invalid(validation.problems(error.errors()))
    if isinstance(error, Invalid):
        return "; ".join(f"{problem.pointer} {problem.code}: {problem.message}" for problem in error.problems)
    return error.message if isinstance(error, Failure) else str(error)
