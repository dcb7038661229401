"""What a registry officer reads: open referrals, and two people side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.accounts.models import User
from caseflow.audit.record import note_read
from caseflow.crypto.broken_seals import Unreadable
from caseflow.crypto.opening import show_rows
from caseflow.errors import NotFound
from caseflow.labels import Text, _
from caseflow.list_order import ListOrder, PageOf, SortColumn
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.comparing_session import comparing_session
from caseflow.screening.matching import scoring
from caseflow.screening.matching.people import Candidate, Person, is_called
from caseflow.screening.matching.scoring import About, Band
from caseflow.screening.models import (
    Answer,
    EntryStage,
    Inquiry,
    Judgement,
    JudgementVerdict,
    PossibleMatch,
    RegisterEntry,
    Settlement,
)
from caseflow.screening.opened_values import candidate_of, parts_of, person_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.entry_validity import EntryStanding, Force, standing_of
from caseflow.screening.queries.lookups import LONGEST_REF
from caseflow.screening.queries.matched_entries import listed_now

OLDEST = ListOrder(SortColumn("asked_at", Inquiry.asked_at), SortColumn("id", Inquiry.id))
STRONGEST = 7.0
FIELDS = ("candidate", "vacancy")
REFERRED = (*FIELDS, "reason")
"""What the registry has opened of a look-up."""


@dataclass(frozen=True)
class ReferralLine:
    """A referral that waits for a judgement."""

    ref: str
    name: str
    vacancy: str
    asked_at: datetime


@dataclass(frozen=True)
class Piece:
    """A row of the side-by-side: what each side has, what that says, and how much it weighs.

    `share` is the part of the half-bar to fill, from 0 to 100; `speaks_for` tells the side.
    """

    about: About
    asked: str
    listed: str
    words: Text
    share: int
    speaks_for: bool
    parts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class JudgedLine:
    """A judgement, as those who have judged may read it."""

    verdict: JudgementVerdict
    reason: str
    judged_at: datetime


@dataclass(frozen=True)
class MatchView:
    """One possible match, side by side with the candidate."""

    id: UUID
    rank: int
    entry_ref: str
    standing: EntryStanding
    band: Band | None
    """None where the comparison is not shown."""
    pieces: tuple[Piece, ...]
    whole: bool
    """Whether both people can be shown, so that they can be judged."""
    unseen: bool
    """Whether the entry is out of the reader's reach: nothing of it is told."""
    resolved: bool
    mine: bool
    judgements: tuple[JudgedLine, ...]
    waiting: int


@dataclass(frozen=True)
class Listed:
    """An entry as a match shows it."""

    ref: str
    person: Person
    standing: EntryStanding


UNSEEN = Listed("", Person(()), EntryStanding(Force.OUT))
"""An entry out of the reader's reach."""
UNREAD = Listed("", Person(()), EntryStanding(Force.HELD))
"""An entry that nobody can tell, since the match cannot be shown."""


@dataclass(frozen=True)
class ReferralView:
    """A referral with every entry that resembles the candidate."""

    ref: str
    asked_by: str
    asked_at: datetime
    vacancy: str
    purpose: Text
    model: str
    own: bool
    settled: Text | None
    word: str
    """Why the registry let the candidate go on, where there was nobody to compare."""
    matches: tuple[MatchView, ...]


def referrals(session: Session, *, actor: Actor, after: str = "") -> PageOf[ReferralLine]:
    """A page of the referrals nobody has settled, oldest first; the look is recorded.

    A look-up of somebody with the actor's own name is not among them. Raises NotReady (field
    "after") for a page that is none.
    """
    assert_acting(session, actor)
    waiting = sa.select(Inquiry).where(Inquiry.answer == Answer.REFER, Inquiry.settled_at.is_(None))
    page = OLDEST.page(waiting, after, lambda wanted: session.scalars(wanted).all())
    rows = page.rows
    opened = [
        (row, candidate_of(each["candidate"]), each["vacancy"] or "")
        for row, each in zip(rows, show_rows(session, rows, FIELDS), strict=True)
    ]
    found = tuple(
        ReferralLine(row.ref, candidate.name, vacancy, row.asked_at)
        for row, candidate, vacancy in opened
        if not is_called(candidate, actor.name)
    )
    note_read(
        session,
        ScreeningAct.INQUIRY_LISTED,
        fields=FIELDS,
        facts={"inquiries": [line.ref for line in found]},
        right=ScreeningPermission.RESOLVE,
    )
    return PageOf(found, page.after)


def referral(session: Session, ref: str, *, actor: Actor) -> Inquiry:
    """The look-up of this reference, if it was referred, and of somebody with another name.

    Raises NotFound.
    """
    assert_acting(session, actor)
    found = None
    if len(ref) <= LONGEST_REF and ref.isprintable():
        found = session.scalar(
            sa.select(Inquiry).where(Inquiry.ref == ref, Inquiry.answer == Answer.REFER)
        )
    if found is None or _is_about(session, found, actor):
        raise NotFound(_("There is no such referral."))
    return found


def _is_about(session: Session, inquiry: Inquiry, actor: Actor) -> bool:
    opened = show_rows(session, (inquiry,), ("candidate",))[0]
    return is_called(candidate_of(opened["candidate"]), actor.name)


def read_referral(session: Session, ref: str, *, actor: Actor) -> ReferralView:
    """A referral, side by side; looks at the inquiry and at each entry are recorded."""
    this = referral(session, ref, actor=actor)
    asked = show_rows(session, (this,), REFERRED)[0]
    candidate = candidate_of(asked["candidate"])
    rows = session.scalars(
        sa.select(PossibleMatch)
        .where(PossibleMatch.root_id == this.id)
        .order_by(PossibleMatch.rank)
    ).all()
    details = [parts_of(each["detail"]) for each in show_rows(session, rows, ("detail",))]
    entries = _entries(session, [UUID(detail["entry_id"]) for detail in details if detail])
    with comparing_session(session) as reading:
        force = listed_now(session, reading, [this]).get(this.id, Force.IN_FORCE)
    note_read(
        session,
        ScreeningAct.INQUIRY_READ,
        thing=this,
        fields=(*REFERRED, "detail"),
        right=ScreeningPermission.RESOLVE,
    )
    asked_by = session.get(User, this.owner_id) if this.owner_id else None
    return ReferralView(
        ref=this.ref,
        asked_by=asked_by.full_name if asked_by else "",
        asked_at=this.asked_at,
        vacancy=asked["vacancy"] or "",
        purpose=this.purpose.label,
        model=this.model,
        own=this.owner_id == actor.user_id,
        settled=_settled(this.settlement, force),
        word=(parts_of(asked["reason"]) or {}).get("registry", ""),
        matches=tuple(
            _match(session, row, detail, entries, candidate, actor)
            for row, detail in zip(rows, details, strict=True)
        ),
    )


def _settled(settlement: Settlement | None, force: Force) -> Text | None:
    """How it was answered; an answer whose ground does not hold says so, for now or for good."""
    if settlement is None or force is Force.IN_FORCE:
        return settlement.label if settlement else None
    if force is Force.OUT:
        return _("Was answered “listed”, which does not hold any more")
    return _("Was answered “listed”, which does not hold at present")


def _entries(session: Session, ids: list[UUID]) -> dict[UUID, Listed]:
    rows = session.scalars(sa.select(RegisterEntry).where(RegisterEntry.id.in_(ids))).all()
    for row in rows:
        note_read(session, ScreeningAct.REGISTER_READ, thing=row, fields=("person",))
    stood = standing_of(session, rows)
    return {
        row.id: Listed(row.ref, person_of(each["person"]), _now(row, stood[row.id]))
        for row, each in zip(rows, show_rows(session, rows, ("person",)), strict=True)
    }


def _now(row: RegisterEntry, standing: EntryStanding) -> EntryStanding:
    """How an entry stands; a withdrawn one is out, whatever became of its decision."""
    if row.stage is EntryStage.WITHDRAWN:
        return EntryStanding(Force.OUT, _("The entry was withdrawn"), row.withdrawn_at)
    return standing


def _match(
    session: Session,
    row: PossibleMatch,
    detail: dict[str, Any] | None,
    entries: dict[UUID, Listed],
    candidate: Candidate,
    actor: Actor,
) -> MatchView:
    listed = entries.get(UUID(detail["entry_id"]), UNSEEN) if detail else UNREAD
    person, unseen = listed.person, listed is UNSEEN
    band = Band(detail["band"]) if detail and not unseen else None
    if listed.standing.force is Force.HELD and band is Band.STRONG:
        band = Band.REFER
    judged = session.scalars(
        sa.select(Judgement).where(Judgement.match_id == row.id).order_by(Judgement.judged_at)
    ).all()
    mine = any(j.judged_by == actor.user_id for j in judged)
    shown = judged if mine or row.resolved_at else []
    opened = show_rows(session, shown, ("reason",))
    return MatchView(
        id=row.id,
        rank=row.rank,
        entry_ref=listed.ref,
        standing=listed.standing,
        band=band,
        pieces=tuple(_pieces(detail, candidate, person)) if detail and not unseen else (),
        whole=bool(person.names) and all(map(_shown, (candidate.name, *person.names))),
        unseen=unseen,
        resolved=row.resolved_at is not None,
        mine=mine,
        judgements=tuple(
            JudgedLine(j.verdict, each["reason"] or "", j.judged_at)
            for j, each in zip(shown, opened, strict=True)
        ),
        waiting=len(judged),
    )


def _shown(text: str) -> bool:
    return not isinstance(text, Unreadable)


def _pieces(detail: dict[str, Any], candidate: Candidate, person: Person) -> list[Piece]:
    asked = {
        About.NAME: ", ".join((candidate.name, *candidate.other_names)),
        About.BIRTH: candidate.date_of_birth,
        About.NATIONALITY: candidate.nationality,
        About.GENDER: candidate.gender,
        About.NUMBER: candidate.id_number,
    }
    listed = {
        About.NAME: ", ".join(person.names),
        About.BIRTH: "; ".join(map(str, person.births)),
        About.NATIONALITY: person.nationality_words,
        About.GENDER: person.gender,
        About.NUMBER: ", ".join(person.id_numbers),
    }
    said = {
        About(about): (words, weight, more) for about, words, weight, *more in detail["evidence"]
    }
    found = []
    for about in About:
        words, weight, more = said.get(about, ("", 0.0, []))
        if not asked[about] and not listed[about]:
            continue
        share = min(100, round(abs(weight) / STRONGEST * 100))
        told = Text(words) if words else _("Says nothing")
        parts = scoring.told(more[0]) if more else ()
        found.append(Piece(about, asked[about], listed[about], told, share, weight >= 0, parts))
    return found
