"""What the person has a right to hear: tying a file to its case, and telling step by step."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.root_days import day_of, zone_of
from caseflow.audit.record import Fact, act
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text, show_rows
from caseflow.days import day_in
from caseflow.errors import AlreadyDone, NotReady
from caseflow.labels import _
from caseflow.reference.entry_lag import Earlier, check_day
from caseflow.reference.numbers import parse
from caseflow.victims.acts import VictimAct
from caseflow.victims.milestones import barred_tokens, milestones
from caseflow.victims.models import CaseTie, Channel, Told, VictimFile
from caseflow.victims.services.files import concealed, session_of
from caseflow.victims.services.reaching import NONE_GIVEN, Reasons, reason_against_rule


def tie_case(file: VictimFile, reference: str, *, actor: Actor, now: datetime) -> CaseTie:
    """Say which case a file belongs to, by a typed reference; whether it exists is not told.

    A tie that was undone before is taken up again, with what was told under it. Raises NotReady
    for what is no reference, and for a case the file is tied to already.
    """
    session = session_of(file, actor)
    typed = parse(reference)
    if typed is None:
        raise NotReady(_("This is not a case reference. Check each character."), field="reference")
    tie = _ties(session, file).get(str(typed))
    if tie is not None and tie.untied_at is None:
        raise AlreadyDone(_("The file is tied to this case already."), field="reference")
    today = day_of(session, file.entity_id, now)
    with act(session, VictimAct.FILE_CHANGED, thing=file, facts={"tied": True}):
        if tie is None:
            tie = CaseTie(
                root_id=file.id,
                data_key_id=file.data_key_id,
                reference=conceal(str(typed)),
                tied_on=today,
            )
            session.add(tie)
        tie.tied_on, tie.untied_at, tie.untied_by = today, None, None
    return tie


def untie_case(file: VictimFile, tie: CaseTie, *, actor: Actor, now: datetime) -> None:
    """Undo a wrong tie: nothing of this case is to be told any more. What was told stays noted.

    The way back is to tie the file to the case again. Raises NotReady for a tie that is none of
    this file, AlreadyDone for one that was undone before.
    """
    session = session_of(file, actor)
    if tie.root_id != file.id:
        raise NotReady(_("The file is not tied to this case."))
    if tie.untied_at is not None:
        raise AlreadyDone(_("The file is no longer tied to this case."))
    with act(session, VictimAct.FILE_UNTIED, thing=file):
        tie.untied_at = now
        tie.untied_by = actor.user_id


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
    reasons: Reasons = NONE_GIVEN,
) -> Told:
    """Note that the person was told of one step, how, and what they said.

    Raises NotReady for a way that is never to be taken without its reason, for a step that is none
    of this case or was told already, and for a day before the step, ahead, or so far back that it
    wants a reason. Whoever is kept out of the case is answered as if there were no such case.
    """
    session = session_of(file, actor)
    reference = open_text(session, tie, "reference") or ""
    barred = barred_tokens(session, actor)
    zone = zone_of(session, file.entity_id)
    known = {m.id: m.day(zone) for m in milestones(session, reference, barred=barred)}
    if tie.root_id != file.id or tie.untied_at is not None or milestone_id not in known:
        raise NotReady(_("Choose a step of this case."), field="milestone")
    happened = known[milestone_id]
    words = _("This happened on %(day)s: nobody was told before.", day=happened)
    check_day(
        day,
        day_in(zone, now),
        follows=(Earlier(happened, words),),
        reason=reasons.late,
        field="day",
        reason_field="late_reason",
    )
    if milestone_id in _told(session, tie):
        raise AlreadyDone(_("This was told already."), field="milestone")
    why = reason_against_rule(session, file, channel, reasons.despite)
    row = Told(
        root_id=file.id,
        data_key_id=file.data_key_id,
        tie_id=tie.id,
        milestone_id=milestone_id,
        day=day,
        channel=channel,
        reaction=concealed(reaction),
        despite=concealed(why),
        told_by=actor.user_id,
        recorded_at=now,
        late_reason=concealed(reasons.late),
    )
    facts: dict[str, Fact] = {"told": milestone_id}
    if why:
        facts["never"] = channel
    with act(session, VictimAct.FILE_CHANGED, thing=file, reason=why, facts=facts):
        session.add(row)
    return row


def _told(session: Session, tie: CaseTie) -> set[UUID]:
    return set(session.scalars(sa.select(Told.milestone_id).where(Told.tie_id == tie.id)))


def _ties(session: Session, file: VictimFile) -> dict[str | None, CaseTie]:
    """The ties of a file, undone ones too, by the reference of their case."""
    ties = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == file.id)).all()
    opened = show_rows(session, ties, ("reference",))
    return {each["reference"]: tie for tie, each in zip(ties, opened, strict=True)}
