"""A case of an old register with a measure and no final finding goes on by its pages."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.cases.models import Case
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
from tests.support.house import NOW
from tests.support.site import Site

PROVEN = OldAnswer(outcome="substantiated", raw="SU")
SEPARATED = OldMeasure(kind="separation", raw="400")


def brought_in(site: Site, stage: str, **answers: object) -> str:
    """The address of a case of an old register."""
    alleged = OldAllegation(external_id="A-1", type="forgery", raw="F", **answers)
    old = OldCase(
        source="old-register",
        external_reference="C-1",
        fingerprint=b"1",
        entity_id=site.entity,
        entity_code="NORTH",
        desk="Records",
        title="Complaint C-1",
        received_on=date(2019, 3, 4),
        closed_on=None,
        occurrences=(),
        subjects=(
            OldSubject(person=PersonEntry(name="Ned Quick"), stage=stage, allegations=(alleged,)),
        ),
    )
    with site.house.system(ScreeningPurpose.IMPORT) as session:
        admit(session, [old], actor=SYSTEM, now=NOW)
        session.commit()
        return f"/cases/{session.scalars(sa.select(Case.reference)).one()}"


def test_its_decision_is_set_aside_and_the_case_decided(site: Site) -> None:
    at = brought_in(site, "under-review", recommended_finding=PROVEN, final_measure=SEPARATED)
    decider, senior = site.as_("decider"), site.as_("senior")
    page = decider.page(at)
    assert f"{at}/decision" not in page.links
    assert "it has to be set aside first" in page.said
    (link,) = {each for each in senior.page(at).links if each.endswith("/set-aside")}
    assert senior.sent(link, {"reason": "Never found"}) == at
    assert "Decision set aside" in senior.page(at).said
    assert f"{at}/decision" in decider.page(at).links
    form = decider.sent_to(f"{at}/decision")
    assert "Ned Quick" in decider.page(form).said


def test_who_can_be_decided_on_comes_before_who_was_decided_elsewhere(site: Site) -> None:
    at = brought_in(site, "decided", final_finding=PROVEN)
    site.as_("senior").sent(f"{at}/move/set-aside", {"reason": "Not heard"})
    assert site.as_("decider").get(f"{at}/decision").status_code == 303


def test_final_findings_without_a_decision_are_set_aside_with_a_word_of_warning(
    site: Site,
) -> None:
    at = brought_in(site, "decided", final_finding=PROVEN)
    senior = site.as_("senior")
    assert f"{at}/move/set-aside" in senior.page(at).links
    assert (
        "its final findings and measures no longer apply"
        in senior.page(f"{at}/move/set-aside").said
    )
    senior.sent(f"{at}/move/set-aside", {"reason": "Not heard"})
    assert "Finding on A1, set aside: Substantiated" in senior.page(at).said
