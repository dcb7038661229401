"""What victim assistance has in a demonstration: five files, from the first day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import Case
from caseflow.crypto.opening import open_text
from caseflow.days import office_day
from caseflow.demonstration import Cast, at_work
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task
from caseflow.victims.contact_rule import ContactRule
from caseflow.victims.milestones import milestones
from caseflow.victims.models import CaseTie, Channel, NeedKind, Urgency, VictimFile
from caseflow.victims.services.files import follow_up, open_file, record_need
from caseflow.victims.services.identity import Person as Victim
from caseflow.victims.services.identity import record_identity
from caseflow.victims.services.referring import refer_service
from caseflow.victims.services.telling import tell, tie_case

HELP = (
    (Urgency.URGENT, NeedKind.SAFETY, "A place to sleep that is not on the road to the camp."),
    (Urgency.SOON, NeedKind.MEDICAL, "Pain in the shoulder; wants to be seen by a woman."),
    (Urgency.SOON, NeedKind.PSYCHOSOCIAL, "Wants to talk to somebody who does not know the camp."),
    (Urgency.STEADY, NeedKind.LEGAL, "Asks what a complaint to the police would mean for her."),
    (Urgency.STEADY, NeedKind.SHELTER, "The roof leaks; the children sleep at the neighbours'."),
)
"""Of each demonstration file: how urgent it is, and what the person needs."""
BY_MEETING = ContactRule(
    frozenset({Channel.MEETING, Channel.THROUGH_PROVIDER}), frozenset({Channel.TELEPHONE})
)


def help_victims(session: Session, cast: Cast, cases: Sequence[Case], *, now: datetime) -> None:
    """Five files of people who were harmed, from the first day on."""
    for number, (urgency, kind, words) in enumerate(HELP):
        day = at_work(now - timedelta(days=3 + 11 * number), number)
        file = assist(
            session,
            cast,
            urgency,
            Victim(
                name=f"Person {number + 1} (fictional)",
                contact="Through the clinic",
                language="French",
                guardian="An aunt (fictional)",
            ),
            (kind, words),
            "Only through the clinic, on weekdays before noon. Never telephone.",
            next_on=office_day(now + timedelta(days=number - 1)),
            now=day,
        )
        who: dict[str, Any] = {"actor": cast.people["victim-officer"], "now": day}
        tie_case(file, cases[number].reference, **who)
        session.flush()
        if number == 0:
            tell_first(session, file, cast, now=at_work(now - timedelta(days=1), 2))
            leave_work(file, cast, now=at_work(now - timedelta(days=1), 3))
    session.flush()


def leave_work(file: VictimFile, cast: Cast, *, now: datetime) -> None:
    """A note that was changed, and a task for a colleague."""
    who: dict[str, Any] = {"actor": cast.people["victim-officer"], "now": now}
    noted = write_note(file, "The clinic keeps a bed until Friday.", **who)
    edit_note(file, noted.note.id, "The clinic keeps a bed until Saturday.", **who)
    add_task(
        file,
        "Bring the forms of the clinic to the camp.",
        assignee=cast.user_id("victim-officer-2"),
        due_on=office_day(now + timedelta(days=5)),
        **who,
    )


def assist(
    session: Session,
    cast: Cast,
    urgency: Urgency,
    person: Victim,
    need: tuple[NeedKind, str],
    safe_contact: str,
    *,
    next_on: date,
    now: datetime,
) -> VictimFile:
    """A file with an identity, a need, a referral for it and a first meeting."""
    officer = cast.people["victim-officer"]
    who: dict[str, Any] = {"actor": officer, "now": now}
    file = open_file(
        session,
        entity_id=cast.entities["NOR"],
        urgency=urgency,
        safe_contact=safe_contact,
        rule=BY_MEETING,
        owner_id=officer.user_id,
        **who,
    )
    session.flush()
    record_identity(file, person, **who)
    kind, words = need
    row = record_need(file, kind=kind, urgency=urgency, words=words, **who)
    session.flush()
    refer_service(
        file, row, provider="Women's clinic (fictional)", note="Ask for the night nurse.", **who
    )
    follow_up(
        file,
        day=office_day(now),
        reached=True,
        channel=Channel.MEETING,
        note="Calm, wants to hear how the case goes.",
        next_on=next_on,
        **who,
    )
    return file


def tell_first(session: Session, file: VictimFile, cast: Cast, *, now: datetime) -> None:
    """Tell the person of a file with one tie about the first step of their case."""
    tie = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == file.id)).one()
    known = milestones(session, open_text(session, tie, "reference") or "", barred=())
    tell(
        file,
        tie,
        known[0].id,
        day=office_day(now),
        channel=Channel.MEETING,
        reaction="Asks whether anybody will read her name.",
        actor=cast.people["victim-officer"],
        now=now,
    )
