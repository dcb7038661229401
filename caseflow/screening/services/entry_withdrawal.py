"""Taking a published entry out of the register: one officer asks, another one confirms."""

from __future__ import annotations

from datetime import datetime

from caseflow.access.actor import Actor
from caseflow.audit.record import act
from caseflow.crypto.broken_seals import readable
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import show_text
from caseflow.errors import AlreadyDone, NotReady
from caseflow.events import WithdrawalAsked, announce
from caseflow.labels import _
from caseflow.screening import index
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
from caseflow.screening.services.entries import lock_entry, step_on
from caseflow.screening.workflow import REGISTER


def ask_withdrawal(entry: RegisterEntry, *, reason: str, actor: Actor, now: datetime) -> None:
    """Ask that a published entry be taken out; until that is confirmed it stays as it is.

    Raises NotReady without a reason, for an entry that is not published, and when somebody asked
    before.
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_MANAGE)
    if entry.stage is not EntryStage.PUBLISHED:
        raise NotReady(_("This entry is not published."))
    if entry.withdrawal_asked_at is not None:
        raise AlreadyDone(_("Somebody asked for this already: another officer confirms it."))
    if not reason.strip():
        raise NotReady(_("Say why."), field="reason")
    with act(session, ScreeningAct.WITHDRAWAL_ASKED, thing=entry, reason=reason.strip()):
        entry.withdrawal_asked_at, entry.withdrawal_asked_by = now, actor.user_id
        entry.withdrawal_reason = conceal(reason.strip())
    announce(session, WithdrawalAsked(at=now, actor_id=actor.user_id, entry_id=entry.id))


def confirm_withdrawal(
    entry: RegisterEntry, *, seen: datetime | None, actor: Actor, now: datetime
) -> None:
    """Take the entry out of every comparison, as a colleague asked.

    `seen` is when that was asked whose reason the actor read. Raises Refused for whoever asked,
    NotReady when nobody did, it was asked anew since, or it is out already.
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_PUBLISH)
    REGISTER.check(entry, "confirm-withdrawal", actor)
    if seen != entry.withdrawal_asked_at:
        raise NotReady(_("It was asked anew since. Read the reason again, then confirm."))
    with act(session, ScreeningAct.REGISTER_WITHDRAWN, thing=entry):
        reason = readable(show_text(session, entry, "withdrawal_reason") or "")
        step_on(entry, "confirm-withdrawal", actor=actor, now=now, reason=reason)
        entry.withdrawn_at, entry.withdrawn_by = now, actor.user_id
    index.take_out(session, [entry.id])


def keep_listed(entry: RegisterEntry, *, actor: Actor, now: datetime) -> None:
    """Take back what was asked, or decline it: the entry stays as it is.

    Raises NotReady when nothing is asked for.
    """
    session = lock_entry(entry, actor, ScreeningPermission.REGISTER_MANAGE)
    if entry.stage is not EntryStage.PUBLISHED or entry.withdrawal_asked_at is None:
        raise AlreadyDone(_("Nobody asks to withdraw this entry any more."))
    facts = {"asked_by": entry.withdrawal_asked_by, "dropped_at": now}
    with act(session, ScreeningAct.WITHDRAWAL_DROPPED, thing=entry, facts=facts):
        entry.withdrawal_asked_at = entry.withdrawal_asked_by = entry.withdrawal_reason = None
