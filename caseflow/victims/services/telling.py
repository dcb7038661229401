"""What the person has a right to hear: tying a file to its case, and telling step by step."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text, show_rows
from caseflow.errors import NotReady
from caseflow.labels import _
from caseflow.reference.numbers import parse
from caseflow.victims.milestones import interest_token, milestones
from caseflow.victims.models import CaseInterest, CaseTie, Channel, Milestone, Told, VictimFile
from caseflow.victims.services.files import concealed, session_of


def tie_case(file: VictimFile, reference: str, *, actor: Actor, now: datetime) -> CaseTie:
    """Say which case a file belongs to, by a typed reference; whether it exists is not told.

    Raises NotReady for what is no reference, and for a case the file is tied to already.
    """
    session = session_of(file, actor)
    typed = parse(reference)
    if typed is None:
        raise NotReady(_("This is not a case reference. Check each character."), field="reference")
    if str(typed) in _known(session, file):
        raise NotReady(_("The file is tied to this case already."), field="reference")
    interest = CaseInterest(case_token=interest_token(session, str(typed)))
    tie = CaseTie(
        root_id=file.id,
        data_key_id=file.data_key_id,
        reference=conceal(str(typed)),
        interest_id=interest.id,
        tied_on=now.date(),
    )
    with act(session, Act.VICTIM_FILE_CHANGED, thing=file, facts={"tied": True}):
        session.add(interest)
        session.flush()
        session.add(tie)
    return tie


def tell(
    file: VictimFile,
    tie: CaseTie,
    milestone_id: UUID,
    *,
    day: date,
    channel: Channel,
    actor: Actor,
    now: datetime,
    reaction: str | None = None,
) -> Told:
    """Note that the person was told of one step, how, and what they said.

    Raises NotReady for a step that is none of this case, or was told already.
    """
    session = session_of(file, actor)
    reference = open_text(session, tie, "reference") or ""
    known = milestones(session, reference)
    if tie.root_id != file.id or milestone_id not in {m.id for m in known}:
        raise NotReady(_("Choose a step of this case."), field="milestone")
    told = _told(session, tie)
    if milestone_id in told:
        raise NotReady(_("This was told already."), field="milestone")
    row = Told(
        root_id=file.id,
        data_key_id=file.data_key_id,
        tie_id=tie.id,
        milestone_id=milestone_id,
        day=day,
        channel=channel,
        reaction=concealed(reaction),
        told_by=actor.user_id,
    )
    with act(session, Act.VICTIM_FILE_CHANGED, thing=file, facts={"told": milestone_id}):
        session.add(row)
        _settle(session, tie, known, told | {milestone_id})
    return row


def _settle(session: Session, tie: CaseTie, known: list[Milestone], told: set[UUID]) -> None:
    """Let the closing question know how much of the case as it stands now was told."""
    interest = session.get_one(CaseInterest, tie.interest_id)
    last = known[-1].case_token
    interest.told = sum(1 for m in known if m.case_token == last and m.id in told)


def _told(session: Session, tie: CaseTie) -> set[UUID]:
    return set(session.scalars(sa.select(Told.milestone_id).where(Told.tie_id == tie.id)))


def _known(session: Session, file: VictimFile) -> set[str | None]:
    ties = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == file.id)).all()
    return {opened["reference"] for opened in show_rows(session, ties, ("reference",))}
