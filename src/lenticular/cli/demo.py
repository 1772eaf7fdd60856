"""`lenticular demo`: a server on a new data folder, with a small travel shop to try."""

import secrets
import shlex
import sys
import tempfile
from pathlib import Path

from pydantic import SecretStr

from lenticular import settings
from lenticular.cli import imports, installation, output, serve
from lenticular.cli.serve import Started
from lenticular.management.exchange import reading
from lenticular.management.projects import service as projects
from lenticular.settings import Settings

SAMPLE = Path(__file__).parent / "sample"
OWNER = "owner@example.com"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"


def demo(*, port: int = 8080, data: Path | None = None) -> int:
    """Start a server with a sample project: a small travel shop, its audiences, two running experiences.

    Parameters
    ----------
    port
        The port to listen on; 0 takes a free one.
    data
        A folder to keep, and to go on with the next time; without it, a new one that is removed at the end.
    """
    if data is not None:
        return _run(data, port)
    with tempfile.TemporaryDirectory(prefix="lenticular-demo-") as folder:
        return _run(Path(folder), port)


def _run(data: Path, port: int) -> int:
    password = secrets.token_urlsafe(9)
    chosen = settings.load({"data": data, "port": port, "log_format": "console", "log_level": "warning"}).model_copy(
        # Whatever the environment says of the database of a real installation, a sample has no place in it.
        update={"owner_email": OWNER, "owner_password": SecretStr(password), "database_url": None}
    )
    project, is_new = _sample_project(chosen)
    return serve.run(chosen, lambda started: _announce(started, project, password if is_new else None))


def _sample_project(chosen: Settings) -> tuple[str, bool]:
    """Return the uid of the sample project, and whether it had to be imported, into a new installation."""
    export = reading.read(SAMPLE)
    uid = str(export.project["uid"])
    with installation.opened(chosen, create=True) as ports:
        with ports.stores.configuration.reading() as session:
            if projects.find(session, uid) is not None:
                return uid, False
        return imports.run(ports, export).project, True


def _announce(started: Started, project: str, password: str | None) -> None:
    """Tell what to try; the password is None where the owner has an older one."""
    ask = f"curl -s {started.url}/personalize-edge/manifest -H 'X-Project-Uid: {project}'"
    serve.announce(started)
    output.say(
        f"""
A small travel shop is ready. Experience 0 (Home Page Hero) goes by audience, 1 (Booking Button) is a 50:50 test.

Edge API        {started.url}/personalize-edge
Management API  {started.url}/personalize-api   (described at /personalize-api/openapi)
log-in          {OWNER}  {password or "with the password that the first start printed"}
project         {project}

Which variants does a visitor get? One from the US: variant 3 of experience 0, “Road trips”.

  {ask} -H 'X-Forwarded-For: 8.8.8.8'

The same visitor on a phone: variant 2, “Road trips, on the phone”.

  {ask} -H 'X-Forwarded-For: 8.8.8.8' -A '{IPHONE}'

A customer with an average order of 1200: variant 1, “Private tours”.

  {ask} -H 'X-Live-Attributes: {{"averageOrderValue": 1200}}'

Each of these was somebody new, and saw either button. Who says who they are always sees the same one.

  {ask} -H 'X-CS-Personalize-User-Uid: ada'

Why? For a visitor of the sale on Black Friday, every rule and what it saw:

  {shlex.quote(sys.argv[0])} decide --data {shlex.quote(str(started.data))} --project {project} --ip 8.8.8.8 \\
    --page-url 'https://shop.example/?utm_campaign=black-friday' --at 2026-11-27T12:00:00Z --explain
{_how_to_log_in(started.url, password) if password else ""}
Ctrl-C ends it."""
    )


def _how_to_log_in(url: str, password: str) -> str:
    credentials = f'{{"user": {{"email": "{OWNER}", "password": "{password}"}}}}'
    return f"""
Log in; the `authtoken` in the answer goes into a header of that name for the Management API.

  curl -s {url}/v3/user-session -H 'Content-Type: application/json' -d '{credentials}'
"""
