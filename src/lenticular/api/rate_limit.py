"""How many requests a second one organization may make."""

import math

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from lenticular.api.problems import TooManyRequests


class RateLimit:
    """Counts the requests of each organization within the last second, in this process."""

    def __init__(self, per_second: int, *, workers: int = 1) -> None:
        """Share the limit out among the workers, which do not know of one another."""
        self.per_second = math.ceil(per_second / workers)
        self._item = RateLimitItemPerSecond(self.per_second)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def take(self, organization_uid: str) -> int:
        """Count a request; return how many more there may be at once. Raise TooManyRequests when it is one too many."""
        if not self._window.hit(self._item, organization_uid):
            raise TooManyRequests(self.per_second)
        return self._window.get_window_stats(self._item, organization_uid).remaining
