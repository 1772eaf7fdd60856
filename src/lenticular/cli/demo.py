"""`lenticular demo`: a server on a new data folder, with a small travel shop to try."""

import itertools
import secrets
import shlex
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from lenticular import settings
from lenticular.api.ports import Ports
from lenticular.cli import imports, installation, output, projects, serve
from lenticular.cli.serve import Started
from lenticular.console import files as console
from lenticular.content import scope as scopes
from lenticular.content.delivery_tokens import service as delivery_tokens
from lenticular.content.delivery_tokens.service import Grant
from lenticular.content.environments import service as environments
from lenticular.content.scope import StackScope, Visit
from lenticular.content.stacks import service as stacks
from lenticular.domain.experiences import ExperienceType, Status
from lenticular.management.experiences import service as experiences
from lenticular.management.projects import service as project_service
from lenticular.settings import Settings

SAMPLE = Path(__file__).parent / "sample"
OWNER = "owner@example.com"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
ENVIRONMENT = "production"


@dataclass(frozen=True, slots=True)
class Shop:
    """The sample in this installation. Its owner may have deleted the stack since; then there is no way to its pages.

    `test` is the uid of an A/B test that runs, None without one. The password is None where the owner has an older one.
    """

    project: str
    test: str | None
    pages: "Pages | None"
    password: str | None


@dataclass(frozen=True, slots=True)
class Pages:
    """The way to the pages of the sample's stack: its key, and a token of this start for what is live."""

    stack_api_key: str
    delivery_token: str


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
    shop = _opened_shop(chosen, password)
    return serve.run(chosen, lambda started: _announce(started, shop))


def _opened_shop(chosen: Settings, password: str) -> Shop:
    """Return the sample, imported if the installation is new, with a delivery token for this start."""
    export = imports.read(SAMPLE)
    uid = "" if export.project is None else str(export.project.project["uid"])
    with installation.opened(chosen, create=True) as ports:
        with ports.stores.configuration.reading() as session:
            is_new = project_service.find(session, uid) is None
        if is_new:
            uid = imports.run(ports, export).project or ""
        return Shop(uid, _running_test(ports, uid), _pages(ports, uid), password if is_new else None)


def _running_test(ports: Ports, project: str) -> str | None:
    with ports.stores.configuration.reading() as session:
        live = experiences.of_projects(session, [project]).get(project, [])
        tests = [row.uid for row in live if (row.type, row.status) == (ExperienceType.AB_TEST, Status.ACTIVE)]
    return tests[0] if tests else None


def _pages(ports: Ports, project: str) -> Pages | None:
    """Return the way to what is live in the project's stack; None if the stack or the environment is gone."""
    with ports.stores.configuration.reading() as session:
        caller = projects.owner_of(session, project)
        row = project_service.find(session, project)
        key = None if row is None else row.connected_stack_api_key
        if key is None or stacks.find(session, key) is None:
            return None
    with scopes.changing(ports, Visit(caller, key, scopes.MAIN_BRANCH, "stack")) as scope:
        live = environments.find(scope, ENVIRONMENT)
        return None if live is None else Pages(key, _new_token(scope, live.uid))


def _new_token(scope: StackScope, environment_uid: str) -> str:
    """Issue a token: the text of an earlier start's is not to be had any more, and somebody may still use it."""
    taken = {row.name for row in delivery_tokens.list_newest_first(scope)}
    name = next(f"demo {number}" for number in itertools.count(1) if f"demo {number}" not in taken)
    grant = Grant((environment_uid,), (scopes.MAIN_BRANCH,))
    return delivery_tokens.issue(
        scope, name=name, description="Printed by `lenticular demo`.", grant=grant, with_preview=False
    ).token


def _announce(started: Started, shop: Shop) -> None:
    """Tell what to try."""
    project, pages, password = shop.project, shop.pages, shop.password
    command, data = shlex.quote(sys.argv[0]), shlex.quote(str(started.data))
    ask = f"curl -s {started.url}/personalize-edge/manifest -H 'X-Project-Uid: {project}'"
    serve.announce(started)
    output.say(
        f"""
A small travel shop is ready. Experience 0 (Home Page Hero) goes by audience, 1 (Booking Button) is a 50:50 test.

Console         {started.url}/   {"(in a browser)" if console.is_built() else "(it has not been built)"}
Edge API        {started.url}/personalize-edge
Management API  {started.url}/personalize-api   (described at /personalize-api/openapi)
log-in          {OWNER}  {password or "with the password that the first start printed"}
project         {project}
{_how_to_come_in(pages) if pages else ""}
Which variants does a visitor get? One from the US: variant 3 of experience 0, “Road trips”.

  {ask} -H 'X-Forwarded-For: 8.8.8.8'
{_how_to_read(started.url, pages) if pages else ""}
The same visitor on a phone: variant 2, “Road trips, on the phone”.

  {ask} -H 'X-Forwarded-For: 8.8.8.8' -A '{IPHONE}'

A customer with an average order of 1200: variant 1, “Private tours”.

  {ask} -H 'X-Live-Attributes: {{"averageOrderValue": 1200}}'

Each of these was somebody new, and saw either button. Who says who they are always sees the same one.

  {ask} -H 'X-CS-Personalize-User-Uid: ada'

Why? For a visitor of the sale on Black Friday, every rule and what it saw:

  {command} decide --data {data} --project {project} --ip 8.8.8.8 \\
    --page-url 'https://shop.example/?utm_campaign=black-friday' --at 2026-11-27T12:00:00Z --explain
{_how_to_simulate(f"{command} simulate --data {data}", shop.test) if shop.test else ""}
{_how_to_log_in(started.url, password) if password else ""}
Ctrl-C ends it."""
    )


def _how_to_come_in(pages: Pages) -> str:
    return f"""stack           {pages.stack_api_key}   (its content: /v3, described at /v3/openapi)
delivery token  {pages.delivery_token}   (made for this start)
"""


def _how_to_read(url: str, pages: Pages) -> str:
    page = f"{url}/v3/content_types/home_page/entries?environment={ENVIRONMENT}"
    who = (
        f"-H 'api_key: {pages.stack_api_key}' -H 'access_token: {pages.delivery_token}'"
        " -H 'x-cs-variant-uid: cs_personalize_0_3'"
    )
    return f"""
That visitor's home page has the headline “Take the long way home”, in German “Der Umweg ist das Ziel”.

  curl -s '{page}' {who}
  curl -s '{page}&locale=de' {who}
"""


def _how_to_simulate(command: str, test: str) -> str:
    return f"""
Results need visitors. Send 2,000 who book at rates of 5 % and 6 %; the last line says where to look then.

  {command} --experience {test} --visitors 2000 --rates 0.05,0.06"""


def _how_to_log_in(url: str, password: str) -> str:
    credentials = f'{{"user": {{"email": "{OWNER}", "password": "{password}"}}}}'
    return f"""
Log in; the `authtoken` in the answer goes into a header of that name for the Management API.

  curl -s {url}/v3/user-session -H 'Content-Type: application/json' -d '{credentials}'
"""
