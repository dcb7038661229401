"""Words to which every room adds its own, such as acts: an empty base, and no way to misuse it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import EnumMeta
from typing import Any

from caseflow.labels import Labelled


class _Base(EnumMeta):
    """What makes a base without members say so, where an enum would look empty or half right."""

    def __iter__(cls) -> Iterator[Any]:
        _refuse_base(cls)
        return super().__iter__()

    def __len__(cls) -> int:
        _refuse_base(cls)
        return super().__len__()

    def __contains__(cls, value: object) -> bool:
        _refuse_base(cls)
        return value in tuple(cls.__members__.values())

    def __call__(cls, value: Any, *args: Any, **options: Any) -> Any:
        if not args and not options:
            _refuse_base(cls)
        return super().__call__(value, *args, **options)


def _refuse_base(enum: EnumMeta) -> None:
    if not enum.__members__:
        raise TypeError(
            f"{enum.__name__} has its members in rooms: ask manifests.declared or by_value"
        )


class Declared(Labelled, metaclass=_Base):
    """Base of words that every room adds to, such as acts: `class CaseAct(Act)`.

    A class directly below has no members, so that rooms can inherit from it. It is never gone
    through, called with a value or used in a column: `declared` and `by_value` answer for all
    rooms at once.
    """
