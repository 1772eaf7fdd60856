"""`lenticular import`: recreates a project from a csdx export."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.progress import Progress as ProgressBar

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.api.ports import Ports
from lenticular.cli import installation, output, projects
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.errors import Invalid, Problem
from lenticular.management.exchange import reading
from lenticular.management.exchange import service as exchange
from lenticular.management.exchange.reading import Export
from lenticular.management.exchange.service import Progress, Recreated


def import_export(
    folder: Annotated[Path, Parameter(name="EXPORT_DIR")],
    /,
    *,
    name: str | None = None,
    organization: str = "",
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    where: Where = HERE,
    json: AsJson = False,
) -> None:
    """Recreate a project from a csdx export: attributes, audiences, events, experiences with all their versions.

    All or nothing; what this server's rules refuse is left out and listed with the reason. Uids are kept where they are
    free on this server, so a site's project uid needs no change. The first use of a data folder creates it.

    Parameters
    ----------
    folder
        A stack folder of the export, with or without a branch level, or its `personalize` folder alone.
    name
        The project's name, if not the exported one; needed to import a second copy.
    organization
        The uid of the organization; needed only if there are several.
    dry_run
        Do everything, say what would come of it, and keep nothing.
    json
        Print JSON.
    """
    export = reading.read(folder)
    with installation.opened(where.settings(), create=True) as ports, _progress() as progress:
        recreated = run(ports, export, organization=organization, name=name, dry_run=dry_run, progress=progress)
    if json:
        output.document({**asdict(recreated), "dry_run": dry_run})
    else:
        _tell(recreated, dry_run=dry_run)


def run(
    ports: Ports,
    export: Export,
    *,
    organization: str = "",
    name: str | None = None,
    dry_run: bool = False,
    progress: Progress = lambda _what, _done, _of: None,
) -> Recreated:
    """Recreate the export in one transaction, as the organization's first owner."""
    with ports.stores.configuration.writing() as session:
        recreated = exchange.recreate(
            session,
            ports,
            _owner(ports, organization),
            export,
            organization_uid=organization,
            name=name,
            progress=progress,
        )
        if dry_run:
            session.rollback()
    return recreated


def _owner(ports: Ports, organization: str) -> Caller:
    with ports.stores.configuration.reading() as session:
        known = [found.uid for found in organizations.list_all(session)]
        chosen = [organization] if organization in known else [] if organization else known
        if len(chosen) != 1:
            message = f"Name one organization with --organization: {', '.join(known)}."
            raise Invalid([Problem("/organization", "ORGANIZATION_REQUIRED", message)], "USAGE", message)
        members = organizations.members(session, chosen[0])
    owners = [uid for uid, role in members.items() if role is OrganizationRole.OWNER]
    return projects.operator(owners[0] if owners else "", {chosen[0]: OrganizationRole.OWNER})


@contextmanager
def _progress() -> Iterator[Progress]:
    """Draw a bar for each kind of thing, on a terminal only and never among the results."""
    console = Console(stderr=True)
    with ProgressBar(console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield show


def _tell(recreated: Recreated, *, dry_run: bool) -> None:
    done = "would be imported" if dry_run else "is imported"
    output.say(f"Project “{recreated.name}” {done} as {recreated.project}.")
    if recreated.stack_api_key is not None:
        output.say(f"Connected stack: {recreated.stack_api_key}")
    output.table(("kind", "count"), recreated.counts.items(), empty="The project is empty.")
    output.table(
        ("left out", "uid", "name", "reason"),
        [(skip.kind, skip.uid, skip.name, skip.reason) for skip in recreated.skipped],
        empty="Nothing was left out.",
    )
