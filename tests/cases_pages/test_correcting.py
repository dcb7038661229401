"""Each key fact of a case has a link to where it is changed, and nothing typed there is lost."""

from __future__ import annotations

from datetime import date

from caseflow.access.models import Classification
from caseflow.cases.models import Precision
from caseflow.cases.records.entries import OccurrenceEntry, PersonEntry
from tests.support.site import Client, Page, Site

WHY = "Heard wrongly on the telephone."
TITLE = "Falsified fuel receipts"
ACCOUNT = "Receipts bear numbers that the supplier never issued."


def form(client: Client, path: str) -> dict[str, str]:
    """What the page of a form carries unseen."""
    return {"version": client.page(path).carried["version"]}


def test_the_title_is_changed_on_a_page_and_the_timeline_tells_what_it_was(site: Site) -> None:
    at = f"/cases/{site.log()}"
    officer = site.as_("officer")
    page = officer.page(at)
    assert "Change title and account" in page.said
    path = f"{at}/correct/account"
    shown = officer.page(path)
    assert f'value="{TITLE}"' in shown.text
    assert ACCOUNT in shown.text
    typed = {"title": "Falsified diesel receipts", "account": ACCOUNT, "reason": WHY}
    assert officer.sent(path, {**form(officer, path), **typed}) == f"{at}#message"
    page = officer.page(at)
    assert "The correction is kept." in page.said
    assert "Falsified diesel receipts" in page.said
    for words in ("Title: corrected", f"was: {TITLE}", WHY, "Ines Okafor"):
        assert words in page.said, words
    assert "What was reported: corrected" not in page.said
    only = officer.page(f"{at}?timeline=corrections")
    assert f"was: {TITLE}" in only.said


def test_a_long_account_that_was_corrected_folds_out(site: Site) -> None:
    at = f"/cases/{site.log(summary='Long ago. ' * 40)}"
    officer, path = site.as_("officer"), f"{at}/correct/account"
    officer.sent(
        path, {**form(officer, path), "title": TITLE, "account": "Short now.", "reason": WHY}
    )
    page = officer.page(at)
    assert "What stood there before" in page.said
    assert "Long ago. Long ago." in page.said


def test_every_key_fact_has_its_link_which_names_it_for_a_screen_reader(site: Site) -> None:
    where = OccurrenceEntry(precision=Precision.EXACT, first_day=date(2026, 11, 1), place="Depot 2")
    at = f"/cases/{site.log(occurrence=where)}"
    page = site.as_("officer").page(at)
    for fact in ("Reported", "Happened", "Place"):
        assert f"Change : {fact}" in page.said, fact
    reader = site.as_("decider").page(at)
    assert "Change :" not in reader.said
    assert not [each for each in reader.links if "/correct/" in each]


def test_when_and_where_it_happened_is_changed_on_a_page(site: Site) -> None:
    where = OccurrenceEntry(precision=Precision.EXACT, first_day=date(2026, 11, 1), place="Depot 2")
    at = f"/cases/{site.log(occurrence=where)}"
    officer = site.as_("officer")
    (path,) = {each for each in officer.page(at).links if "/correct/incident" in each}
    shown = officer.page(path).text
    assert 'value="Depot 2"' in shown
    typed = {
        "happened-precision": "between",
        "happened-first-day": 1,
        "happened-first-month": 10,
        "happened-first-year": 2026,
        "happened-last-day": 9,
        "happened-last-month": 10,
        "happened-last-year": 2026,
        "place": "Depot 3",
    }
    said = officer.refused(path, {**form(officer, path), **typed, "reason": ""}).said
    assert "Say why it is changed" in said
    officer.sent(path, {**form(officer, path), **typed, "reason": WHY})
    page = officer.page(at)
    assert "between 1 Oct 2026 and 9 Oct 2026" in page.said
    for words in ("was: 1 Nov 2026", "was: Depot 2", "When it happened: corrected"):
        assert words in page.said, words


def test_how_the_report_came_is_changed_on_a_page_and_the_clock_follows(site: Site) -> None:
    at = f"/cases/{site.log()}"
    officer, path = site.as_("officer"), f"{at}/correct/report"
    carried = form(officer, path)
    typed = {
        "received_on-day": "9",
        "received_on-month": "11",
        "received_on-year": "2026",
        "channel": "telephone",
        "reporting": "confidential",
        "reason": WHY,
    }
    late = officer.refused(path, {**carried, **typed, "received_on-year": "2031"})
    assert "has not come yet" in late.said
    officer.sent(path, {**carried, **typed})
    page = officer.page(at)
    for words in ("9 Nov 2026", "Day of the report: corrected", "was: 2 Nov 2026"):
        assert words in page.said, words
    assert "How the report came: added" in page.said


def test_who_is_late_sees_both_texts_side_by_side_and_loses_nothing(site: Site) -> None:
    at = f"/cases/{site.log()}"
    first, second = site.as_("officer"), site.as_("senior")
    path = f"{at}/correct/account"
    seen = form(second, path)
    first.sent(
        path, {**form(first, path), "title": "By the first", "account": ACCOUNT, "reason": WHY}
    )
    typed = {"title": "By the second", "account": "Another account.", "reason": "Read the file."}
    late: Page = second.refused(path, {**seen, **typed})
    for words in ("Somebody changed this", "Stands there now", "By the first", ACCOUNT):
        assert words in late.said, words
    for kept in ('value="By the second"', "Another account.", "Read the file."):
        assert kept in late.text, kept
    assert "By the first" in second.page(at).said
    again = {"version": late.carried["version"], **typed}
    second.sent(path, again)
    page = second.page(at)
    assert "By the second" in page.said
    assert "was: By the first" in page.said


def test_what_is_wrong_gets_a_sentence_at_its_field_and_keeps_what_was_typed(site: Site) -> None:
    at = f"/cases/{site.log()}"
    officer, path = site.as_("officer"), f"{at}/correct/account"
    carried = form(officer, path)
    nothing = {"title": TITLE, "account": ACCOUNT, "reason": WHY}
    assert "Nothing is changed yet" in officer.refused(path, {**carried, **nothing}).said
    empty = officer.refused(path, {**carried, **nothing, "account": ""})
    assert "Say what happened" in empty.said
    assert 'href="#account"' in empty.text
    for title in ("", "x" * 201, "a\x00b"):
        page = officer.refused(path, {**carried, **nothing, "title": title})
        assert 'href="#title"' in page.text
        assert WHY in page.text
    for version in ("", "x" * 400):
        officer.refused(path, {**nothing, "title": "Other", "version": version})


def test_whoever_may_not_change_a_case_finds_no_page_for_it(site: Site) -> None:
    at = f"/cases/{site.log(classification=Classification.STRICTLY_CONFIDENTIAL)}"
    for name in ("decider", "senior", "officer-2", "recruiter"):
        for group in ("account", "report", "incident"):
            answer = site.as_(name).get(f"{at}/correct/{group}")
            assert answer.status_code in {403, 404}, (name, group)


def test_the_summary_in_print_says_what_stands_there_now_alone(site: Site) -> None:
    reference = site.log()
    at, officer = f"/cases/{reference}", site.as_("officer")
    path = f"{at}/correct/account"
    typed = {"title": "Falsified diesel receipts", "account": "New words.", "reason": WHY}
    officer.sent(path, {**form(officer, path), **typed})
    assert TITLE not in officer.page(f"{at}/summary").said


PERSON = {"name": "Tomas Elberg", "personnel_category": "staff_international"}


def person_page(client: Client, at: str) -> str:
    """The address of the page on which the one subject is corrected."""
    links = client.page(at).links
    return next(each for each in links if "/people/" in each and each.endswith("/correct"))


def test_a_person_is_corrected_on_a_page_that_shows_what_stands_there(site: Site) -> None:
    people = (PersonEntry(**PERSON, date_of_birth="1984-07-04", nationality="PT", gender="male"),)
    at = f"/cases/{site.log(people=people)}"
    officer = site.as_("officer")
    path = person_page(officer, at)
    shown = officer.page(path).text
    for words in ('value="Tomas Elberg"', "4 July 1984", 'value="PT" selected'):
        assert words in shown, words
    typed = {
        **PERSON,
        "date_of_birth": "7 April 1984",
        "nationality": "PT",
        "gender": "male",
        "reason": WHY,
    }
    wrong = officer.refused(path, {**form(officer, path), **typed, "date_of_birth": "31 2 1984"})
    assert 'href="#date_of_birth"' in wrong.text
    assert officer.sent(path, {**form(officer, path), **typed}) == f"{at}#message"
    page = officer.page(at)
    for words in ("7 Apr 1984", "Date of birth of ", "was: 4 Jul 1984"):
        assert words in page.said, words
    assert "Name of " not in page.said
    assert "Gender of " not in page.said


def test_words_of_before_that_cannot_be_read_do_not_stop_another_correction(site: Site) -> None:
    people = (PersonEntry(**PERSON, date_of_birth="in the rains", gender="F?", id_number="none"),)
    at = f"/cases/{site.log(people=people)}"
    officer = site.as_("officer")
    path = person_page(officer, at)
    assert "as written before: F?" in officer.page(path).said
    typed = {
        **PERSON,
        "date_of_birth": "in the rains",
        "gender": "F?",
        "id_number": "none",
        "rank": "P-4",
        "reason": WHY,
    }
    officer.sent(path, {**form(officer, path), **typed})
    page = officer.page(at)
    assert "P-4" in page.said
    assert "in the rains" in page.said
    assert page.said.count(": corrected") == 0
    assert page.said.count(": added") == 1


def test_a_colleague_whom_the_new_name_would_keep_out_is_named_before_it_is_saved(
    site: Site,
) -> None:
    at = f"/cases/{site.log()}"
    officer = site.as_("officer")
    path = person_page(officer, at)
    typed = {**PERSON, "name": "Okafor Ines", "reason": WHY}
    asked = officer.refused(path, {**form(officer, path), **typed})
    assert "You have the same name" in asked.said
    assert 'value="Okafor Ines"' in asked.text
    me = str(site.people["officer"].user_id)
    sent = {"version": asked.carried["version"], **typed, "despite": me}
    assert officer.sent(path, sent) == "/cases"
    officer.page(at, status=404)


def test_what_is_alleged_is_corrected_on_a_page_until_a_finding_answers_it(site: Site) -> None:
    at = f"/cases/{site.log()}"
    officer = site.as_("officer")
    assert f"{at}/allegations/A1/correct" in officer.page(at).links
    path = f"{at}/allegations/A1/correct"
    officer.sent(path, {**form(officer, path), "conduct": "theft", "reason": WHY})
    page = officer.page(at)
    assert "Kind of conduct: corrected" in page.said
    officer.page(f"{at}/allegations/A9/correct", status=404)
