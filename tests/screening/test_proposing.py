"""A final decision drops a proposal into the register, in one transaction, and looks at nothing."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseflow.audit.commands import public_key
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.audit.rows import compare_rows
from caseflow.audit.verifying import verify
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Allegation, Case, Decision, Party, Proceeding
from caseflow.cases.records.entries import FindingEntry, MeasureEntry, PersonEntry
from caseflow.cases.services import unlisted_subjects
from caseflow.cases.services.departures import record_departure
from caseflow.crypto.columns import conceal
from caseflow.crypto.opening import open_text
from caseflow.errors import NotReady
from caseflow.events import DecisionMade, EventTable, on
from caseflow.matters.models import Task
from caseflow.screening.matching.people import Candidate, Person, person
from caseflow.screening.matching.scoring import Band, compare
from caseflow.screening.models import EntryStage, RegisterCategory, RegisterEntry
from caseflow.screening.purposes import ScreeningPurpose
from caseflow.screening.queries.register import entry, read_entry
from caseflow.screening.services.entries import notice_to_subject, publish
from caseflow.screening.services.proposing import SUBSCRIPTIONS
from tests.cases.conftest import Office as CaseOffice
from tests.cases.conftest import subjects
from tests.support.house import NOW, TODAY

SEPARATION = MeasureEntry(kind="separation", parameters={"notice": "yes", "indemnity": ""})
DISMISSAL = MeasureEntry(kind="dismissal", parameters={})
CENSURE = MeasureEntry(kind="written_censure", parameters={})
SUBJECT = {
    "date_of_birth": "1984-07-04",
    "nationality": "PT",
    "gender": "Female",
    "id_number": "N-40817",
}


@pytest.fixture
def cases(house):
    house.info["events"] = EventTable(*SUBSCRIPTIONS)
    entity = house.entity("NM")
    return CaseOffice(
        house,
        entity,
        house.person("conduct-officer", entity=entity),
        house.person("investigator"),
        house.person("decision-maker", entity=entity),
        house.person("senior-conduct-officer", entity=entity),
    )


def decided(cases, *measures, subject="Elena Duarte", **facts) -> str:
    reference = cases.log(people=(cases.subject(subject, **{**SUBJECT, **facts}),))
    cases.review(reference)
    cases.decide(reference, measures=measures)
    return reference


def register(cases):
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        rows = session.scalars(sa.select(RegisterEntry)).all()
        return [
            (
                row,
                Person.from_json(open_text(session, row, "person")),
                json.loads(open_text(session, row, "dossier")),
            )
            for row in rows
        ]


def listed_for(cases, row):
    """The types of conduct of an entry, each with its standard of proof."""
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        kept = session.scalars(
            sa.select(RegisterCategory).where(RegisterCategory.root_id == row.id)
        ).all()
        return {each.type: each.standard for each in kept}


def imposing(kind: str) -> MeasureEntry:
    """A measure with what it asks for."""
    asked = {
        "separation": {"notice": "yes", "indemnity": ""},
        "demotion": {"levels": "1", "period": "12"},
    }
    return MeasureEntry(kind=kind, parameters=asked.get(kind, {}))


def answer(cases, reference, name, proven, **facts):
    """Decide on one subject: only this allegation is substantiated."""
    with cases.house.session(cases.decider) as session:
        case = queries.case(session, reference, actor=cases.decider)
        rows = session.execute(
            sa.select(Party, Allegation)
            .join(Proceeding, Proceeding.subject_id == Party.id)
            .join(Allegation, Allegation.proceeding_id == Proceeding.id)
            .where(Party.root_id == case.id)
        ).all()
        named = [(p, a) for p, a in rows if open_text(session, p, "name") == name]
        findings = tuple(
            FindingEntry(
                allegation_id=alleged.id,
                outcome="substantiated" if alleged.type == proven else "unsubstantiated",
                standard="clear_and_convincing",
            )
            for _party, alleged in named
        )
    cases.decide(reference, subject_id=named[0][0].id, findings=findings, **facts)


def leave(cases, reference, day):
    """Write down that the first subject left."""
    with cases.house.session(cases.officer) as session:
        case = queries.case(session, reference, actor=cases.officer)
        who = subjects(session, case)[0]
    cases.do(cases.officer, reference, record_departure, who, on=day)


def test_a_separation_proposes_an_entry_with_its_ground_frozen(cases):
    reference = decided(cases, SEPARATION)
    ((row, person, dossier),) = register(cases)
    assert (row.stage, row.proposed_by, row.entity_id) == (
        EntryStage.PROPOSED,
        cases.decider.user_id,
        cases.entity,
    )
    assert person.names == ("Elena Duarte",)
    assert str(person.births[0]) == "1984-07-04"
    assert (person.nationalities, person.gender, person.id_numbers) == (
        ("pt",),
        "female",
        ("N40817",),
    )
    assert dossier["reference"] == reference
    assert dossier["measures"] == [{"measure": "separation", "warranted": False}]
    assert dossier["allegations"] == [
        {
            "type": "forgery",
            "finding": "substantiated",
            "standard": "clear_and_convincing",
            "found_on": str(TODAY),
            "authority": None,
        }
    ]
    assert listed_for(cases, row) == {"forgery": "clear_and_convincing"}
    assert "supplier" not in json.dumps(dossier)


def test_the_decision_maker_cannot_look_at_what_they_dropped(cases):
    decided(cases, SEPARATION)
    with cases.house.session(cases.decider) as session:
        assert session.scalar(sa.select(sa.func.count(RegisterEntry.id))) == 0
        acts = session.scalars(sa.select(Entry.act).where(Entry.actor_id == cases.decider.user_id))
        assert "register:proposed" in set(acts)


@pytest.mark.parametrize("measures", [(CENSURE,), ()])
def test_a_measure_that_the_register_does_not_keep_proposes_nothing(cases, measures):
    decided(cases, *measures)
    assert register(cases) == []


@pytest.mark.parametrize(
    ("category", "kinds"),
    [
        ("staff_international", ("separation", "fine")),
        ("staff_international", ("fine", "dismissal")),
        ("contingent", ("repatriation", "service_bar")),
        ("consultant", ("service_bar", "contract_ended")),
    ],
)
def test_several_measures_of_one_decision_propose_one_entry_and_all_acts_are_kept(
    cases, category, kinds
):
    told = []
    cases.house.info["events"] = EventTable(
        *SUBSCRIPTIONS, on(DecisionMade, lambda _session, event: told.append(event))
    )
    decided(cases, *(imposing(kind) for kind in kinds), personnel_category=category)
    ((row, _person, dossier),) = register(cases)
    assert [m["measure"] for m in dossier["measures"]] == list(kinds)
    assert len(told) == 1
    assert told[0].decision_id == row.decision_id
    with cases.house.factory() as session:
        acts = list(session.scalars(sa.select(Entry.act)))
        verdict = verify(session, public_key(session))
        assert (acts.count("case:decided"), acts.count("register:proposed")) == (1, 1)
        assert verdict.ok
    with cases.house.system(TrailPurpose.DOCTOR) as session:
        compare_rows(session, verdict)
        assert verdict.faults == []


def test_the_database_refuses_a_second_entry_of_one_decision_and_subject(cases):
    decided(cases, SEPARATION)
    with cases.house.system() as session:
        row = session.scalars(sa.select(RegisterEntry)).one()
        decision = session.get_one(Decision, row.decision_id)
        again = DecisionMade(
            at=NOW,
            actor_id=cases.decider.user_id,
            case_id=row.case_id,
            proceeding_id=decision.proceeding_id,
            subject_id=row.subject_id,
            decision_id=decision.id,
            final=True,
        )
        with pytest.raises(sa.exc.IntegrityError):
            SUBSCRIPTIONS[0].call(session, again)
    assert len(register(cases)) == 1


def test_somebody_who_was_never_identified_is_not_listed(cases):
    reference = cases.log(people=(cases.subject("", identified=False, how_many=1),))
    cases.review(reference)
    with pytest.raises(NotReady, match="not identified"):
        cases.decide(reference, measures=(DISMISSAL,))
    cases.decide(reference)
    assert register(cases) == []


def test_an_entry_names_only_what_was_proven_against_that_subject(cases):
    """Sexual harassment not substantiated, harassment proven, dismissal: listed for the latter."""
    people = (cases.subject("Elena Duarte"), cases.subject("Jun Watanabe"))
    reference = cases.log(conduct=("sexual_harassment", "harassment"), people=people)
    cases.review(reference)
    for subject, proven in (("Elena Duarte", "harassment"), ("Jun Watanabe", "sexual_harassment")):
        answer(cases, reference, subject, proven, measures=(DISMISSAL,))
    found = {person.names[0]: listed_for(cases, row) for row, person, _dossier in register(cases)}
    assert found == {
        "Elena Duarte": {"harassment": "clear_and_convincing"},
        "Jun Watanabe": {"sexual_harassment": "clear_and_convincing"},
    }
    assert all(row.category is None for row, _person, _dossier in register(cases))


@pytest.mark.parametrize(
    ("conduct", "standard", "kind", "category", "left"),
    [
        ("forgery", "reasonable_grounds", "counselling", "staff_international", None),
        ("forgery", "clear_and_convincing", "counselling", "staff_international", TODAY),
        ("traffic_violation", "clear_and_convincing", "separation", "staff_international", None),
        ("reckless_driving", "clear_and_convincing", "dismissal", "staff_national", None),
        ("traffic_violation.accident", "preponderance", "repatriation", "contingent", None),
        ("forgery", "clear_and_convincing", "demotion", "staff_international", None),
    ],
)
def test_what_no_rule_has_lists_nobody(cases, conduct, standard, kind, category, left):
    reference = cases.log(
        conduct=(conduct,), people=(cases.subject("Elena Duarte", personnel_category=category),)
    )
    cases.review(reference, standard=standard)
    if left:
        leave(cases, reference, left)
    cases.decide(reference, measures=(imposing(kind),))
    assert register(cases) == []


@pytest.mark.parametrize(
    ("kind", "category"),
    [("repatriation", "contingent"), ("service_bar", "consultant"), ("contract_ended", "intern")],
)
def test_reasonable_grounds_carry_no_measure_that_ends_service(cases, kind, category):
    reference = cases.log(people=(cases.subject("Elena Duarte", personnel_category=category),))
    cases.review(reference, standard="reasonable_grounds")
    with pytest.raises(NotReady, match="higher standard") as refused:
        cases.decide(reference, measures=(imposing(kind),))
    assert refused.value.field == "measures"
    assert register(cases) == []


@pytest.mark.parametrize("category", ["unknown", None])
def test_a_subject_of_unknown_category_gets_no_measure(cases, category):
    reference = cases.log(people=(PersonEntry(name="Elena Duarte", personnel_category=category),))
    cases.review(reference)
    with pytest.raises(NotReady, match="category of personnel") as refused:
        cases.decide(reference, measures=(DISMISSAL,))
    assert refused.value.field == "measures"
    cases.decide(reference)
    assert register(cases) == []


def test_a_dismissal_that_is_only_warranted_lists_whoever_left(cases):
    reference = cases.log(people=(cases.subject("Elena Duarte"),))
    cases.review(reference)
    leave(cases, reference, TODAY)
    cases.decide(reference, measures=(DISMISSAL,))
    ((row, _person, dossier),) = register(cases)
    assert dossier["measures"] == [{"measure": "dismissal", "warranted": True}]
    assert listed_for(cases, row) == {"forgery": "clear_and_convincing"}


def test_a_date_that_cannot_be_read_stays_in_the_case(cases):
    decided(cases, DISMISSAL, date_of_birth="in the rainy season")
    ((_row, person, dossier),) = register(cases)
    assert person.births == ()
    assert dossier["not_taken"] == {"date_of_birth": "in the rainy season"}


DAY = "1984-07-04"
SPELLINGS = {
    **dict.fromkeys(
        (
            *("1984-07-04", "4 July 1984", "4.7.1984", "July 4, 1984", "19840704", "1984/07/04"),
            *("04-Jul-1984", "4 juillet 1984", "4 июля 1984", "٤ يوليو ١٩٨٤", "1984年7月4日"),
            *("1984-07-04T00:00:00Z", " 4th of July 1984 ", "Wednesday, 4 July 1984"),
        ),
        DAY,
    ),
    "14/07/1984": "1984-07-14",
    "July 1984": "1984-07",
    "07/1984": "1984-07",
    "1984": "1984",
    "about 1984": "1984~",
    "1983 to 1985": "1983/1985",
}
LEFT = {"07/08/1984": "1984", "1984-02-30": "1984-02", "in the rainy season": "", "2090-01-01": ""}


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(sorted(SPELLINGS | LEFT)), st.sampled_from(sorted(SPELLINGS)))
def test_a_date_goes_from_case_to_register_and_is_found_or_is_told(cases, written, asked):
    before = {row.id for row, *_rest in register(cases)}
    decided(cases, DISMISSAL, date_of_birth=written)
    (new,) = [each for each in register(cases) if each[0].id not in before]
    _row, listed, dossier = new
    kept = (SPELLINGS | LEFT)[written]
    assert "|".join(map(str, listed.births)) == kept
    assert dossier.get("not_taken", {}) == ({"date_of_birth": written} if written in LEFT else {})
    candidate = Candidate("Elena Duarte", date_of_birth=asked, nationality="PT", gender="female")
    likeness = compare(person(candidate), listed)
    assert likeness.band is not Band.CLEAR
    if kept == SPELLINGS[asked] == DAY:
        assert likeness.band is Band.STRONG


def test_decision_and_proposal_stand_or_fall_together(cases):
    def fails(_session, _event):
        raise RuntimeError("a later subscriber fails")

    cases.house.info["events"] = EventTable(*SUBSCRIPTIONS, on(DecisionMade, fails))
    with pytest.raises(RuntimeError, match="later subscriber"):
        decided(cases, SEPARATION)
    assert register(cases) == []


def test_the_proposal_is_published_by_registry_after_notice(cases):
    decided(cases, SEPARATION)
    ref = register(cases)[0][0].ref
    officer = cases.house.person("registry-officer")
    with cases.house.session(officer) as session:
        this = entry(session, ref, actor=officer)
        notice_to_subject(this, on=TODAY, words="In the letter", actor=officer, now=NOW)
        publish(this, actor=officer, now=NOW)
        session.commit()
        view = read_entry(session, ref, actor=officer)
        assert view.stage is EntryStage.PUBLISHED
        assert [str(m) for m in view.measures] == ["Separation from service"]


@pytest.mark.parametrize("name", ["Number 3", ""])
def test_nobody_is_listed_without_a_name_and_the_case_is_told(cases, name):
    """People whom an old register did not name; an earlier release called them by a number."""
    cases.house.info["events"] = EventTable(*SUBSCRIPTIONS, *unlisted_subjects.SUBSCRIPTIONS)
    reference = cases.log(people=(cases.subject("Ada Later", **SUBJECT),))
    cases.review(reference)
    with cases.house.system(ScreeningPurpose.IMPORT) as session:
        subject = session.scalars(sa.select(Party)).one()
        with act(session, CaseAct.ADMITTED, thing=session.get_one(Case, subject.root_id)):
            subject.name = conceal(name) if name else None
        session.commit()
    cases.decide(reference, measures=(DISMISSAL,))
    assert register(cases) == []
    with cases.house.session(cases.officer) as session:
        (task,) = session.scalars(sa.select(Task)).all()
        words = open_text(session, task, "words")
        assert task.assignee_id == cases.officer.user_id
    assert "its subject has no name: nobody was proposed" in words
