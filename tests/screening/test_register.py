"""An entry goes from proposal over notice to publication, by two people; the rest see nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.audit.models import Entry
from caseflow.audit.record import act
from caseflow.db import make_engine
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.screening.acts import ScreeningAct
from caseflow.screening.matching.people import Person
from caseflow.screening.models import EntryStage, RegisterCategory, RegisterEntry, RegisterToken
from caseflow.screening.queries.entry_states import EntryState
from caseflow.screening.queries.register import entry, read_entry, register
from caseflow.screening.services.entries import notice_to_subject, propose, publish, withdraw
from caseflow.screening.services.entry_withdrawal import (
    ask_withdrawal,
    confirm_withdrawal,
    keep_listed,
)
from tests.screening.conftest import elsewhere
from tests.support.house import NOW, TODAY

CLEAR = "Clear and convincing evidence"


def acts(office):
    with office.house.factory() as session:
        return list(session.scalars(sa.select(Entry.act).order_by(Entry.seq)))


def tokens(office):
    with office.house.factory() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(RegisterToken))


def test_an_entry_is_published_by_a_second_officer_after_notice(office):
    ref = office.proposed("Elena Duarte")
    with office.session(office.second) as session:
        this = entry(session, ref, actor=office.second)
        with pytest.raises(NotReady):
            publish(this, actor=office.second, now=NOW)
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        notice_to_subject(this, on=TODAY, words="By letter", actor=office.registry, now=NOW)
        session.commit()
        with pytest.raises(Refused):
            publish(this, actor=office.registry, now=NOW)
        view = read_entry(session, ref, actor=office.registry)
        assert [move.name for move in view.moves] == ["withdraw"]
        assert len(view.barred) == 1
    assert tokens(office) == 0
    with office.session(office.second) as session:
        publish(entry(session, ref, actor=office.second), actor=office.second, now=NOW)
        session.commit()
    assert tokens(office) > 0
    with office.session(office.second) as session:
        view = read_entry(session, ref, actor=office.second)
        session.commit()
    assert view.stage is EntryStage.PUBLISHED
    assert view.notice == "By letter"
    assert view.ground == (
        ("Decision", "Decision 2026/7 of the River Programme"),
        ("Category of the person", "Staff member, international"),
    )
    assert acts(office)[-4:] == [
        "register:proposed",
        "notice:sent",
        "register:published",
        "register:read",
    ]


def test_the_database_itself_refuses_a_published_entry_without_notice(office):
    office.proposed("Elena Duarte")
    engine = make_engine(office.url)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql("UPDATE register_entries SET stage = 'published'")
    engine.dispose()


def test_a_published_entry_leaves_the_index_when_a_second_officer_confirms(office):
    ref = office.published("Elena Duarte")
    first, second = office.registry, office.second
    with office.session(first) as session:
        this = entry(session, ref, actor=first)
        with pytest.raises(NotReady, match="two people"):
            withdraw(this, reason="Alone", actor=first, now=NOW)
        with pytest.raises(NotReady) as unsaid:
            ask_withdrawal(this, reason=" ", actor=first, now=NOW)
        assert unsaid.value.field == "reason"
        with pytest.raises(NotReady, match="Nobody has asked"):
            confirm_withdrawal(this, seen=this.withdrawal_asked_at, actor=first, now=NOW)
        ask_withdrawal(this, reason="Served their time", actor=first, now=NOW)
        session.commit()
        with pytest.raises(NotReady, match="already"):
            ask_withdrawal(this, reason="Again", actor=first, now=NOW)
        with pytest.raises(Refused, match="somebody else confirms"):
            confirm_withdrawal(this, seen=this.withdrawal_asked_at, actor=first, now=NOW)
        view = read_entry(session, ref, actor=first)
        assert view.asked.own
        assert "confirm-withdrawal" not in [move.name for move in view.moves]
    assert tokens(office) > 0
    with office.session(second) as session:
        view = read_entry(session, ref, actor=second)
        assert (view.asked.reason, view.asked.own) == ("Served their time", False)
        this = entry(session, ref, actor=second)
        seen = this.withdrawal_asked_at
        with pytest.raises(NotReady, match="asked anew"):
            confirm_withdrawal(this, seen=NOW - timedelta(days=1), actor=second, now=NOW)
        confirm_withdrawal(this, seen=seen, actor=second, now=NOW)
        session.commit()
        with pytest.raises(NotReady):
            confirm_withdrawal(this, seen=seen, actor=second, now=NOW)
    assert tokens(office) == 0
    assert acts(office)[-1] == "register:withdrawn"
    assert acts(office).count("register:withdrawn") == 1


@pytest.mark.parametrize("who", ["registry", "second"])
def test_what_was_asked_is_taken_back_or_declined_and_may_be_asked_again(office, who):
    ref = office.published("Elena Duarte")
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        ask_withdrawal(this, reason="Mixed up", actor=office.registry, now=NOW)
        session.commit()
    actor = getattr(office, who)
    with office.session(actor) as session:
        this = entry(session, ref, actor=actor)
        keep_listed(this, actor=actor, now=NOW)
        session.commit()
        with pytest.raises(NotReady, match="Nobody asks to withdraw this entry any more"):
            keep_listed(this, actor=actor, now=NOW)
        with pytest.raises(NotReady, match="Nobody has asked"):
            confirm_withdrawal(this, seen=this.withdrawal_asked_at, actor=actor, now=NOW)
        assert this.stage is EntryStage.PUBLISHED
        ask_withdrawal(this, reason="Once more", actor=actor, now=NOW)
        session.commit()
    assert tokens(office) > 0


@pytest.mark.parametrize("same", ["withdrawn_by = NULL", "withdrawn_by = withdrawal_asked_by"])
def test_the_database_itself_refuses_that_one_person_withdraws(office, same):
    ref = office.published("Elena Duarte")
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        ask_withdrawal(this, reason="Mixed up", actor=office.registry, now=NOW)
        session.commit()
    engine = make_engine(office.url)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE register_entries SET stage = 'withdrawn', {same}")
    engine.dispose()


def test_an_entry_that_is_not_published_is_taken_back_by_one(office):
    ref = office.proposed("Elena Duarte")
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        with pytest.raises(NotReady, match="not published"):
            ask_withdrawal(this, reason="Mixed up", actor=office.registry, now=NOW)
        withdraw(this, reason="Mixed up", actor=office.registry, now=NOW)
        session.commit()
        with pytest.raises(NotReady):
            withdraw(this, reason="Again", actor=office.registry, now=NOW)
    assert acts(office)[-1] == "register:withdrawn"


def test_notice_needs_a_day_that_has_come_and_words(office):
    ref = office.proposed("Elena Duarte")
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        who = {"actor": office.registry, "now": NOW}
        with pytest.raises(NotReady) as day:
            notice_to_subject(this, on=TODAY + timedelta(days=9), words="By letter", **who)
        assert day.value.field == "on"
        with pytest.raises(NotReady) as words:
            notice_to_subject(this, on=TODAY, words=" ", **who)
        assert words.value.field == "words"
        assert this.stage is EntryStage.PROPOSED
        late = TODAY - timedelta(days=8)
        with pytest.raises(NotReady) as silent:
            notice_to_subject(this, on=late, words="By letter", **who)
        assert silent.value.field == "late_reason"
        notice_to_subject(this, on=late, words="By letter", late_reason="Post is slow.", **who)
        session.commit()
        assert str(read_entry(session, ref, actor=office.registry).noticed_late) == (
            "entered 8 days later"
        )


def test_an_entry_needs_a_name_and_a_ground(office):
    with office.session(office.registry) as session:
        facts = {"entity_id": office.here, "actor": office.registry, "now": NOW}
        for person, ground, field in (
            (Person(("😀",)), "Decision 7", "name"),
            (Person(("Unknown Officer", "Elena Duarte")), "Decision 7", "name"),
            (Person(("Elena Duarte", "N/A")), "Decision 7", "aliases"),
            (Person(("Elena Duarte",)), "  ", "ground"),
            (Person(("Elena Duarte",)), "n/a", "ground"),
        ):
            with pytest.raises(NotReady) as wrong:
                propose(session, person, elsewhere(ground=ground), **facts)
            assert wrong.value.field == field


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"conduct": "traffic_violation"}, "category"),
        ({"conduct": "sorcery"}, "category"),
        ({"standard": "preponderance"}, "standard"),
        ({"standard": "reasonable_grounds"}, "standard"),
        ({"standard": ""}, "standard"),
        ({"measure": "written_censure"}, "measure"),
        ({"measure": "recovery"}, "measure"),
        ({"measure": "repatriation"}, "personnel_category"),
        ({"personnel_category": "contingent"}, "personnel_category"),
        ({"personnel_category": "unknown"}, "personnel_category"),
        ({"measure": "repatriation", "personnel_category": "contingent"}, None),
    ],
)
def test_an_entry_by_hand_lists_only_whom_a_decision_here_would_list(office, wrong, field):
    facts = {"entity_id": office.here, "actor": office.registry, "now": NOW}
    with office.session(office.registry) as session:
        if field is None:
            propose(session, Person(("Elena Duarte",)), elsewhere(**wrong), **facts)
            session.commit()
            return
        with pytest.raises(NotReady) as refused:
            propose(session, Person(("Elena Duarte",)), elsewhere(**wrong), **facts)
        assert refused.value.field == field
        session.rollback()
        assert session.scalar(sa.select(sa.func.count(RegisterEntry.id))) == 0


def test_an_entry_by_hand_shows_what_it_rests_on_as_one_from_a_case_does(office):
    ref = office.proposed("Elena Duarte")
    with office.session(office.registry) as session:
        view = read_entry(session, ref, actor=office.registry)
        session.commit()
    (finding,) = view.findings
    assert (str(finding.conduct), str(finding.standard)) == ("Forgery", CLEAR)
    assert finding.listed
    assert [str(each) for each in view.measures] == ["Dismissal"]
    assert "Staff member, international" in " ".join(str(words) for _term, words in view.ground)


def test_an_entry_by_hand_of_an_earlier_release_goes_no_further(office):
    ref = office.proposed("Elena Duarte")
    with office.house.system() as session:
        this = session.scalars(sa.select(RegisterEntry)).one()
        with act(session, ScreeningAct.REGISTER_CHECKED, thing=this):
            for kept in session.scalars(sa.select(RegisterCategory)):
                kept.standard = None
        session.commit()
    with office.session(office.registry) as session:
        this = entry(session, ref, actor=office.registry)
        with pytest.raises(NotReady, match="propose it anew"):
            notice_to_subject(this, on=TODAY, words="By letter", actor=office.registry, now=NOW)
        assert this.stage is EntryStage.PROPOSED


@pytest.mark.parametrize(
    "role",
    [
        "recruiter",
        "conduct-officer",
        "investigator",
        "decision-maker",
        "victim-officer",
        "auditor",
        "administrator",
    ],
)
def test_nobody_else_sees_the_register(office, role):
    ref = office.published("Elena Duarte")
    other = office.house.person(role, entity=office.here)
    with office.session(other) as session:
        assert session.scalar(sa.select(sa.func.count(RegisterEntry.id))) == 0
        with pytest.raises(NotFound):
            read_entry(session, ref, actor=other)
        with pytest.raises(Refused):
            propose(
                session,
                Person(("A B",)),
                elsewhere(),
                entity_id=None,
                actor=other,
                now=NOW,
            )


def test_the_queue_counts_stages_and_its_look_is_recorded(office):
    office.proposed("Elena Duarte")
    office.published("Jun Watanabe")
    with office.session(office.registry) as session:
        page = register(session, actor=office.registry)
        assert {line.name for line in page.lines} == {"Elena Duarte", "Jun Watanabe"}
        assert page.counts[EntryState.PROPOSED] == page.counts[EntryState.PUBLISHED] == 1
        only = register(session, actor=office.registry, state=EntryState.PUBLISHED)
        assert [line.name for line in only.lines] == ["Jun Watanabe"]
        session.commit()
    assert acts(office)[-1] == "register:listed"


def test_names_lie_sealed_and_tokens_tell_none(office):
    office.published("Zebedee Quillfeather", id_numbers=("N40817",))
    engine = make_engine(office.url)
    with engine.connect() as connection:
        sealed = connection.exec_driver_sql("SELECT person, dossier FROM register_entries").one()
        kept = connection.exec_driver_sql("SELECT token FROM register_tokens").scalars().all()
    engine.dispose()
    assert all(
        b"uillfeather" not in bytes(value) and b"N40817" not in bytes(value) for value in sealed
    )
    assert all(isinstance(token, int) for token in kept)


@pytest.mark.parametrize("ref", ["", "RE-1", "\0", "\ud800", "R" * 10_000_000])
def test_a_reference_that_is_none_finds_nothing(office, ref):
    with office.session(office.registry) as session, pytest.raises(NotFound):
        entry(session, ref, actor=office.registry)
