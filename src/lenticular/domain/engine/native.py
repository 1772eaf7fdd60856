"""The compiled loops of `kernel.c`; where there was no compiler when the package was built, Python does their work."""

try:
    from lenticular.domain.engine import kernel
except ImportError:
    kernel = None  # type: ignore[assignment]

__all__ = ["is_compiled", "kernel"]

is_compiled: bool = kernel is not None
