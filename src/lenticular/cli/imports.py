"""`lenticular import`: recreates a stack and its project from a csdx export."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lenticular.accounts.authentication import Caller
from lenticular.accounts.organizations import service as organizations
from lenticular.accounts.organizations.service import OrganizationRole
from lenticular.api.ports import Ports
from lenticular.cli import installation, output, progress, projects
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.content.exchange import contents
from lenticular.content.exchange import reading as stack_reading
from lenticular.content.exchange import service as stack_exchange
from lenticular.content.exchange.reading import StackExport
from lenticular.content.exchange.report import Progress, Report, Skipped
from lenticular.errors import Invalid, Problem
from lenticular.management.exchange import reading
from lenticular.management.exchange import service as exchange
from lenticular.management.exchange.reading import Export


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export folder holds: a stack, a Personalize project, or both."""

    stack: StackExport | None
    project: Export | None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made.

    `experiences` maps the export's uids to those on this server; `renamed` has, by kind, the uids of all that had to
    get another one.
    """

    project: str | None
    name: str
    stack_api_key: str | None
    experiences: Mapping[str, str]
    counts: Mapping[str, int]
    skipped: Sequence[Skipped]
    renamed: Mapping[str, Mapping[str, str]]


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
    """Recreate what a csdx export holds: a stack with its content and variants, and its Personalize project.

    All or nothing; what this server's rules refuse is left out and listed with the reason. Uids are kept where they are
    free on this server, so a site's project uid and stack API key need no change. The first use of a data folder
    creates it.

    Parameters
    ----------
    folder
        A stack folder of the export, with or without a branch level, or its `personalize` folder alone.
    name
        What the project and the stack are called, if not as exported; needed to import a second copy.
    organization
        The uid of the organization; needed only if there are several.
    dry_run
        Do everything, say what would come of it, and keep nothing.
    json
        Print JSON.
    """
    exported = read(folder)
    with installation.opened(where.settings(), create=True) as ports, progress.bars() as show:
        imported = run(ports, exported, organization=organization, name=name, dry_run=dry_run, show=show)
    if json:
        output.document({**asdict(imported), "dry_run": dry_run})
    else:
        _tell(imported, dry_run=dry_run)


def read(folder: Path) -> Exported:
    """Read an export; raise Invalid when there is none, with every unreadable file at once."""
    stack_folder = stack_reading.find(folder)
    if stack_folder is None:
        return Exported(None, reading.read(folder))
    has_project = (stack_folder / "personalize" / "projects").is_dir()
    return Exported(stack_reading.read(stack_folder), reading.read(stack_folder) if has_project else None)


def run(
    ports: Ports,
    exported: Exported,
    *,
    organization: str = "",
    name: str | None = None,
    dry_run: bool = False,
    show: Progress = lambda _what, _done, _of: None,
) -> Imported:
    """Recreate the export in one transaction, as the organization's first owner."""
    caller = _owner(ports, organization)
    report = Report(show)
    # Before the transaction: others could not write while files are copied.
    stored = {}
    if exported.stack is not None:
        stored = contents.store_files(ports.assets, exported.stack, report, dry_run=dry_run)
    with ports.stores.configuration.writing() as session:
        key, restored, project = None, None, None
        if exported.stack is not None:
            scope = stack_exchange.create_stack(
                session,
                ports,
                caller,
                exported.stack,
                report,
                organization_uid=organization,
                api_key=_api_key(exported),
                name=name or str(exported.stack.stack.get("name") or "") or _name(exported),
            )
            key = scope.stack_api_key
            restored = stack_exchange.recreate(scope, exported.stack, report, stored=stored)
        if exported.project is not None:
            project = exchange.recreate(
                session,
                ports,
                caller,
                exported.project,
                report,
                organization_uid=organization,
                name=name,
                stack_api_key=key,
            )
        if exported.stack is not None and restored is not None:
            stack_exchange.recreate_variants(
                restored,
                exported.stack,
                report,
                experiences={} if project is None else project.experiences,
                mirrored={} if project is None else project.variants,
            )
        if dry_run:
            session.rollback()
    return Imported(
        project=None if project is None else project.project,
        name=name or _name(exported),
        stack_api_key=key if project is None else project.stack_api_key,
        experiences={} if project is None else project.experiences,
        counts=report.counts,
        skipped=report.skipped,
        renamed=report.renamed,
    )


def _api_key(exported: Exported) -> str | None:
    """Return the API key of the exported stack, as far as the export tells it."""
    told = [] if exported.project is None else [exported.project.project.get("connectedStackApiKey")]
    if exported.stack is not None:
        told.append(exported.stack.stack.get("api_key"))
    return next((key for key in told if isinstance(key, str) and exchange.STACK_API_KEY.fullmatch(key)), None)


def _name(exported: Exported) -> str:
    """Return what the export is called: by its project, by its stack, or else by its folder."""
    if exported.project is not None:
        return str(exported.project.project.get("name") or exported.project.folder.parent.name)
    if exported.stack is None:
        return ""
    return str(exported.stack.stack.get("name") or exported.stack.folder.resolve().name)


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


def _tell(imported: Imported, *, dry_run: bool) -> None:
    done = "would be imported" if dry_run else "is imported"
    output.say(f"“{imported.name}” {done}.")
    if imported.project is not None:
        output.say(f"Project: {imported.project}")
    if imported.stack_api_key is not None:
        output.say(f"Stack API key: {imported.stack_api_key}")
    output.table(("kind", "count"), imported.counts.items(), empty="The export is empty.")
    output.table(
        ("kind", "uid in the export", "uid here"),
        [(kind, old, new) for kind, renamed in imported.renamed.items() for old, new in renamed.items()],
        empty="Every uid was kept.",
    )
    output.table(
        ("left out", "uid", "name", "reason"),
        [(skip.kind, skip.uid, skip.name, skip.reason) for skip in imported.skipped],
        empty="Nothing was left out.",
    )
