"""A word that many names carry is found like any other, and tells nothing of names out of sight."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa

from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.verifying import Verdict
from caseflow.cases.lists.case_search import find_cases
from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.models import Case, NameOwner, NameToken
from caseflow.cases.names import naming
from caseflow.cases.names.name_index_check import check_names
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services import name_rereading
from caseflow.cases.services.name_rereading import end, is_due, reread
from caseflow.cases.services.receiving import log_case
from tests.cases.conftest import Office
from tests.support.house import NOW

MANY = 70
"""More than three tokens of a word hold, as long as there are few names."""


def log_many(office, actor, how_many, *, entity=None, name="Maria Number{}"):
    with office.house.session(actor) as session:
        for number in range(how_many):
            facts = {"people": (office.subject(name.format(number)),)}
            if entity is not None:
                facts["entity_id"] = entity
            log_case(session, office.entry(**facts), actor=actor, now=NOW)
        session.commit()


def found(office, actor, typed):
    with office.house.session(actor) as session:
        rows = queue(session, QueueFilters(view=View.ALL, text=typed), actor=actor, now=NOW).rows
        boxed = find_cases(session, typed, actor=actor, limit=100).cases
    assert {row.reference for row in rows} <= {each.reference for each in boxed}
    return {each.reference for each in boxed}


def test_a_word_of_every_name_is_found_everywhere(office: Office):
    log_many(office, office.officer, MANY)
    with office.house.session(office.officer) as session:
        cases = set(session.scalars(naming.search(session, "maria")))
        assert cases == set(session.scalars(sa.select(Case.id)))
        assert len(set(session.scalars(naming.search(session, "Maria number7")))) == 1
    assert len(found(office, office.officer, "MARÍA")) == MANY


def test_what_is_found_does_not_depend_on_names_out_of_sight(office: Office):
    """However many others carry a word, before or after, the answer to one reader is the same."""
    south = office.house.entity("SM")
    other = office.house.person("conduct-officer", entity=south, name="Jon Berg")
    log_many(office, office.officer, 3)
    before = found(office, office.officer, "maria")
    assert len(before) == 3
    log_many(office, other, MANY, entity=south)
    assert found(office, office.officer, "maria") == before
    log_many(office, office.officer, 2, name="Late Maria{}")
    log_many(office, office.officer, 2, name="Maria Late{}")
    assert len(found(office, office.officer, "maria")) == 5
    assert found(office, office.officer, "Number44") == set()
    assert len(found(office, other, "maria")) == MANY


def test_no_token_says_that_a_name_is_frequent(office: Office):
    log_many(office, office.officer, MANY)
    with office.house.system(CasePurpose.NAMESAKES) as session:
        of_the_word = set(naming.tokens_of_word(session, "maria"))
        carried = Counter(session.scalars(sa.select(NameToken.token)))
        assert sum(carried[token] for token in of_the_word) == MANY
        assert max(carried[token] for token in of_the_word) <= naming.ALWAYS


def test_a_batch_of_one_word_is_spread_as_names_that_come_one_by_one(office: Office, monkeypatch):
    monkeypatch.setattr(naming, "ALWAYS", 4)
    log_many(office, office.officer, 11)
    with office.house.system(CasePurpose.NAMESAKES) as session:
        owners = session.scalars(sa.select(NameOwner)).all()
        _as_reading_three_had_them(session, owners)
        while reread(session, now=NOW):
            pass
        each = [
            session.scalar(sa.select(sa.func.count()).where(NameToken.token == token))
            for token in naming.tokens_of_word(session, "maria")
        ]
    assert each[:4] == [4, 4, 3, 0]


def _as_reading_three_had_them(session, owners):
    """Leave out words that as many names carried as might, as the release before did."""
    kept = naming.tokens_of_word(session, "maria")
    session.execute(sa.delete(NameToken).where(NameToken.token.in_(kept)))
    for owner in owners:
        owner.reading = 3
        if owner.id <= naming.ALWAYS:
            session.add(NameToken(token=kept[0], owner_id=owner.id))
    session.flush()


def test_names_that_landed_without_their_common_words_are_read_again_in_steps(
    office: Office, monkeypatch
):
    monkeypatch.setattr(name_rereading, "AT_ONCE", 30)
    log_many(office, office.officer, MANY)
    with office.house.system(CasePurpose.NAMESAKES) as session:
        _as_reading_three_had_them(session, session.scalars(sa.select(NameOwner)).all())
        session.commit()
    assert len(found(office, office.officer, "maria")) == naming.ALWAYS
    assert len(found(office, office.officer, "number44")) == 1
    with office.house.system(CasePurpose.NAMESAKES) as session:
        assert is_due(session)
        assert reread(session, now=NOW) == 30  # and here it is interrupted
        session.commit()
    assert naming.ALWAYS < len(found(office, office.officer, "maria")) < MANY
    with office.house.system(CasePurpose.NAMESAKES) as session:
        done = 30
        while step := reread(session, now=NOW):
            session.commit()
            done += step
        end(session, done)
        session.commit()
        assert not is_due(session)
        check_names(session, verdict := Verdict())
        assert verdict.faults == []
    assert done == MANY
    assert len(found(office, office.officer, "maria")) == MANY


def test_a_word_that_the_index_lost_is_told(office: Office):
    log_many(office, office.officer, 1)
    with office.house.system(TrailPurpose.DOCTOR) as session:
        tokens = naming.tokens_of_word(session, "maria")
        session.execute(sa.delete(NameToken).where(NameToken.token.in_(tokens)))
        check_names(session, verdict := Verdict())
    assert len(verdict.faults) == 1


WRITINGS = {
    "Omar al-Hassan": ("alhassan", "Al Hassan", "al-Hassan", "hassan", "AL HASSAN omar"),
    "Omar al-Sayed": ("elsayed", "ELSAYED omar", "el-sayed", "El Sayed", "alsayed"),
    "Abd al-Rahman Nasr": ("abdalrahman", "Abdelrahman", "abdulrahman nasr", "abdel rahman"),
    "Abdulrahman Nasr": ("abdalrahman", "Abd al-Rahman", "Abdul Rahman"),
    "Elsayed Nasr": ("alsayed", "al-Sayed"),
    "Brigid O’Brien": ("O'Brien", "OBrien", "O Brien", "o`brien", "brien"),
    "Søren Ødegård": ("Soren", "Odegard", "Oedegaard", "søren", "ODEGARD soren"),
    "Łukasz Đorđević": ("lukasz", "djordjevic", "dordevic", "Łukasz"),
    "Ayşe Işık": ("isik", "ışık", "AYSE", "ISIK"),
    "Þóra Guðmundsdóttir": ("thora", "gudmundsdottir"),
    "Jean d’Arc": ("darc", "d'Arc", "D Arc"),
    "Groß Straußmann": ("gross", "straussmann", "GROSS"),
    "Ægir Œuvrard": ("aegir", "oeuvrard"),
}


@pytest.mark.parametrize("name", WRITINGS)
def test_a_name_is_found_however_its_letters_articles_and_signs_are_typed(office: Office, name):
    reference = office.log(people=(office.subject(name),))
    for typed in WRITINGS[name]:
        assert found(office, office.officer, typed) == {reference}, typed
    for typed in ("hass", "zzz", "Brienne", "oder"):
        assert found(office, office.officer, typed) == set(), typed


def test_a_name_that_was_typed_joined_is_found_apart(office: Office):
    pairs = {
        "Omar Alhassan": "al-Hassan",
        "Brigid OBrien": "O'Brien",
        "Jan Vandenberg": "van den Berg",
    }
    for name, typed in pairs.items():
        reference = office.log(people=(office.subject(name),))
        assert reference in found(office, office.officer, typed), typed
