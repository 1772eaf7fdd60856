"""`lenticular settings`: every setting with its variable, its meaning and its present value."""

from typing import Annotated

from cyclopts import Parameter
from pydantic import SecretStr

from lenticular import settings
from lenticular.cli import output
from lenticular.cli.options import HERE, AsJson, Where
from lenticular.store.database import database_url

HIDDEN = "(hidden)"


def show_settings(
    *,
    where: Where = HERE,
    markdown: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    json: AsJson = False,
) -> None:
    """Print every setting with its present value; passwords are hidden.

    Parameters
    ----------
    markdown
        Print the page docs/settings.md instead.
    json
        Print JSON.
    """
    if markdown:
        print(settings.document(), end="")
        return
    chosen = where.settings()
    rows = [(setting, _shown(setting.name, getattr(chosen, setting.name))) for setting in settings.settings_table()]
    if json:
        output.document([
            {"variable": setting.variable, "option": setting.option or None, "value": value, "default": setting.default,
             "meaning": setting.meaning}
            for setting, value in rows
        ])  # fmt: skip
        return
    output.table(
        ("variable", "value", "meaning"), [(row.variable, value, row.meaning) for row, value in rows], empty=""
    )


def _shown(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, SecretStr):
        return HIDDEN
    if isinstance(value, tuple):
        return ",".join(value)
    return database_url(str(value)).render_as_string(hide_password=True) if name == "database_url" else str(value)
