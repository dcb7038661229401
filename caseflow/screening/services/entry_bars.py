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

from caseflow.access.acting import Purpose, past_the_wall
from caseflow.access.actor import in_force
from caseflow.access.models import Bar, Exclusion, Membership
from caseflow.access.permissions import Permission
from caseflow.access.roles import shipped
from caseflow.access.wall import PAST
from caseflow.accounts.models import User
from caseflow.audit.acts import Act
from caseflow.audit.record import Fact, act
from caseflow.crypto.opening import show_rows
from caseflow.events import BarsChanged, PersonRenamed, ReachGiven, Subscription, on
from caseflow.names.likeness import NameLikeness, likeness
from caseflow.screening.matching.people import Person
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.opened_values import person_of
from caseflow.screening.services.comparing import likely

BARS = Exclusion.__table__
OPEN_STAGES = (EntryStage.PROPOSED, EntryStage.NOTICED)


def keep_out_of_new(
    session: Session, entry: RegisterEntry, names: Iterable[str], *, now: datetime
) -> None:
    """Keep out of a new entry whom its case keeps out, and who has one of these names.

    Within the act that is open.
    """
    today = now.date()
    rows = _carried(session, entry, today)
    out = {row.user_id for row in rows}
    named = [u for u in officers(session, today=today) if u.id not in out and _has(u.name, names)]
    for row in rows:
        session.add(_bar(entry, row.user_id, row.bar, row.given_by, now))
    for user in named:
        session.add(_bar(entry, user.id, Bar.CONFLICT, None, now))


def officers(session: Session, *, today: date, only: UUID | None = None) -> Sequence[Any]:
    """Everybody whose role reads the register: id and name."""
    roles = [key for key, role in shipped().items() if Permission.REGISTER_READ in role.may]
    wanted = (
        sa.select(User.id, User.full_name.label("name"))
        .where(
            User.active,
            sa.exists().where(
                Membership.user_id == User.id,
                Membership.role.in_(roles),
                sa.or_(Membership.valid_to.is_(None), Membership.valid_to > today),
            ),
        )
        .order_by(User.id)
    )
    return session.execute(wanted if only is None else wanted.where(User.id == only)).all()


def follow_case(session: Session, event: BarsChanged) -> None:
    """Let the bars of a case hold for its entries, and end with them; the system's own act."""
    with past_the_wall(session, Purpose.NAMESAKES):
        entries = session.scalars(
            sa.select(RegisterEntry).where(RegisterEntry.case_id == event.case_id)
        ).all()
        for entry in entries:
            follow_bars(session, entry, now=event.at)


def follow_bars(session: Session, entry: RegisterEntry, *, now: datetime) -> bool:
    """Carry the bars of the case over to one entry; whether there was anything to do.

    Needs a session that sees past the wall.
    """
    today = now.date()
    added = _carried(session, entry, today)
    ended = _ended(session, entry, today)
    if added:
        with _by_itself(session, Act.ACCESS_BARRED, entry, [row.user_id for row in added]):
            for row in added:
                session.add(_bar(entry, row.user_id, row.bar, row.given_by, now))
    if ended:
        with _by_itself(session, Act.ACCESS_GIVEN, entry, [bar.user_id for bar in ended]):
            for bar in ended:
                bar.valid_to = max(bar.valid_from, today)
    return bool(added or ended)


def ask_about_officer(session: Session, event: ReachGiven | PersonRenamed) -> None:
    """Keep somebody who comes to the register out of each entry that has their name."""
    with past_the_wall(session, Purpose.NAMESAKES):
        for officer in officers(session, today=event.at.date(), only=event.user_id):
            bar_officer(session, officer, now=event.at)


def bar_officer(session: Session, officer: Any, *, now: datetime) -> None:
    """Propose that an officer stays out of the entries that have their name.

    Those that are published are found as look-ups find them, the others are few and all opened.
    Needs a session that sees past the wall.
    """
    asked = Person((officer.name,))
    found = [row.id for row, listed in likely(session, asked) if listed and _is(officer, listed)]
    waiting = session.scalars(
        sa.select(RegisterEntry).where(RegisterEntry.stage.in_(OPEN_STAGES))
    ).all()
    opened = show_rows(session, waiting, ("person",), model=RegisterEntry)
    for entry, values in zip(waiting, opened, strict=True):
        if _is(officer, person_of(values["person"])):
            found.append(entry.id)
    for entry in session.scalars(sa.select(RegisterEntry).where(RegisterEntry.id.in_(found))):
        if officer.id not in {row.user_id for row in _bars(session, entry.id)}:
            with _by_itself(session, Act.ACCESS_BARRED, entry, [officer.id]):
                session.add(_bar(entry, officer.id, Bar.CONFLICT, None, now))


def bar_landed(session: Session, *, now: datetime) -> None:
    """Keep out of entries of earlier releases whom their cases keep out, and whoever has a name.

    Safe to repeat; committed after each entry and each officer. Needs a system session.
    """
    missing = sa.select(RegisterEntry).where(
        sa.exists().where(BARS.c.root_id == RegisterEntry.case_id),
    )
    for entry in session.scalars(missing).all():
        follow_bars(session, entry, now=now)
        session.commit()
    for officer in officers(session, today=now.date()):
        bar_officer(session, officer, now=now)
        session.commit()


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(BarsChanged, follow_case),
    on(ReachGiven, ask_about_officer),
    on(PersonRenamed, ask_about_officer),
)
"""This room's lines of the table of events about who is kept out."""


def _bars(session: Session, root_id: UUID | None) -> Sequence[Any]:
    """Every bar of a root, of today or before, past the wall: rows, not what they are about."""
    wanted = sa.select(BARS).where(BARS.c.root_id == root_id)
    return session.execute(wanted, execution_options=PAST).all()


def _holding(rows: Iterable[Any], today: date) -> list[Any]:
    return [
        row
        for row in rows
        if row.valid_from <= today and (row.valid_to is None or row.valid_to > today)
    ]


def _carried(session: Session, entry: RegisterEntry, today: date) -> list[Any]:
    """The bars of the case that do not hold for the entry yet."""
    if entry.case_id is None:
        return []
    there = {row.user_id for row in _holding(_bars(session, entry.id), today)}
    of_case = _holding(_bars(session, entry.case_id), today)
    return [row for row in of_case if row.user_id not in there]


def _ended(session: Session, entry: RegisterEntry, today: date) -> list[Exclusion]:
    """The bars of the entry for people whom the case let go."""
    if entry.case_id is None:
        return []
    every = _bars(session, entry.case_id)
    out = {row.user_id for row in _holding(every, today)}
    let_go = {row.user_id for row in every} - out
    wanted = sa.select(Exclusion).where(
        Exclusion.root_id == entry.id, Exclusion.user_id.in_(let_go), in_force(Exclusion, today)
    )
    return list(session.scalars(wanted)) if let_go else []


@contextmanager
def _by_itself(
    session: Session, name: Act, entry: RegisterEntry, users: Collection[UUID]
) -> Iterator[None]:
    """Surround what the system does by itself, in whoever's session it happens."""
    facts: dict[str, Fact] = {"users": sorted(map(str, users)), "proposed": True}
    with act(session, name, thing=entry, facts=facts) as line:
        line.purpose = Purpose.NAMESAKES
        yield


def _bar(
    entry: RegisterEntry, user_id: UUID, bar: Bar, given_by: UUID | None, now: datetime
) -> Exclusion:
    return Exclusion(
        root_id=entry.id,
        user_id=user_id,
        bar=bar,
        given_by=given_by,
        given_at=now,
        valid_from=now.date(),
    )


def _is(officer: Any, person: Person) -> bool:
    return _has(officer.name, person.names)


def _has(name: str, names: Iterable[str]) -> bool:
    return any(likeness(name, each) is NameLikeness.SAME for each in names)
