"""`lenticular project`: the projects of an installation, and their CDP-synced audiences."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from sqlalchemy.orm import Session

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.cli import installation, output
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.errors import NotFound
from lenticular.management import scope
from lenticular.management.lytics_audiences import payloads
from lenticular.management.lytics_audiences import service as lytics_audiences
from lenticular.management.projects import service as projects

app = App(name="project", help="List projects; register CDP-synced audiences.")


@app.command(name="list")
def list_projects(*, where: Where = HERE, json: AsJson = False) -> None:
    """List all projects, newest first.

    Parameters
    ----------
    json
        Print JSON.
    """
    with installation.opened(where.settings()) as ports, ports.stores.configuration.reading() as session:
        everything = operator("", {found.uid: OrganizationRole.OWNER for found in organizations.list_all(session)})
        found = [
            {
                "uid": project.uid,
                "name": project.name,
                "organization": project.organization_uid,
                "connected_stack_api_key": project.connected_stack_api_key,
                "created_at": project.created_at,
            }
            for project in projects.list_newest_first(session, everything)
        ]
    if json:
        output.document(found)
        return
    rows = [(project["uid"], project["name"], project["connected_stack_api_key"]) for project in found]
    output.table(("uid", "name", "stack"), rows, empty="There is no project.")


@app.command(name="lytics-audiences")
def register_lytics_audiences(
    file: Path, /, *, project: Annotated[str, Parameter(name="--project")], where: Where = HERE, json: AsJson = False
) -> None:
    """Register CDP-synced audiences from a JSON or CSV file; those with a known uid or slug are changed.

    Parameters
    ----------
    file
        JSON: an array of objects with slug and optionally uid, name, description. CSV (`.csv`): the same as columns.
    project
        The project's uid.
    json
        Print JSON.
    """
    media_type = "text/csv" if file.suffix.lower() == ".csv" else "application/json"
    registrations = payloads.read(file.read_bytes(), media_type)
    with installation.opened(where.settings()) as ports:
        with ports.stores.configuration.reading() as session:
            caller = owner_of(session, project)
        with scope.changing(ports, caller, project) as opened:
            counts = lytics_audiences.register(opened, registrations)
    if json:
        output.document(asdict(counts))
    else:
        output.say(f"{counts.created} created, {counts.updated} changed, {counts.unchanged} unchanged.")


def owner_of(session: Session, project_uid: str) -> Caller:
    """Return the caller as whom a command changes a project: its organization's first owner."""
    project = projects.find(session, project_uid)
    if project is None:
        raise NotFound("personalize.PROJECTS.PROJECT_NOT_FOUND", f"There is no project {project_uid}.")
    members = organizations.members(session, project.organization_uid)
    owners = [uid for uid, role in members.items() if role is OrganizationRole.OWNER]
    return operator(owners[0] if owners else "", {project.organization_uid: OrganizationRole.OWNER})


def operator(user_uid: str, roles: dict[str, OrganizationRole]) -> Caller:
    """Return a caller who may do all in these organizations: whoever can read the data folder can anyway."""
    return Caller(user_uid=user_uid, name="", email="", organizations=roles)
