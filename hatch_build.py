"""What a wheel or a source archive has in it beside the sources: the built console."""

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BuiltConsole(BuildHookInterface):
    """Builds the console, unless it is built already or the package is to run from its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's shape
        """Run scripts/build-console; RuntimeError with what is missing where it cannot."""
        root = Path(self.root)
        if version == "editable" or (root / "src/lenticular/console/built/index.html").is_file():
            return
        try:
            subprocess.run([root / "scripts" / "build-console"], check=True)  # noqa: S603 - our own
        except (OSError, subprocess.CalledProcessError) as error:
            message = "The console could not be built: that needs bash and Node 20 or newer, with npm. See above."
            raise RuntimeError(message) from error
