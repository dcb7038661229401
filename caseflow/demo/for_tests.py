"""What carries the planted texts: one case, one victim's file, one entry, one look-up, one account.

Each says that it is for tests, so that whoever tries the demonstration meets them nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import SYSTEM, Actor, load_actor
from caseflow.access.roles import shipped
from caseflow.accounts import account_requests, services
from caseflow.audit.record import act
from caseflow.cases.forms.logging import LOG_A_CASE
from caseflow.cases.models import Case, Correction, Part
from caseflow.cases.records import correctable
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services.correcting import correct_account
from caseflow.cases.services.covering import ask_to_cover, cover, leave_uncovered
from caseflow.cases.services.oversight import record_part
from caseflow.cases.services.people import add_person
from caseflow.cases.services.saving import save_view
from caseflow.cases.services.taking_back import take_back
from caseflow.cases.services.withdrawing import withdraw_person
from caseflow.crypto.columns import conceal
from caseflow.crypto.models import Compartment
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.demo.acts import DemonstrationAct
from caseflow.demo.cast import SINCE
from caseflow.demo.stories import Teller
from caseflow.demonstration import Cast, at_work
from caseflow.drafts.services import Desk, keep_draft
from caseflow.facts.dates import read
from caseflow.matters.services.files import add_file, seal_upload, withdraw_file
from caseflow.matters.services.notes import edit_note, write_note
from caseflow.matters.services.uploads import begin_upload
from caseflow.screening import index
from caseflow.screening.demonstration import look_up, publish_entry
from caseflow.screening.index import Listing
from caseflow.screening.matching.people import Person
from caseflow.screening.models import CorrectedPerson, RegisterEntry
from caseflow.victims.demonstration import assist, tell_first
from caseflow.victims.models import NeedKind, Urgency, VictimFile
from caseflow.victims.services.identity import Person as Victim
from caseflow.victims.services.telling import tie_case

LABEL = "For tests"
USERNAME = "for-tests"
WORDS = "For tests: texts stand here that must not leak."
STORY: dict[str, Any] = {
    "entity": "NOR",
    "ago": 44,
    "to": "decide",
    "title": LABEL,
    "typed_first": f"{LABEL}, typed first",
    "conduct": ["theft"],
    "subjects": [f"{LABEL} Subject", 1],
    "finding": "substantiated",
    "measures": [{"kind": "written_censure"}],
    "summary": WORDS,
    "place": LABEL,
    "notes": [WORDS],
    "tasks": [WORDS],
    "why": WORDS,
    "stopped": True,
    "reviewed": True,
}
NUMBER = 40
"""Its place after the cases of the file: people are numbered by it."""


def carry_texts(
    session: Session, teller: Teller, others: Sequence[Case], *, now: datetime
) -> frozenset[UUID]:
    """Lay in what carries the planted texts, beside the other cases; the ids of it."""
    cast = teller.cast
    case = _case(teller, now)
    file = _file(session, cast, (case, others[0]), now)
    begun = at_work(now - timedelta(days=44), 7)
    person = Person((f"{LABEL} Entry",), (read("1971-02-03"),), ("no",), "", ("R-FOR-TESTS",))
    listing = publish_entry(session, cast, person, ref="FOR-TESTS", ground=WORDS, now=begun)
    index.put(session, [listing])
    session.flush()
    _correct_listed(session, cast, listing, now)
    candidate = {"name": f"{LABEL} Candidate", "date_of_birth": "1971"}
    asked = at_work(now - timedelta(days=4), 8)
    inquiry = look_up(session, cast, listing, "SR-FOR-TESTS", LABEL, candidate, now=asked)
    account = _account(session, cast, now)
    session.flush()
    return frozenset({case.id, file.id, listing.entry_id, inquiry.id, account})


def _case(teller: Teller, now: datetime) -> Case:
    """A decided case with a row in each table of a case."""
    case = teller.tell(NUMBER, STORY)
    took = at_work(now - timedelta(days=9), 2)
    record_part(case, WORDS, actor=teller.cast.people["senior-officer"], now=took)
    _cover(case, teller.cast, at_work(now - timedelta(days=8), 4))
    _name_by_mistake(case, teller.cast.people["officer"], at_work(now - timedelta(days=8), 3))
    _attach(case, teller.cast.people["officer"], at_work(now - timedelta(days=7), 3))
    return case


def _attach(case: Case, officer: Actor, at: datetime) -> None:
    """A note that was changed, a file that was withdrawn, and one that has not come yet."""
    who: dict[str, Any] = {"actor": officer, "now": at}
    noted = write_note(case, LABEL, **who)
    edit_note(case, noted.note.id, WORDS, **who)
    upload = seal_upload(case, BytesIO(WORDS.encode()), f"{LABEL}.txt", actor=officer)
    file = add_file(case, upload, **who)
    withdraw_file(case, file.id, reason=WORDS, **who)
    begin_upload(case, f"{LABEL}.zip", size=20_000_000, modified=0, **who)


def _cover(case: Case, cast: Cast, at: datetime) -> None:
    """What stood there before a correction: left uncovered once, then covered by two people."""
    session = session_of(case)
    ask: dict[str, Any] = {"actor": cast.people["officer"], "now": at}
    decide: dict[str, Any] = {"actor": cast.people["senior-officer"], "now": at}
    for title in (f"{LABEL}, typed twice", LABEL):
        seen = correctable.account(session, case)
        text: dict[str, Any] = {"summary": seen["summary"], "version": seen.version}
        correct_account(case, title=title, reason=WORDS, **text, **ask)
    every = sa.select(Correction).where(Correction.root_id == case.id).order_by(Correction.id)
    rows = session.scalars(every).all()
    first = ask_to_cover(case, rows[-1].id, reason=WORDS, **ask)
    leave_uncovered(case, first.id, reason=WORDS, **decide)
    second = ask_to_cover(case, rows[-1].id, reason=WORDS, **ask)
    cover(case, second.id, **decide)
    ask_to_cover(case, rows[0].id, reason=WORDS, **ask)


def _name_by_mistake(case: Case, officer: Actor, at: datetime) -> None:
    """A witness who was named by mistake: withdrawn, taken back, and withdrawn again."""
    who: dict[str, Any] = {"actor": officer, "now": at}
    later: dict[str, Any] = {"actor": officer, "now": at + timedelta(minutes=2)}
    witness = PersonEntry(part=Part.WITNESS, name=f"{LABEL} Witness")
    person = add_person(case, witness, **who)
    first = withdraw_person(case, person.id, reason=WORDS, **who)
    take_back(case, first.id, reason=WORDS, **later)
    later["now"] += timedelta(minutes=2)
    withdraw_person(case, person.id, reason=WORDS, **later)


def _file(session: Session, cast: Cast, cases: tuple[Case, Case], now: datetime) -> VictimFile:
    """A victim's file whose contact is due, so that the day shows what it is for.

    It is tied to two cases: the planted text makes the second reference that of none.
    """
    begun = at_work(now - timedelta(days=20), 9)
    file = assist(
        session,
        cast,
        Urgency.STEADY,
        Victim(LABEL, LABEL, "1990-01-01", "NO", "Norwegian", LABEL),
        (NeedKind.TRANSPORT, WORDS),
        WORDS,
        next_on=office_day(now),
        now=begun,
    )
    who: dict[str, Any] = {"actor": cast.people["victim-officer"]}
    tie_case(file, cases[0].reference, now=begun, **who)
    session.flush()
    tell_first(session, file, cast, now=at_work(now - timedelta(days=6), 9))
    tie_case(file, cases[1].reference, now=at_work(now - timedelta(days=5), 9), **who)
    session.flush()
    return file


def _correct_listed(session: Session, cast: Cast, listing: Listing, now: datetime) -> None:
    """What a case would say of the listed person now, left by the registry as it was."""
    entry = session.get_one(RegisterEntry, listing.entry_id)
    other = Person((f"{LABEL} Entry",), (read("1971-03-02"),), ("no",), "", ("R-FOR-TESTS",))
    noted, settled = at_work(now - timedelta(days=3), 8), at_work(now - timedelta(days=2), 8)
    with act(session, DemonstrationAct.MADE, thing=entry):
        session.add(
            CorrectedPerson(
                root_id=entry.id,
                data_key_id=entry.data_key_id,
                person=conceal(other.to_json()),
                noted_at=noted,
                noted_by=cast.user_id("officer"),
                settled_at=settled,
                settled_by=cast.user_id("registry"),
            )
        )
        session.flush()


def _account(session: Session, cast: Cast, now: datetime) -> UUID:
    """A closed account with a role, an engagement, a request, a draft and a view of its own."""
    user = services.add_user(
        session,
        username=USERNAME,
        full_name=LABEL,
        title=WORDS,
        email=f"{USERNAME}@demo.invalid",
        actor=SYSTEM,
        now=now,
        demonstration=True,
    )
    session.flush()
    here = cast.entities["NOR"]
    team = cast.values["NOR", "Northern conduct team"]
    role = services.give_role(
        user,
        "conduct-officer",
        entity_id=here,
        team_id=team,
        actor=SYSTEM,
        now=now,
        valid_from=SINCE,
    )
    services.engage(
        user, entity_id=here, purpose=WORDS, valid_from=SINCE, valid_to=None, actor=SYSTEM, now=now
    )
    asker = cast.people["administrator"]
    asked = account_requests.ask_role(
        user, "reviewer", entity_id=here, team_id=team, reason=WORDS, actor=asker, now=now
    )
    session.flush()
    account_requests.withdraw(asked, actor=asker, now=now)
    actor = load_actor(
        session, user_id=user.id, username=USERNAME, name=LABEL, roles=shipped(), now=now
    )
    desk = Desk("/cases/new?step=2", LOG_A_CASE, "for-tests", Compartment.CASES)
    begun = {"2": {"title": [LABEL], "account": [WORDS]}}
    keep_draft(session, lambda _before: begun, desk=desk, actor=actor, now=now)
    save_view(session, LABEL, "view=all", actor=actor, now=now)
    session.flush()
    services.end_role(user, role, actor=SYSTEM, now=now)
    services.deactivate(user, actor=SYSTEM, now=now)
    return user.id
