"""What asking about namesakes costs an import: batches in turn, with and without many users."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.homes import environment
from bench.results import Figure
from caseflow.access.acting import system_session
from caseflow.access.actor import SYSTEM
from caseflow.access.models import Exclusion
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.accounts.services import add_user, give_role
from caseflow.app import create_app
from caseflow.audit.record import act
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.entries import OldAllegation, OldCase, OldSubject, PersonEntry
from caseflow.cases.services.admitting import admit
from caseflow.reference.models import Entity
from caseflow.web.store import session_factory
from config import load

BATCH = 200
SHARED = 50
"""One subject in so many has the name of a user, written another way."""
GIVEN = (
    *("Ada", "Ben", "Cleo", "Dara", "Emil", "Fay", "Gus", "Hana", "Ivo", "June"),
    *("Kaya", "Liam", "Mona", "Nils", "Olga", "Pia", "Rosa"),
)
SYLLABLES = (
    *("ba", "do", "fi", "ga", "ko", "lu", "mar", "nel", "or", "pes", "qui", "ran"),
    *("sol", "tan", "ur", "vel", "wim", "zan"),
)


def namesakes(home: Path, *, users: int, rounds: int) -> list[Figure]:
    """Bring batches in, in turn with and without the users, and compare the CPU time."""
    app = create_app(load(environment(home)))
    random = Random(8)  # nosec B311
    with app.app_context():
        make = session_factory()
        with system_session(make, CasePurpose.GROWTH) as session:
            place = session.scalars(sa.select(Entity).order_by(Entity.code)).all()[-1]
            called = _hire(session, place, users, random)
            session.commit()
            spent: dict[bool, list[float]] = {True: [], False: []}
            for number in range((rounds + 1) * 2):
                asked = number % 2 == 0
                _activate(session, active=asked)
                batch = [_case(place, number * BATCH + n, random, called) for n in range(BATCH)]
                cost = _cpu(lambda batch=batch: admit(session, batch, actor=SYSTEM, now=_now()))  # type: ignore[misc]
                session.commit()
                session.expunge_all()
                if number >= 2:
                    spent[asked].append(cost)
            barred = session.scalar(sa.select(sa.func.count(Exclusion.id)))
    ratios = [a / b for a, b in zip(spent[True], spent[False], strict=True)]
    return [
        Figure("users whose roles reach the cases", users, "users"),
        Figure("a batch of 200, CPU", median(spent[True]), "s"),
        Figure("import with users / without, CPU", median(ratios), "ratio", "<= 1.1"),
        Figure("namesakes kept out", barred or 0, "people"),
    ]


def _cpu(work: Callable[[], object]) -> float:
    gc.collect()  # a full round of the collector takes longer than what is measured
    began = time.process_time()
    work()
    return time.process_time() - began


def _now() -> datetime:
    return datetime.now(UTC)


def _hire(session: Session, place: Entity, users: int, random: Random) -> list[str]:
    called = [_name(random) for _each in range(users)]
    for number, name in enumerate(called):
        user = add_user(
            session,
            username=f"bench-{number}",
            full_name=name,
            actor=SYSTEM,
            now=_now(),
        )
        session.flush()
        give_role(
            user,
            "conduct-officer",
            entity_id=place.id,
            actor=SYSTEM,
            now=_now(),
        )
    return called


def _activate(session: Session, *, active: bool) -> None:
    users = session.scalars(sa.select(User).where(User.username.startswith("bench-"))).all()
    for user in users:
        with act(session, AccountAct.PERSON_CHANGED, thing=user):
            user.active = active
    session.commit()
    session.expunge_all()


def _name(random: Random) -> str:
    given = random.choice(GIVEN) + random.choice(SYLLABLES)
    return f"{given} {''.join(random.choices(SYLLABLES, k=3)).title()}"


def _case(place: Entity, number: int, random: Random, users: list[str]) -> OldCase:
    """A case with one subject; one in fifty has the name of a user."""
    name = random.choice(users) if number % SHARED == 0 else _name(random)
    given, family = name.split()
    subject = OldSubject(
        person=PersonEntry(name=f"{family.upper()}, {given}", rank="Sergeant"),
        stage="received",
        allegations=(OldAllegation(external_id="1", type="forgery", raw="10A"),),
    )
    return OldCase(
        source="bench",
        external_reference=str(number),
        fingerprint=b"one",
        entity_id=place.id,
        entity_code=place.code,
        title=f"Complaint {number}",
        received_on=date(2007, 3, 1),
        closed_on=None,
        occurrences=(),
        subjects=(subject,),
    )
