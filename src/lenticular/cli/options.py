"""The options that many commands share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from lenticular import settings
from lenticular.settings import Settings

AsJson = Annotated[bool, Parameter(name="--json", negative="", show_default=False)]


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class Where:
    """Which installation a command is about."""

    data: Annotated[Path | None, Parameter(help="The data folder [LENTICULAR_DATA, else ./data].")] = None
    database_url: Annotated[
        str | None, Parameter(help="PostgreSQL for all tables [LENTICULAR_DATABASE_URL, else SQLite files].")
    ] = None

    def settings(self) -> Settings:
        """Return the settings of the installation: these options first, then the LENTICULAR_* variables."""
        return settings.load({"data": self.data, "database_url": self.database_url})


HERE = Where()
