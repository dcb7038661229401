"""What stands beside the cases: victims with their files, and the screening register."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts import account_requests
from caseflow.accounts.models import User
from caseflow.audit.acts import Act
from caseflow.audit.record import act
from caseflow.cases.models import Case
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import open_text
from caseflow.days import office_day
from caseflow.demo.cast import HERE, Cast
from caseflow.facts.dates import read
from caseflow.packs import load
from caseflow.screening import index
from caseflow.screening.index import Listing
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import VERSION
from caseflow.screening.models import (
    Answer,
    EntryStage,
    Inquiry,
    Judgement,
    JudgementVerdict,
    PossibleMatch,
    Purpose,
)
from caseflow.screening.services.entries import new_entry
from caseflow.victims.milestones import milestones
from caseflow.victims.models import CaseTie, Channel, NeedKind, Urgency, VictimFile
from caseflow.victims.services.files import follow_up, open_file, record_need
from caseflow.victims.services.identity import Person as Victim
from caseflow.victims.services.identity import record_identity
from caseflow.victims.services.referring import refer_service
from caseflow.victims.services.telling import tell, tie_case

LABEL = "DEMO"


def list_people(session: Session, cast: Cast, *, now: datetime) -> None:
    """Thirty published entries of the register, labelled, and one look-up to adjudicate."""
    listings = []
    listed = load("demo-register", HERE / "register.toml").data["people"]
    for number, line in enumerate(listed):
        name, born, country = line.split("|")
        person = Person((name,), (read(born),), (country.lower(),), "", (f"R-{9000 + number}",))
        entry = new_entry(
            session,
            person,
            ref=f"DEMO-{number + 1:03d}",
            dossier={"ground": "Fictional decision, made up for the demonstration."},
            now=now - timedelta(days=400),
            entity_id=cast.entities["HQ"],
            label=LABEL,
            noticed_on=office_day(now - timedelta(days=380)),
            noticed_by=cast.user_id("registry"),
            published_at=now - timedelta(days=370),
            published_by=cast.user_id("senior-officer"),
            proposed_by=cast.user_id("registry"),
        )
        entry.stage = EntryStage.PUBLISHED
        entry.notice = conceal("Told by letter; no answer came.")
        with act(session, Act.REGISTER_PUBLISHED, thing=entry):
            session.add(entry)
        listings.append(Listing(entry.id, entry.data_key_id, person))
    index.put(session, listings)
    session.flush()
    _inquiry(session, cast, listings[0], now=now)


def _inquiry(session: Session, cast: Cast, listing: Listing, *, now: datetime) -> None:
    """A recruiter's look-up with a possible match that one officer has judged."""
    inquiry = Inquiry(
        ref="SR-DEMO1",
        owner_id=cast.user_id("recruiter"),
        purpose=Purpose.RECRUITMENT,
        answer=Answer.REFER,
        model=VERSION,
        asked_at=now - timedelta(days=2),
    )
    inquiry.data_key_id = keyring_of(session).make(
        session, kind="inquiry", root_id=inquiry.id, compartment=Compartment.SCREENING, now=now
    )
    inquiry.vacancy = conceal("DEMO-2026-014")
    inquiry.candidate = conceal(json.dumps({"name": "Aurelio Fictizio", "date_of_birth": "1961"}))
    inquiry.reason = conceal(json.dumps({"wanted": []}))
    detail = {"entry_id": str(listing.entry_id), "score": 0.8, "band": "refer", "evidence": []}
    match = PossibleMatch(
        root_id=inquiry.id,
        data_key_id=inquiry.data_key_id,
        rank=1,
        detail=conceal(json.dumps(detail)),
    )
    judgement = Judgement(
        root_id=inquiry.id,
        data_key_id=inquiry.data_key_id,
        match_id=match.id,
        verdict=JudgementVerdict.UNSURE,
        reason=conceal("The year fits, the spelling does not quite; ask for the full date."),
        judged_by=cast.user_id("registry"),
        judged_at=now - timedelta(days=1),
    )
    with act(session, Act.INQUIRY_MADE, thing=inquiry):
        session.add(inquiry)
        session.flush()
        session.add(match)
        session.flush()
        session.add(judgement)


def help_victims(session: Session, cast: Cast, cases: Sequence[Case], *, now: datetime) -> None:
    """Five files of people who were harmed, from the first day on."""
    officer = cast.people["victim-officer"]
    for number, urgency in enumerate(
        (Urgency.URGENT, Urgency.SOON, Urgency.SOON, *[Urgency.STEADY] * 2)
    ):
        day = now - timedelta(days=3 + 11 * number)
        file = open_file(
            session,
            entity_id=cast.entities["NOR"],
            urgency=urgency,
            safe_contact="Only through the clinic, on weekdays before noon. Never telephone.",
            owner_id=officer.user_id,
            actor=officer,
            now=day,
        )
        session.flush()
        record_identity(
            file,
            Victim(
                name=f"Person {number + 1} (fictional)",
                contact="Through the clinic",
                language="French",
                guardian="An aunt (fictional)",
            ),
            actor=officer,
            now=day,
        )
        need = record_need(
            file,
            kind=list(NeedKind)[number],
            urgency=urgency,
            words="A place to sleep that is not on the road to the camp.",
            actor=officer,
            now=day,
        )
        session.flush()
        refer_service(
            file, need, provider="Women's clinic (fictional)", note="Ask for the night nurse.",
            actor=officer, now=day,
        )  # fmt: skip
        follow_up(
            file,
            day=office_day(day),
            reached=True,
            channel=Channel.MEETING,
            note="Calm, wants to hear how the case goes.",
            next_on=office_day(now + timedelta(days=number - 1)),
            actor=officer,
            now=day,
        )
        tie_case(file, cases[number].reference, actor=officer, now=day)
        session.flush()
        if number == 0:
            _tell_one(session, file, cast, now=now)
    tie_case(file, cases[-1].reference, actor=officer, now=now)
    session.flush()


def _tell_one(session: Session, file: VictimFile, cast: Cast, *, now: datetime) -> None:
    """Tell the first person about the first step of their case."""
    tie = session.scalars(sa.select(CaseTie).where(CaseTie.root_id == file.id)).one()
    known = milestones(session, open_text(session, tie, "reference") or "", barred=())
    tell(
        file,
        tie,
        known[0].id,
        day=office_day(now - timedelta(days=1)),
        channel=Channel.MEETING,
        reaction="Asks whether anybody will read her name.",
        actor=cast.people["victim-officer"],
        now=now,
    )


def ask_for_a_role(session: Session, cast: Cast, *, now: datetime) -> None:
    """One administrator asks for a role that the other one has yet to confirm."""
    account_requests.ask_role(
        session.get_one(User, cast.user_id("risk-officer")),
        "reviewer",
        entity_id=cast.entities["NOR"],
        team_id=cast.values["NOR", "Northern conduct team"],
        reason="Stands in for the reviewer during home leave.",
        actor=cast.people["administrator"],
        now=now,
    )
