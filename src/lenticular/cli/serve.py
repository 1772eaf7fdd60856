"""`lenticular serve`: prepares an installation and runs its processes."""

import multiprocessing
import os
import shutil
import socket
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import structlog
from cyclopts import Parameter
from prometheus_client import multiprocess
from sqlalchemy.exc import OperationalError

from lenticular import app, opening, settings, worker
from lenticular.api import metrics
from lenticular.api.ports import Ports
from lenticular.cli import installation, logging, output
from lenticular.cli.installation import FirstOwner, Prepared
from lenticular.cli.options import AsJson
from lenticular.cli.supervisor import Role, Supervisor
from lenticular.console import files as console
from lenticular.edge import snapshots
from lenticular.errors import Invalid, Problem, Unavailable
from lenticular.geo import database as geo_data
from lenticular.settings import Settings
from lenticular.store import leadership

METRICS_FOLDER = "metrics"
BACKLOG = 2048
NO_CONSOLE = "no console: it has not been built (scripts/build-console)"
NO_LOCATION_DATA = "no location data: country, region and city are unknown"

_log = structlog.get_logger(__name__)
_MEANINGS = {setting.name: setting for setting in settings.settings_table()}


@dataclass(frozen=True, slots=True)
class Started:
    """What a server says when it begins to listen."""

    url: str
    data: Path
    database: str
    location_data: str | None
    workers: int
    owner: FirstOwner | None
    backup: Path | None


def _option(name: str) -> Parameter:
    setting = _MEANINGS[name]
    default = f", else {setting.default}" if setting.default else ""
    return Parameter(name=setting.option, help=f"{setting.meaning} \\[{setting.variable}{default}]", show_default=False)


def serve(
    *,
    data: Annotated[Path | None, _option("data")] = None,
    database_url: Annotated[str | None, _option("database_url")] = None,
    host: Annotated[str | None, _option("host")] = None,
    port: Annotated[int | None, _option("port")] = None,
    workers: Annotated[int | None, _option("workers")] = None,
    tls_cert: Annotated[Path | None, _option("tls_cert")] = None,
    tls_key: Annotated[Path | None, _option("tls_key")] = None,
    public_url: Annotated[str | None, _option("public_url")] = None,
    log_level: Annotated[logging.Level | None, _option("log_level")] = None,
    log_format: Annotated[logging.LineFormat | None, _option("log_format")] = None,
    json: AsJson = False,
) -> int:
    """Run the server until SIGTERM or Ctrl-C.

    The first start creates the databases, an organization and its owner (LENTICULAR_OWNER_EMAIL and
    LENTICULAR_OWNER_PASSWORD, or a password printed once). An older SQLite schema is backed up and upgraded.

    Parameters
    ----------
    json
        Say what was started as JSON, on one line.
    """
    chosen = settings.load({
        "data": data, "database_url": database_url, "host": host, "port": port, "workers": workers,
        "tls_cert": tls_cert, "tls_key": tls_key, "public_url": public_url,
        "log_level": log_level, "log_format": log_format,
    })  # fmt: skip
    return run(chosen, announce_as_document if json else announce)


def run(chosen: Settings, announce: Callable[[Started], None]) -> int:
    """Prepare the installation, listen, announce it, and keep its processes alive until a signal; return an exit code.

    Call it in the main thread. A request that comes before the processes are ready waits for them.
    """
    logging.configure(chosen.log_level, chosen.log_format)
    _check_tls(chosen)
    with installation.locked(chosen), listen(chosen) as sock:
        ports = opening.open_ports(chosen)
        try:
            prepared = _prepared(chosen, ports)
            started = _started(chosen, ports, prepared, sock)
        finally:
            ports.stores.close()
        announce(started)
        return _supervisor(chosen, sock).run()


def _prepared(chosen: Settings, ports: Ports) -> Prepared:
    """Prepare the installation or, while PostgreSQL does not answer, go on with what an earlier start prepared."""
    try:
        return installation.prepare(chosen, ports)
    except OperationalError as error:
        if chosen.database_url is None or not snapshots.project_uids(chosen.data / app.RULESETS_FOLDER):
            raise
        reason = str(error.orig).strip().partition("\n")[0]
        _log.warning("database_unavailable", reason=reason, deciding_from=app.RULESETS_FOLDER)
        return Prepared()


def listen(chosen: Settings) -> socket.socket:
    """Return the one socket that all HTTP processes accept from. Raises Unavailable if the address can't be had."""
    try:
        found = socket.getaddrinfo(chosen.host, chosen.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable("ADDRESS_UNAVAILABLE", f"Cannot listen on {chosen.host}:{chosen.port}: {reason}.") from error


def announce(started: Started) -> None:
    """Tell a person what was started."""
    output.say(f"Lenticular listens on {started.url} ({started.workers} HTTP process{'es' * (started.workers > 1)})")
    output.say(f"console: {started.url}/" if console.is_built() else NO_CONSOLE)
    output.say(f"data folder: {started.data}")
    output.say(f"database: {started.database}")
    output.say(f"location data: {started.location_data}" if started.location_data else NO_LOCATION_DATA)
    if started.backup is not None:
        output.say(f"schema upgraded; backup of the old state: {started.backup}")
    if started.owner is not None:
        output.say(f"owner: {started.owner.email}")
    if started.owner is not None and started.owner.password is not None:
        output.say(f"password: {started.owner.password}  (shown only now; `lenticular user set-password` changes it)")


def announce_as_document(started: Started) -> None:
    """Tell a program what was started."""
    output.line(asdict(started))


def serve_http(chosen: Settings, worker_number: int, sock: socket.socket) -> None:
    """Be one HTTP process."""
    logging.configure(chosen.log_level, chosen.log_format)
    app.serve_http(chosen, worker=worker_number, sock=sock)


def work_in_background(chosen: Settings) -> None:
    """Be the background process."""
    logging.configure(chosen.log_level, chosen.log_format)
    worker.run(chosen)


def _supervisor(chosen: Settings, sock: socket.socket) -> Supervisor:
    running = chosen.data / leadership.RUN_FOLDER
    counters = running / METRICS_FOLDER
    shutil.rmtree(counters, ignore_errors=True)
    counters.mkdir(parents=True)
    os.environ[metrics.FOLDER_VARIABLE] = str(counters.resolve())
    # So that children begin, and begin again, in a moment, and share the memory of what is imported.
    multiprocessing.set_forkserver_preload(["lenticular.cli.start"])
    # The children need no log-in; what a process does not know it cannot give away.
    passed_on = chosen.model_copy(update={"owner_password": None})
    roles = [Role("http", f"http-{number}", serve_http, (passed_on, number, sock)) for number in range(chosen.workers)]
    roles.append(Role("background", "background", work_in_background, (passed_on,)))
    return Supervisor(
        roles,
        report=chosen.data / opening.SUPERVISOR_REPORT,
        url=_url(chosen, sock),
        stop_accepting=sock.close,
        forget=lambda pid: multiprocess.mark_process_dead(pid, str(counters)),  # type: ignore[no-untyped-call]
    )


def _started(chosen: Settings, ports: Ports, prepared: Prepared, sock: socket.socket) -> Started:
    return Started(
        url=chosen.public_url or _url(chosen, sock),
        data=chosen.data.resolve(),
        database="SQLite" if chosen.database_url is None else ports.stores.configuration.engine.url.render_as_string(),
        location_data=_location_data(chosen),
        workers=chosen.workers,
        owner=prepared.owner,
        backup=prepared.backup,
    )


def _url(chosen: Settings, sock: socket.socket) -> str:
    host, port = sock.getsockname()[:2]
    scheme = "https" if chosen.tls_cert else "http"
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - recognised here, not bound
        host = "localhost"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _location_data(chosen: Settings) -> str | None:
    description = geo_data.open_database(chosen.data).description
    if description is None:
        return None
    return f"{description.database_type} of {description.built_at:%Y-%m-%d}"


def _check_tls(chosen: Settings) -> None:
    if chosen.tls_cert is None or chosen.tls_key is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chosen.tls_cert, chosen.tls_key)
    except OSError as error:  # ssl.SSLError is one
        message = f"The TLS certificate {chosen.tls_cert} and its key cannot be used: {error.strerror or error}."
        raise Invalid([Problem("/tls_cert", "TLS_UNUSABLE", message)], "SETTINGS_INVALID", message) from error
