"""The search box among victims' files: by a part of the code, within reach, never by a name."""

from __future__ import annotations

import pytest

from caseflow.audit.acts import PageAct
from caseflow.victims.queries.code_search import code_part
from tests.support.trail import entries
from tests.victims.test_pages import opened


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("V-7K2M-93", "7K2M93"),
        ("v-7k2m", "7K2M"),
        ("[7K2M-93]", "7K2M93"),
        ("７Ｋ２Ｍ", "7K2M"),
        ("V-ABCD", "ABCD"),
        ("PAP-AW", "PAPAW"),
        ("M-93", "M93"),
        ("Anna-Bell", None),
        ("ANNA", None),
        ("Anna Lee", None),
        ("Vera", None),
        ("V", None),
        ("%", None),
        ("", None),
    ],
)
def test_a_part_of_a_code_is_told_from_a_name(typed, part):
    assert code_part(typed) == part


def test_a_file_is_found_by_its_code_and_its_person_by_no_name(site):
    officer = site.as_("victim-officer")
    file = opened(site, officer)
    code = file.rpartition("/")[2]
    officer.get(f"{file}/identity/write")
    officer.post(
        f"{file}/identity/write",
        {"name": "Nadezhda Orlova", "contact": "By friends", "reason": "To help her"},
    )
    officer.page(file)
    officer.get("/search")
    written = [code, code.lower(), f"({code})", code.replace("-", " "), f"V-{code[2:6]}", code[2:]]
    for typed in written:
        assert file in officer.post("/search/answers", {"q": typed}).text, typed
    for typed in ("Nadezhda", "Orlova", "Nadezhda Orlova", "Call before ten", "urgent"):
        assert file not in officer.post("/search/answers", {"q": typed}).text, typed
    lately = officer.post("/search/answers", {"q": ""}).text
    assert file in lately
    assert entries(site.house, PageAct.SEARCHED.value)[0][1]["facts"]["files"] == [code]


def test_a_file_of_another_entity_is_found_by_nobody_else(site):
    code = opened(site, site.as_("victim-officer")).rpartition("/")[2]
    elsewhere = site.house.entity("ELSEWHERE")
    site.people["other"] = site.house.person(
        "victim-officer", entity=elsewhere, username="other", name="Olga Other"
    )
    for name in ("other", "officer", "senior", "recruiter", "administrator"):
        someone = site.as_(name)
        someone.get("/search")
        assert code not in someone.post("/search/answers", {"q": code}).text, name
