"""Minting uids in the contract's formats; services get this as a port, so tests can say which uid comes next."""

import itertools
import secrets
import time
from typing import Protocol


class Identifiers(Protocol):
    """Mints uids that are unique on this server and beyond."""

    def object_id(self) -> str:
        """Return 24 lower-case hex digits: projects, attributes, audiences, events, experiences, versions."""
        ...

    def blt(self) -> str:
        """Return `blt` + 16 hex digits: organizations, users, stacks."""
        ...

    def cs(self) -> str:
        """Return `cs` + 16 hex digits: variant groups, variants."""
        ...


class RandomIdentifiers:
    """ObjectIds as MongoDB makes them (seconds, process, counter), so uids made later sort later."""

    def __init__(self) -> None:
        self._process = secrets.token_hex(5)
        self._counter = itertools.count(secrets.randbelow(1 << 24))

    def object_id(self) -> str:
        """Return 24 lower-case hex digits."""
        return f"{int(time.time()):08x}{self._process}{next(self._counter) & 0xFFFFFF:06x}"

    def blt(self) -> str:
        """Return `blt` + 16 hex digits."""
        return f"blt{secrets.token_hex(8)}"

    def cs(self) -> str:
        """Return `cs` + 16 hex digits."""
        return f"cs{secrets.token_hex(8)}"
