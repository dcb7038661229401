"""How a person may be reached safely: which ways are allowed, and which are never taken."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from caseflow.crypto.broken_seals import Unreadable
from caseflow.victims.models import Channel


@dataclass(frozen=True)
class ContactRule:
    """The ways of reaching a person that are allowed, and those that are never taken.

    A way in neither is not decided. A rule that cannot be read allows nothing: `readable` is false
    and every way needs a reason.
    """

    allowed: frozenset[Channel] = frozenset()
    never: frozenset[Channel] = frozenset()
    readable: bool = True

    @property
    def says_something(self) -> bool:
        """Whether anything was decided."""
        return bool(self.allowed or self.never)

    def ways(self, *, never: bool = False) -> list[Channel]:
        """The ways to choose from, allowed ones first; or those that are never taken."""
        if never:
            return [each for each in Channel if each in self.never]
        left = [each for each in Channel if each not in self.never]
        return sorted(left, key=lambda each: each not in self.allowed)

    def to_json(self) -> str:
        """As it is sealed."""
        return json.dumps(
            {
                "allowed": sorted(each.value for each in self.allowed),
                "never": sorted(each.value for each in self.never),
            }
        )


NO_RULE = ContactRule()
UNREADABLE = ContactRule(never=frozenset(Channel), readable=False)


def rule_in(text: str | Unreadable | None) -> ContactRule:
    """The rule of a sealed text; none where nothing was written, all forbidden where unreadable."""
    if isinstance(text, Unreadable):
        return UNREADABLE
    if not text:
        return NO_RULE
    said = json.loads(text)
    return ContactRule(_channels(said["allowed"]), _channels(said["never"]))


def _channels(values: Collection[str]) -> frozenset[Channel]:
    return frozenset(Channel(value) for value in values)
