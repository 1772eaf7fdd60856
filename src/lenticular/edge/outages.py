"""Log a failing part once when it begins to fail and once when it works again, not at every try."""

import structlog

_log = structlog.get_logger(__name__)


class Outage:
    """The state of one part that may fail, by the name it has in the log."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._failures = 0

    def failed(self, error: BaseException) -> None:
        """Note a failure."""
        self._failures += 1
        if self._failures == 1:
            _log.warning(f"{self._part}_failed", error=f"{type(error).__name__}: {error}")

    def worked(self) -> None:
        """Note a success."""
        if self._failures:
            _log.info(f"{self._part}_works_again", failures=self._failures)
            self._failures = 0
