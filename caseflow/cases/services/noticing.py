"""Whom the cases tell of what, in the transaction in which it happens.

A notice names the case by its reference and a colleague by name, never what the case says; it goes
only to people who see the case. The mail behind it says nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.capacities import AccessCapacity
from caseflow.access.holders import holders, may_act_on, overseers_taking_part, sees
from caseflow.access.models import Grant
from caseflow.access.permissions import Permission
from caseflow.access.policy import named_only
from caseflow.access.root_days import in_force_at
from caseflow.accounts.models import User
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import AGREEING
from caseflow.cases.rights.reporters import knows_reporters
from caseflow.cases.services.asking import AGAIN
from caseflow.events import (
    AccessAsked,
    CaseEvent,
    CaseHandedOver,
    CaseMerged,
    CaseMergeUndone,
    CaseReceived,
    CaseTransferred,
    CoveringAsked,
    CoveringSettled,
    EntryWithdrawn,
    ExtensionProposed,
    ExtensionSettled,
    FactsCorrected,
    GlassBroken,
    OverseerJoined,
    OwnerKeptOut,
    PersonLetIn,
    StageChanged,
    Subscription,
    on,
)
from caseflow.labels import Text, _
from caseflow.notices.services import Draft, send, send_or_renew
from caseflow.session_values import SessionValue

TOLD_MOVED = SessionValue[set[tuple[UUID, str, datetime]]]("told_moved")
"""The moves that were told already, each once however many proceedings made it."""
TOLD_OVERSEERS = SessionValue[set[tuple[UUID, datetime]]]("told_overseers")
"""The cases of which overseers were told already, each once for an act."""
WITHOUT_OWNER = _(
    "%(reference)s has no owner any more: give it one, and settle the match of names."
)
RENEWED = frozenset({"access-asked", "glass-broken"})
"""Notices that are renewed, not sent twice, when somebody does the same again within an hour."""


def tell_first_owner(session: Session, event: CaseReceived) -> None:
    """Whoever was given a case that somebody else logged."""
    if not event.admitted:
        case = _case(session, event)
        _tell(session, event, [case.owner_id], "case-given", _("%(reference)s is yours now."))
        if case.owner_id is None:
            _tell_overseers(session, event)


def tell_new_owner(session: Session, event: CaseHandedOver) -> None:
    """Whoever was handed the case."""
    words = _("%(name)s handed %(reference)s over to you.")
    _tell(session, event, [event.to_id], "case-given", words)
    if event.to_id is None:
        _tell_overseers(session, event)


def tell_without_owner(session: Session, event: OwnerKeptOut) -> None:
    """Whoever oversees a case that its owner lost by a name that was written into it."""
    case = _case(session, event)
    if named_only(case):
        _tell_answering(session, event, "without-owner", WITHOUT_OWNER)
        return
    overseers = holders(session, CasePermission.OVERSEE, case, now=event.at)
    _tell(session, event, sorted(overseers), "without-owner", WITHOUT_OWNER, "/access")


def tell_transferred(session: Session, event: CaseTransferred) -> None:
    """Whoever oversees the entity that a case was sent to."""
    words = _("%(name)s sent %(reference)s to your entity.")
    _tell(session, event, event.overseers, "transferred", words)
    _tell_overseers(session, event)


def tell_let_in(session: Session, event: PersonLetIn) -> None:
    """Whoever was let into the case."""
    words = _("%(name)s let you into %(reference)s.")
    _tell(session, event, [event.user_id], "let-in", words)


def tell_moved(session: Session, event: StageChanged) -> None:
    """Who answers for a case that somebody else moved on; once, however many proceedings moved."""
    told = TOLD_MOVED.made(session, set)
    this = (event.case_id, event.move, event.at)
    if this not in told:
        told.add(this)
        _tell_answering(session, event, "moved", _("%(name)s moved %(reference)s on."))


def tell_corrected(session: Session, event: FactsCorrected) -> None:
    """Who answers for a case whose facts somebody else corrected."""
    words = _("%(name)s corrected facts of %(reference)s.")
    people = answering(session, _case(session, event), now=event.at)
    _tell(session, event, people, "corrected", words, "#timeline")


def tell_withdrawn(session: Session, event: EntryWithdrawn) -> None:
    """Who answers for a case in which somebody else withdrew something, or took that back."""
    words = (
        _("%(name)s took a withdrawal back in %(reference)s.")
        if event.taken_back
        else _("%(name)s withdrew what was entered by mistake in %(reference)s.")
    )
    people = answering(session, _case(session, event), now=event.at)
    _tell(session, event, people, "withdrawn", words, "#timeline")


def tell_covering_asked(session: Session, event: CoveringAsked) -> None:
    """Whoever may decide on it."""
    words = _("%(name)s asks to cover words in %(reference)s. It waits for you.")
    people = who_may_cover(session, event)
    _tell(session, event, people, "covering-asked", words, "#timeline")


def tell_covering_settled(session: Session, event: CoveringSettled) -> None:
    """Whoever asked."""
    words = (
        _("%(name)s has covered what you asked for in %(reference)s.")
        if event.covered
        else _("%(name)s left uncovered what you asked for in %(reference)s.")
    )
    _tell(session, event, [event.asked_by], "covering-settled", words, "#timeline")


def tell_merged(session: Session, event: CaseMerged) -> None:
    """The team of the case that goes on, and who answers for the case that closed."""
    earlier = _("%(name)s merged a case into %(reference)s. It stands at an earlier stage now.")
    words = earlier if event.back else _("%(name)s merged a case into %(reference)s.")
    into = replace(event, case_id=event.into_id)
    _tell(session, into, team(session, into), "merged", words, "#timeline")
    shell = answering(session, _case(session, event), now=event.at)
    merged_away = _("%(name)s merged %(reference)s into another case.")
    _tell(session, event, shell, "merged", merged_away)


def tell_merge_undone(session: Session, event: CaseMergeUndone) -> None:
    """The teams of both cases."""
    into = replace(event, case_id=event.into_id)
    words = _("%(name)s undid the merge of a case into %(reference)s.")
    _tell(session, into, team(session, into), "merged", words, "#timeline")
    again = _("%(name)s undid the merge of %(reference)s: it stands by itself again.")
    _tell(session, event, team(session, event), "merged", again, "#timeline")


def tell_proposed(session: Session, event: ExtensionProposed) -> None:
    """Whoever may agree to it."""
    words = _("%(name)s proposes to extend the time limit in %(reference)s. It waits for you.")
    people = who_may_agree(session, event)
    _tell(session, event, people, "extension-proposed", words)


def tell_settled(session: Session, event: ExtensionSettled) -> None:
    """Whoever proposed an extension."""
    words = (
        _("%(name)s agreed to extend the time limit in %(reference)s.")
        if event.agreed
        else _("%(name)s declined to extend the time limit in %(reference)s.")
    )
    _tell(session, event, [event.proposed_by], "extension-settled", words)


def tell_asked(session: Session, event: AccessAsked) -> None:
    """Who answers for the case and decides on it."""
    words = _("%(name)s asks to be let into %(reference)s.")
    _tell_answering(session, event, "access-asked", words, "/access")


def tell_joined(session: Session, event: OverseerJoined) -> None:
    """Who answers for a case in which an overseer takes part now."""
    words = _("%(name)s takes part in %(reference)s as overseer.")
    people = answering(session, _case(session, event), now=event.at)
    _tell(session, event, people, "overseer-joined", words, "/access")


def tell_broken(session: Session, event: GlassBroken) -> None:
    """The owner and everybody who oversees the case."""
    case = _case(session, event)
    words = (
        _("%(name)s opened %(reference)s in an emergency.")
        if event.opened
        else _("%(name)s tried to open %(reference)s in an emergency and was not let in.")
    )
    if named_only(case):
        _tell_answering(session, event, "glass-broken", words, "/access")
        return
    overseers = holders(session, CasePermission.OVERSEE, case, now=event.at)
    _tell(session, event, [case.owner_id, *sorted(overseers)], "glass-broken", words, "/access")


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(CaseReceived, tell_first_owner),
    on(CaseHandedOver, tell_new_owner),
    on(OwnerKeptOut, tell_without_owner),
    on(CaseTransferred, tell_transferred),
    on(PersonLetIn, tell_let_in),
    on(StageChanged, tell_moved),
    on(FactsCorrected, tell_corrected),
    on(CaseMerged, tell_merged),
    on(CaseMergeUndone, tell_merge_undone),
    on(EntryWithdrawn, tell_withdrawn),
    on(CoveringAsked, tell_covering_asked),
    on(CoveringSettled, tell_covering_settled),
    on(ExtensionProposed, tell_proposed),
    on(ExtensionSettled, tell_settled),
    on(AccessAsked, tell_asked),
    on(OverseerJoined, tell_joined),
    on(GlassBroken, tell_broken),
)
"""This room's lines of the table of events."""


def answering(session: Session, case: Case, *, now: datetime) -> list[UUID]:
    """Who answers for a case and has an account: its owner, and overseers who take part in it."""
    people = {case.owner_id} - {None}
    if named_only(case):
        people |= overseers_taking_part(session, CasePermission.OVERSEE, case, now=now)
    found = session.scalars(sa.select(User.id).where(User.id.in_(people), User.active))
    return sorted(found)


def who_may_agree(session: Session, event: ExtensionProposed) -> list[UUID]:
    """Who may agree to an extension: who answers for the case, then who oversees it."""
    case = _case(session, event)
    people = answering(session, case, now=event.at)
    if not named_only(case):
        people += sorted(holders(session, CasePermission.OVERSEE, case, now=event.at))
    return _others(session, event, people, *AGREEING)


def who_may_cover(session: Session, event: CoveringAsked) -> list[UUID]:
    """Who may decide on covering words; of a reporter only those who know who reported."""
    case = _case(session, event)
    people = team(session, event)
    if not named_only(case):
        for permission in (CasePermission.OVERSEE, CasePermission.REVIEW):
            people += sorted(holders(session, permission, case, now=event.at))
    people = _others(session, event, people, CasePermission.REVIEW)
    if not event.of_reporter:
        return people

    def knows(user_id: UUID) -> bool:
        edits = may_act_on(session, case, user_id, CasePermission.EDIT, now=event.at)
        return knows_reporters(case, user_id, edits=edits)

    return [each for each in people if knows(each)]


def _others(
    session: Session, event: CaseEvent, people: Iterable[UUID], *permissions: Permission
) -> list[UUID]:
    """Those of these people, in their order, who did not propose it and may settle it."""
    case = _case(session, event)
    return [
        each
        for each in dict.fromkeys(people)
        if each != event.actor_id and may_act_on(session, case, each, *permissions, now=event.at)
    ]


def team(session: Session, event: CaseEvent) -> list[UUID]:
    """Who answers for a case, and everybody who was let in to work on it."""
    case = _case(session, event)
    let_in = session.scalars(
        sa.select(Grant.user_id).where(
            Grant.root_id == case.id,
            Grant.capacity != AccessCapacity.EMERGENCY,
            in_force_at(Grant, case.entity_id, event.at),
        )
    )
    return [*answering(session, case, now=event.at), *sorted(let_in)]


def _case(session: Session, event: CaseEvent) -> Case:
    return session.get_one(Case, event.case_id)


def _tell_answering(
    session: Session, event: CaseEvent, kind: str, words: Text, where: str = ""
) -> None:
    """Tell who answers for the case; where nobody does, everybody who oversees it has its line."""
    case = _case(session, event)
    people = answering(session, case, now=event.at)
    _tell(session, event, people, kind, words, where)
    if not people:
        _tell_overseers(session, event)


def _tell_overseers(session: Session, event: CaseEvent) -> None:
    """Tell everybody who oversees that something waits in a case which its named team lost.

    They see its line and nothing within, so the notice says no more than that, once for each act.
    """
    case = _case(session, event)
    told = TOLD_OVERSEERS.made(session, set)
    if (
        not named_only(case)
        or answering(session, case, now=event.at)
        or (case.id, event.at) in told
    ):
        return
    told.add((case.id, event.at))
    words = _("Something waits in %(reference)s, which nobody has. You see its line only.")
    said = Text(words.msgid, reference=case.reference)
    overseers = holders(session, CasePermission.OVERSEE, case, now=event.at)
    for user_id in sorted(overseers - {event.actor_id}):
        path = f"/cases/{case.reference}"
        draft = Draft("line", user_id, said, path=path, about_id=case.id, by_mail=True)
        send(session, draft, now=event.at)


def _tell(
    session: Session,
    event: CaseEvent,
    people: Iterable[UUID | None],
    kind: str,
    words: Text,
    where: str = "",
) -> None:
    """Send one notice to each of these people who sees the case and did not do it themselves."""
    case = _case(session, event)
    doer = session.get(User, event.actor_id) if event.actor_id else None
    said = Text(words.msgid, name=doer.full_name if doer else "CaseFlow", reference=case.reference)
    for user_id in dict.fromkeys(people):
        if user_id is None or user_id == event.actor_id:
            continue
        if not sees(session, case, user_id, now=event.at):
            continue
        path = f"/cases/{case.reference}{where}"
        draft = Draft(kind, user_id, said, path=path, about_id=case.id, by_mail=True)
        if kind in RENEWED:
            send_or_renew(session, draft, within=AGAIN, now=event.at)
        else:
            send(session, draft, now=event.at)
