"""`lenticular db`: the schema, the health and the backups of an installation's databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cyclopts import App

from lenticular import opening, tables
from lenticular.api.ports import Ports
from lenticular.cli import installation, output
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.cli.outcomes import Exit
from lenticular.errors import NotFound
from lenticular.settings import Settings
from lenticular.store import backup, integrity, migrating
from lenticular.store.backup import Manifest
from lenticular.store.migrating import Schema, Standing

app = App(name="db", help="Upgrade, check, back up and restore the databases.")


@app.command
def upgrade(*, where: Where = HERE, json: AsJson = False) -> None:
    """Bring the schema to this version; on SQLite after a backup into the data folder.

    No server may use the data folder. On PostgreSQL back up first, and stop the servers of other machines.

    Parameters
    ----------
    json
        Print JSON.
    """
    chosen = where.settings()
    with installation.locked(chosen), _ports(chosen) as ports:
        before = migrating.schemas(ports.stores)
        migrating.refuse_unknown(before)
        pending = any(schema.standing is Standing.PENDING for schema in before)
        copy = installation.back_up_before_upgrade(chosen, ports) if pending and not chosen.database_url else None
        migrating.upgrade(ports.stores)
        now = migrating.schemas(ports.stores)
    if json:
        output.document({"before": _listed(before), "now": _listed(now), "backup": copy})
    elif before == now:
        output.say(f"The schema is current: {now[0].current}.")
    else:
        output.say(f"The schema is now {now[0].current}." + (f" Backup of the old state: {copy}" if copy else ""))


@app.command
def check(*, where: Where = HERE, json: AsJson = False) -> int:
    """Tell whether the schema is this version's, agrees with the code, and the databases are whole; exit 1 if not.

    Parameters
    ----------
    json
        Print JSON.
    """
    chosen = where.settings()
    _require_folder(chosen)
    with _ports(chosen) as ports:
        schemas = migrating.schemas(ports.stores)
        is_current = all(schema.standing is Standing.CURRENT for schema in schemas)
        differences = migrating.differences(ports.stores, tables.metadata) if is_current else []
        damages = integrity.problems(ports.stores)
    is_clean = is_current and not differences and not damages
    if json:
        output.document({
            "clean": is_clean, "schemas": _listed(schemas), "differences": differences, "damages": damages,
        })  # fmt: skip
    else:
        rows = [(", ".join(sorted(s.stores)), s.current, s.head, s.standing.value) for s in schemas]
        output.table(("stores", "schema", "this version", "state"), rows, empty="")
        for sentence in (*differences, *damages):
            output.say(f"- {sentence}")
        output.say("All is well." if is_clean else "Not clean.")
    return Exit.DONE if is_clean else Exit.FAILED


@app.command(name="backup")
def back_up(folder: Path, /, *, where: Where = HERE, json: AsJson = False) -> None:
    """Copy everything, with checksums, into a new folder, while the server runs.

    Parameters
    ----------
    folder
        Where to; it must be new or empty. It will hold password hashes and visitors' data: keep it safe.
    json
        Print JSON.
    """
    chosen = where.settings()
    _require_folder(chosen)
    with _ports(chosen) as ports:
        _require_schema(chosen, ports)
        manifest = backup.back_up(ports.stores, chosen.data, folder, now=ports.now())
    if json:
        output.document(_described(manifest, folder))
    else:
        output.say(f"{len(manifest.files)} files, {manifest.size_bytes:,} bytes, are in {folder}.")


@app.command
def restore(folder: Path, /, *, where: Where = HERE, json: AsJson = False) -> None:
    """Verify a backup and put it into an empty installation: a new data folder and, for PostgreSQL, a new database.

    A backup of an older version is upgraded by the next `lenticular serve` (SQLite) or `lenticular db upgrade`.

    Parameters
    ----------
    folder
        The folder that `lenticular db backup` filled.
    json
        Print JSON.
    """
    chosen = where.settings()
    backup.read_manifest(folder)  # says that there is none before a data folder is made
    with installation.locked(chosen), _ports(chosen) as ports:
        manifest = backup.restore(folder, ports.stores, chosen.data)
    if json:
        output.document(_described(manifest, folder))
    else:
        output.say(f"The backup of {manifest.created} is restored into {chosen.data}.")


@contextmanager
def _ports(chosen: Settings) -> Iterator[Ports]:
    """Open the ports whatever state the schema is in."""
    ports = opening.open_ports(chosen)
    try:
        yield ports
    finally:
        ports.stores.close()


def _require_folder(chosen: Settings) -> None:
    if chosen.database_url is None and not chosen.data.is_dir():
        raise NotFound("INSTALLATION_NOT_FOUND", f"There is no installation in {chosen.data}: check --data.")


def _require_schema(chosen: Settings, ports: Ports) -> None:
    if migrating.revision_of(ports.stores.configuration) is None:
        raise NotFound("INSTALLATION_NOT_FOUND", f"There is no installation in {chosen.data}: check --data.")


def _listed(schemas: list[Schema]) -> list[dict[str, object]]:
    return [
        {"stores": sorted(s.stores), "current": s.current, "head": s.head, "state": s.standing.value} for s in schemas
    ]


def _described(manifest: Manifest, folder: Path) -> dict[str, object]:
    return {
        "folder": folder,
        "kind": manifest.kind,
        "created": manifest.created,
        "revision": manifest.revision,
        "files": len(manifest.files),
        "bytes": manifest.size_bytes,
    }
