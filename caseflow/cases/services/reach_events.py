"""Which acts of others bring people within reach of cases, and what is asked then."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from caseflow.cases.models import Case
from caseflow.cases.services.namesake_checks import (
    bar_in_cases,
    bar_newcomers,
    bar_person,
    bar_those_above,
)
from caseflow.errors import NotReady
from caseflow.events import (
    CaseHandedOver,
    CaseTransferred,
    EntityMoved,
    PersonLetIn,
    PersonRenamed,
    ReachGiven,
    Subscription,
    on,
)
from caseflow.labels import _


def ask_who_was_let_in(session: Session, event: PersonLetIn) -> None:
    """Whoever was let into a case that names them stays out until somebody decides."""
    bar_person(session, session.get_one(Case, event.case_id), event.user_id, now=event.at)


def ask_who_takes_over(session: Session, event: CaseHandedOver) -> None:
    """Nobody is handed a case that may name them. Raises NotReady."""
    if event.to_id is None:
        return
    if bar_person(session, session.get_one(Case, event.case_id), event.to_id, now=event.at):
        raise NotReady(
            _(
                "This person has the name of somebody in the case. Let them in first, and settle"
                " the match; then hand it over."
            ),
            field="to",
        )


def ask_where_it_went(session: Session, event: CaseTransferred) -> None:
    """A case that went to another entity is within reach of other people."""
    bar_newcomers(session, session.get_one(Case, event.case_id), now=event.at)


def ask_where_it_lies(session: Session, event: EntityMoved) -> None:
    """An entity that lies beneath another one is within reach of the people there."""
    bar_those_above(session, event.entity_id, now=event.at)


def ask_about_reach(session: Session, event: ReachGiven) -> None:
    """Whoever was given a role or an engagement reaches other cases."""
    bar_in_cases(session, event.user_id, now=event.at, settled=True)


def ask_about_name(session: Session, event: PersonRenamed) -> None:
    """Whoever has another name may be named in other cases, whatever was decided before."""
    bar_in_cases(session, event.user_id, now=event.at, settled=False)


SUBSCRIPTIONS: tuple[Subscription[Any], ...] = (
    on(PersonLetIn, ask_who_was_let_in),
    on(CaseHandedOver, ask_who_takes_over),
    on(CaseTransferred, ask_where_it_went),
    on(EntityMoved, ask_where_it_lies),
    on(ReachGiven, ask_about_reach),
    on(PersonRenamed, ask_about_name),
)
"""This room's first lines of the table of events: nobody is told of a case that bars them."""
