"""What happened, told upward and sideways: events that one room announces and others act on.

A verb announces; the subscribers that the manifests of rooms name run at once, in the same session
and transaction, so that the act and what follows from it stand or fall together. Events carry ids
and open codes, never names and never confidential words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from caseflow.session_values import SessionValue

OPEN_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened at a moment, done by somebody (None: by the system).

    Raises ValueError when a text in it is not an open code: that would be a name or a story.
    """

    at: datetime
    actor_id: UUID | None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and not OPEN_CODE.fullmatch(value):
                raise ValueError(f"{type(self).__name__}.{field.name} must be a code, not words")


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """Something that happened in a case, on a day of its entity that may lie before `at`.

    `happened_on` is None where nothing tells another day than that of `at`.
    """

    case_id: UUID
    happened_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CaseReceived(CaseEvent):
    """A case was opened; `admitted` when it came from an old register."""

    entity_id: UUID
    reference: str
    admitted: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseTransferred(CaseEvent):
    """A case went from one entity to another; `overseers` are those there who may know of it."""

    from_entity_id: UUID | None
    to_entity_id: UUID
    overseers: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(CaseEvent):
    """A case was given to another person, or to a desk (`to_id` None)."""

    to_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class PersonLetIn(CaseEvent):
    """A person was let into one case."""

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class AccessAsked(CaseEvent):
    """Somebody who cannot see a case asks to be let in."""


@dataclass(frozen=True, kw_only=True)
class ExtensionProposed(CaseEvent):
    """Somebody proposes to lengthen the running limit; a second person has to agree."""

    change_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExtensionSettled(CaseEvent):
    """A proposed extension was agreed to, declined or taken back."""

    proposed_by: UUID | None
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class OverseerJoined(CaseEvent):
    """Somebody who oversees takes part in a strictly confidential case."""


@dataclass(frozen=True, kw_only=True)
class GlassBroken(CaseEvent):
    """Somebody broke the glass over a case; `opened` unless something bars them from it."""

    opened: bool


@dataclass(frozen=True, kw_only=True)
class BarsChanged(CaseEvent):
    """Somebody is kept out of a case, or no longer."""


@dataclass(frozen=True, kw_only=True)
class OwnerKeptOut(CaseEvent):
    """A case has no owner any more: they have the name of somebody who was written into it."""


@dataclass(frozen=True, kw_only=True)
class SightEnded(CaseEvent):
    """Somebody may no longer see a case: what they were let in for ended, or it became strict."""


@dataclass(frozen=True, kw_only=True)
class FactsCorrected(CaseEvent):
    """Facts of a case were corrected: which, and to what they belong (a person, an allegation)."""

    about: str
    about_id: UUID
    facts: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class EntryWithdrawn(CaseEvent):
    """A person or an allegation was withdrawn as entered by mistake, or that was taken back."""

    about: str
    about_id: UUID
    taken_back: bool = False


@dataclass(frozen=True, kw_only=True)
class CoveringAsked(CaseEvent):
    """Somebody asks a second person to cover words of a case.

    `of_reporter`: they are about somebody who reported.
    """

    of_reporter: bool


@dataclass(frozen=True, kw_only=True)
class CoveringSettled(CaseEvent):
    """Words were covered, or stay, as somebody had asked."""

    asked_by: UUID | None
    covered: bool


@dataclass(frozen=True, kw_only=True)
class StepRedated(CaseEvent):
    """A step that was written down at `entered_at` happened on another day than `before`."""

    entered_at: datetime
    before: date


@dataclass(frozen=True, kw_only=True)
class CaseMerged(CaseEvent):
    """A case was merged into another and stays as a shell.

    `back`: the other case stands at an earlier stage since.
    """

    into_id: UUID
    back: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseMergeUndone(CaseEvent):
    """A merge was undone: the case stands again by itself."""

    into_id: UUID


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseEvent):
    """The last proceeding of a case ended."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseEvent):
    """A closed case was taken up again."""


@dataclass(frozen=True, kw_only=True)
class StageChanged(CaseEvent):
    """A proceeding moved from one stage to another."""

    proceeding_id: UUID
    track: str
    move: str
    start: str
    end: str


@dataclass(frozen=True, kw_only=True)
class SubjectIdentified(CaseEvent):
    """An unidentified subject now has a person; `split_from` when one of several was named."""

    subject_id: UUID
    person_id: UUID
    split_from: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class FindingRecorded(CaseEvent):
    """An allegation was answered at one step."""

    allegation_id: UUID
    finding_id: UUID
    outcome: str
    final: bool


@dataclass(frozen=True, kw_only=True)
class DecisionMade(CaseEvent):
    """A decision ended a step of a proceeding, with its findings and every measure written."""

    proceeding_id: UUID
    subject_id: UUID
    decision_id: UUID
    final: bool


@dataclass(frozen=True, kw_only=True)
class SubjectNotListed(CaseEvent):
    """A decision qualifies for the screening register, and its subject has no name to be listed."""


@dataclass(frozen=True, kw_only=True)
class ReachGiven(Event):
    """A person was given a role or an engagement: they reach what they did not reach before."""

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class EntityMoved(Event):
    """An entity lies beneath another one: whoever reaches that one reaches it, too.

    `above` are the entities from which what belongs to it is reached now, and was not before.
    """

    entity_id: UUID
    above: frozenset[UUID]


@dataclass(frozen=True, kw_only=True)
class EntityDaysChanged(Event):
    """An entity keeps another time zone or other holidays; `before` and `after` are its today."""

    entity_id: UUID
    before: date
    after: date


@dataclass(frozen=True, kw_only=True)
class PersonRenamed(Event):
    """A person with an account has another name."""

    user_id: UUID


@dataclass(frozen=True, kw_only=True)
class RegisterEvent(Event):
    """Something that happened to an entry of the screening register."""

    entry_id: UUID


@dataclass(frozen=True, kw_only=True)
class EntryProposed(RegisterEvent):
    """An entry was proposed, by hand or from a final decision."""


@dataclass(frozen=True, kw_only=True)
class EntryNoticed(RegisterEvent):
    """The subject of an entry was told; a second officer may publish it."""


@dataclass(frozen=True, kw_only=True)
class WithdrawalAsked(RegisterEvent):
    """Somebody asked that a published entry be taken out; a second officer confirms it."""


Happening = TypeVar("Happening", bound=Event)


@dataclass(frozen=True)
class Subscription(Generic[Happening]):
    """One line of the table: when this happens, call that."""

    event: type[Happening]
    call: Callable[[Session, Happening], None]


def on(
    event: type[Happening], call: Callable[[Session, Happening], None]
) -> Subscription[Happening]:
    """A line of the table of events."""
    return Subscription(event, call)


EVENTS: SessionValue[EventTable] = SessionValue("events")
"""Who is told of what in this session."""


class EventTable:
    """Who is told of what, in order; built once by `app.py` and bound to every session."""

    def __init__(self, *subscriptions: Subscription[Any]) -> None:
        self.subscriptions = subscriptions

    def bind(self, session: Session) -> None:
        """Let this session's verbs announce through this table."""
        EVENTS.put(session, self)

    def subscribers(self, event: Event) -> list[Callable[[Session, Any], None]]:
        """Whom to call about this event, in the table's order."""
        return [line.call for line in self.subscriptions if isinstance(event, line.event)]


def announce(session: Session, event: Event) -> None:
    """Tell the subscribers, in this transaction; what one of them raises stops the act.

    Raises LookupError when no table was bound to the session: a verb must never announce into
    the void because the edge forgot.
    """
    table = EVENTS.get(session)
    if table is None:
        raise LookupError("this session has no table of events; bind one where it is made")
    for call in table.subscribers(event):
        call(session, event)
