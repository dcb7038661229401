"""What people type into a case, whatever the page, stands in no open column of the database."""

from __future__ import annotations

from contextlib import closing

import pytest

from caseflow.cases.records.entries import PersonEntry
from caseflow.documenting.sealed import text_columns
from tests.cases_pages.answers import filled
from tests.cases_pages.test_acts import ACTS, WORDS, fields
from tests.support.site import Site

MARK = "Zyxwvut"
LOGGED = ("reporter", "title", "place", "account", "p1-name", "p1-rank", "p2-description")
"""The fields for words of the steps in which a case is logged."""
TYPED: dict[str, dict[str, dict[str, str]]] = {
    "recruiter": {
        "/screening": {
            "name": "",
            "other_names": "",
            "date_of_birth": "1984-07-04",
            "id_number": f"{MARK}-4711",
            "vacancy": "",
            "purpose": "recruitment",
            "agreed": "y",
        }
    },
    "registry-officer": {
        "/screening/register/new": {
            "name": "",
            "aliases": "",
            "id_number": f"{MARK}-4711",
            "ground": "",
            "category": "forgery",
            "standard": "clear_and_convincing",
            "measure": "dismissal",
            "personnel_category": "staff_international",
        }
    },
    "victim-officer": {"/victims/new": {"safe_contact": "", "urgency": "urgent"}},
}
"""Forms of other rooms: a word of our own stands where none is given."""


def open_words(site: Site) -> dict[str, str]:
    """Every open column in which a typed word stands, asked of the driver itself."""
    found: dict[str, str] = {}
    with closing(site.house.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        for name in text_columns():
            table, column = name.split(".")
            cursor.execute(f'SELECT CAST("{column}" AS TEXT) FROM "{table}"')
            words = [word for (word,) in cursor.fetchall() if word and MARK in word]
            if words:
                found[name] = words[0]
    return found


def answers(site: Site, page: str, reference: str, other: str) -> dict[str, str]:
    """The right answers to a form, with a word of our own in every field for words."""
    right = fields(site, page, reference, other)
    shown = site.as_("officer").page(f"/cases/{reference}/{page}").fields
    words = {
        str(each["name"]): f"{MARK} {number}"
        for number, each in enumerate(shown)
        if (each.get("type") == "text" and "inputmode" not in each) or "rows" in each
    }
    words.pop("date_of_birth", None)  # no words: it is read
    if "id_number" in words:
        words["id_number"] = f"{MARK}-4711"  # a number has digits, and no words
    return {**words, **{name: right[name] for name in right if name not in WORDS & words.keys()}}


def test_no_word_typed_into_a_form_of_a_case_stands_in_the_open(site: Site) -> None:
    officer, typed = site.as_("officer"), 0
    for page in ACTS:
        reference, other = site.log(), site.log(title="The other one")
        sent = answers(site, page, reference, other)
        typed += sum(MARK in word for word in sent.values())
        officer.page(f"/cases/{reference}/{page}")
        answer = officer.post(f"/cases/{reference}/{page}", sent)
        assert answer.status_code == 302, (page, sent, answer.text[:2000])
    assert typed > len(ACTS)
    assert open_words(site) == {}


def test_no_word_of_a_case_that_is_being_logged_stands_in_the_open(site: Site) -> None:
    """Neither while it is a draft nor once it is logged."""
    officer, at = site.as_("officer"), "/cases/new"
    for step in (1, 2, 3):
        words = {name: f"{MARK} {name}" for name in LOGGED if name in filled(site, step)}
        officer.page(at)
        at = officer.sent(at, {**filled(site, step), **words, "do": "go"})
        assert open_words(site) == {}
    assert MARK in officer.page(at).said
    officer.sent(at, {"do": "log"})
    assert site.rows("cases") == 1
    assert open_words(site) == {}


@pytest.mark.parametrize("who", TYPED)
def test_no_word_typed_in_another_room_stands_in_the_open(site: Site, who: str) -> None:
    entity = None if who == "registry-officer" else site.entity
    site.people[who] = site.house.person(who, entity=entity, name="Rosa Registry")
    client = site.as_(who)
    for path, answers in TYPED[who].items():
        client.page(path)
        words = {name: value or f"{MARK} {name}" for name, value in answers.items()}
        there = client.sent(path, {**words, "entity": str(site.entity)})
        assert MARK in client.page(there.partition("#")[0]).said
    assert open_words(site) == {}


def test_a_desk_that_is_typed_is_refused_and_stands_nowhere(site: Site) -> None:
    reference = site.log()
    left = {"to": "", "desk": f"{MARK} desk", "reason": "Leave"}
    page = site.as_("officer").refused(f"/cases/{reference}/hand-over", left)
    assert "Choose one of the answers that are offered" in page.said
    role = {"role-role": "recruiter", "role-entity": "everywhere", "role-team": f"{MARK} team"}
    at = f"/people/{site.people['senior'].username}/roles"
    page = site.as_("administrator").refused(at, role)
    assert "Choose one of the answers that are offered" in page.said
    assert open_words(site) == {}


def test_the_search_of_open_columns_finds_a_word(site: Site) -> None:
    """The control: what stands open about the organisation is found."""
    site.desk(f"{MARK} desk")
    site.log(people=(PersonEntry(name=f"{MARK} person"),))
    assert open_words(site) == {"entity_list_values.name": f"{MARK} desk"}
