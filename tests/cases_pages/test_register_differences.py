"""What an old register says now stands on the page of a case that somebody worked on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.cases.models import Case
from caseflow.cases.records.entries import (
    OldAllegation,
    OldAnswer,
    OldCase,
    OldSubject,
    PersonEntry,
)
from caseflow.cases.services.admitting import admit
from caseflow.screening.purposes import ScreeningPurpose
from tests.support.house import NOW
from tests.support.site import Site

HEADING = "The old register says something else now"
SUBJECT = OldSubject(
    person=PersonEntry(name="Ned Quick", external_id="17", date_of_birth="1970-01-02"),
    stage="under-review",
    allegations=(
        OldAllegation(
            external_id="A-1",
            type="forgery",
            raw="F",
            recommended_finding=OldAnswer(outcome="substantiated", raw="SU"),
        ),
    ),
)


def bring_in(site: Site, fingerprint: bytes, subject: OldSubject) -> str:
    """The address of a case that an import brought in or would write anew."""
    old = OldCase(
        source="old-register",
        external_reference="C-1",
        fingerprint=fingerprint,
        entity_id=site.entity,
        entity_code="NORTH",
        title="Complaint C-1",
        received_on=date(2019, 3, 4),
        closed_on=None,
        occurrences=(),
        subjects=(subject,),
    )
    with site.house.system(ScreeningPurpose.IMPORT) as session:
        admit(session, [old], actor=SYSTEM, now=NOW)
        session.commit()
        return f"/cases/{session.scalars(sa.select(Case.reference)).one()}"


def test_its_people_read_it_and_say_when_it_was_dealt_with(site: Site) -> None:
    at = bring_in(site, b"1", SUBJECT)
    senior = site.as_("senior")
    assert HEADING not in senior.page(at).said
    senior.sent(f"{at}/notes/new", {"words": "I spoke with him."})
    born = replace(SUBJECT.person, date_of_birth="1970-02-01", name="Ned <Quick>")
    bring_in(site, b"2", replace(SUBJECT, person=born))
    page = senior.page(at)
    assert HEADING in page.said
    assert "Date of birth · Ned Quick" in page.said
    assert "Here: 1970-01-02" in page.said
    assert "In the register: 1970-02-01" in page.said
    assert "In the register: Ned <Quick>" in page.said
    assert "I spoke with him." in page.said
    decider = site.as_("decider")
    assert HEADING in decider.page(at).said
    assert "This was dealt with" not in decider.page(at).said
    assert decider.post(f"{at}/register/settle").status_code in {403, 404}
    assert HEADING in senior.page(at).said
    assert senior.sent(f"{at}/register/settle") == at
    assert HEADING not in senior.page(at).said
    assert senior.post(f"{at}/register/settle").status_code == 409
