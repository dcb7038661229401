"""Sealed values that do not open: what pages show instead, and which of them a session met."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.labels import Text, _
from caseflow.session_values import SessionValue


class Unreadable(Text):
    """What a page shows in the place of a value that does not open."""


CANNOT_BE_SHOWN = Unreadable(_("This text cannot be shown"))
ERASED = Unreadable(_("This text was erased for good"))


@dataclass(frozen=True, order=True)
class BrokenValue:
    """Where a value stands whose seal does not match; never what it says."""

    table: str
    column: str
    row_id: UUID

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of row {self.row_id}"


def readable(text: str | None) -> str:
    """What a form is filled in with: the text as it was kept, or nothing where it does not open."""
    return "" if text is None or isinstance(text, Unreadable) else text


BROKEN: SessionValue[dict[BrokenValue, None]] = SessionValue("broken seals")
"""The values that did not open in this session, each once."""


def broken_seals(session: Session) -> dict[BrokenValue, None]:
    """The values whose seals were found broken in this session, in the order of finding.

    They outlive a rollback: what a refused request met is put on the trail all the same.
    """
    return BROKEN.made(session, dict)
