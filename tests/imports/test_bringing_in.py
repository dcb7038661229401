"""Bringing a register in: whole cases, once, in batches, on both databases."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.access.models import Root
from caseflow.access.wall import PAST
from caseflow.audit.commands import public_key
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.audit.verifying import verify
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import (
    Allegation,
    Case,
    Decision,
    Finding,
    Measure,
    Occurrence,
    Part,
    Party,
    Proceeding,
)
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import open_rows, open_text
from caseflow.db import metadata
from caseflow.errors import NotReady
from caseflow.imports import services
from caseflow.imports.profile import load
from caseflow.imports.runner import Import
from caseflow.imports.vocabulary import vocabulary
from caseflow.matters.models import Move
from caseflow.reference.models import Entity, ListKind
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.victims.models import VictimFile
from tests.support.house import NOW, House


@dataclass
class Desk:
    """A house with the receiving entity, and a register to bring into it."""

    house: House
    register: object
    problems: Path

    def bring_in(self, *, dry_run=False, profile=None):
        job = Import(self.opened, profile or self.profile(), now=NOW, dry_run=dry_run)
        self.seen = []
        return job.run(
            self.register.folder, self.problems, lambda *figures: self.seen.append(figures)
        )

    def profile(self):
        return load("police-oversight", vocabulary())

    def opened(self, purpose=ScreeningPurpose.IMPORT):
        return self.house.system(purpose)

    def rows(self):
        with self.house.engine.connect() as connection:
            return {
                table.name: connection.scalar(
                    sa.select(sa.func.count()).select_from(table), execution_options=PAST
                )
                for table in metadata.sorted_tables
            }

    def listed(self):
        with self.problems.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))


@pytest.fixture
def desk(house, register, tmp_path):
    house.entity("NOR")
    return Desk(house, register, tmp_path / "problems.csv")


def figures(tally):
    return {k: v for k, v in tally.as_json().items() if k not in {"seconds", "problems"}}


def test_a_register_comes_in_whole_and_a_second_time_changes_nothing(desk):
    first = desk.bring_in()
    assert figures(first) == {
        "read": 6,
        "created": 6,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "warnings": 3,
        "kept": 0,
        "absent": 0,
        "said_nothing": {"UNSTATED": 1},
    }
    assert first.clean
    before = desk.rows()
    assert (before["cases"], before["allegations"], before["victim_files"]) == (6, 9, 4)
    second = desk.bring_in()
    assert figures(second) == {**figures(first), "created": 0, "unchanged": 6}
    changed = {name for name, count in desk.rows().items() if count != before[name]}
    assert changed <= {"acts", "checkpoints"}
    assert desk.seen == [(6, 6)]


def texts(session, rows, name):
    """What was typed into a sealed field of these rows."""
    return {each[name] for each in open_rows(session, rows, (name,))}


def test_a_case_is_stored_as_the_register_tells_it(desk):
    desk.bring_in()
    with desk.opened() as session:
        case = session.scalars(sa.select(Case).where(Case.external_reference == "T-1001")).one()
        assert case.admitted
        assert case.reference.startswith("NOR-2031-")
        assert (case.stage, case.owner_id, case.desk_id, case.desk) == ("closed", None, None, None)
        assert str(case.received_on) == "2031-03-02"
        assert str(case.closed_on) == "2031-09-30"
        assert case.outcome == "measure"
        assert "T-1001" in open_text(session, case, "title")
        occurrence = session.scalars(
            sa.select(Occurrence).where(Occurrence.root_id == case.id)
        ).one()
        assert str(occurrence.first_day) == "2031-03-01"
        assert open_text(session, occurrence, "place") == "Beat 12, Location code 07"
        parties = session.scalars(sa.select(Party).where(Party.root_id == case.id)).all()
        opened = open_rows(session, parties, ("name", "date_of_birth", "nationality"))
        assert {tuple(row.values()) for row in opened} == {
            ("Мария Примерная", "1988-12-31", "RU"),
            ("样例", "1991-01-01", "CN"),
        }
        assert texts(session, parties, "external_id") == {"71", "72"}
        alleged = session.scalars(sa.select(Allegation).where(Allegation.root_id == case.id)).all()
        assert {a.type for a in alleged} == {
            "other_infraction",
            "theft.private_property",
            "excessive_force",
        }
        assert texts(session, alleged, "raw") >= {'10J-"QUOTED" WORDS, WITH A COMMA'}
        measures = session.scalars(sa.select(Measure).where(Measure.root_id == case.id)).all()
        imposed = {(m.kind, open_text(session, m, "remark")) for m in measures if not m.recommended}
        assert imposed == {
            ("suspension_without_pay", "Days of suspension: 15"),
            ("suspension_without_pay", "More than 30 days of suspension"),
        }


def test_a_desk_is_chosen_from_the_list_or_nothing_comes_in(desk):
    """A profile names a desk of the entity's list, or none, and then cases wait at the entity."""
    shipped = load("police-oversight", vocabulary())
    profile = replace(shipped, receiving=replace(shipped.receiving, desk="Northern team"))
    before = desk.rows()
    with pytest.raises(NotReady, match="not in the lists of NOR"):
        desk.bring_in(profile=profile)
    assert desk.rows() == before
    with desk.opened() as session:
        entity = session.scalars(sa.select(Entity.id)).one()
    chosen = desk.house.value(entity, ListKind.DESK, "Northern team")
    desk.bring_in(profile=profile)
    with desk.opened() as session:
        cases = session.scalars(sa.select(Case)).all()
        assert {case.desk_id for case in cases} == {chosen}
        assert {session.get_one(Root, case.id).desk_id for case in cases} == {chosen}
        assert open_text(session, cases[0], "desk") == "Northern team"
        assert {case.landed_desk for case in cases} == {None}


def test_gaps_come_in_and_unmapped_words_are_kept(desk):
    desk.bring_in()
    with desk.opened() as session:
        alone = session.scalars(sa.select(Case).where(Case.external_reference == "T-1002")).one()
        party = session.scalars(
            sa.select(Party).where(Party.root_id == alone.id, Party.part == Part.SUBJECT)
        ).one()
        assert (party.identified, party.how_many) == (False, None)
        reporter = session.scalars(
            sa.select(Party).where(Party.root_id == alone.id, Party.part == Part.REPORTER)
        ).one()
        assert open_text(session, reporter, "description") == "age 48, race GROUP A"
        odd = session.scalars(sa.select(Case).where(Case.external_reference == "T-1004")).one()
        allegation = session.scalars(
            sa.select(Allegation).where(Allegation.root_id == odd.id)
        ).one()
        assert (allegation.type, texts(session, [allegation], "raw")) == (
            None,
            {"05Q-WORDS OF ITS OWN"},
        )
        findings = session.scalars(sa.select(Finding).where(Finding.root_id == odd.id)).all()
        assert {f.outcome for f in findings} == {None}
        assert texts(session, findings, "raw") == {"ZZ", "DIS"}
        measures = session.scalars(sa.select(Measure).where(Measure.root_id == odd.id)).all()
        assert {m.kind for m in measures} == {None}
        assert texts(session, measures, "raw") == {"999"}
        open_case = session.scalars(
            sa.select(Case).where(Case.external_reference == "T-1003")
        ).one()
        assert open_case.stage == "under-investigation"
        stages = session.scalars(
            sa.select(Proceeding.stage).where(Proceeding.root_id == open_case.id)
        ).all()
        assert sorted(stages) == ["under-investigation", "under-review"]


def test_victims_go_to_their_own_compartment_and_leave_nothing_in_the_case(desk):
    desk.bring_in()
    with desk.opened() as session:
        files = session.scalars(sa.select(VictimFile)).all()
        said = {open_text(session, f, "safe_contact") for f in files}
        assert said == {
            "No contact is known. In an old register: female, age 24, race GROUP B.",
            "No contact is known. In an old register: female, age 37, race GROUP A.",
            "No contact is known. In an old register: male.",
        }
        cases = set(session.scalars(sa.select(Case.id)))
        assert not cases & {f.root_id for f in files}
        parts = set(session.scalars(sa.select(Party.part)))
        assert parts == {Part.SUBJECT, Part.REPORTER}
        groups = session.execute(
            sa.select(DataKey.root_kind, sa.func.count()).group_by(DataKey.root_kind)
        )
        counts = dict(groups.all())
        assert (counts["case"], counts["victim-file"]) == (6, 4)


def test_a_correction_in_the_register_changes_that_case_alone(desk):
    desk.bring_in()
    before = desk.rows()
    desk.register.replace(
        "accused", "2,T-1001,72,05A-WORDS OF ITS OWN,NS,NS", "2,T-1001,72,01A-X,NS,SU"
    )
    tally = desk.bring_in()
    assert (tally.created, tally.updated, tally.unchanged) == (0, 1, 5)
    after = desk.rows()
    moved = {name for name in before if before[name] != after[name]}
    assert moved <= {"acts", "checkpoints"}
    with desk.opened() as session:
        case = session.scalars(sa.select(Case).where(Case.external_reference == "T-1001")).one()
        types = session.scalars(sa.select(Allegation.type).where(Allegation.root_id == case.id))
        assert "harassment" in set(types)


def test_a_victim_who_is_added_later_gets_a_file(desk):
    desk.bring_in()
    desk.register.add("victims", "T-1004,MALE,50,")
    tally = desk.bring_in()
    assert tally.updated == 1
    assert desk.rows()["victim_files"] == 5


def test_what_was_worked_on_here_is_kept_and_said(desk):
    desk.bring_in()
    officer = desk.house.person("conduct-officer", username="officer")
    with desk.opened() as session:
        case = session.scalars(sa.select(Case).where(Case.external_reference == "T-1003")).one()
        with act(session, CaseAct.HANDED_OVER, thing=case):
            case.owner_id = officer.user_id
        session.commit()
    desk.register.replace("accused", "4,T-1003,73,,UN,,600,", "4,T-1003,73,,UN,UN,600,600")
    tally = desk.bring_in()
    assert (tally.updated, tally.unchanged) == (0, 6)
    assert any("worked on here" in row["reason"] for row in desk.listed())


def test_bad_rows_never_stop_the_rest(desk):
    desk.register.add("complaints", ",1,1,2031-01-01,,2031-01-02,", "T-9,1,1,,,soon,")
    desk.register.add("victims", "T-404,MALE,1,")
    tally = desk.bring_in()
    assert (tally.read, tally.created, tally.rejected, tally.left_out) == (8, 6, 2, 1)
    assert tally.read == tally.created + tally.updated + tally.unchanged + tally.rejected
    assert not tally.clean
    severities = Counter(row["severity"] for row in desk.listed())
    assert severities["rejected"] == 2
    assert severities["left out"] == 1
    assert severities["warning"] > 5


def test_a_case_the_database_cannot_hold_is_rejected_alone(desk, monkeypatch):
    convert = services.old_case

    def spoiled(bundle, *rest):
        old = convert(bundle, *rest)
        if bundle.external_reference == "T-1004":
            object.__setattr__(old, "closed_on", None)
            object.__setattr__(old, "received_on", None)
        return old

    monkeypatch.setattr(services, "old_case", spoiled)
    with pytest.raises(AttributeError):
        desk.bring_in()
    assert desk.rows()["cases"] == 0

    def refused(bundle, *rest):
        if bundle.external_reference == "T-1004":
            raise NotReady("This name is too long.")
        return convert(bundle, *rest)

    monkeypatch.setattr(services, "old_case", refused)
    tally = desk.bring_in()
    assert (tally.created, tally.rejected) == (5, 1)
    row = next(row for row in desk.listed() if row["severity"] == "rejected")
    assert (row["reference"], row["line"]) == ("T-1004", "5")
    assert "This name is too long." in row["reason"]


def test_a_dry_run_says_what_would_happen_and_changes_nothing(desk):
    before = desk.rows()
    tally = desk.bring_in(dry_run=True)
    assert (tally.created, tally.warnings) == (6, 3)
    assert desk.rows() == before
    real = desk.bring_in()
    assert figures(real) == figures(tally)
    desk.register.replace("victims", "FEMALE,37", "FEMALE,38")
    before = desk.rows()
    assert desk.bring_in(dry_run=True).updated == 1
    assert desk.rows() == before


def test_a_missing_entity_or_file_refuses_before_anything_changes(desk, tmp_path):
    profile = tmp_path / "mine.toml"
    shipped = Path(services.__file__).parent / "profiles" / "police-oversight.toml"
    profile.write_text(shipped.read_text("utf-8").replace('"NOR"', '"NOWHERE"'), "utf-8")
    before = desk.rows()
    with pytest.raises(NotReady, match="entity “NOWHERE”, which does not exist"):
        desk.bring_in(profile=load(str(profile), vocabulary()))
    desk.register.path("victims").unlink()
    with pytest.raises(NotReady, match=r"no file “victims\.csv”"):
        desk.bring_in()
    assert desk.rows() == before


def test_batches_never_hold_more_than_two_hundred_cases(desk):
    rows = [f"M-{n},1,1,2031-01-01,10:00:00,2031-01-02,2031-02-02" for n in range(450)]
    desk.register.add("complaints", *rows)
    tally = desk.bring_in()
    assert tally.created == 456
    assert [read for read, _total in desk.seen] == [200, 400, 456]


def test_an_import_cut_off_in_the_middle_is_taken_up_where_it_stopped(desk, monkeypatch):
    rows = [f"M-{n},1,1,2031-01-01,10:00:00,2031-01-02,2031-02-02" for n in range(300)]
    desk.register.add("complaints", *rows)
    whole = services.admit
    calls = []

    def dying(*args, **named):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*args, **named)

    monkeypatch.setattr(services, "admit", dying)
    with pytest.raises(KeyboardInterrupt):
        desk.bring_in()
    assert desk.rows()["cases"] == 200
    monkeypatch.setattr(services, "admit", whole)
    tally = desk.bring_in()
    assert (tally.created, tally.unchanged) == (106, 200)


def test_every_admitted_case_has_one_entry_and_the_trail_holds(desk):
    desk.bring_in()
    with desk.opened(TrailPurpose.TRAIL_VERIFICATION) as session:
        entries = session.scalars(sa.select(Entry).where(Entry.act == "case:admitted")).all()
        cases = session.scalars(sa.select(Case)).all()
        assert sorted(e.root_id for e in entries) == sorted(c.id for c in cases)
        assert verify(session, public_key(session)).ok


def test_an_admitted_case_has_moves_of_its_own_dates_and_nobody_who_made_them(desk):
    desk.bring_in()
    with desk.opened() as session:
        case = session.scalars(sa.select(Case).where(Case.external_reference == "T-1001")).one()
        moves = session.scalars(sa.select(Move).where(Move.root_id == case.id)).all()
        assert {(m.end, str(m.moved_at.date())) for m in moves} == {
            ("received", "2031-03-02"),
            ("closed", "2031-09-30"),
        }
        assert all(m.moved_by is None for m in moves)
        decisions = session.scalars(sa.select(Decision).where(Decision.root_id == case.id)).all()
        assert all(d.admitted for d in decisions)
