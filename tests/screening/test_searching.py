"""The search box in screening: the register for its readers, and for recruiters their own alone."""

from __future__ import annotations

import pytest

from caseflow.errors import Refused
from caseflow.screening.matching.people import Candidate
from caseflow.screening.models import Purpose
from caseflow.screening.queries import search
from caseflow.screening.queries.search import find_entries, find_own_look_ups, ref_part
from caseflow.screening.services.looking_up import look_up
from tests.support.house import NOW


def entries(office, typed, actor=None, limit=8):
    actor = actor or office.registry
    with office.session(actor) as session:
        return [each.ref for each in find_entries(session, typed, actor=actor, limit=limit)]


def own(office, actor, typed):
    with office.session(actor) as session:
        return [each.ref for each in find_own_look_ups(session, typed, actor=actor, limit=8)]


def asked(office, actor, name):
    with office.session(actor) as session:
        made = look_up(
            session,
            Candidate(name, date_of_birth="1984-07-04", nationality="PT", gender="female"),
            purpose=Purpose.RECRUITMENT,
            vacancy="JO-2026-1188",
            actor=actor,
            now=NOW,
        )
        session.commit()
        return made.ref


def test_an_entry_is_found_by_words_of_each_of_its_names_and_by_part_of_its_reference(office):
    ref = office.published("Elena Duarte", "Елена Сорокина")
    office.published("Omar al-Hassan")
    for typed in ("duarte", "DUARTE elena", "Elena", "Сорокина", "sorokina"):
        assert entries(office, typed) == [ref], typed
    for typed in ("alhassan", "Al Hassan"):
        assert len(entries(office, typed)) == 1, typed
    for typed in (ref, ref.lower(), f"[{ref}]", ref[:8], f"({ref[:6]})"):
        assert entries(office, typed) == [ref], typed
    assert ref_part(ref[3:8]) == ref[3:8]
    assert set(entries(office, "RE-")) >= {ref}
    assert entries(office, f"re–{ref[3:6]}") == [ref]
    for typed in ("duar", "Nobody", "%", "_", "RE"):
        assert entries(office, typed) == [], typed


def test_the_index_finds_what_is_not_among_the_newest(office, monkeypatch):
    ref = office.published("Elena Duarte")
    office.published("Somebody Newer")
    monkeypatch.setattr(search, "NEWEST", 1)
    assert entries(office, "duarte") == [ref]


def test_words_that_many_carry_do_not_decide_what_a_reader_of_one_entity_finds(office):
    south = office.house.entity("BBB")
    senior = office.house.person("senior-conduct-officer", entity=south, name="Ada South")
    assert entries(office, "duarte", senior) == []
    for number in range(22):
        office.proposed(f"Duarte Number{number}")
    assert entries(office, "duarte", senior) == []
    assert len(entries(office, "duarte", limit=50)) == 22


def test_the_register_answers_nobody_without_the_right(office):
    office.published("Elena Duarte")
    with pytest.raises(Refused):
        entries(office, "duarte", office.recruiter)


def test_a_recruiter_finds_their_own_look_ups_and_no_other(office):
    colleague = office.house.person("recruiter", entity=office.here, name="Lee Other")
    mine, theirs = (
        asked(office, office.recruiter, "Tamsin Falk"),
        asked(office, colleague, "Tamsin Falk"),
    )
    for typed in ("falk", "Tamsin Falk", mine):
        assert own(office, office.recruiter, typed) == [mine], typed
    assert own(office, office.recruiter, theirs) == []
    assert own(office, colleague, "falk") == [theirs]
    assert own(office, office.registry, "falk") == []  # who compares people sees both, elsewhere


def test_the_box_shows_the_register_to_its_officers_only(site):
    registry = site.as_("registry")
    from tests.screening.test_pages import proposed

    proposed(site, registry)
    site.people["victims"] = site.house.person(
        "victim-officer", entity=site.entity, username="victims", name="Vi Ctim"
    )
    for name in ("registry", "recruiter", "officer", "victims", "administrator"):
        someone = site.as_(name)
        someone.get("/search")
        said = someone.post("/search/answers", {"q": "duarte"}).text
        assert ("Elena Duarte" in said) == (name == "registry"), name
