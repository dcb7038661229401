"""A final decision drops a proposal into the register, in one transaction, and looks at nothing."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from caseflow.access.acting import Purpose as SystemPurpose
from caseflow.audit.models import Entry
from caseflow.cases.entries import MeasureEntry
from caseflow.cases.models import Decision, Proceeding
from caseflow.crypto.opening import open_text
from caseflow.events import EventTable, MeasureImposed, on
from caseflow.screening.matching.people import Person
from caseflow.screening.models import EntryStage, RegisterEntry
from caseflow.screening.queries.register import entry, read_entry
from caseflow.screening.services.entries import notice_to_subject, publish
from caseflow.screening.services.proposing import SUBSCRIPTIONS
from tests.cases.conftest import Office as CaseOffice
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
    with cases.house.system(SystemPurpose.DOCTOR) as session:
        rows = session.scalars(sa.select(RegisterEntry)).all()
        return [
            (
                row,
                Person.from_json(open_text(session, row, "person")),
                json.loads(open_text(session, row, "dossier")),
            )
            for row in rows
        ]


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
        {"type": "forgery", "finding": "substantiated", "standard": "clear_and_convincing"}
    ]
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


def test_two_measures_of_one_decision_propose_one_entry(cases):
    decided(cases, SEPARATION, CENSURE)
    with cases.house.system() as session:
        decision = session.scalars(sa.select(Decision)).one()
        row = session.scalars(sa.select(RegisterEntry)).one()
        facts = {
            "at": NOW,
            "actor_id": cases.decider.user_id,
            "case_id": row.case_id,
            "proceeding_id": decision.proceeding_id,
            "subject_id": row.subject_id,
            "decision_id": decision.id,
            "measure_id": decision.id,
            "measure": "dismissal",
            "final": True,
        }
    with cases.house.session(cases.decider) as session:
        for subscription in SUBSCRIPTIONS:
            subscription.call(session, MeasureImposed(**facts))
        session.commit()
    assert len(register(cases)) == 1


def test_somebody_who_was_never_identified_is_not_listed(cases):
    reference = cases.log(people=(cases.subject("", identified=False, how_many=1),))
    cases.review(reference)
    cases.decide(reference)
    with cases.house.session(cases.decider) as session:
        decision = session.scalars(sa.select(Decision)).one()
        proceeding = session.get_one(Proceeding, decision.proceeding_id)
        SUBSCRIPTIONS[0].call(
            session,
            MeasureImposed(
                at=NOW,
                actor_id=cases.decider.user_id,
                case_id=decision.root_id,
                proceeding_id=proceeding.id,
                subject_id=proceeding.subject_id,
                decision_id=decision.id,
                measure_id=decision.id,
                measure="dismissal",
                final=True,
            ),
        )
        session.commit()
    assert register(cases) == []


def test_a_date_that_cannot_be_read_stays_in_the_case(cases):
    decided(cases, DISMISSAL, date_of_birth="in the rainy season")
    ((_row, person, _dossier),) = register(cases)
    assert person.births == ()


def test_decision_and_proposal_stand_or_fall_together(cases):
    def fails(_session, _event):
        raise RuntimeError("a later subscriber fails")

    cases.house.info["events"] = EventTable(*SUBSCRIPTIONS, on(MeasureImposed, fails))
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
