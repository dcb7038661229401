"""What screening has in a demonstration: a labelled register, and a look-up to adjudicate."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from caseflow.audit.record import act
from caseflow.cases.models import Case
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.days import office_day
from caseflow.demonstration import Cast, at_work
from caseflow.facts.dates import read
from caseflow.matters.services.course import record_move
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.tasks import add_task
from caseflow.packs import load
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.index import Listing
from caseflow.screening.matching.people import Person
from caseflow.screening.matching.scoring import VERSION
from caseflow.screening.models import (
    Answer,
    Inquiry,
    Judgement,
    JudgementVerdict,
    PossibleMatch,
    Purpose,
    RegisterEntry,
)
from caseflow.screening.services.entries import new_entry
from caseflow.screening.workflow import REGISTER

LABEL = "DEMO"


def list_people(session: Session, cast: Cast, _cases: Sequence[Case], *, now: datetime) -> None:
    """Thirty published entries of the register, labelled, and one look-up to adjudicate."""
    listed = load("demo-register", Path(__file__).with_name("demonstration.toml")).data["people"]
    listings = []
    for number, line in enumerate(listed):
        name, born, country = line.split("|")
        person = Person((name,), (read(born),), (country.lower(),), "", (f"R-{9000 + number}",))
        proposed = at_work(now - timedelta(days=400 - 9 * number), number)
        ref, ground = f"DEMO-{number + 1:03d}", "Fictional decision, made up for the demonstration."
        listings.append(publish_entry(session, cast, person, ref=ref, ground=ground, now=proposed))
    index.put(session, listings)
    session.flush()
    first = session.get_one(RegisterEntry, listings[0].entry_id)
    leave_work(first, cast, now=at_work(now - timedelta(days=5), 1))
    candidate = {"name": "Aurelio Fictizio", "date_of_birth": "1961"}
    asked = at_work(now - timedelta(days=2), 3)
    look_up(session, cast, listings[0], "SR-DEMO1", "DEMO-2026-014", candidate, now=asked)


def leave_work(entry: RegisterEntry, cast: Cast, *, now: datetime) -> None:
    """A note that was changed, and a task for a colleague."""
    who: dict[str, Any] = {"actor": cast.people["registry"], "now": now}
    noted = write_note(entry, "The letter of notice lies with the entity.", **who)
    edit_note(entry, noted.note.id, "A copy of the letter of notice is on its way.", **who)
    doer = cast.user_id("registry-2")
    add_task(entry, "Ask for the copy of the letter of notice.", assignee=doer, **who)


def publish_entry(
    session: Session, cast: Cast, person: Person, *, ref: str, ground: str, now: datetime
) -> Listing:
    """A labelled entry that was proposed now, and noticed and published in the month after."""
    told, published = at_work(now + timedelta(days=6), 2), at_work(now + timedelta(days=24), 5)
    entry = new_entry(
        session,
        person,
        ref=ref,
        dossier={"ground": ground},
        now=now,
        entity_id=cast.entities["HQ"],
        label=LABEL,
        noticed_on=office_day(told),
        noticed_at=told,
        noticed_by=cast.user_id("registry"),
        published_at=published,
        published_by=cast.user_id("senior-officer"),
        proposed_by=cast.user_id("registry"),
    )
    entry.notice = conceal("Told by letter; no answer came.")
    with act(session, ScreeningAct.REGISTER_PUBLISHED, thing=entry):
        session.add(entry)
        for name, doer, moment in (
            ("notice", "registry", told),
            ("publish", "senior-officer", published),
        ):
            step, start = REGISTER.move(name), entry.stage
            who: dict[str, Any] = {"actor": cast.people[doer], "now": moment}
            record_move(entry, step, start, **who, happened_on=office_day(moment))
            entry.stage = step.end  # type: ignore[assignment]  # the table of entries has no others
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
