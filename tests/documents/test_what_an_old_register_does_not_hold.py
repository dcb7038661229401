"""What an old register does not hold is said so: on the page, in the timeline, in the PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.cases.models import Case, Part
from caseflow.cases.records.entries import (
    OldAllegation,
    OldAnswer,
    OldCase,
    OldMeasure,
    OldSubject,
    PersonEntry,
)
from caseflow.cases.services.admitting import admit
from caseflow.screening.purposes import ScreeningPurpose
from tests.documents.asking import words
from tests.support.house import NOW

PROVEN = OldAnswer(outcome="substantiated", raw="SU")
ALLEGED = OldAllegation(
    external_id="A-1",
    type="forgery",
    raw="F",
    final_finding=PROVEN,
    final_measure=OldMeasure(kind="separation", raw="400"),
    recommended_measure=OldMeasure(kind=None, raw="800", remark="Resigned before that"),
)


@pytest.fixture
def brought_in(site):
    """A case that stands at “Decided”, of which the register holds the day of receipt alone."""

    def bring_in(**facts):
        subject = OldSubject(
            person=PersonEntry(name="Ned Quick"), stage="decided", allegations=(ALLEGED,)
        )
        old = OldCase(
            source="old-register",
            external_reference="C-1",
            fingerprint=b"1",
            entity_id=site.entity,
            entity_code="NORTH",
            title="Complaint C-1",
            received_on=date(2019, 3, 4),
            closed_on=None,
            occurrences=(),
            subjects=(replace(subject, **facts),),
            people=(PersonEntry(part=Part.REPORTER, description="age 48"),),
        )
        with site.house.system(ScreeningPurpose.IMPORT) as session:
            admit(session, [old], actor=SYSTEM, now=NOW)
            session.commit()
            return session.scalars(sa.select(Case.reference)).one()

    return bring_in


def test_the_page_and_its_timeline_name_no_day_and_no_reporter(site, reader, brought_in):
    reference = brought_in()
    page = reader("officer").pages.page(f"/cases/{reference}")
    assert "How the reporter wants to be known: not in the old register" in page.said
    assert "Name not in the old register" in page.said
    assert "Reporter is anonymous" not in page.said
    assert "Name kept from you" not in page.said
    assert "Moved to “Decided” Day not in the old register" in page.said
    assert "Decision Day not in the old register" in page.said
    assert "Finding on A1: Substantiated Day not in the old register" in page.said
    assert "Decided day not in the old register" in page.said
    assert "Received day not in" not in page.said
    assert "The day is not in the old register." in page.said
    assert "Resigned before that" in page.said
    assert "12:00" not in page.said  # no hour is known of the day of receipt
    queue = reader("officer").pages.page("/cases/all").said
    assert "day not in the old register" in queue


def test_the_summary_says_the_same(site, reader, brought_in):
    reference = brought_in()
    said = " ".join(" ".join(words(reader("officer").pdf(reference))).split())
    assert "How the reporter wants to be known not in the old register" in said
    assert "Decided not in the old register" in said
    assert "By not in the old register" in said
    assert "day not in the old register" in said
    assert "not reached" not in said.split("Course of the case")[1].split("Closed")[0]
    assert "Resigned before that" in said
    auditor = " ".join(" ".join(words(reader("auditor").pdf(reference))).split())
    assert "Resigned" not in auditor
    scope = reader("auditor").pages.page("/audit/cases").said
    assert "day not in the old register" in scope


def test_days_that_the_register_holds_are_shown(site, reader, brought_in):
    day = date(2019, 8, 9)
    reference = brought_in(stage_since=day, decided_on=day)
    page = reader("officer").pages.page(f"/cases/{reference}")
    assert "Decision 9 August 2019" in page.said or "Decision 9 Aug 2019" in page.said
    assert "Day not in the old register" not in page.said
