"""Where the command and the processes of a server start: everything is imported here, in a third less time."""

import gc

# Importing makes many objects, all of which stay: the collector would go through them again and again.
gc.disable()
from lenticular.cli.main import main  # noqa: E402 - after the collector is off

gc.freeze()
gc.enable()

__all__ = ["main"]
