"""The lists of what waits: found along indexes, in few statements, and true to the day."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification, Membership
from caseflow.accounts.acts import AccountAct
from caseflow.audit.record import act
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.lists.queue import ROWS, QueueFilters, Sort, View, queue
from caseflow.cases.models import Case
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.services import move_recount
from caseflow.cases.services.access import end_access, let_in
from caseflow.cases.services.breaking_glass import break_glass
from caseflow.cases.services.moving import move
from caseflow.cases.services.receiving import log_case
from caseflow.matters.services.tasks import add_task, finish_task
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW
from tests.support.statements import count_statements

INDEXES = {
    "officer": {"ix_cases_owner_move", "ix_cases_entity_move"},
    "everywhere": {"ix_cases_owner_move", "ix_cases_move"},
    "investigator": {"ix_cases_owner_move", "ix_grants_user_root"},
}


def listed(office, actor, view=View.WAITING, *, now=LATER, **filters):
    with office.house.session(actor, now=now) as session:
        page = queue(session, QueueFilters(view=view, **filters), actor=actor, now=now)
        session.commit()
    return page


def references(office, actor, view=View.WAITING, **how):
    return {row.reference for row in listed(office, actor, view, **how).rows}


def plans(office, actor, view):
    """How the database finds the rows of a view and counts them."""
    engine, found = office.house.engine, []

    def note(_c, _u, statement, parameters, _context, _many):
        if "whose_move" in statement and not statement.startswith(("INSERT", "UPDATE")):
            found.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        listed(office, actor, view)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(found) == 2  # the page, and the counts of the views
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        if engine.dialect.name == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # tables of tests are small
            explain = "EXPLAIN "
        else:
            explain = "EXPLAIN QUERY PLAN "
        for statement, parameters in found:
            cursor.execute(explain + statement, parameters)
            yield "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.parametrize("who", INDEXES)
def test_what_waits_is_found_along_indexes_by_everybody(office: Office, who):
    actor = {
        "officer": office.officer,
        "everywhere": office.house.person("decision-maker", name="Bo Osei"),
        "investigator": office.investigator,
    }[who]
    for _n in range(3):
        office.review(office.log())
        office.assess(office.log())
    postgresql = office.house.engine.dialect.name == "postgresql"
    for plan in plans(office, actor, View.WAITING):
        # of tables as small as here PostgreSQL takes whichever index, by what it last counted
        named = set() if postgresql else INDEXES[who] | {"ix_tasks_assignee_open"}
        for index in named:
            assert index in plan, plan
        assert not re.search(r"SCAN cases(?! USING)|Seq Scan on cases", plan), plan
        assert "ix_cases_merged_into" not in plan, plan  # all that are not merged
        assert postgresql or who == "everywhere" or "ix_cases_move" not in plan, plan


def test_a_page_of_what_waits_takes_few_statements_however_many_cases_wait(office: Office):
    with office.house.session(office.officer) as session:
        for _n in range(ROWS + 5):
            log_case(session, office.entry(), actor=office.officer, now=NOW)
        session.commit()
    for view in (View.WAITING, View.OTHERS):
        with (
            office.house.session(office.officer) as session,
            count_statements(office.house.engine) as seen,
        ):
            queue(session, QueueFilters(view=view), actor=office.officer, now=NOW)
            session.commit()
        assert len(seen) <= 9, seen
    first = listed(office, office.officer)
    second = listed(office, office.officer, after=first.next_key)
    assert (len(first.rows), len(second.rows), second.next_key) == (ROWS, 5, None)
    assert not {r.id for r in first.rows} & {r.id for r in second.rows}
    counts = {each.view: each.count for each in first.views}
    assert (counts["waiting"], counts["others"]) == (ROWS + 5, 0)
    newest = listed(office, office.officer, sort=Sort.RECEIVED)
    again = listed(office, office.officer, sort=Sort.RECEIVED, after=newest.next_key)
    assert len({row.id for row in (*newest.rows, *again.rows)}) == ROWS + 5


def test_what_waits_can_be_narrowed_like_any_list(office: Office):
    first = office.log()
    second = office.log(conduct=("theft",), people=(office.subject("Mia Holm"),))
    office.assess(second)
    officer = office.officer
    assert references(office, officer) == {first, second}
    assert references(office, officer, stage="assessed") == {second}
    assert references(office, officer, category="theft") == {second}
    assert references(office, officer, entity_id=office.entity) == {first, second}
    assert references(office, officer, text="holm") == {second}
    assert references(office, officer, text=first) == {first}
    office.do(officer, second, move, "open-investigation")
    assert references(office, officer, text="holm") == set()
    assert references(office, officer, View.OTHERS, text="holm") == {second}


def test_whose_access_ends_has_no_move_from_that_day_on(office: Office):
    reference = office.log()
    office.investigate(reference)
    detective = office.investigator
    assert reference in references(office, detective)
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
        session.commit()
    (grant,) = [each.grant_id for each in view.access]
    office.do(office.officer, reference, end_access, grant)
    assert reference not in references(office, detective)
    other = office.log()
    office.assess(other)
    tomorrow = LATER + timedelta(days=1)
    assert listed(office, office.officer).rows
    row = {r.reference: r for r in listed(office, office.officer, now=tomorrow).rows}[other]
    assert row.waiting.blockers == ()
    with office.house.session(office.officer) as session:
        view = open_case(session, other, actor=office.officer, now=LATER)
        session.commit()
    (grant,) = [each.grant_id for each in view.access]
    office.do(office.officer, other, end_access, grant)
    row = {r.reference: r for r in listed(office, office.officer).rows}[other]
    assert [b.code for b in row.waiting.blockers] == ["no_investigator"]


def test_an_investigator_whose_role_is_for_another_entity_now_cannot_work(office: Office):
    house, far, tomorrow = office.house, office.house.entity("FAR"), LATER + timedelta(days=1)
    detective = house.person("investigator", entity=office.entity, until=tomorrow.date())
    with house.system() as session:
        held = session.scalars(
            sa.select(Membership).where(Membership.user_id == detective.user_id)
        ).one()
        facts = {"role": held.role, "data_key_id": held.data_key_id, "entity_id": far}
        with act(session, AccountAct.PERSON_CHANGED):
            session.add(Membership(user_id=detective.user_id, valid_from=NOW.date(), **facts))
        session.commit()
    colleague = house.person("conduct-officer", entity=far, name="Jon Berg")
    elsewhere = office.log(colleague, entity_id=far)  # and the officer sees a case of that entity
    seen = {"user_id": office.officer.user_id, "capacity": AccessCapacity.READER}
    office.do(colleague, elsewhere, let_in, **seen)
    reference = office.log()
    office.do(office.officer, reference, move, "assess")
    given = {"user_id": detective.user_id, "capacity": CaseCapacity.INVESTIGATOR}
    office.do(office.officer, reference, let_in, **given)
    for now, left in ((LATER, []), (tomorrow, ["no_investigator"])):
        row = {r.reference: r for r in listed(office, office.officer, now=now).rows}[reference]
        assert [blocker.code for blocker in row.waiting.blockers] == left
        with house.session(office.officer, now=now) as session:
            view = open_case(session, reference, actor=office.officer, now=now)
            session.commit()
        assert row.waiting.blockers == view.next_move.blockers


def test_somebody_who_only_looks_in_an_emergency_has_no_move(office: Office):
    far = office.house.entity("FAR")
    colleague = office.house.person("conduct-officer", entity=far, name="Jon Berg")
    reference = office.log(colleague, entity_id=far)
    why = "A threat to life"
    break_glass(office.house.factory, reference, why, actor=office.officer, now=LATER)
    assert reference in references(office, office.officer, View.ALL)
    assert reference not in references(office, office.officer)
    assert reference not in references(office, office.officer, View.OTHERS)


def test_a_strictly_confidential_case_waits_only_for_its_named_team(office: Office):
    reference = office.log(classification=Classification.STRICTLY_CONFIDENTIAL)
    second = office.house.person("conduct-officer", entity=office.entity, name="Jon Berg")
    assert reference in references(office, office.officer)
    assert reference not in references(office, second)
    given = {"user_id": second.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)
    assert reference in references(office, second)


def test_a_task_waits_until_it_is_done_whoever_has_the_move(office: Office):
    reference = office.log()
    office.investigate(reference)
    second = office.house.person("conduct-officer", entity=office.entity, name="Jon Berg")
    assert reference not in references(office, second)
    task = office.do(office.officer, reference, add_task, "Ring the depot", assignee=second.user_id)
    (row,) = listed(office, second).rows
    assert (row.waiting.tasks, row.waiting.mine, row.waiting.label) == (1, False, "Send to review")
    office.do(second, reference, finish_task, task.id)
    assert reference not in references(office, second)


def test_the_recount_puts_right_what_a_changed_track_left_and_goes_on_where_it_stopped(
    office: Office, monkeypatch
):
    monkeypatch.setattr(move_recount, "BATCH", 1)
    cases = [office.log() for _n in range(3)]
    with office.house.system() as session:
        session.connection().execute(
            sa.text("UPDATE cases SET whose_move = 'cases:decide', next_move = 'staff:decide'"),
            execution_options={"past_wall": True, "recorded": True},
        )
        session.commit()
        assert not move_recount.COUNTED.stands(session)

    class Killed(BaseException):
        pass

    seen = []

    def dies(last, _done):
        if seen:
            raise Killed
        seen.append(last)
        session.commit()

    with office.house.system(CasePurpose.RECOUNTING) as session, pytest.raises(Killed):
        move_recount.recount_moves(session, step=dies)
    with office.house.system(CasePurpose.RECOUNTING) as session:
        changed = move_recount.recount_moves(
            session, after=seen[0], step=lambda _last, _done: session.commit()
        )
        move_recount.COUNTED.keep(session, now=NOW)
        session.commit()
        assert move_recount.COUNTED.stands(session)
    assert changed == 2
    with office.house.system() as session:
        found = session.execute(sa.select(Case.reference, Case.next_move)).all()
    assert dict(map(tuple, found)) == dict.fromkeys(cases, "staff:assess")
