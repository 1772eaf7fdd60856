"""`lenticular demo`: a server on a new data folder, with a small travel shop to try."""

import secrets
import tempfile
from pathlib import Path

from pydantic import SecretStr

from lenticular import settings
from lenticular.cli import imports, installation, output, serve
from lenticular.cli.serve import Started
from lenticular.management.exchange import reading
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
        A folder to keep; without it, a new one that is removed at the end.
    """
    if data is not None:
        return _run(data, port)
    with tempfile.TemporaryDirectory(prefix="lenticular-demo-") as folder:
        return _run(Path(folder), port)


def _run(data: Path, port: int) -> int:
    password = secrets.token_urlsafe(9)
    chosen = settings.load({"data": data, "port": port, "log_format": "console", "log_level": "warning"}).model_copy(
        update={"owner_email": OWNER, "owner_password": SecretStr(password)}
    )
    project = _sample_project(chosen)
    return serve.run(chosen, lambda started: _announce(started, project, password))


def _sample_project(chosen: Settings) -> str:
    """Return the uid of the sample project, importing it into a new installation."""
    export = reading.read(SAMPLE)
    with installation.opened(chosen, create=True) as ports:
        return imports.run(ports, export).project


def _announce(started: Started, project: str, password: str) -> None:
    edge = f"{started.url}/personalize-edge/manifest"
    ask = f"curl -s {edge} -H 'X-Project-Uid: {project}'"
    serve.announce(started)
    output.say(
        f"""
A small travel shop is ready. Experience 0 (Home Page Hero) goes by audience, 1 (Booking Button) is a 50:50 test.

Management API  {started.url}/personalize-api   (described at /personalize-api/openapi)
Edge API        {started.url}/personalize-edge
log-in          {OWNER}  {password}
project         {project}

Try a visitor from the US, the same one on a phone, and a customer with an average order of 1200:

  {ask} -H 'X-Forwarded-For: 8.8.8.8'

  {ask} -H 'X-Forwarded-For: 8.8.8.8' -A '{IPHONE}'

  {ask} -H 'X-Live-Attributes: {{"averageOrderValue": 1200}}'

Why, for a visitor of the sale on Black Friday:

  .venv/bin/lenticular decide --data {started.data} --project {project} --ip 8.8.8.8 \\
    --page-url 'https://shop.example/?utm_campaign=black-friday' --at 2026-11-27T12:00:00Z --explain

Ctrl-C ends it."""
    )
