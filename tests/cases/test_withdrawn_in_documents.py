"""A document of a case neither names, opens nor counts what was withdrawn."""

from __future__ import annotations

from caseflow.cases.acts import CaseAct
from caseflow.cases.opened_case.summary import Level, summarise
from caseflow.cases.services.finding import withdraw_finding
from caseflow.cases.services.people import add_person
from tests.cases.conftest import LATER, Office
from tests.cases.test_correcting_people import read
from tests.cases.test_withdrawing import two, withdraw
from tests.support.trail import entries


def test_a_document_made_from_now_on_neither_names_nor_counts_who_was_withdrawn(office: Office):
    reference = two(office)
    withdraw(office, reference, read(office, reference).subjects[1])
    actor = office.senior
    with office.house.session(actor) as session:
        view = summarise(session, reference, level=Level.FULL, actor=actor, now=LATER)
        session.commit()
    assert [s.name for s in view.subjects] == ["Tomas Elberg"]
    assert view.allegations == 1
    assert "Haddad" not in repr(view)


def summarised(office, reference):
    """Its full summary, and the fields that were opened for it."""
    with office.house.session(office.senior) as session:
        facts = {"level": Level.FULL, "actor": office.senior, "now": LATER}
        view = summarise(session, reference, **facts)
        session.commit()
    _entry, detail = entries(office.house, CaseAct.EXPORTED.value)[-1]
    return view, detail["facts"]["fields"]


def test_a_summary_counts_no_step_of_who_was_withdrawn(office: Office):
    reference = office.log()
    before, _fields = summarised(office, reference)
    office.do(office.officer, reference, add_person, office.subject("Samir Haddad"))
    between, _fields = summarised(office, reference)
    withdraw(office, reference, read(office, reference).subjects[1])
    after, _fields = summarised(office, reference)
    assert [v.entry_lag.entries for v in (before, between, after)] == [1, 2, 1]


def test_a_summary_opens_no_evidence_that_was_withdrawn(office: Office):
    reference = two(office)
    office.investigate(reference)
    office.find(reference, of=read(office, reference).subjects[1].id)
    assert "findings.evidence" in summarised(office, reference)[1]
    finding = read(office, reference).matrix[0].cells[1].finding_id
    office.do(office.investigator, reference, withdraw_finding, finding, reason="Wrong man")
    assert "findings.evidence" not in summarised(office, reference)[1]
