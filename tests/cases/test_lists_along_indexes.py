"""Lists that are sorted by due date, or narrowed to a class, are found along indexes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from caseflow.access.models import Classification
from caseflow.cases.lists.queue import QueueFilters, Sort, View, queue
from tests.cases.conftest import LATER, Office

SCANS = r"SCAN cases(?! USING)|Seq Scan on cases"
RARE = {"classification": Classification.UNCLASSIFIED}
LISTS = (
    ({"sort": Sort.DUE}, "due_or_never"),
    ({"sort": Sort.DUE, "stage": "decided"}, "due_or_never"),
    ({"sort": Sort.DUE, "category": "theft"}, "due_or_never"),
    ({"sort": Sort.RECEIVED, **RARE}, "class"),
)


def plan_of(office, actor, **filters):
    """How the database finds the rows of a list."""
    engine, found = office.house.engine, []

    def note(_c, _u, statement, parameters, _context, _many):
        if "FROM cases" in statement and "LIMIT" in statement:
            found.append((statement, parameters))

    with office.house.session(actor, now=LATER) as session:
        event.listen(engine, "before_cursor_execute", note)
        try:
            asked = QueueFilters(view=View.ALL, **filters)
            queue(session, asked, actor=actor, now=LATER, counts=False)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    statement, parameters = max(found, key=lambda each: len(each[0]))
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        if engine.dialect.name == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # tables of tests are small
            cursor.execute(f"EXPLAIN {statement}", parameters)
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in cursor.fetchall()]


@pytest.mark.parametrize("who", ["officer", "everywhere"])
@pytest.mark.parametrize(("filters", "index"), LISTS)
def test_a_list_is_sorted_by_the_index_along_which_it_is_found(office: Office, who, filters, index):
    everywhere = who == "everywhere"
    actor = office.house.person("decision-maker", name="Bo Osei") if everywhere else office.officer
    for _n in range(3):
        office.log()
    plan = plan_of(office, actor, **filters)
    wanted = f"ix_cases_{index}" if everywhere else f"ix_cases_entity_{index}"
    if office.house.engine.dialect.name == "sqlite":
        # of tables as small as here PostgreSQL takes whichever index
        assert [line for line in plan if re.search(rf"\b{wanted}\b", line)], plan
    assert not [each for each in plan if re.search(SCANS, each)], plan
