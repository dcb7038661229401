"""Finding cases by a part of a reference, by names in them, and among those opened lately by title.

Whatever is found is found among the cases that the reader may list; what others carry decides
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.acting import assert_acting
from caseflow.access.actor import Actor
from caseflow.access.bare_lines import bare_lines
from caseflow.access.checks import require
from caseflow.accounts.models import User
from caseflow.audit.opened_lately import opened_lately
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.near_cases import granted, parts_of, values_of, way_of
from caseflow.cases.models import Case, NameOwner
from caseflow.cases.names.naming import search
from caseflow.cases.permissions import CasePermission
from caseflow.cases.policy import near
from caseflow.cases.rights.faces import OVERSEEING
from caseflow.cases.rights.reporters import known_by
from caseflow.cases.workflow import stage_label
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.opening import show_rows
from caseflow.days import days_anywhere
from caseflow.db import at_most
from caseflow.labels import Text
from caseflow.names.word_search import has_words
from caseflow.reference.models import Entity
from caseflow.reference.numbers import parse
from caseflow.reference.reference_parts import TELLING, code_typed, patterns

LATELY, OWN = 20, 50
"""Of so many cases opened last, and so many of one's own, the titles are searched."""
FEW = 300
"""So many cases are named by their ids; more are told apart one by one."""
NEWEST = (Case.received_on.desc(), Case.id.desc())
COLUMNS = (
    Case.id,
    Case.data_key_id,
    Case.reference,
    Case.title,
    Case.stage,
    Case.track,
    Case.received_on,
)


@dataclass(frozen=True)
class FoundCase:
    """One case that was found; without a title where only its line may be seen, or none is told."""

    reference: str
    title: str
    stage: Text
    bare: bool = False
    """Whether only its line is seen: it is strictly confidential, and the reader oversees it."""


@dataclass(frozen=True)
class FoundCases:
    """What was found, and whether there is more."""

    cases: tuple[FoundCase, ...]
    more: bool
    exact: str | None
    """The one reference that was typed whole, if it is among them."""


@dataclass(frozen=True)
class Matching:
    """Which cases were meant, as a condition of a statement, and whether they are many."""

    condition: sa.ColumnElement[bool]
    many: bool


def newest_matching(session: Session, typed: str, *, actor: Actor, most: int) -> list[UUID]:
    """The ids of so many cases within reach that were meant, newest first.

    Each way to be meant is looked for on its own and gives no more than that, so that a word that
    nearly every reference has costs no more than any other.
    """
    place = near(actor)
    way = way_of(place)
    newest = sa.select(Case.id, Case.received_on).order_by(*NEWEST)
    let_in = granted()
    meant = [
        newest.where(each, *part).limit(at_most(most)).subquery()
        for each, often in _ways_to_match(session, typed, actor)
        for part in (parts_of(way, let_in, apart=True) if often else [()])
    ]
    either = sa.union(*(sa.select(each) for each in meant)).subquery()
    ids = sa.select(either.c.id).order_by(either.c.received_on.desc(), either.c.id.desc())
    first, last = days_anywhere(actor.moment)
    values = {"me": actor.user_id, "first_day": first, "last_day": last, **values_of(place, way)}
    return list(session.scalars(ids.limit(at_most(most)), values))


def matching(session: Session, typed: str, *, actor: Actor) -> Matching:
    """The cases that have this reference or part of one, or people who carry these names.

    Also those whose owner has exactly this name. By the name of whoever reported only those find
    a case who know it. Few cases are named by their ids; where there are more, a list tells them
    apart while it goes along its own order.
    """
    ids = newest_matching(session, typed, actor=actor, most=FEW + 1)
    if len(ids) <= FEW:
        return Matching(Case.id.in_(ids), many=False)
    ways = _ways_to_match(session, typed, actor)
    return Matching(sa.or_(*(each for each, _often in ways)), many=True)


def _ways_to_match(
    session: Session, typed: str, actor: Actor
) -> Iterator[tuple[sa.ColumnElement[bool], bool]]:
    """Each way to be meant, and whether it looks through references one by one."""
    yield Case.external_reference == typed, False
    owner = sa.select(User.id).where(User.full_name == typed)
    yield Case.owner_id.in_(owner), False
    named = search(session, typed) if sum(map(str.isdigit, typed)) < TELLING else None
    if named is not None:
        known = named.where(known_by(actor, NameOwner.party_id.expression))
        yield Case.id.in_(known), False
    if meant := patterns(typed):
        yield sa.or_(*(Case.reference.like(pattern) for pattern in meant)), True
    if code := code_typed(typed):
        yield Case.entity_id.in_(sa.select(Entity.id).where(Entity.code == code)), False


def find_cases(session: Session, typed: str, *, actor: Actor, limit: int) -> FoundCases:
    """The cases within reach that were meant, newest first; whoever asks records the search.

    Those opened lately and one's own are found by words of their title, too. Raises Refused.
    """
    assert_acting(session, actor)
    require(session, actor, CasePermission.READ)
    reference = parse(typed)
    newest = sa.select(*COLUMNS).order_by(*NEWEST)
    if reference is not None:
        wanted = newest.where(Case.reference == str(reference))
    else:
        ids = newest_matching(session, typed, actor=actor, most=limit + 1)
        wanted = newest.where(Case.id.in_(ids))
    rows = session.execute(wanted.limit(at_most(limit + 1))).all()
    more, rows = len(rows) > limit, rows[:limit]
    known = {row.id for row in rows}
    beside = _near(session, known, actor) if reference is None else []
    every = [*beside, *rows]
    keyring_of(session).ciphers(session, {row.data_key_id for row in every})
    titles = [text["title"] or "" for text in show_rows(session, every, ("title",), model=Case)]
    called = [
        (row, title)
        for row, title in zip(every, titles, strict=True)
        if row.id in known or has_words(title, typed)
    ]
    found = tuple(
        FoundCase(row.reference, t, stage_label(row.stage, row.track)) for row, t in called
    )
    bare = _overseen(session, typed, {each.reference for each in found}, actor, limit)
    exact = next((e.reference for e in (*found, *bare) if e.reference == str(reference)), None)
    return FoundCases((*found, *bare)[:limit], more or len(found) + len(bare) > limit, exact)


def cases_opened_lately(session: Session, *, actor: Actor, limit: int) -> tuple[FoundCase, ...]:
    """The cases that this reader opened last and may still see: references, no titles."""
    ids = opened_lately(session, (CaseAct.READ,), actor=actor, limit=limit)
    rows = _in_order(session, ids, (Case.id, Case.reference, Case.stage, Case.track))
    return tuple(FoundCase(row.reference, "", stage_label(row.stage, row.track)) for row in rows)


def _near(session: Session, known: Collection[UUID], actor: Actor) -> list[Any]:
    """The cases whose titles are searched, too: those opened last, and the newest of one's own."""
    ids = opened_lately(session, (CaseAct.READ,), actor=actor, limit=LATELY)
    opened = _in_order(session, [each for each in ids if each not in known], COLUMNS)
    own = sa.select(*COLUMNS).where(Case.owner_id == actor.user_id, Case.is_open)
    rows = session.execute(own.order_by(*NEWEST).limit(at_most(OWN))).all()
    told = {row.id for row in opened}.union(known)
    return [*opened, *(row for row in rows if row.id not in told)]


def _in_order(session: Session, ids: Sequence[UUID], columns: Sequence[Any]) -> list[Any]:
    if not ids:
        return []
    rows = session.execute(sa.select(*columns).where(Case.id.in_(ids))).all()
    return sorted(rows, key=lambda row: ids.index(row.id))


def _overseen(
    session: Session, typed: str, known: Collection[str], actor: Actor, limit: int
) -> list[FoundCase]:
    """The lines of strictly confidential cases that an overseer may list, by reference only."""
    meant = patterns(typed)
    if not meant or not actor.may(CasePermission.OVERSEE):
        return []
    lines = bare_lines(Case, actor=actor, face=OVERSEEING, strict=True)
    wanted = (
        sa.select(lines.c.reference, lines.c.stage, lines.c.track)
        .where(sa.or_(*(lines.c.reference.like(pattern) for pattern in meant)))
        .order_by(lines.c.received_on.desc(), lines.c.id.desc())
        .limit(at_most(limit + 1))
    )
    return [
        FoundCase(row.reference, "", stage_label(row.stage, row.track), bare=True)
        for row in session.execute(wanted)
        if row.reference not in known
    ]
