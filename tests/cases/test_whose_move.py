"""Whose move it is: what lists keep of it is what the page of the case offers, whoever looks."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity
from caseflow.access.models import Classification
from caseflow.cases import queries
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.course.next_move import DEPEND_ON_THE_DAY
from caseflow.cases.lists.queue import QueueFilters, View, queue
from caseflow.cases.lists.waiting_rows import BY_THE_DAY
from caseflow.cases.models import Case, Finding, Part, Proceeding
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.records.entries import DecisionEntry, FindingEntry, PersonEntry
from caseflow.cases.services import access
from caseflow.cases.services.alleging import add_allegation
from caseflow.cases.services.deciding import decide
from caseflow.cases.services.decisions_set_aside import set_aside
from caseflow.cases.services.finding import record_finding, withdraw_finding
from caseflow.cases.services.merging import merge
from caseflow.cases.services.moving import move
from caseflow.cases.services.people import add_person, identify
from caseflow.cases.services.timekeeping import restart_clock, stop_clock
from caseflow.cases.workflow import track
from caseflow.clocks.reading import State
from caseflow.errors import DomainError
from caseflow.matters.services.tasks import add_task
from tests.cases.conftest import LATER, Office, allegations, subjects
from tests.support.house import NOW

STEPS = 40


@pytest.fixture
def people(office: Office):
    """Everybody who may have a move: of the entity, of another one, over all, and let in alone."""
    house, far = office.house, office.house.entity("FAR")
    return {
        "officer": office.officer,
        "officer-2": house.person("conduct-officer", entity=office.entity, name="Jon Berg"),
        "far officer": house.person("conduct-officer", entity=far, name="Mira Solano"),
        "investigator": office.investigator,
        "investigator-2": house.person("investigator", name="Ada Lind"),
        "decider": office.decider,
        "decider-2": house.person("decision-maker", name="Bo Osei"),
        "senior": office.senior,
        "reviewer": house.person("reviewer", name="Ike Voss"),
    }


def listed(office, actor, view):
    """The references of a view, for somebody."""
    with office.house.session(actor, now=LATER) as session:
        page = queue(session, QueueFilters(view=view), actor=actor, now=LATER)
        session.commit()
    assert len({row.reference for row in page.rows}) == len(page.rows)
    return {row.reference: row for row in page.rows}


def kept(office, reference):
    """The columns of a case."""
    with office.house.system() as session:
        return session.scalars(sa.select(Case).where(Case.reference == reference)).one()


def offered(office, actor, reference):
    """What the page of a case offers to somebody: None for who cannot see it."""
    with office.house.session(actor, now=LATER) as session:
        try:
            view = open_case(session, reference, actor=actor, now=LATER)
        except DomainError:
            return None
        session.commit()
        return view


def is_mine(there):
    """Whether the reader makes the next move of those who stand where the case does, or apart."""
    return there.next_move is not None and any(m.name == there.next_move.name for m in there.moves)


def waits_for(view, actor):
    """Whether a page says that something is this reader's to do."""
    mine = is_mine(view) or any(map(is_mine, view.apart))
    tasks = any(
        not task.done and task.assignee is not None and task.assignee.id == actor.user_id
        for task in view.tasks
    )
    return mine or (tasks and not view.head.merged_into and view.head.outcome != "merged")


def compare(office, people, references):
    """Hold the lists of everybody against the pages of every case."""
    for name, actor in people.items():
        waiting = listed(office, actor, View.WAITING)
        others = listed(office, actor, View.OTHERS)
        assert not waiting.keys() & others.keys(), name
        for reference in references:
            view = offered(office, actor, reference)
            if view is None:
                assert reference not in waiting.keys() | others.keys(), (name, reference)
                continue
            assert (reference in waiting) == waits_for(view, actor), (name, reference)
            ahead, case = view.next_move, kept(office, reference)
            assert case.whose_move == (ahead.needs.value if ahead else None)
            still = [b.code for b in ahead.blockers] if ahead else []
            fixed = [code for code in still if code not in DEPEND_ON_THE_DAY]
            assert (case.waits_for or "").split() == fixed
            compare_apart(office, reference, view)
            compare_limits(view, case)
            if (row := waiting.get(reference) or others.get(reference)) is not None:
                own = [each.next_move for each in view.apart if is_mine(each)]
                shown = own if own and not is_mine(view) else [ahead]
                told = [(m.name, m.blockers) if m else (None, ()) for m in shown]
                if reference in others:  # tells for whom, not what they have to settle first
                    told = [(name, ()) for name, _blockers in told]
                assert (row.waiting.move, row.waiting.blockers) in told


def compare_apart(office, reference, view):
    """Hold what proceedings say against what the page offers for whoever stands elsewhere."""
    with office.house.system() as session:
        root = sa.select(Case.id).where(Case.reference == reference).scalar_subquery()
        rows = session.scalars(sa.select(Proceeding).where(Proceeding.root_id == root)).all()
        said = {row.id: (row.whose_move, row.waits_for or "") for row in rows if row.whose_move}
    shown = {}
    for each in view.apart:
        if (ahead := each.next_move) is not None:
            fixed = [b.code for b in ahead.blockers if b.code not in DEPEND_ON_THE_DAY]
            shown[each.proceeding_id] = (ahead.needs.value, " ".join(fixed))
    assert said == shown


def compare_limits(view, case):
    """Hold the day on which a case is due, in lists, against the limits that its page shows."""
    running = [each.reading for each in view.clocks if each.reading.state is not State.STOPPED]
    days = [each.due for each in running or [each.reading for each in view.clocks]]
    assert case.due_on == min(days, default=None)
    assert case.clock_stopped == (bool(days) and not running)


def first_finding(session, case):
    wanted = sa.select(Finding.id).where(Finding.root_id == case.id).order_by(Finding.id.desc())
    return session.scalars(wanted).first()


def any_step(random, office, people, references):
    """Do something that may change whose move it is, as somebody, where it is allowed."""
    actor = random.choice(list(people.values()))
    other = random.choice(list(people.values()))
    names = [each.name for each in track("staff").moves]

    def step(session, case):
        who = {"actor": actor, "now": LATER}
        person = random.choice([None, other.user_id])
        entry = PersonEntry(name="Somebody Else", part=random.choice(list(Part)), user_id=person)
        subject = random.choice(subjects(session, case))
        alleged = allegations(session, case)
        found = FindingEntry(
            allegation_id=random.choice(alleged) if alleged else subject,
            outcome="substantiated",
            standard="clear_and_convincing",
            evidence="Ledger.",
        )
        opened = session.scalars(sa.select(Proceeding.id).where(Proceeding.root_id == case.id))
        apart = {"proceeding_id": random.choice(sorted(opened))}
        of = {"of": random.choice([None, apart["proceeding_id"]])}
        decision = DecisionEntry(subject_id=subject, reasons="Facts, law, proportion.")
        capacity = random.choice([*CaseCapacity, *AccessCapacity])
        doing = [
            *[lambda: move(case, random.choice(names), reason="It is so.", **who)] * 6,
            *[lambda: move(case, random.choice(names), reason="So.", **apart, **who)] * 4,
            *[lambda: record_finding(case, found, **who)] * 6,
            *[lambda: decide(case, decision, **who)] * 4,
            lambda: withdraw_finding(case, first_finding(session, case), reason="Wrong", **who),
            lambda: access.let_in(case, user_id=other.user_id, capacity=capacity, **who),
            lambda: access.keep_out(case, user_id=other.user_id, reason="Kin", **who),
            lambda: access.hand_over(case, to=other.user_id, reason="Leave", **who),
            lambda: add_person(case, entry, **who),
            lambda: identify(case, subject, office.subject("Named Later"), **who),
            lambda: add_allegation(case, conduct="theft", subjects=[subject], **who),
            lambda: add_task(case, "Ring them", assignee=other.user_id, **who),
            lambda: stop_clock(case, ground="subject_unavailable", reason="Ill.", **of, **who),
            lambda: restart_clock(case, **of, **who),
            lambda: access.classify(
                case, classification=random.choice(list(Classification)), reason="So", **who
            ),
        ]
        random.choice(doing)()

    with office.house.session(actor, now=LATER) as session, suppress(DomainError):
        step(session, queries.case(session, random.choice(references), actor=actor))
        session.commit()


@pytest.mark.parametrize("seed", range(4))
def test_lists_say_whose_move_it_is_as_the_pages_do_after_whatever_was_done(
    office: Office, people, seed
):
    random = Random(seed)
    references = [
        office.log(),
        office.log(conduct=()),
        office.log(people=(office.subject(), office.subject("Mia Holm", user_id=None))),
        office.log(owner_id=people["officer-2"].user_id),
    ]
    for reference in references[:3]:
        with suppress(DomainError):
            [office.assess, office.investigate, office.review][seed % 3](reference)
    compare(office, people, references)
    for n in range(STEPS):
        any_step(random, office, people, references)
        if n % 5 == 4:
            compare(office, people, references)


def test_a_decision_that_a_bar_would_refuse_is_not_mine(office: Office, people):
    reference = office.log()
    office.review(reference)
    lead = office.house.person("decision-maker", entity=office.entity, name="Zoe Ash")
    assert reference in listed(office, lead, View.WAITING)
    assert reference not in listed(office, office.investigator, View.WAITING)
    assert reference in listed(office, office.investigator, View.OTHERS)
    case = kept(office, reference)
    assert case.not_for == office.investigator.user_id.hex


def test_every_condition_that_goes_by_the_day_is_asked_anew_by_the_list():
    assert BY_THE_DAY.keys() == DEPEND_ON_THE_DAY


def test_a_merged_case_waits_for_nobody(office: Office):
    reference, into = office.log(), office.log()
    with office.house.session(office.officer) as session:
        one, two = (queries.case(session, r, actor=office.officer) for r in (reference, into))
        merge(one, two, reason="The same", actor=office.officer, now=NOW)
        session.commit()
    case = kept(office, reference)
    assert (case.whose_move, case.next_move, case.waits_for) == (None, None, None)
    assert set(listed(office, office.officer, View.WAITING)) == {into}


def test_a_decision_that_was_set_aside_waits_for_whoever_decides(office: Office):
    reference = office.log()
    office.review(reference)
    decision = office.decide(reference)
    assert kept(office, reference).whose_move == "cases:close"
    office.do(office.senior, reference, set_aside, decision.id, reason="Not heard")
    assert kept(office, reference).next_move == "staff:decide"
    assert reference in listed(office, office.decider, View.WAITING)


def test_waiting_for_others_says_for_whom(office: Office):
    reference = office.log()
    office.investigate(reference)
    row = listed(office, office.officer, View.OTHERS)[reference]
    assert (row.waiting.label, row.waiting.whom) == ("Send to review", ("Ravi Menon",))
    office.find(reference)
    office.do(office.investigator, reference, move, "send-to-review")
    row = listed(office, office.officer, View.OTHERS)[reference]
    assert (row.waiting.label, row.waiting.whom) == ("Decide", ("Decision-maker",))
    assert row.stage_since == LATER.date()


def test_of_two_acts_at_once_the_second_counts_what_the_first_did(office: Office):
    reference = office.log()
    office.investigate(reference)
    office.find(reference)
    second = office.house.person("investigator", name="Ada Lind")
    given = {"user_id": second.user_id, "capacity": CaseCapacity.INVESTIGATOR}
    with ThreadPoolExecutor(1) as beside:
        with office.house.session(office.officer) as session:
            case = queries.case(session, reference, actor=office.officer)
            access.let_in(case, actor=office.officer, now=LATER, **given)
            sent = beside.submit(office.do, office.investigator, reference, move, "send-to-review")
            time.sleep(0.5)  # long enough to have read the case, had it not waited
            session.commit()
        sent.result(timeout=30)
    case = kept(office, reference)
    both = {office.investigator.user_id.hex, second.user_id.hex}
    assert (case.next_move, set(case.not_for.split())) == ("staff:decide", both)
