"""The scope of requests that name their project in the path instead of a header."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

from lenticular.accounts.authentication import SignedIn
from lenticular.api.metering import Metered
from lenticular.api.ports import RequestPorts
from lenticular.api.turns import Turn
from lenticular.management.scope import ProjectScope, metered_changing, metered_reading


def _reading(ports: RequestPorts, caller: SignedIn, meter: Metered, _turn: Turn, uid: str) -> Iterator[ProjectScope]:
    with metered_reading(ports, caller, meter, uid) as scope:
        yield scope


def _changing(ports: RequestPorts, caller: SignedIn, meter: Metered, _turn: Turn, uid: str) -> Iterator[ProjectScope]:
    with metered_changing(ports, caller, meter, uid) as scope:
        yield scope


# scope="function", as in management.scope: what was answered is durable.
ReadingNamed = Annotated[ProjectScope, Depends(_reading, scope="function")]
ChangingNamed = Annotated[ProjectScope, Depends(_changing, scope="function")]
