"""People around one entity, and cases at the stages that tests start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from caseflow.access.actor import Actor
from caseflow.access.models import Classification
from caseflow.cases import queries
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Allegation, Case, Part, Party, Proceeding
from caseflow.cases.records.entries import DecisionEntry, FindingEntry, LogEntry, PersonEntry
from caseflow.cases.services.access import let_in
from caseflow.cases.services.deciding import decide
from caseflow.cases.services.finding import record_finding
from caseflow.cases.services.moving import move
from caseflow.cases.services.receiving import log_case
from caseflow.reference.models import ListKind
from tests.support.house import NOW, House

LATER = NOW + timedelta(hours=1)


@dataclass
class Office:
    """One entity with the people who work its cases, and verbs shortened for tests."""

    house: House
    entity: UUID
    officer: Actor
    investigator: Actor
    decider: Actor
    senior: Actor
    told: list[Any] = field(default_factory=list)

    def entry(self, **facts: Any) -> LogEntry:
        """A case to log, with one named subject accused of forgery."""
        given = {
            "entity_id": self.entity,
            "title": "Falsified fuel receipts",
            "summary": "Receipts bear numbers that the supplier never issued.",
            "received_on": date(2026, 9, 1),
            "classification": Classification.CONFIDENTIAL,
            "conduct": ("forgery",),
            "people": (self.subject(),),
        }
        return LogEntry(**{**given, **facts})

    def subject(self, name: str = "Tomas Elberg", **facts: Any) -> PersonEntry:
        """An international staff member."""
        return PersonEntry(name=name, **{"personnel_category": "staff_international", **facts})

    def log(self, actor: Actor | None = None, **facts: Any) -> str:
        """Log a case as the officer; its reference."""
        actor = actor or self.officer
        if (desk := facts.pop("desk", None)) is not None:
            facts["desk_id"] = self.desk(desk, facts.get("entity_id"))
        with self.house.session(actor) as session:
            case = log_case(session, self.entry(**facts), actor=actor, now=NOW)
            session.commit()
            return case.reference

    def desk(self, name: str, entity: UUID | None = None) -> UUID:
        """A desk of the entity's list, added where it is not there yet."""
        return self.house.value(entity or self.entity, ListKind.DESK, name)

    def do(
        self, actor: Actor, reference: str, verb: Callable[..., Any], *args: Any, **given: Any
    ) -> Any:
        """Call a verb on a case as somebody, and commit."""
        given.setdefault("now", LATER)
        with self.house.session(actor) as session:
            case = queries.case(session, reference, actor=actor)
            result = verb(case, *args, actor=actor, **given)
            session.commit()
            return result

    def assess(self, reference: str) -> None:
        """Take a case to the stage “assessed”, with its investigator let in."""
        self.do(self.officer, reference, move, "assess")
        self.do(
            self.officer,
            reference,
            let_in,
            user_id=self.investigator.user_id,
            capacity=CaseCapacity.INVESTIGATOR,
        )

    def investigate(self, reference: str) -> None:
        """Take a case to the stage “under investigation”."""
        self.assess(reference)
        self.do(self.officer, reference, move, "open-investigation")

    def find(
        self,
        reference: str,
        outcome: str = "substantiated",
        standard: str = "clear_and_convincing",
        of: UUID | None = None,
    ) -> None:
        """Record the same finding on every allegation (of one subject), as the investigator."""
        with self.house.session(self.investigator) as session:
            case = queries.case(session, reference, actor=self.investigator)
            for allegation_id in allegations(session, case, of):
                record_finding(
                    case,
                    FindingEntry(
                        allegation_id=allegation_id,
                        outcome=outcome,
                        standard=standard,
                        evidence="Receipts 114 to 131",
                    ),
                    actor=self.investigator,
                    now=LATER,
                )
            session.commit()

    def review(self, reference: str, **finding: str) -> None:
        """Take a case to the stage “under review”."""
        self.investigate(reference)
        self.find(reference, **finding)
        self.do(self.investigator, reference, move, "send-to-review")

    def decide(self, reference: str, actor: Actor | None = None, **facts: Any) -> Any:
        """Decide about the first subject."""
        actor = actor or self.decider
        with self.house.session(actor) as session:
            case = queries.case(session, reference, actor=actor)
            subject = facts.pop("subject_id", None) or subjects(session, case)[0]
            entry = DecisionEntry(
                subject_id=subject, **{"reasons": "Facts, law, proportion.", **facts}
            )
            decision = decide(case, entry, actor=actor, now=LATER)
            session.commit()
            return decision


def allegations(session: Session, case: Case, of: UUID | None = None) -> list[UUID]:
    """The ids of a case's allegations, or of those against one subject."""
    wanted = sa.select(Allegation.id).where(Allegation.root_id == case.id)
    if of is not None:
        wanted = wanted.join(Proceeding, Proceeding.id == Allegation.proceeding_id)
        wanted = wanted.where(Proceeding.subject_id == of)
    return list(session.scalars(wanted.order_by(Allegation.id)))


def subjects(session: Session, case: Case) -> list[UUID]:
    """The ids of a case's subjects, in order."""
    wanted = sa.select(Party.id).where(Party.root_id == case.id, Party.part == Part.SUBJECT)
    return list(session.scalars(wanted.order_by(Party.id)))


@pytest.fixture
def office(house: House) -> Office:
    """The Northern Mission."""
    entity = house.entity("NM")
    return Office(
        house,
        entity,
        house.person("conduct-officer", entity=entity, name="Ines Okafor"),
        house.person("investigator", name="Ravi Menon"),
        house.person("decision-maker", entity=entity, name="Lidia Kovac"),
        house.person("senior-conduct-officer", entity=entity, name="Amara Diallo"),
    )


def day(year: int, month: int, number: int) -> datetime:
    """Noon of a day."""
    return datetime(year, month, number, 12, tzinfo=UTC)
