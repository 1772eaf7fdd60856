"""Making preview links, which carry what they show, and revoking all of a project's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from lenticular.domain import preview as previews
from lenticular.domain.decision import Decision
from lenticular.domain.preview import Preview
from lenticular.errors import Invalid, Problem
from lenticular.management.experiences import service as experiences
from lenticular.management.preview_links import keys
from lenticular.management.scope import ProjectScope
from lenticular.management.versions import service as versions


@dataclass(frozen=True, slots=True)
class PreviewLink:
    """A token and what it says."""

    token: str
    preview: Preview


def create(
    scope: ProjectScope,
    *,
    valid_for: timedelta,
    decided: Sequence[Decision] = (),
    chosen: Mapping[str, str | None] | None = None,
) -> PreviewLink:
    """Make a link that shows the decided variants and, in their place, the chosen ones by experience, by short uid.

    A chosen variant may be of any version, None is none. Raises Invalid with every experience or variant that the
    project doesn't have.
    """
    by_priority = experiences.list_by_priority(scope)
    wanted: dict[str, str | None] = {one.experience_short_uid: one.variant_short_uid for one in decided}
    wanted |= _checked(scope, chosen or {}, {row.short_uid: row for row in by_priority})
    shown = {row.short_uid: variant for row in by_priority if (variant := wanted.get(row.short_uid)) is not None}
    preview = Preview((scope.now + valid_for).replace(microsecond=0), shown)
    return PreviewLink(previews.sign(keys.of_project(scope), scope.project_uid, preview), preview)


def revoke_all(scope: ProjectScope) -> None:
    """End every link of the project at once; raise Forbidden for anybody but owners."""
    scope.require_owner()
    keys.forget(scope)


def _checked(
    scope: ProjectScope, chosen: Mapping[str, str | None], known: Mapping[str, experiences.Row]
) -> Mapping[str, str | None]:
    problems = []
    for experience, variant in chosen.items():
        row = known.get(experience)
        pointer = f"/decisions/{experience.replace('~', '~0').replace('/', '~1')}"
        if row is None:
            message = f"The project has no experience with the short uid {experience}."
            problems.append(Problem(pointer, "EXPERIENCE_NOT_FOUND", message))
        elif variant is not None and variant not in _variants(scope, row):
            message = f"No version of “{row.name}” has a variant with the short uid {variant}."
            problems.append(Problem(pointer, "VARIANT_NOT_FOUND", message))
    if problems:
        raise Invalid(problems)
    return chosen


def _variants(scope: ProjectScope, experience: experiences.Row) -> set[str]:
    rows = versions.list_newest_first(scope, experience)
    return {variant["shortUid"] for row in rows for variant in row.variants}
