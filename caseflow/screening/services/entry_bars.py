"""Who is kept out of an entry: whoever is kept out of its case, and whoever has the person's name.

They are exclusions of the entry, so that the wall, the verbs and the notices of the register hold
them as any others. A name proposes only: an officer whom it does not concern settles it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import past_the_wall
from caseflow.access.bars import bars_of, is_proposal, proposed_bar, same_bar
from caseflow.access.dated import not_ended
from caseflow.access.models import Exclusion, Membership
from caseflow.access.roles import roles_carrying
from caseflow.access.root_days import day_of, in_force_at
from caseflow.accounts.models import User
from caseflow.audit.acts import Act
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.purposes import CasePurpose
from caseflow.crypto.opening import show_rows
from caseflow.days import office_day
from caseflow.events import BarsChanged, PersonRenamed, ReachGiven, Subscription, on
from caseflow.names.likeness import NameLikeness, likeness
from caseflow.screening.matching.people import Person
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.opened_values import person_of
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.services.comparing import likely

OPEN_STAGES = (EntryStage.PROPOSED, EntryStage.NOTICED)


def keep_out_of_new(
    session: Session, entry: RegisterEntry, names: Iterable[str], *, now: datetime
) -> None:
    """Keep out of a new entry whom its case keeps out, and who has one of these names.

    Within the act that is open.
    """
    today = day_of(session, entry.entity_id, now)
    bars = bars_of(session, entry.case_id, now=now).holding() if entry.case_id else []
    session.add_all(same_bar(bar, entry.id, now=now, today=today) for bar in bars)
    out = {bar.user_id for bar in bars}
    for officer in officers(session, today=office_day(now)):
        if officer.id not in out and _has(officer.name, names):
            session.add(proposed_bar(officer.id, entry.id, now=now, today=today))


def officers(session: Session, *, today: date, only: UUID | None = None) -> Sequence[Any]:
    """Everybody whose role reads the register: id and name."""
    roles = roles_carrying(ScreeningPermission.REGISTER_READ)
    wanted = (
        sa.select(User.id, User.full_name.label("name"))
        .where(
            User.active,
            sa.exists().where(
                Membership.user_id == User.id,
                Membership.role.in_(roles),
                not_ended(Membership, today),
            ),
        )
        .order_by(User.id)
    )
    return session.execute(wanted if only is None else wanted.where(User.id == only)).all()


def follow_case(session: Session, event: BarsChanged) -> None:
    """Let the bars of a case hold for its entries, and end with them; the system's own act."""
    with past_the_wall(session, CasePurpose.NAMESAKES):
        entries = session.scalars(
            sa.select(RegisterEntry).where(RegisterEntry.case_id == event.case_id)
        ).all()
        for entry in entries:
            follow_bars(session, entry, now=event.at)


def follow_bars(session: Session, entry: RegisterEntry, *, now: datetime) -> None:
    """Let the bars of the case hold for one entry: new ones, decided ones, and none that ended.

    Needs a session that sees past the wall.
    """
    if entry.case_id is None:
        return
    today = day_of(session, entry.entity_id, now)
    of_case = bars_of(session, entry.case_id, now=now)
    added = of_case.missing_in(bars_of(session, entry.id, now=now))
    decided = {b.user_id: b.given_by for b in of_case.holding() if not is_proposal(b)}
    let_go = of_case.users() - of_case.users_out()
    own = session.scalars(
        sa.select(Exclusion).where(
            Exclusion.root_id == entry.id, in_force_at(Exclusion, entry.entity_id, now)
        )
    ).all()
    settled = [bar for bar in own if is_proposal(bar) and bar.user_id in decided]
    ended = [bar for bar in own if bar.user_id in let_go]
    kept = [bar.user_id for bar in added] + [bar.user_id for bar in settled]
    if kept:
        with _by_itself(session, CaseAct.ACCESS_BARRED, entry, kept):
            session.add_all(same_bar(bar, entry.id, now=now, today=today) for bar in added)
            for bar in settled:
                bar.given_by = decided[bar.user_id]
    if ended:
        with _by_itself(session, CaseAct.ACCESS_GIVEN, entry, [bar.user_id for bar in ended]):
            for bar in ended:
                bar.valid_to = max(bar.valid_from, today)


def ask_about_officer(session: Session, event: ReachGiven | PersonRenamed) -> None:
    """Keep somebody who comes to the register out of each entry that has their name."""
    with past_the_wall(session, CasePurpose.NAMESAKES):
        found = officers(session, today=office_day(event.at), only=event.user_id)
        waiting = people_waiting(session) if found else []
        for officer in found:
            bar_officer(session, officer, waiting, now=event.at)


def bar_officer(
    session: Session, officer: Any, waiting: Sequence[tuple[UUID, Person]], *, now: datetime
) -> None:
    """Propose that an officer stays out of the entries that have their name.

    Those that are published are found as look-ups find them; of those that wait all are asked.
    Needs a session that sees past the wall.
    """
    listed = [(row.id, person) for row, person in likely(session, Person((officer.name,)))]
    found = {key for key, person in (*listed, *waiting) if person and _is(officer, person)}
    for entry in session.scalars(sa.select(RegisterEntry).where(RegisterEntry.id.in_(found))):
        if officer.id not in bars_of(session, entry.id, now=now).users():
            with _by_itself(session, CaseAct.ACCESS_BARRED, entry, [officer.id]):
                session.add(
                    proposed_bar(
                        officer.id, entry.id, now=now, today=day_of(session, entry.entity_id, now)
                    )
                )


def keep_out_by_name(
    session: Session, entry: RegisterEntry, names: Iterable[str], *, now: datetime
) -> None:
    """Propose that officers stay out who have one of the names that an entry has from now on.

    Needs a session that sees past the wall.
    """
    out, called = bars_of(session, entry.id, now=now).users(), tuple(names)
    today = day_of(session, entry.entity_id, now)
    for officer in officers(session, today=office_day(now)):
        if officer.id not in out and _has(officer.name, called):
            with _by_itself(session, CaseAct.ACCESS_BARRED, entry, [officer.id]):
                session.add(proposed_bar(officer.id, entry.id, now=now, today=today))


def people_waiting(session: Session) -> list[tuple[UUID, Person]]:
    """The people of all entries that are not published yet: few, so all are opened."""
    rows = session.execute(
        sa.select(RegisterEntry.id, RegisterEntry.data_key_id, RegisterEntry.person).where(
            RegisterEntry.stage.in_(OPEN_STAGES)
        )
    ).all()
    opened = show_rows(session, rows, ("person",), model=RegisterEntry)
    return [(row.id, person_of(each["person"])) for row, each in zip(rows, opened, strict=True)]


def bar_landed(session: Session, *, now: datetime) -> None:
    """Keep out of entries of earlier releases whom their cases keep out, and whoever has a name.

    Safe to repeat; committed after each entry and each officer. Needs a system session.
    """
    barred = sa.exists().where(Exclusion.root_id == RegisterEntry.case_id)
    for entry_id in session.scalars(sa.select(RegisterEntry.id).where(barred)).all():
        follow_bars(session, session.get_one(RegisterEntry, entry_id), now=now)
        session.commit()
        session.expunge_all()
    waiting = people_waiting(session)
    for officer in officers(session, today=office_day(now)):
        bar_officer(session, officer, waiting, now=now)
        session.commit()


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(BarsChanged, follow_case),
    on(ReachGiven, ask_about_officer),
    on(PersonRenamed, ask_about_officer),
)
"""This room's lines of the table of events about who is kept out."""


@contextmanager
def _by_itself(
    session: Session, name: Act, entry: RegisterEntry, users: Collection[UUID]
) -> Iterator[None]:
    """Surround what the system does by itself, in whoever's session it happens."""
    facts: dict[str, Fact] = {"users": sorted(map(str, users)), "proposed": True}
    with act(session, name, thing=entry, facts=facts) as line:
        line.purpose = CasePurpose.NAMESAKES
        yield


def _is(officer: Any, person: Person) -> bool:
    return _has(officer.name, person.names)


def _has(name: str, names: Iterable[str]) -> bool:
    return any(likeness(name, each) is NameLikeness.SAME for each in names)
