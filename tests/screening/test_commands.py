"""Sets go in and out, and lists go through, by command; in the formats others rely on."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from caseflow.audit.models import Entry
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import show_rows
from caseflow.screening import index
from caseflow.screening.commands import screening_group
from caseflow.screening.matching.people import Person
from caseflow.screening.models import (
    CommonToken,
    EntryStage,
    RegisterEntry,
    RegisterOwner,
    RegisterToken,
)
from caseflow.screening.queries.register import entry
from caseflow.screening.services.entries import notice_to_subject, publish
from tests.support.house import NOW, TODAY

SURNAMES = (
    *("Abel", "Bram", "Cato", "Dorn", "Egil", "Fenn", "Gorm"),
    *("Hald", "Ivar", "Joss", "Kort", "Lund", "Moro", "Niel"),
)
HEAD = "ref,name,aliases,date_of_birth,nationality,gender,id_numbers\n"
PEOPLE = HEAD + (
    "T-1,Elena Duarte,E. Duarte|Елена Дуарте,1984-07-04,pt,female,N-40817|P 99\n"
    "T-2,Jun Watanabe,,1990,jp,male,\n"
    "T-3,Olga Petrenko,,1985-02|1986,ua,,\n"
)
ASKED = (
    "query,name,date_of_birth,nationality,gender,id_number\n"
    'q1,"DUARTE, Elena",1984-07-04,pt,female,\n'
    "q2,Nobody Atall,1950-01-01,,,\n"
    "q3,😀,,,,\n"
    "q4,Somebody Else,,,,n40817\n"
)


def run(office, *words, demonstration=True):
    home = next((word.parent / "home" for word in words if isinstance(word, Path)), Path("home"))
    group = screening_group(
        lambda: office.house.factory, lambda: demonstration, lambda: home / "screening"
    )
    return CliRunner().invoke(group, [str(word) for word in words])


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


DECIDED = "ground,conduct,standard,measure,personnel_category"


@pytest.fixture
def decided(tmp_path):
    """The same people, with what another office decided about each."""
    first, *others = PEOPLE.splitlines()
    facts = "Decision 7,forgery,clear_and_convincing,dismissal,staff_international"
    lines = (f"{first},{DECIDED}", *(f"{row},{facts}" for row in others), "")
    path = tmp_path / "decided.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(office, model):
    with office.house.system() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_set_is_loaded_screened_and_dropped_without_a_trace(office, people, tmp_path):
    keys = count(office, DataKey)
    done = run(office, "load", people, "--label", "TEST", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["read"], told["created"], told["rejected"]) == (3, 3, 0)
    asked, answer = tmp_path / "asked.csv", tmp_path / "answer.csv"
    asked.write_text(ASKED, encoding="utf-8")
    done = run(office, "batch", asked, answer, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {"read", "queries", "seconds", "cpu_ms_p50", "cpu_ms_p95", "model"} <= set(told)
    assert told["queries"] == 4
    found = rows(answer)
    assert list(found[0]) == ["query", "rank", "ref", "score", "band", "answer", "reason"]
    best = {row["query"]: row for row in reversed(found)}
    assert (best["q1"]["ref"], best["q1"]["band"], best["q1"]["rank"]) == ("T-1", "strong", "1")
    assert float(best["q1"]["score"]) > 0.97
    assert (best["q2"]["ref"], best["q2"]["band"]) == ("", "clear")
    assert (best["q3"]["ref"], best["q3"]["band"]) == ("", "need-more-data")
    assert best["q4"]["ref"] == "T-1"
    done = run(office, "drop", "TEST")
    assert (done.exit_code, done.output) == (0, "3 entries dropped.\n")
    for model in (RegisterEntry, RegisterOwner, RegisterToken):
        assert count(office, model) == 0
    with office.house.system() as session:
        kept = session.scalar(
            sa.select(sa.func.count(DataKey.id)).where(
                DataKey.root_kind == "register-entry", DataKey.wrapped.is_not(None)
            )
        )
    assert kept == 0
    assert count(office, DataKey) >= keys
    assert run(office, "drop", "TEST").exit_code == 1


def test_the_trail_knows_of_sets_and_lists(office, people, tmp_path):
    run(office, "load", people, "--label", "TEST")
    asked = tmp_path / "asked.csv"
    asked.write_text(ASKED, encoding="utf-8")
    run(office, "batch", asked, tmp_path / "answer.csv")
    run(office, "drop", "TEST")
    with office.house.factory() as session:
        acts = list(session.scalars(sa.select(Entry.act)))
    assert acts.count("register:loaded") == acts.count("register:dropped") == 3
    assert "inquiry:made" in acts


def test_a_gzipped_file_and_names_alone(office, people, tmp_path):
    packed, asked = tmp_path / "people.csv.gz", tmp_path / "asked.csv.gz"
    packed.write_bytes(gzip.compress(people.read_bytes()))
    asked.write_bytes(gzip.compress(ASKED.encode()))
    assert run(office, "load", packed).exit_code == 0
    answer = tmp_path / "answer.csv"
    assert run(office, "batch", asked, answer, "--name-only", "--limit", "1").exit_code == 0
    found = {row["query"]: row for row in rows(answer)}
    assert len(rows(answer)) == 4
    assert found["q1"]["ref"] == "T-1"
    assert found["q4"]["ref"] != "T-1"


def test_nobody_is_called_clear_on_a_row_that_cannot_be_read(office, people, tmp_path):
    run(office, "load", people)
    asked, answer = tmp_path / "asked.csv", tmp_path / "answer.csv"
    asked.write_bytes(
        b"query,name\nnul,El\x00ena\nlatin-1,Zo\xeb\nfew\nlong," + b"x" * 200_000 + b"\n"
        b"\xff,Broken\nq-1,Quite Somebodyelse\nparticles,van de\n"
    )
    done = run(office, "batch", asked, answer, "--json", "--encoding", "utf-8")
    assert done.exit_code == 3, done.output
    told = json.loads(done.stdout)
    assert (told["read"], told["queries"], told["not_understood"]) == (7, 2, 5)
    assert len(done.stderr.splitlines()) == 5
    bands = {row["query"]: row["band"] for row in rows(answer)}
    unread = dict.fromkeys(
        ("nul", "latin-1", "few", "long", "\ufffd", "particles"), "need-more-data"
    )
    assert bands == {**unread, "q-1": "need-more-data"}, "nobody is clear by a name alone"


def test_outside_demonstration_a_set_is_proposed_and_found_by_nobody(office, decided):
    assert run(office, "load", decided, demonstration=False).exit_code == 0
    with office.house.system() as session:
        stages = set(session.scalars(sa.select(RegisterEntry.stage)))
    assert stages == {EntryStage.PROPOSED}
    assert count(office, RegisterToken) == 0


def test_bad_rows_are_named_and_stop_no_other(office, tmp_path):
    path = tmp_path / "people.csv"
    bad = (
        b",No Ref,,,,,\n"
        b"B-1,,,,,,\n"
        b"B-2,\xf0\x9f\x98\x80,,,,,\n"
        b"B-3,Bad Date,,1984-02-30,,,\n"
        b"B-4,Not \xff UTF-8,,,,,\n"
        b"B-5,A\x00B,,,,,\n"
        b"B-6,too,few\n"
        b"B-7," + b"x" * 10_000_000 + b",,,,,\n"
        b"B-8," + b"y" * 301 + b",,,,,\n"
        b"T-1,Twice,,,,,\n"
    )
    path.write_bytes(PEOPLE.encode() + bad)
    done = run(office, "load", path, "--json", "--encoding", "utf-8")
    assert done.exit_code == 3, done.output
    told = json.loads(done.stdout)
    assert (told["read"], told["created"], told["rejected"]) == (13, 4, 9)
    assert told["warnings"] == 1
    assert done.stderr.count("\n") == 10
    again = run(office, "load", path, "--json", "--encoding", "utf-8")
    assert json.loads(again.stdout)["created"] == 0


WRITTEN = {
    "07 Jul 1984": "1984-07-07",
    "circa 1960": "1960~",
    "between 1958 and 1960": "1958/1960",
    "19840704": "1984-07-04",
    "1984/07/04": "1984-07-04",
    "1984-07-04T00:00:00Z": "1984-07-04",
    "07/08/1984": "1984",
    "4.7.84": "",
    "30867": "",
    "in the rainy season": "",
    "2029-01-01": "",
}


def listed_births(office):
    with office.house.system() as session:
        rows = session.scalars(sa.select(RegisterEntry)).all()
        opened = show_rows(session, rows, ("person",))
    people = [Person.from_json(each["person"]) for each in opened]
    return {person.names[0]: "|".join(map(str, person.births)) for person in people}


def write_people(path, written):
    lines = [f"D-{n},Person {text},,{text},,,\n" for n, text in enumerate(written)]
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    return path


def test_nobody_is_lost_for_a_date_and_what_was_left_out_is_told_without_the_date(office, tmp_path):
    path = write_people(tmp_path / "people.csv", WRITTEN)
    done = run(office, "load", path, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["created"], told["rejected"], told["warnings"]) == (len(WRITTEN), 0, 5)
    assert listed_births(office) == {f"Person {text}": kept for text, kept in WRITTEN.items()}
    assert "line 8 (D-6): date_of_birth: the date could be two days" in done.stderr
    assert "1984" not in done.stderr
    assert "July" not in done.stderr


def test_somebody_declares_how_the_dates_of_a_file_are_written(office, tmp_path):
    path = write_people(tmp_path / "people.csv", ["07/08/1984", "4/7/84", "30867"])
    declares = ("--dates", "month-first", "--pivot", "30", "--serial-dates")
    assert run(office, "load", path, *declares).exit_code == 0
    assert sorted(listed_births(office).values()) == ["1984-04-07", "1984-07-04", "1984-07-08"]


def test_a_list_reads_the_same_dates_and_calls_nobody_clear_on_one_it_cannot(office, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text(HEAD + "L-1,Elena Duarte,,4 July 1984,pt,female,\n", encoding="utf-8")
    assert run(office, "load", people).exit_code == 0
    asked, answer = tmp_path / "asked.csv", tmp_path / "answer.csv"
    written = ("4 July 1984", "19840704", "04/07/1984", "1951-02-03", "03/02/1951", "rain")
    lines = [f"q{n},Elena Duarte,{text}\n" for n, text in enumerate(written)]
    asked.write_text("query,name,date_of_birth\n" + "".join(lines), encoding="utf-8")
    assert run(office, "batch", asked, answer, "--json").exit_code == 0
    found = {row["query"]: row for row in rows(answer)}
    assert [found[f"q{n}"]["band"] for n in range(4)] == ["strong", "strong", "strong", "clear"]
    assert found["q4"]["band"] == "need-more-data"
    assert found["q5"]["band"] != "clear"
    assert "4 July or 7 April 1984?" in found["q2"]["reason"]
    assert "cannot be read" in found["q5"]["reason"]
    assert found["q0"]["reason"].startswith("A possible match, not a finding.")
    assert run(office, "batch", asked, answer, "--dates", "day-first").exit_code == 0
    assert {row["query"]: row["band"] for row in rows(answer)}["q4"] == "clear"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"name,born\nA,1\n", "no column “ref”"),
        (b"\x1f\x8b broken gzip", "cannot be unpacked"),
        (b"\x1f\x8b", "cannot be unpacked"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(office, tmp_path, content, said):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    done = run(office, "load", path)
    assert done.exit_code == 1
    assert said in done.stderr


def test_what_is_not_there_is_refused(office, tmp_path):
    for words in (
        ("load", tmp_path / "none.csv"),
        ("load", tmp_path),
        ("batch", tmp_path / "none.csv", tmp_path / "out.csv"),
    ):
        done = run(office, *words)
        assert (done.exit_code, bool(done.stderr)) == (1, True)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("label", ["", "two words", "x" * 41, "../up", "\ud800"])
def test_a_label_that_is_none_is_refused(office, people, label):
    assert run(office, "load", people, "--label", label).exit_code == 1
    assert run(office, "drop", label).exit_code == 1


def test_who_is_not_listed_by_the_rules_does_not_come_in_by_a_file(office, people, tmp_path):
    done = run(office, "load", people, demonstration=False)
    assert done.exit_code == 1
    assert "no column “ground”, no column “conduct”" in done.stderr
    path = tmp_path / "unproven.csv"
    first, *others = PEOPLE.splitlines()
    ends = (
        "Decision 7,forgery,reasonable_grounds,dismissal,staff_international",
        ",forgery,clear_and_convincing,dismissal,staff_international",
        "Decision 7,traffic,clear_and_convincing,dismissal,staff_international",
    )
    lines = [f"{row},{end}" for row, end in zip(others, ends, strict=True)]
    path.write_text("\n".join((f"{first},{DECIDED}", *lines, "")), encoding="utf-8")
    done = run(office, "load", path, demonstration=False)
    assert (done.exit_code, count(office, RegisterEntry)) == (3, 0)
    assert "so low a standard of proof" in done.stderr
    assert "Say on which decision the entry rests" in done.stderr


def test_a_set_that_people_published_is_not_dropped(office, decided):
    run(office, "load", decided, "--label", "TEST", demonstration=False)
    with office.house.system() as session:
        ref = session.scalars(sa.select(RegisterEntry.ref)).first()
    publish_as_people_do(office, ref)
    done = run(office, "drop", "TEST", demonstration=False)
    assert done.exit_code == 1
    assert count(office, RegisterEntry) == 3
    assert run(office, "drop", "TEST").exit_code == 0
    assert count(office, RegisterEntry) == 0


def publish_as_people_do(office, ref):
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        notice_to_subject(this, on=TODAY, words="By letter", actor=office.registry, now=NOW)
        publish(this, actor=office.registry, now=NOW)
        session.commit()


def test_no_token_of_one_thing_is_carried_by_many(office, tmp_path, monkeypatch):
    monkeypatch.setattr(index, "FLOOR", 3)
    path = tmp_path / "people.csv"
    people = [f"C-{n},Mohammed {name}son,,19{60 + n},,,\n" for n, name in enumerate(SURNAMES)]
    path.write_text(HEAD + "".join(people), encoding="utf-8")
    assert run(office, "load", path, "--label", "TEST").exit_code == 0
    with office.house.system() as session:
        carried = session.execute(
            sa.select(RegisterToken.token, sa.func.count()).group_by(RegisterToken.token)
        ).all()
    assert max(n for token, n in carried if not token & 1) <= 3
    assert count(office, CommonToken) > 0
    asked = tmp_path / "asked.csv"
    asked.write_text("query,name\nq,Mohammed Gormson\n", encoding="utf-8")
    assert run(office, "batch", asked, tmp_path / "out.csv").exit_code == 0
    assert rows(tmp_path / "out.csv")[0]["ref"] == "C-6"
