"""Whoever has the name of somebody in a case meets a page that is not there, on every way to it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from caseflow.cases.records.entries import PersonEntry
from tests.cases_pages.answers import filled
from tests.support.site import Site

WITHOUT = "{} has no owner any more: give it one, and settle the match of names."


def named(site: Site, name: str) -> str:
    return site.log("senior", people=(PersonEntry(name=name),))


@pytest.mark.parametrize(
    "writing", ["Okafor, Ines", "OKAFOR Ines", "Ines K. Okafor", "Mr Ines Okafor", "Ines-Okafor"]
)
def test_the_subject_finds_no_page_no_line_and_no_document(site: Site, writing: str) -> None:
    reference = named(site, writing)
    officer = site.as_("officer")
    nothing = officer.get("/cases/NORTH-2026-00000")
    answer = officer.get(f"/cases/{reference}")
    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert officer.get(f"/cases/{reference}/summary.pdf").status_code == 404
    assert officer.get(f"/cases/{reference}/access").status_code == 404
    officer.get("/cases/all")
    for query in (reference, "Okafor", writing):
        listed = officer.sent("/cases/filter", {"view": "all", "q": query})
        assert reference not in officer.page(listed).said.replace(query, "")
        found = officer.sent("/search", {"q": query})
        assert reference not in officer.page(found).said.replace(query, "")
        boxed = officer.post("/search/answers", {"q": query})
        assert reference not in boxed.text.replace(query, "")
    assert site.rows("notices") == 0
    assert "Is it the same person?" in site.as_("senior").page(f"/cases/{reference}/access").said


def test_whoever_oversees_is_told_of_a_case_whose_owner_wrote_themselves_into_it(
    site: Site,
) -> None:
    reference, officer = site.log(), site.as_("officer")
    mine = {"despite": str(site.people["officer"].user_id)}
    officer.sent(f"/cases/{reference}/people/new", person("Okafor Ines") | mine)
    assert site.as_("senior").page("/notices").said.count(WITHOUT.format(reference)) == 1
    assert reference not in officer.page("/notices").said


def test_whoever_is_let_into_a_case_with_their_name_waits_until_it_is_settled(site: Site) -> None:
    reference = named(site, "Menon, Ravi")
    senior, at = site.as_("senior"), f"/cases/{reference}/access"
    user = str(site.people["investigator"].user_id)
    sent = senior.sent(f"{at}/let-in", {"user": user, "capacity": "investigator"})
    page = senior.page(sent)
    assert "stays out until the match is settled" in page.said
    guest = site.as_("investigator")
    assert guest.get(f"/cases/{reference}").status_code == 404
    assert site.rows("notices") == 0
    (settle,) = {link for link in page.links if "/access/bars/" in link}
    senior.sent(settle, {"match": "no", "reason": "Born elsewhere"})
    assert guest.get(f"/cases/{reference}").status_code == 200


def test_a_case_is_not_handed_to_whoever_may_be_named_in_it(site: Site) -> None:
    reference = named(site, "FALK, Tamsin")
    later = site.house.person("conduct-officer", entity=site.entity, name="Tamsin Falk")
    sent = {"to": str(later.user_id), "reason": "Leave"}
    page = site.as_("senior").refused(f"/cases/{reference}/hand-over", sent)
    assert "This person has the name of somebody in the case" in page.said
    assert site.rows("exclusions") == 0


def test_a_case_that_goes_to_another_entity_bars_the_namesake_there(site: Site) -> None:
    reference = named(site, "BERG, Jon")
    senior = site.as_("senior")
    page = senior.get(f"/cases/{reference}/transfer").text
    south = page.partition("SOUTH")[0].rpartition('value="')[2].partition('"')[0]
    sent = {"entity": south, "reason": "Theirs"}
    said = senior.refused(f"/cases/{reference}/transfer", sent).said
    assert "Nobody could take the case over at Entity SOUTH" in said
    site.house.person("conduct-officer", entity=UUID(south), name="Ada Holm")
    senior.sent(f"/cases/{reference}/transfer", sent)
    assert site.as_("officer-2").get(f"/cases/{reference}").status_code == 404
    assert site.rows("exclusions") == 1
    assert "BERG" not in senior.page("/cases").said


def person(name: str) -> dict[str, str]:
    return {"part": "subject", "known": "yes", "name": name, "rank": "Captain"}


def test_whoever_writes_the_name_of_the_owner_is_told_before_saving(site: Site) -> None:
    reference = site.log()
    senior, at = site.as_("senior"), f"/cases/{reference}/people/new"
    before = site.rows("parties"), site.rows("exclusions"), site.rows("notices")
    page = senior.refused(at, person("OKAFOR, Ines"))
    owner = str(site.people["officer"].user_id)
    assert "Ines Okafor has the same name as somebody you wrote into this case" in page.said
    assert "Nothing is saved yet" in page.said
    values = {each.get("name"): each.get("value") for each in page.fields}
    assert (values["name"], values["rank"]) == ("OKAFOR, Ines", "Captain")
    assert (site.rows("parties"), site.rows("exclusions"), site.rows("notices")) == before
    assert f'name="despite" value="{owner}"' in page.text
    assert site.as_("officer").get(f"/cases/{reference}").status_code == 200
    senior.sent(at, person("OKAFOR, Ines") | {"despite": owner})
    officer = site.as_("officer")
    assert officer.get(f"/cases/{reference}").status_code == 404
    assert site.rows("notices") == before[2]
    assert "waits for somebody to take it" not in officer.page("/cases").said


def test_the_only_investigator_is_told_of_before_saving_and_one_of_two_is_not(site: Site) -> None:
    officer, entries = site.as_("officer"), []
    for others in ((), ("Second Investigator",)):
        reference = site.log()
        entries.append(reference)
        people = [site.people["investigator"].user_id]
        people += [site.house.person("investigator", name=name).user_id for name in others]
        for user in people:
            sent = {"user": str(user), "capacity": "investigator"}
            officer.sent(f"/cases/{reference}/access/let-in", sent)
    alone, two = entries
    page = officer.refused(f"/cases/{alone}/people/new", person("Menon Ravi"))
    assert "Ravi Menon has the same name as somebody you wrote" in page.said
    reading = site.log()
    reader = {"user": str(site.people["investigator"].user_id), "capacity": "reader"}
    officer.sent(f"/cases/{reading}/access/let-in", reader)
    officer.sent(f"/cases/{reading}/people/new", person("Menon Ravi"))
    officer.sent(f"/cases/{two}/people/new", person("Menon Ravi"))
    assert site.as_("investigator").get(f"/cases/{two}").status_code == 404


def test_whoever_writes_a_name_like_their_own_is_told_and_keeps_themselves_out(site: Site) -> None:
    reference = site.log("senior")
    officer, at = site.as_("officer"), f"/cases/{reference}/people/new"
    page = officer.refused(at, person("Ines O. Okafor"))
    assert "You have the same name as somebody you wrote into this case" in page.said
    mine = str(site.people["officer"].user_id)
    assert officer.sent(at, person("Ines O. Okafor") | {"despite": mine}) == "/cases"
    assert officer.get(f"/cases/{reference}").status_code == 404


def test_a_case_that_names_its_writer_is_logged_only_when_they_say_so(site: Site) -> None:
    officer, at = site.as_("officer"), "/cases/new"
    for step in (1, 2, 3):
        officer.page(at)
        answers = filled(site, step)
        answers = {k: "Okafor, Ines" if v == "Tomas Elberg" else v for k, v in answers.items()}
        at = officer.sent(at, {**answers, "do": "go"})
    before = site.rows("cases")
    page = officer.refused(at, {"do": "log"})
    assert "You have the same name as somebody you wrote into this case" in page.said
    assert "Nothing is logged yet" in page.said
    assert site.rows("cases") == before
    mine = str(site.people["officer"].user_id)
    assert officer.sent(at, {"do": "log", "despite": mine}) == "/cases"
    said = officer.page("/cases").said
    assert "is logged and waits for somebody to take it" in said
    reference = re.search(r"NORTH-2026-\d{5}", said)[0]
    assert officer.get(f"/cases/{reference}").status_code == 404
    assert "Is it the same person?" in site.as_("senior").page(f"/cases/{reference}/access").said
    assert site.as_("senior").page("/notices").said.count(WITHOUT.format(reference)) == 1
    assert reference not in officer.page("/notices").said


def test_whoever_has_a_name_that_is_only_alike_reads_no_task_about_themselves(site: Site) -> None:
    reference = named(site, "Okafar, Ines")
    at, asked = f"/cases/{reference}", "Is Ines Okafor, who may open this case"
    senior, officer = site.as_("senior"), site.as_("officer")
    page = senior.page(at)
    assert asked in page.said
    (task,) = set(re.findall(rf'action="({at}/tasks/[0-9a-f-]+)"', page.text))
    theirs = officer.page(at)
    assert asked not in theirs.said
    assert task not in theirs.text
    assert officer.post(task).status_code == 404
    assert officer.post(task, {"open": "1"}).status_code == 404
    senior.sent(task)
    assert "Open again" in senior.page(at).said


def test_whoever_is_renamed_finds_no_case_about_them(site: Site) -> None:
    reference = named(site, "DE LA CRUZ, Maria")
    officer = site.as_("officer")
    assert officer.get(f"/cases/{reference}").status_code == 200
    administrator = site.as_("administrator")
    administrator.page("/people/officer/name")
    administrator.refused("/people/officer/name", {"full_name": " "})
    sent = {"full_name": "Maria Delacruz", "title": "Conduct officer"}
    assert administrator.sent("/people/officer/name", sent) == "/people/officer"
    assert "Maria Delacruz" in administrator.page("/people/officer").said
    assert officer.get(f"/cases/{reference}").status_code == 404
    assert reference not in officer.page("/notices").said
    assert reference not in administrator.page("/notices").said
