"""Correcting the facts of a case: the old ones are kept, sealed, with who changed them and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor, user_of
from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.audit.record import Fact, act
from caseflow.cases.acts import CaseAct
from caseflow.cases.course.timing import local_day
from caseflow.cases.models import (
    Case,
    Correction,
    Occurrence,
    Part,
    Party,
    Proceeding,
    Reporting,
)
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import require_work
from caseflow.cases.queries import row_of
from caseflow.cases.records import correctable, making
from caseflow.cases.records.correctable import ChangedMeanwhile, Group
from caseflow.cases.records.entries import OccurrenceEntry
from caseflow.cases.services.receiving import check_order, check_received_on, check_title
from caseflow.cases.services.reception import move_reception
from caseflow.cases.services.redating import announce_redated
from caseflow.crypto.columns import conceal
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import FactsCorrected, announce
from caseflow.labels import _
from caseflow.reference.lists import intake_channels
from caseflow.reference.models import Entity

LONGEST_REASON = 2_000


def correct_account(
    case: Case, *, title: str, summary: str, reason: str, version: str, actor: Actor, now: datetime
) -> None:
    """Change the title or the account of a case.

    Raises Refused, and NotReady for a title that cannot be, nothing changed or no reason;
    ChangedMeanwhile where somebody changed them since `version`.
    """
    session = begin_correction(case, actor)
    before = correctable.account(session, case)
    wanted = {"title": title.strip(), "summary": summary.strip()}
    changed = check_correction(before, wanted, version=version, reason=reason)
    check_title(title)
    if not wanted["summary"] and "summary" in changed:
        raise NotReady(_("Say what happened, in at least one sentence."), field="summary")
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=named_facts(changed)):
        for name in changed:
            setattr(case, name, conceal(wanted[name]))
        keep_corrections(session, case, before, changed, reason=reason, actor=actor, now=now)


def correct_report(
    case: Case,
    *,
    received_on: date,
    channel: str | None,
    reporting: Reporting | None,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Change when and how the report came, or how far the reporter wants to be known.

    The limit that began with the report begins on the new day; the reference stays as it was
    drawn. Raises Refused, also for whoever logged the case where a limit that has passed would
    count as kept; NotReady with the field, and ChangedMeanwhile as `correct_account` does.
    """
    session = begin_correction(case, actor)
    before = correctable.report(case)
    wanted = {
        "received_on": received_on.isoformat(),
        "channel": channel or "",
        "reporting": reporting.value if reporting else "",
    }
    changed = check_correction(before, wanted, version=version, reason=reason)
    entity = session.get(Entity, case.entity_id) if case.entity_id else None
    if "channel" in changed and channel is not None:
        intake_channels().chosen(channel, field="channel", on=office_day(now))
    if "reporting" in changed:
        _check_reporting(session, case, reporting, actor)
    if "received_on" in changed:
        check_received_on(received_on, today=local_day(entity, now))
        check_order(_last_beginning(session, case), received_on, field="received_on")
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=named_facts(changed)):
        case.channel, case.reporting = channel, reporting
        if "received_on" in changed:
            was = case.received_on
            move_reception(session, case, received_on, entity, actor=actor, now=now)
            announce_redated(session, case, case.logged_at, was, received_on, actor=actor, now=now)
        keep_corrections(session, case, before, changed, reason=reason, actor=actor, now=now)


def correct_occurrence(
    case: Case,
    occurrence_id: UUID | None,
    entry: OccurrenceEntry,
    *,
    reason: str,
    version: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Change when and where it is said to have happened; None writes it down for the first time.

    Raises Refused, NotFound, NotReady with the field, and ChangedMeanwhile as `correct_account`
    does.
    """
    session = begin_correction(case, actor)
    correctable.only_occurrence(session, case, occurrence_id)
    before = correctable.occurrence(session, case, occurrence_id)
    row = row_of(session, Occurrence, occurrence_id, case.id) if occurrence_id else None
    values = making.occurrence_values(replace(entry, at=row.at if row else None))
    if values["first_day"] is None:
        values["at"] = None
    days = {name: values[name] for name in ("precision", "first_day", "last_day", "at")}
    wanted = {
        "happened": correctable.when_kept(OccurrenceEntry(**days)),
        "place": entry.place.strip(),
    }
    changed = check_correction(before, wanted, version=version, reason=reason)
    today = local_day(session.get(Entity, case.entity_id) if case.entity_id else None, now)
    if entry.first_day is not None and entry.first_day > today:
        raise NotReady(_("This day has not come yet."), field="first_day")
    if "happened" in changed:
        check_order(values["first_day"], case.received_on, field="first_day")
    with act(session, CaseAct.FACTS_CORRECTED, thing=case, facts=named_facts(changed)):
        if row is None:
            row = Occurrence(root_id=case.id, data_key_id=case.data_key_id)
            session.add(row)
        for name, value in values.items():
            if name != "place" or "place" in changed:
                setattr(row, name, value)
        session.flush()
        group = Group(before.about, row.id, before.values)
        keep_corrections(session, case, group, changed, reason=reason, actor=actor, now=now)


def _last_beginning(session: Session, case: Case) -> date | None:
    """The last of the first days on which something in the case is said to have happened."""
    days = sa.select(sa.func.max(Occurrence.first_day)).where(Occurrence.root_id == case.id)
    found: date | None = session.scalar(days)
    return found


def begin_correction(case: Case, actor: Actor, *needs: Permission) -> Session:
    """Lock a case, and ask whether this person may correct its facts, closed or not.

    One of `needs` lets them; without any, the right to edit it. Of two who correct one case at
    once, the second waits and is then told what changed. Raises Refused, and NotReady for a case
    that was merged into another.
    """
    session = session_of(case)
    require_work(session, actor, *(needs or (CasePermission.EDIT,)), case=case)
    session.flush()
    held = sa.select(Proceeding.id).where(Proceeding.root_id == case.id).with_for_update()
    session.execute(held.order_by(Proceeding.id)).all()  # first, as whoever moves a case does
    session.refresh(case, with_for_update=True)
    return session


def check_correction(
    now_there: Group, wanted: Mapping[str, str], *, version: str, reason: str
) -> dict[str, str]:
    """The facts that change, each with what stands there.

    Raises ChangedMeanwhile, and NotReady where nothing changes or no reason is given.
    """
    if version != now_there.version:
        raise ChangedMeanwhile(now_there)
    changed = now_there.changed(wanted)
    if not changed:
        raise NotReady(_("Nothing is changed yet: change what is wrong, then send."))
    check_why(reason)
    return changed


def check_why(reason: str) -> None:
    """Raise NotReady without a reason, or for one that is too long."""
    if not reason.strip():
        raise NotReady(_("Say why it is changed."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise NotReady(_("Use at most %(most)s characters.", most=LONGEST_REASON), field="reason")


def keep_corrections(
    session: Session,
    case: Case,
    group: Group,
    changed: Mapping[str, str],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep what stood there before, sealed, and tell who hangs on these facts. Within an act."""
    session.add_all(
        Correction(
            root_id=case.id,
            data_key_id=case.data_key_id,
            about=group.about,
            about_id=group.about_id,
            fact=name,
            before=making.sealed(before),
            reason=conceal(reason.strip()),
            made_at=now,
            made_by=user_of(actor),
        )
        for name, before in changed.items()
    )
    session.flush()
    announce(
        session,
        FactsCorrected(
            at=now,
            actor_id=user_of(actor),
            case_id=case.id,
            about=group.about.value,
            about_id=group.about_id,
            facts=frozenset(changed),
        ),
    )


def named_facts(changed: Mapping[str, str]) -> dict[str, Fact]:
    """What the trail says of a correction: the names of the facts, and no text."""
    return {"corrected": " ".join(sorted(changed))}


def _check_reporting(session: Session, case: Case, wanted: Reporting | None, actor: Actor) -> None:
    """Whoever may not know the reporter does not open the name by this."""
    if wanted is None:
        raise NotReady(_("Say how the reporter wants to be known."), field="reporting")
    strict = case.classification is Classification.STRICTLY_CONFIDENTIAL
    if strict and case.owner_id != actor.user_id:
        raise NotReady(
            _("Only the owner of a strictly confidential case says how far its reporter is known."),
            field="reporting",
        )
    named = sa.select(sa.func.count(Party.id)).where(
        Party.root_id == case.id, Party.part == Part.REPORTER, Party.name.is_not(None)
    )
    if wanted is Reporting.ANONYMOUS and session.scalar(named):
        raise NotReady(
            _("The case names a reporter, so that the report is not anonymous."), field="reporting"
        )
