"""A part of a reference that most cases share is found like any other, and looked for no longer."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from caseflow.cases.lists import case_search
from caseflow.cases.lists.case_search import find_cases
from caseflow.cases.lists.queue import QueueFilters, Sort, View, queue
from caseflow.cases.services.receiving import log_case
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW

YEAR = str(NOW.year)
CASES = 12


@pytest.fixture
def readers(office: Office):
    """Readers of every reach, each with cases that others do not see."""
    south = office.house.entity("SM")
    other = office.house.person("conduct-officer", entity=south, name="Jon Berg")
    for actor, entity in ((office.officer, None), (other, south)):
        with office.house.session(actor) as session:
            for _n in range(CASES):
                facts = {} if entity is None else {"entity_id": entity}
                log_case(session, office.entry(**facts), actor=actor, now=NOW)
            session.commit()
    office.assess(office.log())
    office.review(office.log())
    return (
        office.officer,
        other,
        office.investigator,
        office.house.person("decision-maker", name="Bo Osei"),
    )


def listed(office, actor, typed, view, sort):
    with office.house.session(actor, now=LATER) as session:
        page = queue(
            session, QueueFilters(view=view, text=typed, sort=sort), actor=actor, now=LATER
        )
        session.commit()
    return [row.reference for row in page.rows]


def boxed(office, actor, typed):
    with office.house.session(actor) as session:
        found = find_cases(session, typed, actor=actor, limit=5)
    return [each.reference for each in found.cases], found.more


@pytest.mark.parametrize("typed", [YEAR, f"NOR {YEAR}", "NOR", "Bo Osei"])
def test_many_are_found_as_few_are_in_every_list(office: Office, readers, typed, monkeypatch):
    for actor in readers:
        for view in View:
            for sort in Sort:
                few = listed(office, actor, typed, view, sort)
                with monkeypatch.context() as patch:
                    patch.setattr(case_search, "FEW", 0)
                    assert listed(office, actor, typed, view, sort) == few
    every = [listed(office, actor, YEAR, View.ALL, Sort.RECEIVED) for actor in readers]
    assert [len(each) for each in every] == [CASES + 2, CASES, 2, 2 * CASES + 2]


def test_the_box_shows_the_newest_of_them_and_says_that_there_are_more(office: Office, readers):
    for actor in readers:
        every = listed(office, actor, YEAR, View.ALL, Sort.RECEIVED)
        assert boxed(office, actor, YEAR) == (every[:5], len(every) > 5)


@pytest.mark.parametrize("who", [0, 3])
def test_references_are_looked_through_along_an_index_from_the_newest_on(
    office: Office, readers, who
):
    engine, statements = office.house.engine, []

    def note(_c, _u, statement, parameters, _context, _many):
        if "cases.reference LIKE" in statement:
            statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    boxed(office, readers[who], YEAR)
    event.remove(engine, "before_cursor_execute", note)
    assert len(statements) == 1
    postgresql = engine.dialect.name == "postgresql"
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        if postgresql:
            cursor.execute("SET LOCAL enable_seqscan = off")  # tables of tests are small
        cursor.execute(
            f"EXPLAIN {'' if postgresql else 'QUERY PLAN '}" + statements[0][0], statements[0][1]
        )
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert not re.search(r"SCAN cases(?! USING)|Seq Scan on cases", plan), plan
    if not postgresql:
        index = "ix_cases_newest_references" if who else "ix_cases_entity_references"
        assert f"USING INDEX {index}" in plan, plan
