"""`lenticular geo`: how good the location data is, and replacing it."""

from dataclasses import astuple
from pathlib import Path
from random import Random
from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from lenticular.cli import output
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.errors import NotFound
from lenticular.geo import check as geo_check
from lenticular.geo import database

app = App(name="geo", help="Check and update the data that tells where addresses are.")

FOLDER = "geo"


@app.command
def check(
    *,
    file: Path | None = None,
    sample: Annotated[int, Parameter(validator=Number(gte=1))] = 20_000,
    seed: int = 1,
    where: Where = HERE,
    json: AsJson = False,
) -> None:
    """Print the shares of random public addresses whose country, region, city and time zone are known.

    Parameters
    ----------
    file
        Check this MMDB file instead of the one in use.
    sample
        How many IPv4 addresses, and as many IPv6 ones.
    seed
        The same seed draws the same addresses.
    json
        Print JSON.
    """
    path = file or database.find(where.settings().data / FOLDER)
    if path is None:
        raise NotFound(
            "NO_LOCATION_DATA",
            "No location data is installed: country, region and city are unknown. Install some with"
            " `lenticular geo update --from FILE`, or install lenticular[geo].",
        )
    report = geo_check.shares(path, random=Random(seed), sample=sample)  # noqa: S311 - a sample, not a secret
    if json:
        output.document(report.to_document())
        return
    output.say(f"{report.description.database_type} of {report.description.built_at:%Y-%m-%d} ({path})")
    rows = [
        (kind, f"{addresses:,}", *(f"{share:.1%}" for share in known))
        for kind, shares in (("IPv4", report.ipv4), ("IPv6", report.ipv6))
        if shares is not None
        for addresses, *known in [astuple(shares)]
    ]
    output.table(("", "addresses", "country", "region", "city", "time zone"), rows, empty="")


@app.command
def update(*, source: Annotated[str, Parameter(name="--from")], where: Where = HERE, json: AsJson = False) -> None:
    """Put other location data in use. A running server takes it up by itself within seconds.

    Parameters
    ----------
    source
        A file or an http(s) address: MMDB, plain, .gz or .tar.gz.
    json
        Print JSON.
    """
    description = geo_check.install(source, where.settings().data)
    if json:
        output.document(geo_check.to_document(description))
    else:
        output.say(f"In use: {description.database_type} of {description.built_at:%Y-%m-%d} ({description.path})")
