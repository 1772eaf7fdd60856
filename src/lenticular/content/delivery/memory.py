"""What one process remembers of the stacks it delivers: nothing outlives the revision that it was read at."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from lenticular.content.delivery.answers import Answer
from lenticular.content.delivery.encoding import Json

STACKS = 1000
# Entries, assets, lists of uids and the like, over all stacks, as JSON; those that are objects take more.
VALUES_BYTES = 64 * 1024 * 1024
ANSWERS_BYTES = 64 * 1024 * 1024
# What keeping anything takes beside it.
_OVERHEAD_BYTES = 1000

Value = TypeVar("Value")
Key = tuple[Hashable, ...]


class Bounded(Generic[Value]):
    """Keeps what was used last, up to a weight in all. Threads may share it."""

    def __init__(self, limit: int, weight: Callable[[Value], int] = lambda _value: 1) -> None:
        self._limit = limit
        self._weight = weight
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return what is kept under a key, or None."""
        # Without the lock: requests that wait for each other here take twice as long, and each step is one of C's.
        value, _ = self._held.get(key, (None, 0))
        if value is not None:
            with suppress(KeyError):  # forgotten by another thread just now
                self._held.move_to_end(key)
        return value

    def put(self, key: Key, value: Value) -> None:
        """Keep a value; what was not used for longest goes, or the value itself if it weighs more than all may.

        Nothing is kept, or forgotten, while another thread does either: who wants the value will make it again.
        """
        weight = self._weight(value)
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._forget(key)
            if weight > self._limit:
                return
            self._held[key] = value, weight
            self._total += weight
            while self._total > self._limit:
                _, (_, weight) = self._held.popitem(last=False)
                self._total -= weight
        finally:
            self._lock.release()

    def drop(self, first: Hashable) -> None:
        """Forget every key that begins so."""
        with self._lock:
            for key in [key for key in list(self._held) if key[0] == first]:
                self._forget(key)

    def _forget(self, key: Key) -> None:
        _, weight = self._held.pop(key, (None, 0))
        self._total -= weight


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as of one revision of its content."""

    uid: str
    api_key: str
    master_locale: str
    revision: int


class Memory:
    """The stacks that a process has met, what it read of them, and the answers it gave."""

    def __init__(self) -> None:
        self._stacks: Bounded[Stack] = Bounded(STACKS)
        self._values: Bounded[Any] = Bounded(VALUES_BYTES, _size)
        self._answers: Bounded[Answer] = Bounded(ANSWERS_BYTES, lambda answer: len(answer.body) + _OVERHEAD_BYTES)

    def stack(self, api_key: str) -> Stack | None:
        """Return the stack as it was last met; whether its revision is still the present one is not known."""
        return self._stacks.get((api_key,))

    def meet(self, stack: Stack) -> None:
        """Remember a stack at its revision, and forget what was read at another."""
        if self._stacks.get((stack.api_key,)) == stack:
            return
        self._values.drop(stack.uid)
        self._answers.drop(stack.uid)
        self._stacks.put((stack.api_key,), stack)

    def value(self, stack: Stack, key: Key) -> object | None:
        """Return what was read of a stack at its revision, or None."""
        return self._values.get((stack.uid, stack.revision, *key))

    def keep(self, stack: Stack, key: Key, value: object) -> None:
        """Remember what was read of a stack at its revision."""
        self._values.put((stack.uid, stack.revision, *key), value)

    def answer(self, stack: Stack, identity: Key) -> Answer | None:
        """Return the answer that this request got at this revision, or None."""
        return self._answers.get((stack.uid, stack.revision, identity))

    def keep_answer(self, stack: Stack, identity: Key, answer: Answer) -> None:
        """Remember the answer to a request at this revision."""
        self._answers.put((stack.uid, stack.revision, identity), answer)


def _size(value: object) -> int:
    if isinstance(value, Json):
        return memoryview(value).nbytes + _OVERHEAD_BYTES
    told = getattr(value, "size_bytes", None)
    if isinstance(told, int):
        return told + _OVERHEAD_BYTES
    try:
        return len(msgspec.json.encode(value)) + _OVERHEAD_BYTES
    except (OverflowError, UnicodeEncodeError, TypeError):  # nothing for this library
        return len(repr(value)) + _OVERHEAD_BYTES
