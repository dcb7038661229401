"""What stands beside the cases: victims with their files, and the screening register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.accounts import account_requests
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases.models import Case
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import open_text
from caseflow.days import office_day
from caseflow.demo.cast import HERE, Cast
from caseflow.demo.working_hours import at_work
from caseflow.facts.dates import read
from caseflow.packs import load
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
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
from caseflow.victims.contact_rule import ContactRule
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
    listed = load("demo-register", HERE / "register.toml").data["people"]
    listings = []
    for number, line in enumerate(listed):
        name, born, country = line.split("|")
        person = Person((name,), (read(born),), (country.lower(),), "", (f"R-{9000 + number}",))
        proposed = at_work(now - timedelta(days=400 - 9 * number), number)
        ref, ground = f"DEMO-{number + 1:03d}", "Fictional decision, made up for the demonstration."
        listings.append(publish_entry(session, cast, person, ref=ref, ground=ground, now=proposed))
    index.put(session, listings)
    session.flush()
    candidate = {"name": "Aurelio Fictizio", "date_of_birth": "1961"}
    asked = at_work(now - timedelta(days=2), 3)
    look_up(session, cast, listings[0], "SR-DEMO1", "DEMO-2026-014", candidate, now=asked)


def publish_entry(
    session: Session, cast: Cast, person: Person, *, ref: str, ground: str, now: datetime
) -> Listing:
    """A labelled entry that was proposed now, and noticed and published in the month after."""
    entry = new_entry(
        session,
        person,
        ref=ref,
        dossier={"ground": ground},
        now=now,
        entity_id=cast.entities["HQ"],
        label=LABEL,
        noticed_on=office_day(now + timedelta(days=6)),
        noticed_by=cast.user_id("registry"),
        published_at=at_work(now + timedelta(days=24), 5),
        published_by=cast.user_id("senior-officer"),
        proposed_by=cast.user_id("registry"),
    )
    entry.stage = EntryStage.PUBLISHED
    entry.notice = conceal("Told by letter; no answer came.")
    with act(session, ScreeningAct.REGISTER_PUBLISHED, thing=entry):
        session.add(entry)
    return Listing(entry.id, entry.data_key_id, person)


def look_up(
    session: Session,
    cast: Cast,
    listing: Listing,
    ref: str,
    vacancy: str,
    candidate: Mapping[str, str],
    *,
    now: datetime,
) -> Inquiry:
    """A recruiter's look-up with a possible match that one officer has judged."""
    inquiry = Inquiry(
        ref=ref,
        owner_id=cast.user_id("recruiter"),
        purpose=Purpose.RECRUITMENT,
        answer=Answer.REFER,
        model=VERSION,
        asked_at=now,
    )
    inquiry.data_key_id = keyring_of(session).make(
        session, kind="inquiry", root_id=inquiry.id, compartment=Compartment.SCREENING, now=now
    )
    inquiry.vacancy = conceal(vacancy)
    inquiry.candidate = conceal(json.dumps(candidate))
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
        judged_at=now + timedelta(hours=2),
    )
    with act(session, ScreeningAct.INQUIRY_MADE, thing=inquiry):
        session.add(inquiry)
        session.flush()
        session.add(match)
        session.flush()
        session.add(judgement)
    return inquiry


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
    session.flush()


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
