"""Where the proceedings of a case stand, with all that their next moves ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.bars import is_proposal
from caseflow.access.dated import is_in_force
from caseflow.access.models import Exclusion, Grant
from caseflow.accounts.models import User
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.timing import case_day
from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Investigation,
    Party,
    Proceeding,
    Step,
)
from caseflow.cases.rights.capacity_rights import fits
from caseflow.cases.workflow import Standing, counts, sends_to_decision
from caseflow.days import office_day
from caseflow.errors import NotFound
from caseflow.labels import _
from caseflow.matters.models import Move


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The rows of one case that its conditions are read from, however they were read."""

    case: Any
    proceedings: Sequence[Any]
    allegations: Sequence[Any]
    findings: Sequence[Any]
    decisions: Sequence[Any]
    let_in: Sequence[UUID | None]
    """Whoever was ever let in to investigate."""
    leads: Sequence[UUID | None]
    """Whoever led an inquiry."""
    senders: Sequence[UUID | None]
    """Whoever sent it to decision."""
    parties: Sequence[UUID | None]
    """The accounts of those who are named in it."""
    investigator_now: bool = False
    conflict_undecided: bool = False

    @cached_property
    def investigators(self) -> frozenset[UUID]:
        """Everybody who was let in to investigate, led an inquiry or found something in one."""
        finders = (f.recorded_by for f in self.findings if f.step is Step.INVESTIGATION)
        return _people(*self.let_in, *self.leads, *finders)

    @cached_property
    def proposers(self) -> frozenset[UUID]:
        """Everybody who ever sent the case to decision."""
        return _people(*self.senders)

    @cached_property
    def named(self) -> frozenset[UUID]:
        """Everybody with an account who is a party to it."""
        return _people(*self.parties)


def _people(*ids: UUID | None) -> frozenset[UUID]:
    return frozenset(each for each in ids if each is not None)


def read_facts(session: Session, case: Case, *, now: datetime) -> Facts:
    """Read them, in ten statements; verbs only.

    The proceedings come first and stay locked: of two who change one case at once, the second reads
    what the first has made of it.
    """

    def rows(model: type[Any]) -> list[Any]:
        return list(session.scalars(sa.select(model).where(model.root_id == case.id)))

    today = case_day(session, case, now)
    proceedings = session.scalars(
        sa.select(Proceeding)
        .where(Proceeding.root_id == case.id)
        .order_by(Proceeding.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    grants: list[Grant] = rows(Grant)
    inquiries: list[Investigation] = rows(Investigation)
    moves: list[Move] = rows(Move)
    bars: list[Exclusion] = rows(Exclusion)
    tracks = {opened.id: opened.track for opened in proceedings}
    able = able_investigators(session, case, grants, bars, now)
    return Facts(
        case=case,
        proceedings=proceedings,
        allegations=rows(Allegation),
        findings=rows(Finding),
        decisions=rows(Decision),
        let_in=[g.user_id for g in grants if g.capacity is CaseCapacity.INVESTIGATOR],
        leads=[i.lead_id for i in inquiries],
        senders=[
            m.moved_by for m in moves if sends_to_decision(tracks.get(m.proceeding_id), m.name)
        ],
        parties=[p.user_id for p in rows(Party)],
        investigator_now=bool(able),
        conflict_undecided=any(is_proposal(b) and is_in_force(b, today) for b in bars),
    )


def require_alleged(facts: Facts, alleged: Allegation) -> None:
    """Go on only with what is alleged now that nobody else changes it. Raises NotFound.

    Somebody may have withdrawn it while these facts were waited for.
    """
    if alleged.id not in {row.id for row in facts.allegations}:
        raise NotFound(_("This is not part of the case."))


def standings(_session: Session, facts: Facts) -> dict[UUID, Standing]:
    """Each proceeding of a case with the facts of its conditions, by the proceeding's id."""
    return every_standing(facts)


def every_standing(facts: Facts) -> dict[UUID, Standing]:
    """The same, without a session: nothing is asked."""
    counting = counts(facts.findings)
    return {p.id: _standing(facts, p, counting) for p in facts.proceedings}


def _standing(facts: Facts, proceeding: Proceeding, counting: dict[UUID, Finding]) -> Standing:
    decisions = [d for d in facts.decisions if d.proceeding_id == proceeding.id]
    stands = [d for d in decisions if d.set_aside_at is None and d.final]
    return Standing(
        case=facts.case,
        proceeding=proceeding,
        allegations=[a for a in facts.allegations if a.proceeding_id == proceeding.id],
        findings=counting,
        decision=max(stands, key=lambda d: d.recorded_at, default=None),
        decided_before=bool(stands),
        investigators=facts.investigators,
        investigator_now=facts.investigator_now,
        proposers=facts.proposers,
        named=facts.named,
        deciders=frozenset(d.decided_by for d in decisions if d.decided_by),
        conflict_undecided=facts.conflict_undecided,
    )


def able_investigators(
    session: Session, case: Case, grants: Sequence[Grant], bars: Sequence[Exclusion], now: datetime
) -> frozenset[UUID]:
    """Of those let in to investigate, whoever can: with an account, a fitting role and no bar."""
    today = case_day(session, case, now)
    investigating = (g for g in grants if g.capacity is CaseCapacity.INVESTIGATOR)
    let_in = {g.user_id for g in investigating if is_in_force(g, today)}
    let_in -= {b.user_id for b in bars if is_in_force(b, today)}
    fit = fits(CaseCapacity.INVESTIGATOR, User.id, entity_id=case.entity_id, today=office_day(now))
    return frozenset(
        session.scalars(sa.select(User.id).where(User.id.in_(let_in), User.active, fit))
    )
