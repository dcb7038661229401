"""What pages show of notes and tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class PersonView:
    """A user as a page names them; `id` None for nobody or the system."""

    id: UUID | None
    name: str

    @property
    def initials(self) -> str:
        """Two letters for the avatar; empty for nobody."""
        words = self.name.split()
        return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """Something that somebody was given to do in a matter."""

    id: UUID
    words: str
    assignee: PersonView | None
    due_on: date | None
    done: bool
    late: bool = False
    ends_with_act: bool = False
    """Whether it ends with the act that it asks for, and is not marked as done."""


@dataclass(frozen=True, kw_only=True)
class NoteView:
    """What one of the team wrote."""

    id: UUID
    words: str
    by: PersonView
    at: datetime
    edits: int
    mine: bool


@dataclass(frozen=True, kw_only=True)
class NoteVersionView:
    """What a note said until it was changed."""

    words: str
    until: datetime
