"""Who sees what is bound to the trail: whoever changes it in the database alone is found.

Whoever tampers here has a plain connection to the database and no key. Each change is tried by
itself on a house whose people worked, and the house without any holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.access.acting import reading_session
from caseflow.access.models import Classification
from caseflow.audit import state_adoption
from caseflow.audit.commands import public_key
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.rows import compare_rows
from caseflow.audit.state_adoption import adopt_state, is_adopted
from caseflow.audit.verifying import Verdict, verify
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.queries import case as case_called
from caseflow.cases.records.entries import LogEntry, PersonEntry
from caseflow.cases.services.access import classify, end_access, hand_over, keep_out, let_in
from caseflow.cases.services.receiving import log_case
from caseflow.db import make_engine, metadata, new_id
from caseflow.matters.services.notes import write_note
from caseflow.reference.models import ListKind
from tests.support.house import NOW, House, build_house
from tests.support.trail import details

CHANGED = "it is not as the trail last saw it"
GONE = "the trail saw it made and never saw it deleted; it is gone"
UNKNOWN = "the trail never saw it made"

TAMPERING = {
    "a strictly confidential case declassified": (
        "UPDATE roots SET classification = 'unclassified' WHERE kind = 'case'",
        f"roots .*: {CHANGED}",
    ),
    "the owner of a case changed": (
        "UPDATE roots SET owner_id = (SELECT min(user_id) FROM memberships) WHERE kind = 'case'",
        f"roots .*: {CHANGED}",
    ),
    "a case moved to another entity": (
        "UPDATE roots SET entity_id = (SELECT id FROM entities WHERE code = 'SOUTH')",
        f"roots .*: {CHANGED}",
    ),
    "a case moved to a chosen desk": (
        "UPDATE roots SET desk_id = (SELECT min(id) FROM entity_list_values)",
        f"roots .*: {CHANGED}",
    ),
    "a role moved to a chosen desk": (
        "UPDATE memberships SET team_id = (SELECT min(id) FROM entity_list_values)",
        f"memberships .*: {CHANGED}",
    ),
    "an exclusion deleted": ("DELETE FROM exclusions", f"exclusions .*: {GONE}"),
    "an exclusion ended": (
        "UPDATE exclusions SET valid_to = valid_from",
        f"exclusions .*: {CHANGED}",
    ),
    "a grant made endless": (
        "UPDATE grants SET valid_to = NULL WHERE valid_to IS NOT NULL",
        f"grants .*: {CHANGED}",
    ),
    "a grant given to somebody else": (
        "UPDATE grants SET user_id = (SELECT max(user_id) FROM memberships)",
        f"grants .*: {CHANGED}",
    ),
    "a grant moved to another case": (
        "UPDATE grants SET root_id = (SELECT min(id) FROM cases)",
        "grants .*: it hangs under another root",
    ),
    "a role made senior": (
        "UPDATE memberships SET role = 'senior-conduct-officer' WHERE role = 'conduct-officer'",
        f"memberships .*: {CHANGED}",
    ),
    "a role made to reach everywhere": (
        "UPDATE memberships SET entity_id = NULL",
        f"memberships .*: {CHANGED}",
    ),
    "a role deleted": (
        "DELETE FROM memberships WHERE role = 'decision-maker'",
        f"memberships .*: {GONE}",
    ),
    "an ended engagement opened again": (
        "UPDATE engagements SET valid_to = NULL",
        f"engagements .*: {CHANGED}",
    ),
    "all notes deleted": ("DELETE FROM notes", f"notes .*: {GONE}"),
    "an account deleted": (
        "DELETE FROM users WHERE username = 'alone'",
        f"users .*: {GONE}",
    ),
}
PLANTED = """
INSERT INTO memberships (id, user_id, data_key_id, role, valid_from)
SELECT :id, user_id, data_key_id, 'senior-conduct-officer', valid_from FROM memberships
WHERE role = 'conduct-officer'
"""


@pytest.fixture
def worked(tables_url: str, tmp_path: Path) -> Iterator[House]:
    """A house in which cases were logged, closed to some and opened to others."""
    house = build_house(tables_url, tmp_path)
    adopt(house)
    work(house)
    yield house
    house.engine.dispose()


def adopt(house: House) -> int:
    with house.system(TrailPurpose.UPGRADE) as session:
        return adopt_state(session)


def work(house: House) -> None:
    """Log two cases, let somebody in, keep somebody out, hand over, classify, write."""
    north = house.entity("NORTH")
    house.value(house.entity("SOUTH"), ListKind.DESK, "Conduct desk")
    officer = house.person("conduct-officer", entity=north)
    senior = house.person("senior-conduct-officer", entity=north)
    other = house.person("conduct-officer", entity=north)
    decider = house.person("decision-maker", entity=north)
    investigator = house.person("investigator", entity=north)
    house.person("auditor", engagements=(north,), until=date(2026, 11, 1))
    house.person(None, username="alone")
    entry = LogEntry(
        entity_id=north,
        title="Falsified fuel receipts",
        summary="Receipts bear numbers that the supplier never issued.",
        received_on=date(2026, 11, 2),
        classification=Classification.CONFIDENTIAL,
        conduct=("forgery",),
        people=(PersonEntry(name="Tomas Elberg", personnel_category="staff_international"),),
    )
    for _each in range(2):
        with house.session(officer) as session:
            reference = log_case(session, entry, actor=officer, now=NOW).reference
            session.commit()
    given = {"actor": senior, "now": NOW}
    with house.session(senior) as session:
        case = case_called(session, reference, actor=senior)
        hand_over(case, to=senior.user_id, reason="It is theirs.", **given)
        let_in(
            case,
            user_id=investigator.user_id,
            capacity=CaseCapacity.INVESTIGATOR,
            until=date(2026, 12, 24),
            **given,
        )
        ended = let_in(case, user_id=decider.user_id, capacity=CaseCapacity.DECISION_MAKER, **given)
        session.flush()
        end_access(case, ended.id, **given)
        keep_out(case, user_id=other.user_id, reason="A cousin of the subject.", **given)
        write_note(case, "Called the depot.", **given)
        classify(
            case,
            classification=Classification.STRICTLY_CONFIDENTIAL,
            reason="A threat was made.",
            **given,
        )
        session.commit()


def verified(house: House) -> Verdict:
    with reading_session(house.factory, TrailPurpose.TRAIL_VERIFICATION) as session:
        verdict = verify(session, public_key(session))
        compare_rows(session, verdict)
        return verdict


def tamper(house: House, statement: str, **values: object) -> None:
    """Change the database as somebody who has it and nothing else: without any of its guards."""
    engine = make_engine(str(house.engine.url.render_as_string(hide_password=False)))
    with engine.connect() as raw:
        if engine.dialect.name == "sqlite":
            raw.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            raw.execute(sa.text("SET session_replication_role = replica"))
            statement = statement.replace("min(id)", "min(id::text)::uuid")
            statement = statement.replace("min(user_id)", "min(user_id::text)::uuid")
            statement = statement.replace("max(user_id)", "max(user_id::text)::uuid")
        done = raw.execute(sa.text(statement), values)
        assert done.rowcount > 0
        raw.commit()
    engine.dispose()


def test_work_as_people_do_it_leaves_no_fault(worked: House) -> None:
    assert verified(worked).faults == []


@pytest.mark.parametrize("name", TAMPERING)
def test_what_is_changed_in_the_database_alone_is_found(worked: House, name: str) -> None:
    statement, fault = TAMPERING[name]
    tamper(worked, statement)
    faults = verified(worked).faults
    assert faults
    assert [f for f in faults if not re.fullmatch(fault, f)] == []


def test_a_role_that_nobody_gave_is_found(worked: House) -> None:
    planted = new_id()
    sqlite = worked.engine.dialect.name == "sqlite"
    statement = PLANTED if sqlite else PLANTED.replace(":id", "cast(:id AS uuid)")
    limited = f"{statement} ORDER BY id LIMIT 1"
    tamper(worked, limited, id=planted.bytes if sqlite else str(planted))
    assert verified(worked).faults == [f"memberships {planted}: {UNKNOWN}"]


def test_a_case_deleted_with_its_root_and_all_that_hangs_on_it_is_found(worked: House) -> None:
    for name, table in metadata.tables.items():
        if "root_id" in table.c and name != "acts":
            tamper_if_any(worked, f"DELETE FROM {name} WHERE root_id IS NOT NULL")
    tamper(worked, "DELETE FROM roots")
    faults = verified(worked)
    assert any(f.startswith("cases ") and f.endswith(GONE) for f in faults.faults)
    assert faults.found > len(faults.faults) or any(f.startswith("roots ") for f in faults.faults)


def tamper_if_any(house: House, statement: str) -> None:
    try:
        tamper(house, statement)
    except AssertionError:
        return


def test_a_destroyed_key_does_not_silence_the_trail(worked: House) -> None:
    """Whoever deletes a case and takes the key under which its entries are sealed is found."""
    tamper(
        worked,
        "UPDATE data_keys SET wrapped = NULL, shredded = created WHERE root_kind = 'case'",
    )
    tamper(worked, "DELETE FROM notes")
    worked.info["keyring"].forget()
    assert any("its key was destroyed" in fault for fault in verified(worked).faults)


def test_one_digest_is_kept_for_each_row_that_decides_and_never_a_value_of_a_root(
    worked: House,
) -> None:
    changes = [c for _act, d in details(worked) for c in d.get("changes", ())]
    deciding = [c for c in changes if c[0] in {"roots", "grants", "exclusions", "memberships"}]
    assert {c[0] for c in deciding} == {"roots", "grants", "exclusions", "memberships"}
    assert all("=" in c[-1] for c in deciding if c[2] != "deleted")


@pytest.fixture
def landed(tables_url: str, tmp_path: Path, monkeypatch) -> Iterator[House]:
    """A house whose trail knows nothing of who sees what, as an earlier release left it."""
    house = build_house(tables_url, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("caseflow.audit.changes._note", noted_as_before(house))
        work(house)
    yield house
    house.engine.dispose()


def noted_as_before(_house: House):
    from caseflow.audit import changes

    note = changes._note

    def before(session, row, what, values) -> None:
        note(session, row, what, values)
        for entry in [f.entry_for(row) for f in changes.frames(session)[-1:]]:
            if isinstance(row, changes.Deciding):
                entry.changes[-1][-1].pop("=", None)

    return before


def test_a_landed_house_holds_before_and_after_it_is_taken_in(landed: House) -> None:
    with landed.system() as session:
        assert not is_adopted(session)
    assert verified(landed).faults == []
    assert adopt(landed) > 10
    assert verified(landed).faults == []
    tamper(landed, *TAMPERING["an exclusion ended"][:1])
    assert verified(landed).faults[0].endswith(CHANGED)


def test_taking_in_is_done_once(landed: House) -> None:
    adopt(landed)
    with landed.system() as session:
        before = session.scalar(sa.select(sa.func.max(Entry.seq)))
        assert is_adopted(session)
    assert adopt(landed) == 0
    with landed.system() as session:
        assert session.scalar(sa.select(sa.func.max(Entry.seq))) == before


def test_taking_in_goes_on_where_it_was_killed(landed: House, monkeypatch) -> None:
    monkeypatch.setattr(state_adoption, "BATCH", 3)
    steps = []

    def killed(session, model, after):
        steps.append(model)
        if len(steps) == 4:
            raise KeyboardInterrupt
        return rows(session, model, after)

    rows = state_adoption._rows
    with monkeypatch.context() as patch:
        patch.setattr(state_adoption, "_rows", killed)
        with pytest.raises(KeyboardInterrupt):
            adopt(landed)
    with landed.system() as session:
        assert not is_adopted(session)
    assert verified(landed).faults == []
    adopt(landed)
    assert verified(landed).faults == []
    taken = [c[1] for _a, d in details(landed) for c in d.get("changes", ()) if c[2] == "adopted"]
    assert len(taken) == len(set(taken))
    tamper(landed, *TAMPERING["a role made senior"][:1])
    assert not verified(landed).ok
