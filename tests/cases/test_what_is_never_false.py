"""What the tables of a case refuse, whoever writes to them, and references that never repeat."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import (
    Allegation,
    Case,
    CaseOutcome,
    Decision,
    Finding,
    Occurrence,
    Part,
    Party,
    Precision,
    Proceeding,
    Step,
)
from caseflow.cases.records.numbering import draw
from caseflow.crypto.columns import conceal
from caseflow.matters.models import Task
from caseflow.reference.numbers import check
from tests.cases.conftest import Office
from tests.support.house import NOW


def change(case: Case, **facts: Any) -> Case:
    for name, value in facts.items():
        setattr(case, name, value)
    return case


def broken(case: Case, proceeding: Proceeding, allegation: Allegation):
    """A name of a rule, and how to break it."""
    own = {"root_id": case.id, "data_key_id": case.data_key_id}
    party = {"part": Part.SUBJECT, "how_many": 1, **own}
    found = {
        "allegation_id": allegation.id,
        "step": Step.DECISION,
        "recorded_at": NOW,
        "recorded_by": case.owner_id,
        **own,
    }
    decided = {
        "proceeding_id": proceeding.id,
        "recorded_at": NOW,
        "decided_by": case.owner_id,
        **own,
    }
    yield "owner_or_desk", lambda: change(case, owner_id=None, entity_id=None)
    yield "not_into_itself", lambda: change(case, merged_into=case.id, outcome=CaseOutcome.MERGED)
    yield "merged_has_target", lambda: change(case, outcome=CaseOutcome.MERGED)
    yield "closing_date_only_when_closed", lambda: change(case, closed_on=date(2026, 1, 1))
    yield "identified_is_one", lambda: Party(**{**party, "how_many": 3}, identified=True)
    yield (
        "only_subjects_unidentified",
        lambda: Party(**{**party, "part": Part.WITNESS}, identified=False),
    )
    yield "somebody", lambda: Party(**{**party, "how_many": 0}, identified=False)
    yield "day_when_known", lambda: Occurrence(precision=Precision.EXACT, **own)
    yield (
        "two_days_when_between",
        lambda: Occurrence(precision=Precision.BETWEEN, first_day=date(2026, 1, 1), **own),
    )
    yield "standard_unless_admitted", lambda: Finding(outcome="substantiated", **found)
    yield "outcome_unless_admitted", lambda: Finding(standard="preponderance", **found)
    yield "reasons_unless_admitted", lambda: Decision(**decided)
    yield "done_by_somebody", lambda: Task(words=conceal("x"), made_at=NOW, done_at=NOW, **own)
    yield (
        "type_has_version",
        lambda: Allegation(
            proceeding_id=proceeding.id, code="A9", type="forgery", made_at=NOW, **own
        ),
    )


def test_each_rule_of_the_tables_holds_by_its_name(office: Office):
    office.log()
    names = []
    number = 0
    while True:
        with office.house.system() as session:
            case = session.scalars(sa.select(Case)).one()
            proceeding = session.scalars(sa.select(Proceeding)).one()
            allegation = session.scalars(sa.select(Allegation)).one()
            rules = list(broken(case, proceeding, allegation))
            if number == len(rules):
                break
            name, breaking = rules[number]
            number += 1
            with pytest.raises(IntegrityError) as refused, act(session, CaseAct.CHANGED):
                session.add(breaking())
            session.rollback()
            assert name in str(refused.value.orig), name
            names.append(name)
    assert len(names) == len(set(names)) == 14


def test_references_are_checked_unique_and_do_not_tell_how_many_there_are(office: Office):
    with office.house.session() as session:
        first = draw(session, entity_id=office.entity, code="NM", year=2026, how_many=30)
        session.rollback()
    with office.house.session() as session:
        again = draw(session, entity_id=office.entity, code="NM", year=2026, how_many=30)
        more = draw(session, entity_id=office.entity, code="NM", year=2026, how_many=30)
        other = draw(session, entity_id=office.entity, code="NM", year=2025, how_many=30)
        session.commit()
    assert first == again
    assert len({*again, *more, *other}) == 90
    assert all(check(reference) for reference in (*again, *more, *other))
    numbers = [int(reference.rsplit("-", 1)[1]) for reference in again]
    assert numbers != sorted(numbers)
