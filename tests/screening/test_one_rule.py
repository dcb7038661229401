"""A list is answered by the rule of the page, says why, and is on the trail with its cause."""

from __future__ import annotations

import hashlib
import json
import stat

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.errors import AlreadyDone, NotReady, Refused
from caseflow.screening.matching.people import Candidate
from caseflow.screening.models import Answer, Inquiry, Settlement
from caseflow.screening.queries.referrals import read_referral, referral, referrals
from caseflow.screening.services.judging import settle_inquiry
from caseflow.screening.services.register_rounds import look_after
from caseflow.screening.services.unmatched_look_ups import let_go_on
from tests.screening.test_commands import rows, run
from tests.screening.test_looking_up import answered, asked
from tests.support.house import NOW
from tests.support.trail import details

COLUMNS = "query,name,other_names,date_of_birth,nationality,gender,id_number"
CANDIDATES = (
    Candidate("Elena Duarte", date_of_birth="1984-07-04", nationality="PT"),
    Candidate("Elena Duarte"),
    Candidate("Elena Duarte", nationality="PT", gender="female"),
    Candidate("Nobody Atall"),
    Candidate("Nobody Atall", nationality="PT"),
    Candidate("Nobody Atall", date_of_birth="1950-01-01"),
    Candidate("Duarte"),
    Candidate("Maria Quent", other_names=("Elena Duarte", "M. Q."), date_of_birth="1984-07-04"),
    Candidate("Maria Quent", other_names=("Elena Duarte",)),
    Candidate("Maria Quent", date_of_birth="1950-01-01"),
    Candidate("van de", date_of_birth="1950-01-01"),
    Candidate("Nobody Atall", id_number="N-999"),
    Candidate("Somebody Else", id_number="n 40817"),
    Candidate("Nobody Atall", date_of_birth="1950-01-01", nationality="X9"),
    Candidate("Nobody Atall", date_of_birth="1950-01-01", id_number="see CV"),
    Candidate("Nobody Atall", id_number="pending"),
    Candidate("Nobody Atall", id_number="123"),
    Candidate("Elena Duarte", date_of_birth="1984-07-04", nationality="X9"),
    Candidate("Maria Quent", other_names=("Ивaн",), date_of_birth="1984-07-04"),
    Candidate("😀", date_of_birth="1984-07-04"),
)


@pytest.fixture
def listed(office):
    return office.published("Elena Duarte", nationalities=("pt",), id_numbers=("N40817",))


def write_list(path, candidates):
    lines = [
        f"q{n},{c.name},{'|'.join(c.other_names)},{c.date_of_birth},{c.nationality},{c.gender},"
        f"{c.id_number}"
        for n, c in enumerate(candidates)
    ]
    path.write_text("\n".join([COLUMNS, *lines]), "utf-8")
    return path


def looked_up(office, tmp_path, candidates, *options):
    source, target = write_list(tmp_path / "asked.csv", candidates), tmp_path / "answer.csv"
    done = run(office, "batch", source, target, *options)
    assert done.exit_code == 0, done.output
    return rows(target)


def test_each_candidate_is_answered_in_a_list_as_on_the_page_with_the_same_reason(
    office, listed, tmp_path
):
    found = looked_up(office, tmp_path, CANDIDATES)
    for number, candidate in enumerate(CANDIDATES):
        page = answered(office, asked(office, candidate))
        lines = [row for row in found if row["query"] == f"q{number}"]
        assert {row["answer"] for row in lines} == {page.answer.value}, candidate
        assert {row["reason"] for row in lines} == {" ".join(page.reasons)}, candidate


def test_by_a_name_alone_nobody_is_clear_and_whoever_is_found_keeps_their_line(
    office, listed, tmp_path
):
    for options in ((), ("--name-only",)):
        people = CANDIDATES if options else [Candidate(c.name, c.other_names) for c in CANDIDATES]
        found = looked_up(office, tmp_path, people, *options)
        assert {row["answer"] for row in found} == {"need-more-data"}
        assert {row["band"] for row in found} == {"need-more-data"}
        assert all(row["reason"] for row in found)
        by_query = {row["query"]: row for row in found}
        for number in (1, 8):
            assert by_query[f"q{number}"]["ref"] == listed
            assert float(by_query[f"q{number}"]["score"]) > 0.2


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Somebody Else"},
        {"name": "Somebody Else", "date_of_birth": "1950-01-01", "nationality": "NO"},
        {"name": "Ольга Чужая", "date_of_birth": "1950-01-01", "gender": "male"},
    ],
)
def test_whoever_has_the_number_of_an_entry_is_referred_under_any_name(
    office, listed, tmp_path, facts
):
    candidate = Candidate(**facts, id_number="N 40-817")
    line = looked_up(office, tmp_path, [candidate], "--limit", "1")[0]
    assert (line["answer"], line["band"], line["ref"]) == ("refer", "refer", listed)
    assert answered(office, asked(office, candidate)).answer is Answer.REFER


@pytest.mark.parametrize("number", ["see CV", "4 July 1984"])
def test_nobody_is_clear_beside_a_number_that_is_none(office, listed, tmp_path, number):
    candidate = Candidate("Nobody Atall", date_of_birth="1950-01-01", id_number=number)
    (line,) = looked_up(office, tmp_path, [candidate])
    assert line["answer"] == "need-more-data"
    assert "with its digits" in line["reason"]


def test_how_many_lines_are_wanted_changes_no_answer(office, listed, tmp_path):
    few = looked_up(office, tmp_path, CANDIDATES, "--limit", "1")
    many = looked_up(office, tmp_path, CANDIDATES, "--limit", "60")
    assert {(r["query"], r["answer"]) for r in few} == {(r["query"], r["answer"]) for r in many}


def test_a_column_nobody_uses_is_named_and_a_misspelt_one_is_refused_before_a_look_up(
    office, listed, tmp_path
):
    source, target = tmp_path / "asked.csv", tmp_path / "answer.csv"
    source.write_text("query,name,remark\n1,Elena Duarte,x\n", "utf-8")
    done = run(office, "batch", source, target, "--json")
    assert (done.exit_code, json.loads(done.stdout)["unused"]) == (0, ["remark"])
    assert "Not used: remark." in done.stderr
    before = acts(office).count("inquiry:made")
    for wrong in ("dob", "aliases", "nationalities", "surname", "date_of_brith", "passport_no"):
        source.write_text(f"query,name,{wrong}\n1,Elena Duarte,x\n", "utf-8")
        target.unlink(missing_ok=True)
        done = run(office, "batch", source, target)
        assert (done.exit_code, target.exists()) == (1, False), wrong
        assert f"“{wrong}” (meant is “" in done.stderr
        assert run(office, "batch", source, target, "--ignore", wrong).exit_code == 0
    assert acts(office).count("inquiry:made") == before + 12


def acts(office):
    with office.house.factory() as session:
        return list(session.scalars(sa.select(Entry.act)))


CAUSE = ("--purpose", "recruitment", "--vacancy", "JO-2026-7", "--consent", "Form HR-12, signed")


@pytest.mark.parametrize("missing", ["--purpose", "--vacancy", "--consent"])
def test_in_production_a_list_says_why_it_is_looked_up(office, listed, tmp_path, missing):
    source, target = write_list(tmp_path / "asked.csv", CANDIDATES[:1]), tmp_path / "answer.csv"
    place = CAUSE.index(missing)
    said = (*CAUSE[:place], *CAUSE[place + 2 :])
    done = run(office, "batch", source, target, *said, demonstration=False)
    assert (done.exit_code, target.exists()) == (1, False)
    assert f"{missing} is missing" in done.stderr
    assert run(office, "batch", source, target, *CAUSE, demonstration=False).exit_code == 0
    assert rows(target)[0]["answer"] == "refer"


def test_the_trail_has_the_file_and_its_cause_and_no_candidate(office, listed, tmp_path):
    source, target = write_list(tmp_path / "asked.csv", CANDIDATES[:2]), tmp_path / "answer.csv"
    assert run(office, "batch", source, target, *CAUSE, demonstration=False).exit_code == 0
    facts = [each["facts"] for act, each in details(office.house) if act == "inquiry:made"]
    assert [each.get("begun", False) for each in facts] == [True, False]
    for each in facts:
        assert each["file"] == hashlib.sha256(source.read_bytes()).hexdigest()
        assert (each["purpose"], each["vacancy"]) == ("recruitment", "JO-2026-7")
        assert each["consent"] == "Form HR-12, signed"
        assert "Duarte" not in json.dumps(each)
    assert facts[1]["queries"] == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--vacancy", "v" * 81), "at most 80 characters"),
        (("--consent", "a\nb"), "every character has to be seen"),
        (("--vacancy", "a\u200bb"), "every character has to be seen"),
    ],
)
def test_a_cause_that_cannot_be_kept_is_refused(office, listed, tmp_path, words, why):
    source = write_list(tmp_path / "asked.csv", CANDIDATES[:1])
    done = run(office, "batch", source, tmp_path / "answer.csv", *words)
    assert done.exit_code == 1
    assert why in done.stderr


@pytest.mark.parametrize("nothing", ["N/A", "unknown", "\u3164", "-", " "])
def test_a_word_for_nothing_is_no_cause(office, listed, tmp_path, nothing):
    source = write_list(tmp_path / "asked.csv", CANDIDATES[:1])
    cause = [nothing if each == "Form HR-12, signed" else each for each in CAUSE]
    done = run(office, "batch", source, tmp_path / "answer.csv", *cause, demonstration=False)
    assert done.exit_code == 1
    assert "--consent is missing" in done.stderr


def test_the_files_of_a_list_are_for_their_owner_alone_and_take_no_others_place(
    office, listed, tmp_path
):
    source, target = write_list(tmp_path / "asked.csv", CANDIDATES[:1]), tmp_path / "answer.csv"
    source.write_text(source.read_text("utf-8") + "\nq9,too few\n", "utf-8")
    listed_at = tmp_path / "problems.csv"
    assert run(office, "batch", source, target, "--problems", listed_at).exit_code == 3
    for path in (target, listed_at):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [(r["line"], r["reference"]) for r in rows(listed_at)] == [("3", "q9")]
    whole = source.read_bytes()
    for words in ((source, source), (source, target, "--problems", source)):
        done = run(office, "batch", *words)
        assert (done.exit_code, "another" in done.stderr) == (1, True)
    assert source.read_bytes() == whole


def test_where_nothing_more_can_be_found_out_a_name_alone_goes_to_the_registry(office, listed):
    for candidate in (Candidate("Nobody Atall"), Candidate("van de", date_of_birth="1950")):
        ref = asked(office, candidate, nothing_more=True)
        assert answered(office, ref).answer is Answer.REFER
    whole = Candidate("Nobody Atall", date_of_birth="1950-01-01")
    assert answered(office, asked(office, whole, nothing_more=True)).answer is Answer.CLEAR


def go_on(office, ref, actor, reason="Known to the mission for years"):
    with office.session(actor) as session:
        let_go_on(referral(session, ref, actor=actor), reason=reason, actor=actor, now=NOW)
        session.commit()


def test_the_registry_lets_somebody_go_on_whom_nobody_listed_resembles(office, listed):
    ref = asked(office, Candidate("Nobody Atall"), nothing_more=True)
    assert "A registry officer decides" in answered(office, ref).reasons[0]
    with office.session(office.registry) as session:
        assert [line.ref for line in referrals(session, actor=office.registry).rows] == [ref]
    go_on(office, ref, office.registry)
    assert answered(office, ref).settlement is Settlement.PROCEED
    assert "nobody listed is the same person" in answered(office, ref).reasons[0]
    with office.session(office.second) as session:
        assert referrals(session, actor=office.second).rows == ()
        view = read_referral(session, ref, actor=office.second)
        assert (view.word, view.matches) == ("Known to the mission for years", ())
    with pytest.raises(AlreadyDone):
        go_on(office, ref, office.second)


def test_no_round_of_the_register_answers_in_the_place_of_an_officer(office, listed):
    ref = asked(office, Candidate("Nobody Atall"), nothing_more=True)
    with office.house.system() as session:
        look_after(session, now=NOW)
        this = session.scalars(sa.select(Inquiry).where(Inquiry.ref == ref)).one()
        settle_inquiry(session, this, NOW)
        session.commit()
    assert answered(office, ref).settlement is None


def test_nobody_lets_a_candidate_go_on_who_is_theirs_or_has_their_name_or_a_match(office, listed):
    own = asked(office, Candidate("Nobody Atall"), actor=office.registry, nothing_more=True)
    with pytest.raises(Refused):
        go_on(office, own, office.registry)
    with pytest.raises(NotReady):
        go_on(office, own, office.second, reason=" ")
    ref = asked(office, Candidate("Nobody Atall"), nothing_more=True)
    name = asked(office, Candidate(office.second.name), nothing_more=True)
    with office.session(office.second) as session:
        theirs = session.scalars(sa.select(Inquiry).where(Inquiry.ref == name)).one()
        with pytest.raises(Refused, match="your name"):
            let_go_on(theirs, reason="Fine", actor=office.second, now=NOW)
    alike = asked(office, Candidate("Elena Duarte"), nothing_more=True)
    with pytest.raises(NotReady, match="judge the match"):
        go_on(office, alike, office.second)
    with office.session(office.recruiter) as session:
        this = session.scalars(sa.select(Inquiry).where(Inquiry.ref == ref)).one()
        with pytest.raises(Refused):
            let_go_on(this, reason="Fine", actor=office.recruiter, now=NOW)


def test_help_names_the_columns(office):
    told = " ".join(run(office, "batch", "--help").output.split())
    assert "Columns: query, name; perhaps other_names, date_of_birth" in told
    told = " ".join(run(office, "load", "--help").output.split())
    assert "Columns: ref, name, ground, conduct" in told
