"""A person or an allegation entered by mistake is withdrawn on a page, and shown as withdrawn."""

from __future__ import annotations

from caseflow.cases.models import Part
from caseflow.cases.records.entries import PersonEntry
from tests.support.site import Client, Site

WHY = "Two people have this name."


def two(site: Site) -> str:
    people = (
        PersonEntry(name="Tomas Elberg", personnel_category="staff_international"),
        PersonEntry(name="Samir Haddad", personnel_category="staff_international"),
        PersonEntry(part=Part.WITNESS, name="Lena Moss"),
    )
    return f"/cases/{site.log(people=people)}"


def leads(client: Client, at: str, part: str) -> list[str]:
    return sorted({each for each in client.page(at).links if part in each})


def test_a_subject_is_withdrawn_on_a_page_that_says_before_what_it_means(site: Site) -> None:
    at, officer = two(site), site.as_("officer")
    path = leads(officer, at, "/withdraw")[-1]
    (path,) = [p for p in leads(officer, at, "/people/") if p.endswith("/withdraw")][1:2]
    page = officer.page(path)
    for words in ("It stays to be read", "It counts no more", "You can take this back"):
        assert words in page.said, words
    assert "Say why it is withdrawn" in officer.refused(path, {"reason": ""}).said
    assert officer.sent(path, {"reason": WHY}) == f"{at}#message"
    page = officer.page(at)
    for words in ("The person is withdrawn.", "Withdrawn", WHY, "Take back"):
        assert words in page.said, words
    only = officer.page(f"{at}?timeline=corrections")
    assert "Withdrawn as entered by mistake" in only.said
    (back,) = leads(officer, at, "/take-back")
    assert "It counts again from now on" in officer.page(back).said
    officer.sent(back, {"reason": "It was he."})
    page = officer.page(at)
    assert "Withdrawal taken back" in page.said
    assert not leads(officer, at, "/take-back")


def test_an_allegation_is_withdrawn_against_whom_is_chosen(site: Site) -> None:
    at, officer = two(site), site.as_("officer")
    path = f"{at}/allegations/A1/withdraw"
    assert path in leads(officer, at, "/allegations/")
    said = officer.refused(path, {"reason": WHY}).said
    assert "Choose who is not accused of it" in said
    shown = officer.page(path)
    chosen = shown.text.split('name="subjects"')[2].split('value="')[1].split('"')[0]
    officer.sent(path, {"reason": WHY, "subjects": chosen})
    page = officer.page(at)
    for words in ("The allegation is withdrawn.", "not alleged", "against Samir Haddad"):
        assert words in page.said, words


def test_what_has_to_be_done_first_is_said_in_place_of_the_form(site: Site) -> None:
    at, officer = f"/cases/{site.log()}", site.as_("officer")
    assert not [p for p in leads(officer, at, "/people/") if p.endswith("/withdraw")]
    (change,) = leads(officer, at, "/people/")[:1]
    person = next(p for p in leads(officer, at, "/people/") if "/correct" in p)
    path = person.replace("/correct", "/withdraw")
    assert change
    page = officer.page(path)
    assert "The case is about nobody else" in page.said
    assert "Withdraw this person" not in page.said
    assert "The case is about nobody else" in officer.refused(path, {"reason": WHY}).said


def test_who_only_reads_sees_what_was_withdrawn_and_no_way_to_change_it(site: Site) -> None:
    at, officer = two(site), site.as_("officer")
    path = [p for p in leads(officer, at, "/people/") if p.endswith("/withdraw")][-1]
    officer.sent(path, {"reason": WHY})
    (back,) = leads(officer, at, "/take-back")
    decider = site.as_("decider")
    assert WHY in decider.page(at).said
    assert not leads(decider, at, "/take-back")
    assert not leads(decider, at, "/withdraw")
    for page in (back, path, f"{at}/allegations/A1/withdraw"):
        assert decider.get(page).status_code == 404, page


def test_what_is_not_there_is_not_found(site: Site) -> None:
    at, officer = two(site), site.as_("officer")
    nobody = "00000000-0000-7000-8000-000000000000"
    for page in (
        f"{at}/people/{nobody}/withdraw",
        f"{at}/allegations/A9/withdraw",
        f"{at}/withdrawals/{nobody}/take-back",
    ):
        assert officer.get(page).status_code == 404, page
