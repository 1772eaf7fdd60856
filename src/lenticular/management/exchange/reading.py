"""Reading the `personalize` part of a csdx export from disk: files in, one plain value out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lenticular.errors import Invalid, Problem

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """One exported project. Members are as the wire had them; versions are keyed by experience uid, oldest first.

    `measurement` is what only exports of Lenticular have: one resource, or none.
    """

    folder: Path
    project: Resource
    attributes: Sequence[Resource]
    audiences: Sequence[Resource]
    events: Sequence[Resource]
    experiences: Sequence[Resource]
    versions: Mapping[str, Sequence[Resource]]
    measurement: Sequence[Resource] = ()


def read(folder: Path) -> Export:
    """Read an export: a stack folder with or without a branch level, or its `personalize` folder alone.

    Raises Invalid with every unreadable file at once.
    """
    personalize = _personalize_folder(folder)
    problems: list[Problem] = []

    def resources(*parts: str, required: bool = False) -> list[Resource]:
        return _resources(personalize.joinpath(*parts), problems, required=required)

    projects = resources("projects", "projects.json", required=True)
    experiences = resources("experiences", "experiences.json")
    versions = {
        str(experience["uid"]): sorted(
            resources("experiences", "versions", f"{experience['uid']}.json"),
            key=lambda version: version.get("versionNumber") or 0,
        )
        for experience in experiences
    }
    if not projects and not problems:
        problems.append(Problem("/projects/projects.json", "EMPTY_ARRAY", "The export holds no project."))
    export = Export(
        folder=personalize,
        project=projects[0] if projects else {},
        attributes=[entry for entry in resources("attributes", "attributes.json") if entry.get("__type") != "PRESET"],
        audiences=resources("audiences", "audiences.json"),
        events=resources("events", "events.json"),
        experiences=experiences,
        versions=versions,
        measurement=resources("measurement", "measurement.json"),
    )
    if problems:
        raise Invalid(problems, message=f"{personalize} is not a complete Personalize export.")
    return export


def _personalize_folder(folder: Path) -> Path:
    if folder.name == "personalize" and (folder / "projects").is_dir():
        return folder
    candidates = [
        folder / "personalize",
        *sorted(folder.glob("*/personalize")),
        *sorted(folder.glob("*/*/personalize")),
    ]
    found = [candidate for candidate in candidates if (candidate / "projects").is_dir()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(str(candidate.parent) for candidate in found)
    message = (
        f"{folder} holds several exports ({names}). Name one of them."
        if found
        else f"There is no csdx export with a `personalize` folder in {folder}."
    )
    raise Invalid([Problem("", "NOT_AN_EXPORT", message)], code="NOT_AN_EXPORT", message=message)


def _resources(path: Path, problems: list[Problem], *, required: bool) -> list[Resource]:
    pointer = f"/{path.parent.name}/{path.name}"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            problems.append(Problem(pointer, "FILE_MISSING", f"{path} is missing."))
        return []
    except (OSError, ValueError, RecursionError) as error:
        problems.append(Problem(pointer, "NOT_VALID_JSON", f"{path} cannot be read: {error}"))
        return []
    entries = list(document.values()) if isinstance(document, dict) else document
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append(Problem(pointer, "NOT_ARRAY", f"{path} must hold an array of objects."))
        return []
    return [entry for entry in entries if _has_uid(entry, pointer, problems)]


def _has_uid(entry: Resource, pointer: str, problems: list[Problem]) -> bool:
    if isinstance(entry.get("uid"), str) and entry["uid"]:
        return True
    problems.append(Problem(pointer, "UID_REQUIRED", "An entry has no uid."))
    return False
