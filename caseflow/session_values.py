"""What a session carries besides rows: each value of one type, under a name of its own.

The module that needs a value declares it once. Nobody writes into `Session.info` by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar, cast

from sqlalchemy.orm import Session

T = TypeVar("T")


class SessionValue(Generic[T]):
    """A value of one type that sessions carry, such as the keyring or for whom they act."""

    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, session: Session) -> T | None:
        """The value; None where this session carries none."""
        return self.within(session.info)

    def of(self, session: Session) -> T:
        """The value. Raises RuntimeError where this session carries none."""
        if self.name not in session.info:
            raise RuntimeError(f"this session carries no {self.name}")
        return cast(T, session.info[self.name])

    def put(self, session: Session, value: T) -> T:
        """Let a session carry this value from now on; returns it."""
        session.info[self.name] = value
        return value

    def take(self, session: Session) -> T | None:
        """Take the value out of a session; None where it carries none."""
        return cast("T | None", session.info.pop(self.name, None))

    def made(self, session: Session, make: Callable[[], T]) -> T:
        """The value, made now where this session carries none."""
        if self.name not in session.info:
            session.info[self.name] = make()
        return cast(T, session.info[self.name])

    def within(self, info: Mapping[Any, Any]) -> T | None:
        """The value among what sessions of an application are given; None where it is not."""
        return cast("T | None", info.get(self.name))


PURPOSE = SessionValue[str]("purpose")
"""Why a session works for the system itself: an `access.acting.Purpose`."""


def for_system(session: Session) -> bool:
    """Whether a session works for the system itself, for a purpose that is recorded."""
    return PURPOSE.get(session) is not None
