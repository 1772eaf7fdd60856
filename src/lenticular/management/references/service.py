"""Recording and asking who uses what, so that nothing in use is deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, select, update

from lenticular.errors import Conflict
from lenticular.management.references.tables import Reference
from lenticular.management.scope import ProjectScope
from lenticular.store.gathering import gathered


class Kind(StrEnum):
    """The kinds of thing that use or are used."""

    ATTRIBUTE = "attribute"
    AUDIENCE = "audience"
    LYTICS_AUDIENCE = "lytics-audience"
    EVENT = "event"
    EXPERIENCE = "experience"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a project."""

    kind: Kind
    uid: str


def replace(scope: ProjectScope, source: Thing, name: str, targets: Iterable[Thing]) -> None:
    """Record that the source now uses exactly these targets, in this order."""
    wanted = list(dict.fromkeys(targets))
    # A version of an experience may use a thousand audiences, and mostly those that it used before.
    if wanted and wanted == _targets(scope, source, name):
        return
    forget(scope, source)
    rows = [
        {
            "project_uid": scope.project_uid,
            "source_kind": source.kind,
            "source_uid": source.uid,
            "target_kind": target.kind,
            "target_uid": target.uid,
            "position": position,
            "source_name": name,
        }
        for position, target in enumerate(wanted)
    ]
    if rows:
        scope.session.execute(insert(Reference), rows)


def _targets(scope: ProjectScope, source: Thing, name: str) -> list[Thing]:
    """Return the targets of a source of this name, in order."""
    question = (
        select(Reference.position, Reference.target_kind, Reference.target_uid)
        .where(Reference.project_uid == scope.project_uid, Reference.source_name == name)
        .where(Reference.source_kind == source.kind, Reference.source_uid == source.uid)
    )
    return [Thing(Kind(kind), uid) for _, kind, uid in sorted(gathered(scope.session, question))]


def rename(scope: ProjectScope, source: Thing, name: str) -> None:
    """Record the source's new name."""
    scope.session.execute(
        update(Reference)
        .where(Reference.project_uid == scope.project_uid)
        .where(Reference.source_kind == source.kind, Reference.source_uid == source.uid)
        .values(source_name=name)
    )


def forget(scope: ProjectScope, source: Thing) -> None:
    """Record that the source uses nothing any more."""
    scope.session.execute(
        delete(Reference)
        .where(Reference.project_uid == scope.project_uid)
        .where(Reference.source_kind == source.kind, Reference.source_uid == source.uid)
    )


def targets(scope: ProjectScope, source_kind: Kind, target_kind: Kind) -> dict[str, list[str]]:
    """Return, for every source of a kind, the uids of its targets of a kind, in order of first use."""
    rows = scope.session.execute(
        select(Reference.source_uid, Reference.target_uid)
        .where(Reference.project_uid == scope.project_uid)
        .where(Reference.source_kind == source_kind, Reference.target_kind == target_kind)
        .order_by(Reference.source_uid, Reference.position)
    )
    found: dict[str, list[str]] = {}
    for source_uid, target_uid in rows:
        found.setdefault(source_uid, []).append(target_uid)
    return found


def sources(scope: ProjectScope, target: Thing) -> Sequence[tuple[Thing, str]]:
    """Return the things that use the target, with their names, by name."""
    rows = scope.session.scalars(
        select(Reference)
        .where(Reference.project_uid == scope.project_uid)
        .where(Reference.target_kind == target.kind, Reference.target_uid == target.uid)
        .order_by(Reference.source_name, Reference.source_uid)
    )
    return [(Thing(Kind(row.source_kind), row.source_uid), row.source_name) for row in rows]


def refuse_if_used(scope: ProjectScope, target: Thing, code: str) -> None:
    """Raise Conflict with the code, naming who uses the target, if anything does."""
    used_by = sources(scope, target)
    if used_by:
        names = ", ".join(f"{source.kind} “{name}”" for source, name in used_by)
        raise Conflict(code, f"This {target.kind} is in use. First remove it from: {names}.")
