"""What is wrong in a profile, gathered so that one reading tells all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TypeVar, cast

from caseflow.errors import NotReady
from caseflow.labels import Text
from caseflow.packs import PackError, Part

Read = TypeVar("Read")


class Mistakes:
    """The mistakes of one profile, and the lists of names that would have been right."""

    def __init__(self) -> None:
        self._errors: list[PackError] = []
        self._lists: dict[str, str] = {}

    def add(self, error: PackError) -> None:
        """Keep one mistake."""
        self._errors.append(error)

    def read(self, part_of_it: Callable[[], Read]) -> Read:
        """What this part of the profile says; a mistake in it is kept, and the reading goes on.

        After a mistake the value is None and must not be used: `tell` raises before that.
        """
        try:
            return part_of_it()
        except PackError as error:
            self.add(error)
            return cast(Read, None)

    def unknown(self, part: Part, key: str, name: str, known: Iterable[str], called: str) -> None:
        """Keep that a name is none of those known; the list of them is told once."""
        names = sorted(known)
        self.add(part.wrong(key, f"{name!r} is not one of ours{nearest(name, names)}"))
        self._lists[called] = ", ".join(names)

    def tell(self) -> None:
        """Raise NotReady naming every mistake by file and key, if there are any."""
        if self._errors:
            lines = [str(error) for error in self._errors]
            lines += [f"Known {called}: {names}." for called, names in self._lists.items()]
            raise NotReady(Text("\n".join(lines)), field=".".join(self._errors[0].key))


def nearest(name: str, known: Iterable[str]) -> str:
    """Words that name the known name nearest to this one; empty when none is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; {near[0]!r} is near" if near else ""
