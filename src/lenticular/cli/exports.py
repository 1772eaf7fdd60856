"""`lenticular export`: writes a stack and its project as the vendor's CLI does."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.api.ports import Ports
from lenticular.cli import installation, output, progress, projects
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.content import scope as stack_scopes
from lenticular.content.exchange import layout
from lenticular.content.exchange import writing as stack_writing
from lenticular.content.exchange.report import Progress
from lenticular.content.scope import Access, Visit
from lenticular.content.stacks import service as stacks
from lenticular.errors import Conflict, Invalid, NotFound, Problem
from lenticular.management import scope as project_scopes
from lenticular.management.exchange import writing
from lenticular.management.experiences import service as experiences
from lenticular.management.projects import service as project_service


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be exported: a stack by its API key, a project by its uid, as they belong together."""

    stack_api_key: str | None
    project: str | None


def export(
    folder: Annotated[Path, Parameter(name="EXPORT_DIR")],
    /,
    *,
    stack: str = "",
    project: str = "",
    where: Where = HERE,
    json: AsJson = False,
) -> None:
    """Write a stack with its content, variants and files, and its Personalize project, as csdx writes an export.

    `lenticular import` and `csdx cm:stacks:import` read it. Tokens, users and what was counted of visitors are not part
    of it.

    Parameters
    ----------
    folder
        A folder that is empty or does not exist yet.
    stack
        The stack's API key; needed only if there are several. The project that is connected to it comes along.
    project
        A project's uid, for a project without a stack, or instead of naming its stack.
    json
        Print JSON.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("FOLDER_NOT_EMPTY", f"{folder} is not empty. Name a folder that is, or that does not exist yet.")
    with installation.opened(where.settings()) as ports, progress.bars() as show:
        chosen = write(ports, folder, stack_api_key=stack, project_uid=project, show=show)
    if json:
        output.document({**asdict(chosen), "folder": str(folder)})
        return
    output.say(f"Exported to {folder}.")
    for what, uid in (("Stack", chosen.stack_api_key), ("Project", chosen.project)):
        if uid is not None:
            output.say(f"{what}: {uid}")


def write(
    ports: Ports,
    folder: Path,
    *,
    stack_api_key: str = "",
    project_uid: str = "",
    show: Progress = lambda _what, _done, _of: None,
) -> Chosen:
    """Write what the stack and the project have in one consistent view of the database."""
    with ports.stores.configuration.reading() as session:
        caller = _everybody(session)
        chosen = _choose(session, caller, stack_api_key=stack_api_key, project_uid=project_uid)
        experience_uids = []
        if chosen.project is not None:
            scope = project_scopes.open_scope(session, ports, caller, chosen.project)
            experience_uids = [row.uid for row in experiences.list_by_priority(scope)]
            for path, document in writing.files(scope).items():
                layout.dump(folder / "personalize" / path, document)
        if chosen.stack_api_key is not None:
            visit = Visit(caller, chosen.stack_api_key, stack_scopes.MAIN_BRANCH, "stack", ports.public_url or "")
            stack = stack_scopes.open_scope(session, ports, visit, Access.READ)
            stack_writing.write(
                stack_writing.Export(stack, folder, ports.assets, show), experience_uids=experience_uids
            )
    return chosen


def _choose(session: Session, caller: Caller, *, stack_api_key: str, project_uid: str) -> Chosen:
    """Return the stack and the project that belong together; raise NotFound, or Invalid if there are several."""
    if project_uid:
        found = project_service.find(session, project_uid)
        if found is None:
            raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {project_uid}.")
        key = found.connected_stack_api_key
        if stack_api_key and stack_api_key != key:
            message = f"The project {project_uid} is not connected to the stack {stack_api_key}. Name one of them."
            raise Invalid([Problem("/stack", "NOT_CONNECTED", message)], "USAGE", message)
        return Chosen(key if key and stacks.find(session, key) else None, project_uid)
    known = {row.api_key: row.name for row in stacks.list_newest_first(session, caller)}
    if not stack_api_key and len(known) != 1:
        message = "Name one with --stack: " + ", ".join(f"{key} ({name})" for key, name in known.items()) + "."
        if not known:
            message = "There is no stack. Name a project with --project."
        raise Invalid([Problem("/stack", "STACK_REQUIRED", message)], "USAGE", message)
    key = stack_api_key or next(iter(known))
    if key not in known:
        raise NotFound("STACK_NOT_FOUND", f"There is no stack {key}.")
    connected = project_service.list_newest_first(session, caller, connected_stack_api_key=key)
    return Chosen(key, connected[0].uid if connected else None)


def _everybody(session: Session) -> Caller:
    """Return a caller who may see all: whoever can read the data folder can anyway."""
    return projects.operator("", {found.uid: OrganizationRole.OWNER for found in organizations.list_all(session)})
