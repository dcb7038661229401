"""An officer's day: whom they accompany, what cannot wait, and who is to be told of what."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.audit.record import note_read
from caseflow.crypto.opening import show_rows
from caseflow.db import Id
from caseflow.labels import Text, _, ngettext
from caseflow.list_order import ListOrder, PageOf, SortColumn
from caseflow.matters.queries import own_tasks
from caseflow.matters.views import TaskView
from caseflow.victims.acts import VictimAct
from caseflow.victims.contact_rule import ContactRule, rule_in
from caseflow.victims.milestones import barred_tokens
from caseflow.victims.models import Urgency, VictimFile
from caseflow.victims.permissions import VictimPermission
from caseflow.victims.queries.lines import NeedLine, ToTell, needs_of, to_tell

_MINE = sa.case((VictimFile.owner_id == sa.bindparam("me", type_=Id()), 0), else_=1)
_URGENCY = sa.case(
    (VictimFile.urgency == Urgency.URGENT, 0), (VictimFile.urgency == Urgency.SOON, 1), else_=2
)
ORDER = ListOrder(
    SortColumn("mine", _MINE),
    SortColumn("haste", _URGENCY),
    SortColumn("VictimFile.opened_at", VictimFile.opened_at, falling=True),
    SortColumn("VictimFile.id", VictimFile.id, falling=True),
)
"""The reader's own files first, the most urgent of them first."""


@dataclass(frozen=True)
class PersonLine:
    """One person in the officer's list."""

    code: str
    urgency: Urgency
    since: datetime
    next_contact_on: date | None
    needs: tuple[NeedLine, ...]
    mine: bool


@dataclass(frozen=True)
class Pressing:
    """Something that cannot wait, and until when if that is known."""

    code: str
    why: Text
    until: datetime | None
    late: bool
    contact: bool = False
    """Whether the way to settle it is to be in touch."""
    to_tell: ToTell | None = None
    """What is to be told, where that settles it."""


@dataclass(frozen=True)
class Contact:
    """Somebody to be in touch with today, with the rule for doing so safely."""

    code: str
    due: date
    at: datetime | None
    words: Text
    safe_contact: str | None
    rule: ContactRule


@dataclass(frozen=True)
class Day:
    """An officer's day."""

    headline: Text
    pressing: tuple[Pressing, ...]
    people: tuple[PersonLine, ...]
    to_tell: tuple[ToTell, ...]
    agenda: tuple[Contact, ...]
    total: int
    tasks: tuple[tuple[str, TaskView], ...]
    """The reader's open tasks, with the codes of their files."""
    after: str | None = None
    """The key of the page after this one."""


def day(session: Session, *, actor: Actor, now: datetime, today: date, after: str = "") -> Day:
    """A page of the files within reach, the actor's own first, and what they ask for.

    What cannot wait, what is to be told and whom to be in touch with is said of all the actor's own
    files, on whichever page they stand, and of the others on this page. One entry in the trail for
    the look. `today` is the day of the organisation: the files are of several entities. Raises
    NotReady (field "after") for a page that is none.
    """
    assert_acting(session, actor)
    page = _page(session, actor, after)
    listed = [row.VictimFile for row in page.rows]
    files = _with_own(session, actor, listed)
    needs = needs_of(session, [f.id for f in files], now)
    total = session.scalar(sa.select(sa.func.count(VictimFile.id))) or 0
    told = to_tell(session, files, today, barred=barred_tokens(session, actor))
    agenda = _agenda(session, files, today)
    every = [
        PersonLine(
            f.code,
            f.urgency,
            f.opened_at,
            f.next_contact_on,
            needs[f.id],
            f.owner_id == actor.user_id,
        )
        for f in files
    ]
    tasks = tuple(
        (f.code, task) for f, task in own_tasks(session, VictimFile, actor=actor, today=today)
    )
    pressing = _pressing(every, told, tasks, today)
    codes = {f.code for f in listed}
    people = tuple(person for person in every if person.code in codes)
    note_read(
        session,
        VictimAct.FILE_LISTED,
        fields=("safe_contact", "channel_rules", "words"),
        facts={"files": list(dict.fromkeys([*(f.code for f in files), *(c for c, _t in tasks)]))},
        right=VictimPermission.READ,
    )
    return Day(_headline(len(pressing)), pressing, people, told, agenda, total, tasks, page.after)


def _headline(count: int) -> Text:
    if not count:
        return _("Nothing is pressing.")
    return ngettext("One thing cannot wait.", "%(count)s things cannot wait.", count)


def _page(session: Session, actor: Actor, after: str) -> PageOf[Any]:
    wanted = sa.select(VictimFile, _MINE.label("mine"), _URGENCY.label("haste"))
    me = {"me": actor.user_id}
    return ORDER.page(wanted, after, lambda page: session.execute(page, me).all())


def _with_own(session: Session, actor: Actor, listed: Sequence[VictimFile]) -> Sequence[VictimFile]:
    """These files, then the actor's own that are not among them."""
    own = session.scalars(sa.select(VictimFile).where(VictimFile.owner_id == actor.user_id))
    known = {f.id for f in listed}
    return [*listed, *(f for f in own if f.id not in known)]


def _agenda(session: Session, files: Sequence[VictimFile], today: date) -> tuple[Contact, ...]:
    due = [f for f in files if f.next_contact_on is not None and f.next_contact_on <= today]
    opened = show_rows(session, due, ("safe_contact", "channel_rules"))
    lines = [
        Contact(
            f.code,
            f.next_contact_on or today,
            None,
            _("Be in touch") if f.next_contact_on == today else _("Contact is overdue"),
            o["safe_contact"],
            rule_in(o["channel_rules"]),
        )
        for f, o in zip(due, opened, strict=True)
    ]
    return tuple(sorted(lines, key=lambda line: line.due))


def _pressing(
    people: Sequence[PersonLine],
    told: tuple[ToTell, ...],
    tasks: tuple[tuple[str, TaskView], ...],
    today: date,
) -> tuple[Pressing, ...]:
    found = [
        Pressing(p.code, n.kind.label, n.due_at, True) for p in people for n in p.needs if n.presses
    ]
    found += [
        Pressing(p.code, _("Contact is overdue"), None, False, contact=True)
        for p in people
        if p.next_contact_on is not None and p.next_contact_on < today
    ]
    found += [
        Pressing(code, _("A task is overdue"), None, False) for code, task in tasks if task.late
    ]
    found += [
        Pressing(
            t.code,
            ngettext(
                "To be told: one calendar day late",
                "To be told: %(count)s calendar days late",
                t.days_late,
            ),
            None,
            False,
            to_tell=t,
        )
        for t in told
        if t.days_late
    ]
    return tuple(
        sorted(
            found,
            key=lambda p: (not p.late, p.until.timestamp() if p.until else math.inf, p.code),
        )
    )
