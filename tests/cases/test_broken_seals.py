"""A value that was tampered with: its row says so, the rest is shown, the trail has it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from caseflow.audit.acts import TrailAct
from caseflow.audit.seal_check import open_everything, values_that_do_not_open
from caseflow.audit.verifying import Verdict
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.lists.queue import QueueFilters, queue
from caseflow.cases.models import Case, Party
from caseflow.cases.opened_case.reading import open_case, open_head
from caseflow.cases.opened_case.summary import Level, summarise
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN, ERASED
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.fields import Field, fields
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import open_text
from caseflow.db import at_most
from caseflow.jobs.purposes import JobPurpose
from caseflow.matters.models import Note
from caseflow.matters.services.notes import write_note
from tests.cases.conftest import Office
from tests.support.house import NOW
from tests.support.rotting import rot
from tests.support.statements import count_statements
from tests.support.trail import entries


def field(model: type, name: str) -> Field:
    return next(each for each in fields(model) if each.name == name)


def listed(office: Office) -> dict[str, str]:
    """The titles of the list by reference, as the officer reads them."""
    with office.house.session(office.officer) as session:
        page = queue(session, QueueFilters(), actor=office.officer, now=NOW)
        session.commit()
        return {row.reference: row.title for row in page.rows}


def opened(office: Office, reference: str):
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=NOW)
        session.commit()
        return view


def failures(office: Office) -> list[tuple[str, str, str]]:
    """Table, column and row of each act *integrity failed*."""
    found = []
    for entry, detail in entries(office.house, act=TrailAct.INTEGRITY_FAILED):
        if detail:
            assert set(detail) == {"facts"}
            assert set(detail["facts"]) == {"table", "column", "row"}
            assert (entry.outcome, entry.thing_kind) == ("failed", detail["facts"]["table"])
            assert entry.entity_id == office.entity
            found.append(tuple(detail["facts"].values()))
    return found


def id_of(office: Office, reference: str):
    with office.house.system() as session:
        return session.scalars(sa.select(Case.id).where(Case.reference == reference)).one()


def test_one_rotten_title_says_so_in_its_row_and_the_others_are_shown(office: Office):
    good, bad = office.log(), office.log(title="Missing stores")
    case_id = id_of(office, bad)
    assert rot(office.house.engine, field(Case, "title"), case_id) == 1
    assert listed(office) == {good: "Falsified fuel receipts", bad: CANNOT_BE_SHOWN}
    assert failures(office) == [("cases", "title", str(case_id))]


def test_the_page_shows_all_that_opens_and_does_not_claim_to_have_shown_the_rest(office: Office):
    reference = office.log()
    office.do(office.officer, reference, write_note, "The ledger is with the bank.")
    rot(office.house.engine, field(Case, "title"))
    rot(office.house.engine, field(Party, "name"))
    rot(office.house.engine, field(Note, "words"))
    view = opened(office, reference)
    assert view.head.title == view.notes[0].words == view.subjects[0].name == CANNOT_BE_SHOWN
    assert view.summary == "Receipts bear numbers that the supplier never issued."
    (read,) = [detail for entry, detail in entries(office.house) if entry.act == CaseAct.READ]
    assert "cases.summary" in read["facts"]["fields"]
    assert not {"cases.title", "notes.words", "parties.name"} & set(read["facts"]["fields"])


def test_a_summary_says_what_it_cannot_show(office: Office):
    reference = office.log()
    rot(office.house.engine, field(Party, "name"))
    with office.house.session(office.officer) as session:
        summary = summarise(session, reference, level=Level.FULL, actor=office.officer, now=NOW)
    assert summary.subjects[0].name == CANNOT_BE_SHOWN
    assert summary.title == "Falsified fuel receipts"


def test_it_is_recorded_once_a_value_and_day_whoever_looks_again(office: Office):
    reference = office.log()
    rot(office.house.engine, field(Case, "title"))
    today = datetime.now(UTC) + timedelta(minutes=1)
    today = today.replace(hour=12)
    with time_machine.travel(today):
        listed(office), opened(office, reference), listed(office)
        assert len(failures(office)) == 1
        rot(office.house.engine, field(Case, "summary"))
        opened(office, reference)
        assert [column for _table, column, _row in failures(office)] == ["title", "summary"]
    with time_machine.travel(today + timedelta(days=1)):
        listed(office), listed(office)
        assert len(failures(office)) == 3


def test_many_who_meet_it_at_once_record_it_once(office: Office):
    office.log()
    rot(office.house.engine, field(Case, "title"))
    with ThreadPoolExecutor(4) as several:
        assert len(list(several.map(lambda _: listed(office), range(8)))) == 8
    assert len(failures(office)) == 1


def test_a_page_without_a_broken_seal_asks_nothing_more(office: Office):
    office.log(), listed(office)

    def statements() -> list[str]:
        with count_statements(office.house.engine) as seen:
            listed(office)
        return list(seen)

    healthy = statements()
    assert sum("acts" in each for each in healthy) == 2  # the end of the chain, and the insert
    rot(office.house.engine, field(Case, "title"))
    assert len(statements()) > len(healthy)


def test_a_verb_that_needs_the_text_is_refused_and_the_trail_has_it(office: Office):
    reference = office.log()
    rot(office.house.engine, field(Case, "title"))
    with office.house.session(office.officer) as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        with pytest.raises(SealBroken), session.begin_nested():
            open_text(session, case, "title")
        session.rollback()
        session.commit()
    assert len(failures(office)) == 1


@pytest.mark.parametrize("wrong", ["wrapped", "generation", "domain_key_id"])
def test_a_rotten_key_closes_its_own_case_and_no_other(office: Office, wrong: str):
    good, bad = office.log(), office.log()
    with office.house.system() as session:
        key_id = session.scalars(sa.select(Case.data_key_id).where(Case.reference == bad)).one()
        keys = DataKey.__table__
        other = sa.select(keys.c.domain_key_id).where(keys.c.root_kind == "user").limit(at_most(1))
        spoilt = {
            "wrapped": b"\xc5\x01\x01" + bytes(80),
            "generation": 2,
            "domain_key_id": other.scalar_subquery(),
        }
        session.connection().execute(
            sa.update(keys).where(keys.c.id == key_id).values({wrong: spoilt[wrong]})
        )
        session.connection().commit()
    office.house.info["keyring"].forget()
    assert listed(office) == {good: "Falsified fuel receipts", bad: CANNOT_BE_SHOWN}
    assert opened(office, bad).summary == CANNOT_BE_SHOWN
    with office.house.session(office.officer) as session:
        case = queries.case(session, bad, actor=office.officer)
        assert open_head(session, case, actor=office.officer, now=NOW).title == CANNOT_BE_SHOWN
        session.commit()
    with pytest.raises(SealBroken):
        office.do(office.officer, bad, write_note, "Sealed under that key")
    assert ("cases", "title", str(id_of(office, bad))) in failures(office)


def test_what_was_erased_says_so_and_is_no_broken_seal(office: Office):
    good, gone = office.log(), office.log()
    with office.house.system(JobPurpose.JOBS) as session:
        key_id = session.scalars(sa.select(Case.data_key_id).where(Case.reference == gone)).one()
        session.connection().execute(
            sa.update(DataKey.__table__)
            .where(DataKey.__table__.c.id == key_id)
            .values(wrapped=None, shredded=NOW)
        )
        session.connection().commit()
    office.house.info["keyring"].forget()
    assert listed(office) == {good: "Falsified fuel receipts", gone: ERASED}
    assert opened(office, gone).head.title == ERASED
    assert failures(office) == []
    with office.house.system() as session:
        assert list(values_that_do_not_open(session)) == []


def test_verifying_names_every_value_that_does_not_open(office: Office):
    office.log(), office.log()
    verdict = Verdict()
    with office.house.system() as session:
        open_everything(session, verdict)
    assert verdict.ok
    rot(office.house.engine, field(Case, "summary"))
    rot(office.house.engine, field(Party, "name"))
    with office.house.system() as session:
        open_everything(session, verdict)
        broken = list(values_that_do_not_open(session))
        session.commit()
    assert [(b.table, b.column) for b in broken] == [("cases", "summary")] * 2 + [
        ("parties", "name")
    ] * 2
    assert verdict.faults == [f"{each}: its seal does not match" for each in broken]
    assert failures(office) == []
