"""One request's view of a stack: at one revision, from memory where it can be, else from one transaction."""

from collections.abc import Callable, Hashable
from contextlib import ExitStack
from types import TracebackType
from typing import Self, TypeVar, cast

from sqlalchemy.orm import Session

from lenticular.content.delivery.memory import Memory, Stack
from lenticular.content.published import reading
from lenticular.content.stacks import service as stacks
from lenticular.store.database import Database

Value = TypeVar("Value")


class Moved(Exception):
    """The stack has changed since the request began; what it took from memory may be no longer so."""


class Snapshot:
    """What the stack of an API key was at one instant. The transaction is opened only when memory does not do."""

    def __init__(self, database: Database, memory: Memory, api_key: str, revision: int | None) -> None:
        """`revision` is what the stack was just seen to have; None if that is not known."""
        self._database = database
        self._memory = memory
        self._api_key = api_key
        self._open = ExitStack()
        self._session: Session | None = None
        known = memory.stack(api_key)
        self._stack = known if known is not None and known.revision == revision else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    @property
    def session(self) -> Session:
        """The transaction; raises Moved if the stack has changed before it was opened."""
        if self._session is None:
            self._session = self._open.enter_context(self._database.reading())
            if self._stack is not None and self._revision(self._session, self._stack.uid) != self._stack.revision:
                raise Moved
        return self._session

    def stack(self) -> Stack | None:
        """Return the stack, or None when no stack has the API key."""
        if self._stack is None:
            row = stacks.find(self.session, self._api_key)
            if row is not None:
                revision = self._revision(self.session, row.uid)
                self._stack = Stack(row.uid, row.api_key, row.master_locale, revision)
                self._memory.meet(self._stack)
        return self._stack

    def held(self, *key: Hashable) -> object | None:
        """Return what is remembered of the stack under a key, or None."""
        return None if self._stack is None else self._memory.value(self._stack, key)

    def hold(self, value: object, *key: Hashable) -> None:
        """Remember something of the stack under a key."""
        if self._stack is not None:
            self._memory.keep(self._stack, key, value)

    def once(self, key: tuple[Hashable, ...], load: Callable[[Session], Value]) -> Value:
        """Return what is remembered under a key, else load and remember it."""
        return self.made_once(key, lambda: load(self.session))

    def made_once(self, key: tuple[Hashable, ...], make: Callable[[], Value]) -> Value:
        """Return what is remembered under a key, else make it, of what is at hand, and remember it."""
        held = self.held(*key)
        if held is not None:
            return cast("Value", held)  # only `make` makes values of this key
        value = make()
        self.hold(value, *key)
        return value

    @staticmethod
    def _revision(session: Session, stack_uid: str) -> int:
        return session.scalar(reading.revision_question(), {"stack_uid": stack_uid}) or 0
