"""What officers have before them before they record notice and before they publish."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from caseflow.audit.purposes import TrailPurpose
from caseflow.cases import queries
from caseflow.cases.models import Allegation, Case
from caseflow.cases.records.entries import FindingEntry, MeasureEntry
from caseflow.cases.services.moving import move
from caseflow.reference.models import ListKind
from caseflow.screening.models import RegisterEntry
from tests.cases.conftest import Office
from tests.screening.set_aside import aside
from tests.screening.test_pages import ELENA
from tests.screening.test_proposing import SUBJECT

NOTICE = {"on-day": "23", "on-month": "11", "on-year": "2026", "words": "By letter; no answer."}


@pytest.fixture
def cases(site):
    """The people of the site's entity, as an office that works cases."""
    who = (site.people[name] for name in ("officer", "investigator", "decider", "senior"))
    return Office(site.house, site.entity, *who)


def dismissed(cases, *, subject=SUBJECT, **facts) -> str:
    """Somebody is dismissed for forgery, while theft was not substantiated; the entry."""
    people = (cases.subject("Elena Duarte", **subject),)
    reference = cases.log(conduct=("theft", "forgery"), people=people)
    cases.investigate(reference)
    cases.find(reference)
    cases.do(cases.investigator, reference, move, "send-to-review")
    cases.decide(
        reference,
        measures=(MeasureEntry(kind="dismissal", parameters={}),),
        authority_id=office(cases),
        findings=answers(cases, reference, {"forgery"}),
        **facts,
    )
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        return session.scalar(sa.select(RegisterEntry.ref))


def office(cases):
    """The office that finds and decides, of the entity's list."""
    return cases.house.value(cases.entity, ListKind.AUTHORITY, "Office of Human Resources")


def answers(cases, reference, proven):
    """Final findings: these types substantiated, the others not."""
    office_id = office(cases)
    with cases.house.session(cases.decider) as session:
        case = queries.case(session, reference, actor=cases.decider)
        rows = session.scalars(sa.select(Allegation).where(Allegation.root_id == case.id)).all()
        return tuple(
            FindingEntry(
                allegation_id=row.id,
                outcome="substantiated" if row.type in proven else "unsubstantiated",
                standard="clear_and_convincing",
                authority_id=office_id,
            )
            for row in rows
        )


def test_findings_standard_authority_and_dates_are_seen_before_notice_and_publication(site, cases):
    ref = dismissed(cases)
    at = f"/screening/register/{ref}"
    registry, second = site.as_("registry"), site.as_("second")
    shown = [registry.page(at), registry.page(f"{at}/notice")]
    registry.sent(f"{at}/notice", NOTICE)
    shown += [second.page(at), second.page(f"{at}/publish")]
    for page in shown:
        said = re.sub(r"[\u2066-\u2069]", "", page.said)
        assert (
            "Forgery the person would be listed for it Substantiated Clear and convincing evidence"
            in said
        )
        assert "Theft not listed for it Not substantiated Clear and convincing evidence" in said
        assert said.count("Office of Human Resources") >= 2
        assert said.count("23 Nov 2026") >= 2
        assert "Dismissal" in said
    second.sent(f"{at}/publish")
    assert "Forgery the person is listed for it" in registry.page(at).said
    listed = registry.page("/screening/register").said
    assert "Forgery" in listed
    assert "Theft" not in listed


def test_what_of_a_date_of_birth_was_not_taken_over_is_seen_before_publication(site, cases):
    subject = {**SUBJECT, "date_of_birth": "07/08/1984"}
    at = f"/screening/register/{dismissed(cases, subject=subject)}"
    registry, second = site.as_("registry"), site.as_("second")
    shown = [registry.page(at), registry.page(f"{at}/notice")]
    registry.sent(f"{at}/notice", NOTICE)
    shown += [second.page(at), second.page(f"{at}/publish")]
    for page in shown:
        assert "Date of birth: not taken over whole, in the case it reads 07/08/1984" in page.said
    assert "Date of birth 1984 Nationality" in re.sub(r"[\u2066-\u2069]", "", shown[0].said)


@pytest.mark.parametrize(("day", "year"), [("22", "2026"), ("1", "2020")])
def test_nobody_had_notice_before_the_day_of_the_decision(site, cases, day, year):
    at = f"/screening/register/{dismissed(cases)}"
    registry = site.as_("registry")
    page = registry.refused(f"{at}/notice", {**NOTICE, "on-day": day, "on-year": year})
    assert "It was decided on 23 Nov 2026: nobody had notice before." in page.said
    assert 'id="on-error"' in page.text
    assert "Subject told not yet" in registry.page(at).said
    registry.sent(f"{at}/notice", NOTICE)
    assert "Subject told 23 Nov 2026" in registry.page(at).said


def answered_listed(site) -> tuple[str, str]:
    """A look-up that two officers answered "listed": the recruiter's page, and the match page."""
    answer = site.as_("recruiter").sent("/screening", ELENA)
    at = f"/screening/matches/{answer.rpartition('/')[2]}"
    for name in ("registry", "second"):
        officer = site.as_(name)
        judge = next(link for link in officer.page(at).links if f"{at}/" in link)
        officer.sent(judge, {"verdict": "same", "reason": "The number is the same"})
    return answer, at


def test_every_page_says_that_an_entry_is_out_when_its_decision_was_replaced(site, cases):
    ref = dismissed(cases)
    at = f"/screening/register/{ref}"
    site.as_("registry").sent(f"{at}/notice", NOTICE)
    site.as_("second").sent(f"{at}/publish")
    answer, match = answered_listed(site)
    cases.other = site.house.person("decision-maker", entity=cases.entity, name="Una Other")
    with cases.house.system() as session:
        reference = session.scalar(sa.select(Case.reference))
    aside(cases, reference)
    registry = site.as_("registry")
    assert "Until this is settled, nobody is called listed" in registry.page(match).said
    cases.decide(
        reference,
        actor=cases.other,
        authority_id=office(cases),
        findings=answers(cases, reference, set()),
    )
    page, shown = registry.page(match).said, registry.page(at).said
    assert "Until this is settled" not in page
    assert "Nobody is compared with this entry any more, or called listed" in page
    assert "which does not hold any more" in page
    assert "Look the candidate up again" in site.as_("recruiter").page(answer).said
    assert "Out: decision replaced" in shown
    assert "Forgery nobody is listed for it" in shown
    assert "the person is listed for it" not in shown
    listed = registry.page("/screening/register").said
    assert "Published 0" in listed
    assert "Out: decision replaced 1" in listed
    assert ref in registry.page("/screening/register?stage=replaced").said
    assert ref not in registry.page("/screening/register?stage=published").said


def test_looking_at_an_entry_before_publishing_changes_nothing(site, cases):
    ref = dismissed(cases)
    at = f"/screening/register/{ref}"
    site.as_("registry").sent(f"{at}/notice", NOTICE)
    site.as_("second").page(f"{at}/publish")
    assert "Subject has notice" in site.as_("second").page(at).said


def test_an_officer_with_the_persons_name_waits_until_a_colleague_settles_it(site, cases):
    """The subject is called Elena Duarte."""
    site.people["namesake"] = site.house.person(
        "registry-officer", username="namesake", name="E. Duarte"
    )
    at = f"/screening/register/{dismissed(cases)}"
    namesake, registry = site.as_("namesake"), site.as_("registry")
    assert namesake.get(at).status_code == 404
    assert "E. Duarte may be the person, by the name they have or had" in registry.page(at).said
    (settle,) = {link for link in registry.page(at).links if "/bars/" in link}
    assert namesake.get(settle).status_code == 404
    assert "Is E. Duarte the person of this entry?" in registry.page(settle).said
    assert "Say why" in registry.refused(settle, {"match": "no", "reason": " "}).said
    assert "Say whether it is the same person" in registry.refused(settle, {"reason": "x"}).said
    assert registry.sent(settle, {"match": "no", "reason": "Another number"}) == at
    assert namesake.get(at).status_code == 200
    assert registry.get(settle).status_code == 404  # settled once


def test_what_the_register_could_not_take_over_is_shown_before_publication(
    site, cases, monkeypatch
):
    monkeypatch.setitem(SUBJECT, "nationality", "Germany|Ruritania")
    monkeypatch.setitem(SUBJECT, "gender", "Ruritanian")
    at = f"/screening/register/{dismissed(cases)}"
    registry = site.as_("registry")
    for page in (registry.page(at).said, registry.page(f"{at}/notice").said):
        assert "Nationality: not taken over whole, in the case it reads Germany|Ruritania" in page
        assert "Gender: not taken over whole, in the case it reads Ruritanian" in page
    assert "Germany, Ruritania (not read as a country)" in registry.page(at).said
    registry.sent(f"{at}/notice", NOTICE)
    second = site.as_("second").page(f"{at}/publish").said
    assert "Nationality: not taken over whole, in the case it reads Germany|Ruritania" in second
