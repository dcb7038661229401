"""What the trail holds about whoever reads it: what they did, opened and exported, and no more.

Everybody signed in sees their own record, as sign-in promises. It names a matter only while its
reader sees it, and tells nothing that the reader was not told before: whether a case exists that
somebody asked to join or to open in an emergency, and what an act set off besides, stay out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.permissions import Permission
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.permissions import AccountPermission
from caseflow.audit.acts import Act, Outcome, PageAct
from caseflow.audit.chain import decode
from caseflow.audit.models import Entry
from caseflow.audit.record import note_read
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.permissions import CasePermission
from caseflow.drafts.acts import DraftAct
from caseflow.labels import Labelled, Text, _
from caseflow.list_order import ListOrder, SortColumn
from caseflow.manifests import by_value, declared
from caseflow.reference.permissions import EntityPermission
from caseflow.reporting.acts import ReportAct
from caseflow.reporting.naming import called, fields_called
from caseflow.reporting.queries import details_of
from caseflow.reporting.showing import DOOR, EXPORTS, looks, mark
from caseflow.screening.models import Inquiry, RegisterEntry
from caseflow.screening.permissions import ScreeningPermission
from caseflow.victims.models import VictimFile
from caseflow.victims.permissions import VictimPermission

NEWEST = ListOrder(SortColumn("seq", Entry.seq, falling=True))
BLIND = frozenset({CaseAct.ACCESS_ASKED, CaseAct.BREAK_GLASS, PageAct.ACCESS_REFUSED})
"""Acts on what somebody may not see: they are named, and never what they met."""
NAMES: tuple[tuple[Any, str], ...] = (
    (Case, "reference"),
    (Inquiry, "ref"),
    (RegisterEntry, "ref"),
    (VictimFile, "code"),
)
"""What is named on the page, and by which column; read through the wall."""
DRAFTS = frozenset({DraftAct.KEPT, DraftAct.READ, DraftAct.DROPPED})
ALWAYS = EXPORTS | DOOR | BLIND | DRAFTS | {AccountAct.PREFERENCES_CHANGED}
"""Acts that nobody's other act sets off."""
FAMILIES: tuple[tuple[tuple[str, ...], tuple[Permission, ...]], ...] = (
    (
        (
            *("access:", "allegation:", "case:", "covering:", "decision:", "facts:", "finding:"),
            *("file:", "note:", "task:"),
        ),
        (
            CasePermission.READ,
            CasePermission.CREATE,
            CasePermission.SUMMARISE,
            CasePermission.OVERSEE,
        ),
    ),
    (("register:",), (ScreeningPermission.REGISTER_MANAGE, ScreeningPermission.REGISTER_PUBLISH)),
    (("inquiry:",), (ScreeningPermission.LOOK_UP, ScreeningPermission.RESOLVE)),
    (("thresholds:",), (ScreeningPermission.RESOLVE, ScreeningPermission.REGISTER_MANAGE)),
    (("victim-",), (VictimPermission.ASSIST,)),
    (("person:", "engagement:"), (AccountPermission.MANAGE,)),
    (("entity:",), (EntityPermission.MANAGE,)),
)
"""Other acts: the beginnings of their names, and the rights of which one is needed to do them.

Whoever holds none did not do it by themselves: something they did set it off elsewhere.
"""


class Part(Labelled):
    """What a quick filter of one's own record keeps."""

    OPENED = "opened", _("What I opened")
    DONE = "done", _("What I did")
    EXPORTED = "exported", _("What I exported")


@dataclass(frozen=True)
class OwnAct:
    """One line of somebody's own record."""

    at: datetime
    act: Text
    outcome: Text | None
    """How it ended, where it did not simply happen and the reader may know."""
    tone: str
    glyph: str
    thing: Text | None
    reference: str | None
    fields: tuple[Text, ...]
    """The sealed fields that were opened."""


@dataclass(frozen=True)
class OwnRecord:
    """A page of somebody's own record, newest first."""

    acts: tuple[OwnAct, ...]
    after: str | None


def own_record(
    session: Session, *, actor: Actor, part: Part | None = None, after: str = ""
) -> OwnRecord:
    """What the trail holds about the actor, a page at a time; that they looked is recorded.

    Raises NotReady (field "after") for a page that is none.
    """
    wanted = sa.select(Entry).where(
        Entry.actor_id == actor.user_id, Entry.act.in_(sorted(_known(actor, part)))
    )
    page = NEWEST.page(wanted, after, lambda each: session.scalars(each).all())
    shown = page.rows
    lines = {entry.seq: decode(entry.body) for entry in shown}
    details = details_of(session, lines.values())
    own = [entry for entry in shown if not _set_off(details.get(entry.seq, {}))]
    named = _named(
        session, {e.root_id for e in own if e.root_id and by_value(Act, e.act) not in BLIND}
    )
    note_read(session, ReportAct.RECORD_READ, facts={"entries": len(own)})
    return OwnRecord(
        tuple(_own_act(entry, named, details.get(entry.seq, {})) for entry in own),
        page.after,
    )


def _known(actor: Actor, part: Part | None) -> Collection[Act]:
    """The acts that this person may have done, of this part of the record."""
    opened = looks() - {CaseAct.EXPORT_VERIFIED}
    match part:
        case Part.OPENED:
            return opened
        case Part.EXPORTED:
            return EXPORTS
        case Part.DONE:
            return _done(actor) - opened - EXPORTS
        case None:
            return _done(actor)


def _done(actor: Actor) -> frozenset[Act]:
    begun = tuple(
        name
        for names, needs in FAMILIES
        for name in names
        if any(actor.may(permission) for permission in needs)
    )
    of_these = {each for each in declared(Act) if begun and each.value.startswith(begun)}
    return ALWAYS | looks() | of_these


def _set_off(detail: dict[str, Any]) -> bool:
    """Whether the system did it on its own account, in the course of something else."""
    return bool(detail.get("facts", {}).get("proposed"))


def _named(session: Session, roots: Collection[UUID]) -> dict[UUID, str]:
    """What these matters are called, of those that the reader sees now."""
    found: dict[UUID, str] = {}
    for model, column in NAMES if roots else ():
        wanted = sa.select(model.id, getattr(model, column).label("name"))
        rows = session.execute(wanted.where(model.id.in_(roots)))
        found |= {row.id: row.name for row in rows}
    return found


def _own_act(entry: Entry, named: dict[UUID, str], detail: dict[str, Any]) -> OwnAct:
    act, outcome = by_value(Act, entry.act), Outcome(entry.outcome)
    blind = act in BLIND
    tone, glyph = mark(act, Outcome.DONE if blind else outcome)
    reference = named.get(entry.root_id) if entry.root_id else None
    return OwnAct(
        at=entry.at,
        act=act.label,
        outcome=None if blind or outcome is Outcome.DONE else outcome.label,
        tone=tone,
        glyph=glyph,
        thing=None if blind else _thing(act, entry.thing_kind),
        reference=None if blind else reference,
        fields=() if blind else fields_called(detail.get("facts", {}).get("fields", ())),
    )


def _thing(act: Act, kind: str | None) -> Text | None:
    """On what something was done, where it has no reference."""
    if kind:
        return called(kind)
    if act is PageAct.SEARCHED:
        return _("what the search box showed")
    if act in DRAFTS:
        return _("a form that was not sent")
    return _("a list") if act.value.endswith(":listed") else None
