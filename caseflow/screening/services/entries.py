"""What registry officers do with an entry: propose, record notice, publish, withdraw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.checks import require, require_for
from caseflow.access.models import Classification
from caseflow.access.permissions import Permission
from caseflow.access.root_days import day_of
from caseflow.audit.record import act
from caseflow.crypto.columns import conceal
from caseflow.crypto.keyring import Compartment, keyring_of
from caseflow.crypto.opening import open_text
from caseflow.days import office_day
from caseflow.db import session_of
from caseflow.errors import NotReady
from caseflow.events import EntryNoticed, EntryProposed, announce
from caseflow.facts.words_for_nothing import names_nobody
from caseflow.labels import _
from caseflow.matters.services.course import check_reason, record_move
from caseflow.names.likeness import NameLikeness, likeness
from caseflow.notices.acts import NoticeAct
from caseflow.reference.entry_lag import Earlier, check_day
from caseflow.reference.lists import standards_of_proof
from caseflow.reference.taxonomy import taxonomy
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.index import Listing
from caseflow.screening.matching.people import Person
from caseflow.screening.models import EntryStage, RegisterCategory, RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.queries.entry_validity import Force, standing_of
from caseflow.screening.refs import ENTRY_REFS
from caseflow.screening.services.decided_elsewhere import DecidedElsewhere
from caseflow.screening.services.entry_bars import keep_out_of_new
from caseflow.screening.workflow import REGISTER


@dataclass(frozen=True)
class ProvenConduct:
    """A type of conduct that an entry rests on, and the standard of proof of its finding."""

    type: str
    taxonomy: str | None = None
    standard: str | None = None


def categories(entry: RegisterEntry, conduct: Iterable[ProvenConduct]) -> list[RegisterCategory]:
    """The rows of what an entry rests on, each type once: with its highest standard of proof."""
    best: dict[str, ProvenConduct] = {}
    for each in sorted(conduct, key=lambda c: _strength(c.standard)):
        best[each.type] = each
    return [
        RegisterCategory(
            root_id=entry.id, type=each.type, taxonomy=each.taxonomy, standard=each.standard
        )
        for each in best.values()
    ]


def _strength(standard: str | None) -> int:
    known = standards_of_proof().get(standard)
    return known.strength if known else 0


def new_entry(
    session: Session,
    person: Person,
    *,
    ref: str | None = None,
    dossier: Mapping[str, object] | None,
    now: datetime,
    **facts: object,
) -> RegisterEntry:
    """A proposed entry with a key of its own, not added to the session yet."""
    entry = RegisterEntry(
        ref=ref or ENTRY_REFS.draw(),
        stage=EntryStage.PROPOSED,
        classification=Classification.STRICTLY_CONFIDENTIAL,
        proposed_at=now,
        **facts,
    )
    entry.data_key_id = keyring_of(session).make(
        session,
        kind="register-entry",
        root_id=entry.id,
        compartment=Compartment.SCREENING,
        now=now,
    )
    entry.person = conceal(person.to_json())
    if dossier:
        entry.dossier = conceal(json.dumps(dossier, ensure_ascii=False, default=str))
    return entry


def propose(
    session: Session,
    person: Person,
    decision: DecidedElsewhere,
    *,
    entity_id: UUID | None,
    actor: Actor,
    now: datetime,
) -> RegisterEntry:
    """Propose an entry by hand, on a decision made elsewhere that the table of rules has.

    Raises NotReady, at the field, without a name that can be compared or a ground, and for conduct,
    a measure, a category of personnel or a standard of proof that lists nobody.
    """
    require_for(session, actor, ScreeningPermission.REGISTER_MANAGE, entity_id)
    if not person.known_names or names_nobody(person.names[0]):
        raise NotReady(_("Fill in the name, in letters."), field="name")
    if any(map(names_nobody, person.names)):
        raise NotReady(_("One of these names nobody: leave it out."), field="aliases")
    decision.check(office_day(now))
    if any(likeness(actor.name, name) is NameLikeness.SAME for name in person.names):
        raise NotReady(_("This person has your name: a colleague proposes them."), field="name")
    entry = new_entry(
        session,
        person,
        dossier=decision.dossier(),
        now=now,
        entity_id=entity_id,
        proposed_by=actor.user_id,
    )
    version = taxonomy(office_day(now)).version
    with act(session, ScreeningAct.REGISTER_PROPOSED, thing=entry):
        session.add(entry)
        session.flush()
        session.add_all(
            categories(entry, [ProvenConduct(decision.conduct, version, decision.standard)])
        )
        keep_out_of_new(session, entry, person.names, now=now)
    announce(session, EntryProposed(at=now, actor_id=actor.user_id, entry_id=entry.id))
    return entry


def notice_to_subject(
    entry: RegisterEntry,
    *,
    on: date,
    words: str,
    actor: Actor,
    now: datetime,
    late_reason: str | None = None,
) -> None:
    """Record that the subject was told that they will be listed: when, how, and what they said.

    Raises NotReady for a day that has not come or lies before the decision, without words, and
    without a reason where the day lies far back; that reason is kept on the trail.
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_MANAGE)
    REGISTER.check(entry, "notice", actor)
    _check_ground(session, entry)
    decided_on, follows = _decided_on(session, entry), []
    if decided_on is not None:
        told = _("It was decided on %(day)s: nobody had notice before.", day=decided_on)
        follows.append(Earlier(decided_on, told))
    today = day_of(session, entry.entity_id, now)
    check_day(
        on, today, follows=follows, reason=late_reason, field="on", reason_field="late_reason"
    )
    if not words.strip():
        raise NotReady(_("Say how the subject was told."), field="words")
    with act(session, NoticeAct.SENT, thing=entry, reason=late_reason or None):
        step_on(entry, "notice", actor=actor, now=now, happened_on=on, reason=late_reason)
        entry.noticed_on, entry.noticed_at = on, now
        entry.noticed_by = actor.user_id
        entry.notice = conceal(words)
    announce(session, EntryNoticed(at=now, actor_id=actor.user_id, entry_id=entry.id))


def _decided_on(session: Session, entry: RegisterEntry) -> date | None:
    """The day of the decision as it was frozen; of a decision made elsewhere it is not known.

    Raises SealBroken and Erased: nobody gives notice of a ground that cannot be shown.
    """
    frozen = json.loads(open_text(session, entry, "dossier") or "{}").get("decided_on")
    return date.fromisoformat(frozen) if frozen else None


def publish(entry: RegisterEntry, *, actor: Actor, now: datetime) -> None:
    """Let candidates be compared with this entry from now on.

    Raises Refused for whoever proposed it, NotReady before the subject has notice, and while the
    entry is suspended or its decision does not stand.
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_PUBLISH)
    REGISTER.check(entry, "publish", actor)
    _check_ground(session, entry)
    with act(session, ScreeningAct.REGISTER_PUBLISHED, thing=entry):
        step_on(entry, "publish", actor=actor, now=now)
        entry.published_at = now
        entry.published_by = actor.user_id
    person = Person.from_json(open_text(session, entry, "person") or "{}")
    index.put(session, [Listing(entry.id, entry.data_key_id, person)])


def withdraw(entry: RegisterEntry, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take back an entry that is not published.

    Raises NotReady without a reason, when it was withdrawn already, or when it is published: that
    takes two people (`entry_withdrawal`).
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_MANAGE)
    if entry.stage is EntryStage.PUBLISHED:
        raise NotReady(_("A published entry is taken out by two people: ask for it first."))
    check_reason(REGISTER.check(entry, "withdraw", actor), reason)
    with act(session, ScreeningAct.REGISTER_WITHDRAWN, thing=entry, reason=reason.strip()):
        step_on(entry, "withdraw", actor=actor, now=now, reason=reason)
        entry.withdrawn_at = now
        entry.withdrawn_by = actor.user_id


def step_on(
    entry: RegisterEntry,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    happened_on: date | None = None,
    reason: str | None = None,
) -> None:
    """Take an entry one step on and keep that it went: today, where no day is given. Within an act.

    Raises what `Workflow.check` raises.
    """
    start, today = entry.stage, day_of(session_of(entry), entry.entity_id, now)
    step = REGISTER.apply(entry, name, actor)
    day = today if happened_on is None else happened_on
    record_move(entry, step, start, actor=actor, now=now, happened_on=day, reason=reason)


def _check_ground(session: Session, entry: RegisterEntry) -> None:
    """Raise NotReady for an entry whose ground does not hold at present, or was never checked."""
    held = standing_of(session, [entry])[entry.id]
    if held.force is not Force.IN_FORCE:
        raise NotReady(_("It cannot go on: %(why)s.", why=held.why))
    proven = sa.exists().where(
        RegisterCategory.root_id == entry.id, RegisterCategory.standard.is_not(None)
    )
    if entry.decision_id is None and not session.scalar(sa.select(proven)):
        raise NotReady(
            _(
                "It was proposed without its measure, its standard of proof and the person's"
                " category: withdraw it and propose it anew."
            )
        )


def lock_entry(entry: RegisterEntry, actor: Actor, permission: Permission) -> Session:
    """Lock an entry until the end of the transaction, and ask for the permission over it as it is.

    Of two who change one entry at once, the second waits. Returns its session; raises Refused.
    """
    session = session_of(entry)
    session.flush()
    session.refresh(entry, with_for_update=True)
    require(session, actor, permission, root=entry)
    return session
