"""A case summary tells each reader what is theirs, on pages that say so, and leaves a record."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import pairwise

import pytest
import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.access.models import Classification
from caseflow.audit.acts import Outcome, PageAct
from caseflow.audit.models import Entry
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, Precision
from caseflow.cases.opened_case.summary import Level
from caseflow.cases.records.entries import (
    OccurrenceEntry,
    OldAllegation,
    OldAnswer,
    OldCase,
    OldMeasure,
    OldSubject,
    PersonEntry,
)
from caseflow.cases.services.admitting import admit
from caseflow.reporting.models import Export
from caseflow.reporting.purposes import ReportPurpose
from caseflow.screening.purposes import ScreeningPurpose
from tests.documents.asking import ACCOUNT, NAMES, TITLE, log, reader_of, words
from tests.support.house import NOW
from tests.support.site import looked_at


def exports(site):
    with site.house.system(ReportPurpose.DOCUMENT_CHECKING) as session:
        return session.scalars(sa.select(Export).order_by(Export.made_at, Export.id)).all()


def acts(site, name):
    with site.house.system(ReportPurpose.DOCUMENT_CHECKING) as session:
        return session.scalars(sa.select(Entry).where(Entry.act == name).order_by(Entry.seq)).all()


def test_each_page_carries_its_markings(site, reader):
    pages = words(reader("officer").pdf(log(site)))
    number = exports(site)[0].number
    assert len(pages) >= 2
    for at, page in enumerate(pages, start=1):
        assert page.count("Confidential") >= 2
        assert f"Page {at} of {len(pages)}" in page
        assert f"Export {number}" in page
        assert page.count("Ines Okafor") >= 4  # the watermark three times, and the foot
        assert "2026-11-23 09:00 UTC" in page


def test_asking_for_the_headers_alone_makes_no_export(site, reader):
    reference = log(site)
    at = f"/cases/{reference}/summary.pdf"
    client = reader("officer").client
    answer = client.head(at, base_url="https://localhost")
    assert (answer.status_code, answer.content_type, answer.data) == (200, "application/pdf", b"")
    assert exports(site) == []
    assert acts(site, CaseAct.EXPORTED) == []
    outside = reader("officer-2").client
    assert outside.head(at, base_url="https://localhost").status_code == 404
    reader("officer").pdf(reference)
    assert len(exports(site)) == 1


def test_who_may_export_gets_all_of_it_in_any_script(site, reader):
    said = "\n".join(words(reader("officer").pdf(log(site))))
    assert TITLE in said
    assert ACCOUNT in said
    assert "Tomas Elberg" in said
    assert "Жук Иван" in said
    assert "王小明" in said
    # Arabic is drawn joined and from the right: the same letters, in their joined forms
    assert any("\ufe70" <= letter <= "\ufeff" for letter in said) or "محمد" in said
    assert "[U+" not in said


def test_who_may_only_summarise_gets_no_name_and_no_free_text(site, reader):
    reference = log(
        site,
        occurrence=OccurrenceEntry(
            precision=Precision.EXACT, first_day=date(2026, 10, 17), place="Harbour depot"
        ),
    )
    for name in ("auditor", "decider"):
        pdf = reader(name).pdf(reference)
        said = "\n".join(words(pdf))
        for kept in (*NAMES, TITLE, ACCOUNT, "Harbour", "Quillfeather", "17 Oct"):
            assert kept not in said
            assert kept.encode() not in pdf
        assert "Subject 1" in said
        assert "Subject 4" in said
        assert "What was withheld and why" in said
        assert "Oct 2026" in said
    assert [export.level for export in exports(site)] == [Level.REDACTED, Level.REDACTED]


def test_an_old_registers_own_words_stay_out_of_what_is_redacted(site, reader):
    old = OldCase(
        source="old-register",
        external_reference="C-1",
        fingerprint=b"1",
        entity_id=site.entity,
        entity_code="NORTH",
        title="Old title of Mr Quick",
        received_on=date(2019, 3, 4),
        closed_on=date(2019, 9, 4),
        occurrences=(),
        subjects=(
            OldSubject(
                person=PersonEntry(name="Ned Quick", rank="Captain", unit="Third Depot"),
                stage="closed",
                allegations=(
                    OldAllegation(
                        external_id="A-1",
                        type=None,
                        raw="Quick took fuel",
                        final_finding=OldAnswer(outcome=None, raw="Quick did it"),
                        final_measure=OldMeasure(kind=None, raw="Quick sent home"),
                    ),
                    OldAllegation(
                        external_id="A-2",
                        type=None,
                        raw="Quick was late",
                        final_measure=OldMeasure(kind=None, raw="R", remark="by Major Slow"),
                        recommended_measure=OldMeasure(
                            kind="separation", raw="S", remark="said Captain Quick"
                        ),
                    ),
                ),
            ),
        ),
    )
    with site.house.system(ScreeningPurpose.IMPORT) as session:
        admit(session, [old], actor=SYSTEM, now=NOW)
        session.commit()
        reference = session.scalars(sa.select(Case.reference)).one()
    words_of = {
        name: " ".join(" ".join(words(reader(name).pdf(reference))).split())
        for name in ("officer", "auditor")
    }
    assert "Quick did it" in words_of["officer"]
    assert "by Major Slow" in words_of["officer"]
    assert "Ned Quick" in words_of["officer"]
    for kept in ("Quick", "Slow", "Captain", "Third Depot"):
        assert kept not in words_of["auditor"]
    assert "Not mapped" in words_of["auditor"]
    assert "Another measure" in words_of["auditor"]
    assert "recommended only" in words_of["auditor"]
    assert "Decisions" not in words_of["officer"]


def test_figures_only_means_codes_dates_and_counts(site, reader):
    said = "\n".join(words(reader("officer").pdf(log(site), "?level=statistical")))
    assert "Figures only" in said
    assert "Subject 1" not in said
    assert "Forgery" not in said
    assert TITLE not in said
    assert "Calendar days open" in said


def test_the_page_says_the_same_as_the_document(site, reader):
    reference = log(site)
    full = looked_at(reader("officer").get(f"/cases/{reference}/summary"), "summary").said
    for name in (*NAMES, TITLE, ACCOUNT):
        assert name in full
    bare = looked_at(reader("auditor").get(f"/cases/{reference}/summary"), "summary").said
    for name in (*NAMES, TITLE, ACCOUNT):
        assert name not in bare
    assert "Subject 4" in bare
    assert "Forgery (alleged)" in full
    assert "Forgery (alleged)" in bare
    figures = reader("auditor").get(f"/cases/{reference}/summary?level=statistical")
    assert "Forgery" not in looked_at(figures, "summary").said


@pytest.mark.parametrize("page", ["summary", "summary.pdf"])
def test_more_than_ones_right_reads_like_a_missing_page_and_is_recorded(site, reader, page):
    reference = log(site)
    asked = reader("auditor").get(f"/cases/{reference}/{page}?level=full")
    absent = reader("auditor").get(f"/cases/NORTH-2026-99999/{page}")
    assert (asked.status_code, absent.status_code) == (404, 404)
    assert asked.data == absent.data
    refusals = acts(site, PageAct.ACCESS_REFUSED)
    assert len(refusals) == 2
    assert all(entry.outcome is Outcome.DENIED for entry in refusals)
    assert exports(site) == []


@pytest.mark.parametrize("level", ["", "all", "FULL", "full%00", "%ED%A0%80", "x" * 5000])
def test_a_level_that_there_is_not_is_a_missing_page(site, reader, level):
    assert reader("officer").get(f"/cases/{log(site)}/summary.pdf?level={level}").status_code == 404


def test_outside_an_engagement_a_case_is_as_if_it_were_not_there(site, reader):
    reference = log(site)
    idle = reader("idle-auditor")
    there = idle.get(f"/cases/{reference}/summary.pdf")
    nowhere = idle.get("/cases/NORTH-2026-99999/summary.pdf")
    assert there.status_code == nowhere.status_code == 404
    assert there.data == nowhere.data
    assert {**there.headers} == {**nowhere.headers}
    assert reader("officer-2").get(f"/cases/{reference}/summary.pdf").status_code == 404
    assert reader("investigator").get(f"/cases/{reference}/summary.pdf").status_code == 404


def test_the_auditor_summarises_a_case_whose_page_stays_shut(site, reader):
    reference = log(site)
    assert reader("auditor").get(f"/cases/{reference}").status_code == 404
    assert reader("auditor").pdf(reference).startswith(b"%PDF-")


def test_a_strictly_confidential_case_is_summarised_by_its_named_team_only(site, reader):
    reference = log(site, classification=Classification.STRICTLY_CONFIDENTIAL)
    for name in ("auditor", "senior", "decider"):
        assert reader(name).get(f"/cases/{reference}/summary.pdf").status_code == 404
    pages = words(reader("officer").pdf(reference))
    assert all("Strictly confidential" in page for page in pages)


def test_what_left_is_kept_by_its_number_and_its_bytes(site, reader):
    reference = log(site)
    pdf = reader("officer").pdf(reference)
    (export,) = exports(site)
    assert export.level is Level.FULL
    assert export.reader_id == site.people["officer"].user_id
    assert export.sha256 == hashlib.sha256(pdf).digest()
    assert export.size == len(pdf)
    (entry,) = acts(site, CaseAct.EXPORTED)
    assert entry.root_id == export.root_id
    assert entry.actor_id == export.reader_id
    assert len(acts(site, CaseAct.DOCUMENT_MADE)) == 1


def test_numbers_tell_no_order_and_never_repeat(site, reader):
    reference, officer = log(site), reader("officer")
    for _turn in range(6):
        officer.pdf(reference)
    numbers = [int(export.number[-10:]) for export in exports(site)]
    assert len(set(numbers)) == 6
    steps = {after - before for before, after in pairwise(numbers)}
    assert len(steps) == 5


@pytest.mark.parametrize(
    "reference", ["north-2026-00001", "NORTH-2026", "NORTH-2026-" + "9" * 40, "%00", "%ED%A0%80"]
)
def test_an_address_that_is_no_reference_is_a_missing_page(one_site, reference):
    answer = reader_of(one_site, "officer").get(f"/cases/{reference}/summary.pdf")
    assert answer.status_code == 404


def test_an_auditor_finds_the_cases_in_scope(site, reader):
    mine = [log(site, received_on=date(2026, 11, day)) for day in (2, 3)]
    page = looked_at(reader("auditor").get("/audit/cases"), "scope")
    assert all(reference in page.said for reference in mine)
    assert TITLE not in page.said
    assert f"/cases/{mine[0]}/summary" in page.links
    one = looked_at(reader("auditor").get(f"/audit/cases?reference={mine[0].lower()}"), "scope")
    assert mine[0] in one.said
    assert mine[1] not in one.said
    idle = looked_at(reader("idle-auditor").get("/audit/cases"), "scope")
    assert not any(reference in idle.said for reference in mine)
    assert reader("officer").get("/audit/cases").status_code == 404


def test_the_scope_goes_on_page_by_page(site, reader, monkeypatch):
    monkeypatch.setattr("caseflow.list_order.ROWS", 2)
    every = {log(site, received_on=date(2026, 11, 2)) for _turn in range(5)}
    auditor, path, seen = reader("auditor"), "/audit/cases", []
    while path:
        page = looked_at(auditor.get(path), path)
        seen += [link.split("/")[2] for link in page.links if link.endswith("summary")]
        path = next((link for link in page.links if "after=" in link), "")
    assert sorted(seen) == sorted(every)


@pytest.mark.parametrize("query", ["reference=nonsense", "reference=%00"])
def test_a_list_that_cannot_be_read_says_so(one_site, query):
    answer = reader_of(one_site, "auditor").get(f"/audit/cases?{query}")
    assert answer.status_code == 200
    assert "not" in looked_at(answer, query).said


@pytest.mark.parametrize("key", ["x", "2026-11-02~zz", "%F0"])
def test_a_page_of_the_list_that_is_none_is_refused_and_leads_back(one_site, key):
    answer = reader_of(one_site, "auditor").get(f"/audit/cases?after={key}")
    assert answer.status_code == 409
    assert "This page of the list is not known." in answer.text
    assert 'href="/audit/cases"' in answer.text
