"""Entries and look-ups that were tampered with: nobody is clear, and nobody judges blindly."""

from __future__ import annotations

import csv

import pytest
import sqlalchemy as sa

from caseflow.audit.acts import TrailAct
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.fields import fields
from caseflow.screening.matching.people import Candidate
from caseflow.screening.models import (
    Answer,
    Inquiry,
    JudgementVerdict,
    PossibleMatch,
    Purpose,
    RegisterEntry,
)
from caseflow.screening.queries.lookups import my_look_up, my_look_ups
from caseflow.screening.queries.referrals import read_referral, referral, referrals
from caseflow.screening.queries.register import read_entry, register
from caseflow.screening.queries.thresholds import judged_pairs
from caseflow.screening.services.judging import judge
from caseflow.screening.services.looking_up import look_up
from caseflow.screening.upkeep import rebuild
from tests.screening.test_commands import run
from tests.support.house import NOW
from tests.support.rotting import rot
from tests.support.trail import entries

ELENA = Candidate("Elena Duarte", date_of_birth="1984-07-04")


def spoil(office, model, name, row_id=None):
    field = next(each for each in fields(model) if each.name == name)
    assert rot(office.house.engine, field, row_id)


def asked(office, candidate=ELENA):
    with office.session(office.recruiter) as session:
        made = look_up(
            session,
            candidate,
            purpose=Purpose.RECRUITMENT,
            vacancy="JO-2026-1188",
            actor=office.recruiter,
            now=NOW,
        )
        session.commit()
        return made.ref, made.answer


def failures(office):
    found = entries(office.house, act=TrailAct.INTEGRITY_FAILED)
    return [(d["facts"]["table"], d["facts"]["column"]) for _entry, d in found]


def test_whoever_resembles_an_entry_that_does_not_open_is_referred_and_never_clear(office):
    office.published("Elena Duarte")
    spoil(office, RegisterEntry, "person")
    ref, answer = asked(office)
    assert answer is Answer.REFER
    assert asked(office, Candidate("Bo Lindqvist", date_of_birth="1990-01-01"))[1] is Answer.CLEAR
    assert failures(office) == [("register_entries", "person")]
    with office.session(office.registry) as session:
        view = read_referral(session, ref, actor=office.registry)
    (match,) = view.matches
    assert not match.whole
    assert CANNOT_BE_SHOWN in {piece.listed for piece in match.pieces}


@pytest.mark.parametrize(
    ("model", "name"),
    [(RegisterEntry, "person"), (Inquiry, "candidate"), (PossibleMatch, "detail")],
)
def test_nobody_judges_what_cannot_be_shown(office, model, name):
    office.published("Elena Duarte")
    ref, _answer = asked(office)
    spoil(office, model, name)
    with office.session(office.registry) as session:
        view = read_referral(session, ref, actor=office.registry)
        assert not view.matches[0].whole
        session.commit()
        this = referral(session, ref, actor=office.registry)
        match = session.scalars(sa.select(PossibleMatch)).one()
        with pytest.raises(SealBroken):
            judge(
                this,
                match,
                verdict=JudgementVerdict.DIFFERENT,
                reason="I saw nothing",
                actor=office.registry,
                now=NOW,
            )


def test_lists_keep_their_rows(office):
    office.published("Elena Duarte"), office.published("Bo Lindqvist")
    asked(office), asked(office, Candidate("Bo Lindqvist", date_of_birth="1984-07-04"))
    with office.house.system() as session:
        entry_id = session.scalars(sa.select(RegisterEntry.id).order_by(RegisterEntry.id)).first()
        inquiry_id = session.scalars(sa.select(Inquiry.id).order_by(Inquiry.id)).first()
    spoil(office, RegisterEntry, "person", entry_id)
    spoil(office, Inquiry, "candidate", inquiry_id)
    with office.session(office.registry) as session:
        names = {line.name for line in register(session, actor=office.registry).lines}
        waiting = {line.name for line in referrals(session, actor=office.registry).rows}
        session.commit()
    assert names == waiting == {CANNOT_BE_SHOWN, "Bo Lindqvist"}
    with office.session(office.recruiter) as session:
        mine = my_look_ups(session, actor=office.recruiter)
        session.commit()
    assert {each.candidate.name for each in mine} == {CANNOT_BE_SHOWN, "Bo Lindqvist"}
    assert failures(office) == [("register_entries", "person"), ("inquiries", "candidate")]


def test_an_entry_and_a_look_up_show_what_opens(office):
    ref = office.published("Elena Duarte")
    look_ref, _answer = asked(office)
    for name in ("dossier", "notice"):
        spoil(office, RegisterEntry, name)
    spoil(office, Inquiry, "reason")
    with office.session(office.registry) as session:
        view = read_entry(session, ref, actor=office.registry)
    assert view.person.names == ("Elena Duarte",)
    assert CANNOT_BE_SHOWN in {words for _term, words in view.ground}
    assert view.notice == CANNOT_BE_SHOWN
    with office.session(office.recruiter) as session:
        found = my_look_up(session, look_ref, actor=office.recruiter)
    assert found.candidate.name == "Elena Duarte"


def test_pairs_that_do_not_open_are_not_counted_as_unlike(office):
    office.published("Elena Duarte")
    ref, _answer = asked(office)
    with office.session(office.registry) as session:
        judge(
            referral(session, ref, actor=office.registry),
            session.scalars(sa.select(PossibleMatch)).one(),
            verdict=JudgementVerdict.DIFFERENT,
            reason="Another birthplace",
            actor=office.registry,
            now=NOW,
        )
        session.commit()
        assert len(judged_pairs(session, actor=office.registry)) == 1
    spoil(office, PossibleMatch, "detail")
    with office.session(office.registry) as session:
        assert judged_pairs(session, actor=office.registry) == []


def test_a_list_of_candidates_goes_through_and_its_broken_entry_is_recorded(office, tmp_path):
    office.published("Elena Duarte")
    spoil(office, RegisterEntry, "person")
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    asked = ("query,name,date_of_birth", "1,Elena Duarte,1984-07-04", "2,Bo Lindqvist,1951-01-02")
    source.write_text("\n".join(asked), "utf-8")
    assert run(office, "batch", source, target).exit_code == 0
    bands = {row["query"]: row["band"] for row in csv.DictReader(target.open())}
    assert bands == {"1": "refer", "2": "clear"}
    assert failures(office) == [("register_entries", "person")]


def test_the_index_is_made_anew_without_the_one_that_does_not_open(office, capsys):
    office.published("Elena Duarte"), office.published("Bo Lindqvist")
    with office.house.system() as session:
        entry_id = session.scalars(sa.select(RegisterEntry.id).order_by(RegisterEntry.id)).first()
    spoil(office, RegisterEntry, "person", entry_id)
    rebuild(office.house.factory, anew=True)
    told = capsys.readouterr()
    assert "1 entries made findable anew" in told.out
    assert "1 entries cannot be read" in told.err
    assert asked(office, Candidate("Bo Lindqvist", date_of_birth="1984-07-04"))[1] is Answer.REFER
    assert failures(office) == [("register_entries", "person")]
