"""What a case is listed under: the gravest type that was proven in it, else the gravest alleged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.cases.models import Allegation, Case, Finding, Proceeding, Step
from caseflow.labels import Text, _
from caseflow.reference.lists import substantiated
from caseflow.reference.taxonomy import Conduct, conduct, rank

SEA = "sea"


class Category(NamedTuple):
    """What a case takes over from its allegations and final findings, named as its columns.

    `strict_limits` asks for the shorter limits of sexual exploitation and abuse: as long as such an
    allegation is open against somebody who stands where the case does, or when it was proven,
    whatever else was. Another subject's allegations ask for nothing while they stand elsewhere.
    """

    category: str | None
    category_proven: bool
    strict_limits: bool


def derive_category(answers: Iterable[tuple[str | None, str | None]]) -> Category:
    """The category of a case from each allegation's type and last valid final finding.

    The gravest has the lowest rank in the taxonomy; of two with one rank the first by code, so that
    the order of logging makes no difference. A type that is not mapped or not known comes last.
    """
    every = list(answers)
    proven = {type_ for type_, outcome in every if substantiated(outcome)}
    among = proven or {type_ for type_, _outcome in every}
    gravest = min(among, key=_gravity) if len(among) > 1 else next(iter(among), None)
    return Category(gravest, bool(proven), asks_strict_limits(every))


def asks_strict_limits(answers: Iterable[tuple[str | None, str | None]]) -> bool:
    """Whether shorter limits run, by each type that is alleged and its last valid final finding."""
    return any(
        _is_sea(type_) for type_, outcome in answers if outcome is None or substantiated(outcome)
    )


def refresh_category(session: Session, case: Case) -> None:
    """Let a case follow its allegations and final findings, in one statement; within an act."""
    answers = standing_answers(session, case.id)
    place = (case.track, case.stage)
    there = [row for row in answers if (row.track, row.stage) == place]
    found = derive_category((row.type, row.outcome) for row in answers)
    strict = asks_strict_limits((row.type, row.outcome) for row in there)
    for name, value in found._replace(strict_limits=strict)._asdict().items():
        setattr(case, name, value)


def standing_answers(session: Session, case_id: UUID) -> Collection[Any]:
    """The allegations of a case: type, last valid final finding, and where their subject stands."""
    rows = session.execute(
        sa.select(
            Allegation.id, Allegation.type, Finding.outcome, Proceeding.track, Proceeding.stage
        )
        .join(Proceeding, Proceeding.id == Allegation.proceeding_id)
        .outerjoin(
            Finding,
            sa.and_(
                Finding.allegation_id == Allegation.id,
                Finding.step == Step.DECISION,
                Finding.withdrawn_at.is_(None),
                Finding.set_aside_at.is_(None),
            ),
        )
        .where(Allegation.root_id == case_id)
        .order_by(Finding.recorded_at, Finding.id)
    )
    return {row.id: row for row in rows}.values()


def category_in_words(type_: Conduct | None, code: str | None, *, proven: bool) -> Text:
    """What a case is about, with the word “alleged” where nothing of it was proven.

    Empty where it has no type that is known, nor a code.
    """
    label = type_.label if type_ else Text((code or "").replace("%", "%%"))
    return label if proven or not label else _("%(kind)s (alleged)", kind=label)


def _gravity(type_: str | None) -> tuple[int, str]:
    return rank(type_), type_ or "~"


def _is_sea(type_: str | None) -> bool:
    found = conduct(type_)
    return found is not None and found.area == SEA
