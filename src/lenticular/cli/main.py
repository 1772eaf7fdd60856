"""The `lenticular` command: every subcommand, in the order of its help."""

import sys
from collections.abc import Sequence
from importlib.metadata import version

from cyclopts import App

from lenticular.cli import (
    databases,
    decide,
    demo,
    exports,
    geo,
    imports,
    logging,
    outcomes,
    projects,
    serve,
    settings,
    simulate,
    users,
)

app = App(
    name="lenticular",
    help="An open, self-hosted personalization server.",
    help_epilogue=outcomes.EXIT_CODES,
    version=lambda: version("lenticular"),
    result_action="return_value",
)
app.command(serve.serve)
app.command(imports.import_export, name="import")
app.command(exports.export)
app.command(decide.decide)
app.command(simulate.simulate)
app.command(users.app)
app.command(projects.app)
app.command(databases.app)
app.command(geo.app)
app.command(settings.show_settings, name="settings")
app.command(demo.demo)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name; return its exit code."""
    tokens = sys.argv[1:] if arguments is None else list(arguments)
    # Only what is amiss, and never among the results; a server says more, as its settings want it.
    logging.configure("warning", "console")
    return outcomes.run(lambda: app(tokens, exit_on_error=False, print_error=False), as_json="--json" in tokens)
