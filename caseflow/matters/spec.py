"""What each kind of matter takes part in: its room says so, and nothing is on by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.root_kinds import RootKind
from caseflow.audit.acts import Act
from caseflow.errors import NotFound
from caseflow.labels import Labelled, Text, _
from caseflow.manifests import find, rooms
from caseflow.matters.matter import Matter


class Capability(Labelled):
    """What a kind of matter may have besides what is its own."""

    NOTES = "notes", _("Notes")
    TASKS = "tasks", _("Tasks")
    FILES = "files", _("Files")
    MENTIONS = "mentions", _("Colleagues named in notes are told")


@dataclass(frozen=True, kw_only=True)
class MatterSpec:
    """What one kind of matter shares with others.

    `acts` switches a capability on, and says what the trail calls a change of it; `reads` is what
    it calls a look. `works` and `notice` are functions, written ``package.module:name``:
    ``works(session, actor, matter)`` goes on only for whoever works on it, and raises Refused or
    NotReady; `puts_right` is the same for what is put right where its work has ended, if that is
    another one; ``notice(matter, name, capability)`` gives the sentence and the path by which
    somebody is told that this person set them a task, or named them in a note (`TASKS`,
    `MENTIONS`).
    """

    kind: RootKind
    works: str
    reads: Act
    notice: str
    puts_right: str = ""
    acts: Mapping[Capability, Act] = field(default_factory=dict)

    def act(self, capability: Capability) -> Act:
        """What the trail calls a change of this. Raises NotFound where the kind has it not."""
        if capability not in self.acts:
            raise NotFound(_("There is no such thing here."))
        return self.acts[capability]

    def require_work(self, session: Session, actor: Actor, matter: Matter) -> None:
        """Go on only for whoever works on this matter. Raises Refused and NotReady."""
        find(self.works)(session, actor, matter)

    def require_to_put_right(self, session: Session, actor: Actor, matter: Matter) -> None:
        """Go on only for whoever may put right what is wrong in it, also where its work has ended.

        Raises Refused and NotReady.
        """
        find(self.puts_right or self.works)(session, actor, matter)

    def notice_of(self, capability: Capability, matter: Matter, name: str) -> tuple[Text, str]:
        """The sentence and the path for whoever this person set a task, or named in a note."""
        return cast("tuple[Text, str]", find(self.notice)(matter, name, capability))


def matters() -> dict[RootKind, MatterSpec]:
    """What every kind of matter takes part in. Raises NotLoaded."""
    return {spec.kind: spec for room in rooms() for spec in room.matters}


def spec_of(matter: Matter) -> MatterSpec:
    """What this matter takes part in. Raises KeyError for a kind that no room declares one of."""
    return matters()[matter.__root_kind__]
