"""The audit trail as auditors read it: acts, not content, within their engagements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.bare_lines import root_named, root_names
from caseflow.access.checks import require
from caseflow.access.models import Root
from caseflow.accounts.models import User
from caseflow.audit.acts import Act, Outcome, TrailAct
from caseflow.audit.chain import Line, decode
from caseflow.audit.models import Checkpoint, Entry
from caseflow.audit.record import note_read
from caseflow.cases.models import Case
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.keyring import keyring_of
from caseflow.db import at_most
from caseflow.labels import Text, _, ngettext
from caseflow.manifests import by_value
from caseflow.reference.numbers import parse
from caseflow.reporting.act_places import Scope, acts_within, scope_of
from caseflow.reporting.acts_out_of_scope import beyond
from caseflow.reporting.listed_things import listed
from caseflow.reporting.naming import called, fields_called
from caseflow.reporting.permissions import ReportPermission
from caseflow.reporting.screening_acts import about
from caseflow.reporting.showing import Kind, acts_of, mark
from caseflow.screening.models import Inquiry, Thresholds
from caseflow.victims.models import VictimFile

PAGE = 50
UNREAD = "unread"


@dataclass(frozen=True)
class TrailFilters:
    """What an auditor asks for; times are moments, `before` is the entry number to go on from."""

    reference: str = ""
    username: str = ""
    act: Act | None = None
    outcome: Outcome | None = None
    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True)
class ActView:
    """One line of the trail as the page shows it."""

    seq: int
    at: datetime
    who: str
    who_is: str
    act: Text
    outcome: Outcome
    tone: str
    glyph: str
    entity: str
    """The code of the entity it belongs to."""
    thing: Text | None
    reference: str | None
    about: Text | None
    """What an act of screening was for and what it came to; never about whom."""
    listed: Text | None
    """How many things a list showed."""
    remark: Text | None
    named: tuple[Text, ...]
    """The sealed fields or the tables that the remark counts."""
    seal: str


@dataclass(frozen=True)
class TrailPage:
    """A page of the trail, newest first; `before` leads to older ones."""

    acts: tuple[ActView, ...]
    before: int | None
    checkpoint_seq: int | None
    checkpoint_at: datetime | None
    beyond: int
    """How many matters in scope need a right that no engagement gives."""


def trail(session: Session, filters: TrailFilters, *, actor: Actor) -> TrailPage:
    """What happened within the actor's engagements. Raises Refused. The look is recorded."""
    require(session, actor, ReportPermission.AUDIT_READ)
    where = _conditions(session, filters)
    scope = scope_of(session, actor)
    rows = acts_within(session, scope, where, limit=PAGE + 1)
    shown = rows[:PAGE]
    mark = session.scalars(
        sa.select(Checkpoint).order_by(Checkpoint.seq.desc()).limit(at_most(1))
    ).first()
    facts = {"entries": len(shown)}
    note_read(session, TrailAct.AUDIT_READ, facts=facts, right=ReportPermission.AUDIT_READ)
    return TrailPage(
        acts=tuple(_views(session, shown, scope, actor)),
        before=shown[-1].Entry.seq if len(rows) > PAGE else None,
        checkpoint_seq=mark.seq if mark else None,
        checkpoint_at=mark.at if mark else None,
        beyond=beyond(session, actor=actor),
    )


def people(session: Session) -> Sequence[tuple[str, str]]:
    """User name and name of everyone who can act."""
    rows = session.execute(sa.select(User.username, User.full_name).order_by(User.full_name))
    return [(row.username, row.full_name) for row in rows]


def _conditions(session: Session, filters: TrailFilters) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if filters.reference:
        root = root_named(session, Case, filters.reference)
        found.append(Entry.root_id == root if root else sa.false())
    if filters.username:
        user = session.scalar(sa.select(User.id).where(User.username == filters.username))
        found.append(Entry.actor_id == user if user else sa.false())
    if filters.act:
        found.append(Entry.act == filters.act)
    if filters.outcome:
        found.append(Entry.outcome == filters.outcome)
    if filters.kind:
        found.append(_of_kind(filters.kind))
    if filters.since:
        found.append(Entry.at >= filters.since)
    if filters.until:
        found.append(Entry.at < filters.until)
    if filters.before:
        found.append(Entry.seq < filters.before)
    return found


def _of_kind(kind: Kind) -> sa.ColumnElement[bool]:
    if kind is Kind.REFUSED:
        return Entry.outcome == Outcome.DENIED
    return Entry.act.in_(sorted(acts_of(kind)))


def _views(session: Session, rows: Sequence[Any], scope: Scope, actor: Actor) -> list[ActView]:
    entries = [row.Entry for row in rows]
    lines = {entry.seq: decode(entry.body) for entry in entries}
    names = _names(session, {e.actor_id for e in entries if e.actor_id})
    references = _references(session, rows, actor)
    details = details_of(session, lines.values())
    changes = _thresholds(session, entries)
    lists = listed(session, entries, details, scope, actor)
    views = []
    for row in rows:
        entry, detail = row.Entry, details.get(row.Entry.seq, {})
        who, who_is = names.get(entry.actor_id, ("", ""))
        tone, glyph = mark(by_value(Act, entry.act), entry.outcome)
        views.append(
            ActView(
                seq=entry.seq,
                at=entry.at,
                who=who,
                who_is=who_is,
                act=by_value(Act, entry.act).label,
                outcome=entry.outcome,
                tone=tone,
                glyph=glyph,
                entity=row.code or "",
                thing=called(entry.thing_kind) if entry.thing_kind else None,
                reference=references.get(entry.root_id),
                about=about(entry, detail, changes),
                listed=lists.get(entry.seq),
                remark=_remark(detail),
                named=_named(detail),
                seal=entry.hash.hex()[:8],
            )
        )
    return views


def _names(session: Session, ids: set[UUID]) -> dict[UUID, tuple[str, str]]:
    if not ids:
        return {}
    rows = session.execute(sa.select(User.id, User.full_name, User.title).where(User.id.in_(ids)))
    return {row.id: (row.full_name, row.title or "") for row in rows}


def _references(session: Session, rows: Sequence[Any], actor: Actor) -> dict[UUID, str]:
    """What the acts are about: cases and look-ups by reference, victims' files where named."""
    ids = {row.Entry.root_id for row in rows if row.Entry.root_id}
    codes = {e for held in actor.holding(ReportPermission.AUDIT_READ) for e in held.codes}
    files = {row.Entry.root_id for row in rows if row.Entry.root_id and row.place in codes}
    return {
        **root_names(session, Case, ids),
        **root_names(session, Inquiry, ids),
        **root_names(session, VictimFile, files),
    }


def _thresholds(session: Session, entries: Sequence[Entry]) -> dict[UUID, Thresholds]:
    ids = {e.thing_id for e in entries if e.thing_kind == Thresholds.__tablename__ and e.thing_id}
    if not ids:
        return {}
    found = session.scalars(sa.select(Thresholds).where(Thresholds.id.in_(ids)))
    return {row.id: row for row in found}


def details_of(session: Session, lines: Any) -> dict[int, dict[str, Any]]:
    """What is sealed in these lines of the trail, by their number; unread where it is erased."""
    keyring = keyring_of(session)
    sealed: list[Line] = [x for x in lines if x.detail_key_id is not None]
    keyring.ciphers(session, {x.detail_key_id for x in sealed if x.detail_key_id})
    found: dict[int, dict[str, Any]] = {}
    for line in sealed:
        try:
            raw = keyring.open_detail(
                session,
                line.detail_key_id,  # type: ignore[arg-type]  # filtered above
                "acts.detail",
                line.seq.to_bytes(8, "big"),
                line.detail,
            )
        except (Erased, SealBroken):
            found[line.seq] = {UNREAD: True}
            continue
        found[line.seq] = json.loads(raw)
    return found


def _remark(detail: dict[str, Any]) -> Text | None:
    """How much was opened or changed, never what it says; or a reference that no case has."""
    if UNREAD in detail:
        return CANNOT_BE_SHOWN
    facts = detail.get("facts", {})
    if fields := facts.get("fields"):
        return ngettext("%(count)s sealed field:", "%(count)s sealed fields:", len(fields))
    if changes := _changes(detail):
        return ngettext("%(count)s row:", "%(count)s rows:", len(changes))
    if typed := facts.get("typed"):
        found = parse(str(typed))
        return _("no such case: %(ref)s", ref=found) if found else _("no reference of a case")
    return None


def _named(detail: dict[str, Any]) -> tuple[Text, ...]:
    if fields := detail.get("facts", {}).get("fields"):
        return fields_called(fields)
    return tuple(called(table) for table in dict.fromkeys(c[0] for c in _changes(detail)))


def _changes(detail: dict[str, Any]) -> list[Any]:
    """The rows that changed; a root repeats what its thing says, and is not a row to people."""
    return [change for change in detail.get("changes", ()) if change[0] != Root.__tablename__]
