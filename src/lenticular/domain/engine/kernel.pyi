"""What `kernel.c` has."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lenticular.domain.attributes import Visitor
from lenticular.domain.engine.draws import Test
from lenticular.domain.engine.layout import Fold
from lenticular.domain.engine.rows import Gate
from lenticular.domain.engine.sieving import Probe

_Integers = npt.NDArray[np.int64]
_Words = npt.NDArray[np.uint64]

class Sieving:
    """See `sieving.in_python`. Raises ValueError for what does not fit together."""

    def __init__(
        self,
        names: tuple[str, ...],
        fields: tuple[Probe, ...],
        parameters: tuple[Probe, ...],
        attributes: tuple[Probe, ...],
        used: int,
        conjuncts: int,
        audiences: int,
        folds: tuple[Fold, ...],
        /,
    ) -> None: ...
    def __call__(self, visitor: Visitor, dead: int, /) -> int: ...

def close(gates: list[Gate], truth: int, options: list[int], bases: list[int], /) -> None:
    """See `rows.close_in_python`. Raises IndexError."""

def joined(pieces: list[bytes], places: list[int], separator: bytes, /) -> bytes:
    """Return the pieces at these places, with the separator between them. Raises IndexError."""

class Planes:
    """See `planes.Planes.in_python`. Raises ValueError for what does not fit together."""

    def __init__(
        self,
        audiences: int,
        berths: int,
        planes: tuple[tuple[_Words, _Integers, _Integers, list[int], _Words], ...],
        alive: _Words,
        order: _Integers,
        bases: _Integers,
        options: tuple[int, ...],
        finish: Callable[[int, list[int], list[int]], None],
        /,
    ) -> None: ...
    def __call__(self, truth: int, /) -> list[int]: ...

class Drawing:
    """See `draws.Drawing.in_python`. Raises ValueError for what does not fit together."""

    def __init__(self, tests: tuple[Test, ...], /) -> None: ...
    def __call__(self, hashed: int, options: list[int], /) -> None: ...
