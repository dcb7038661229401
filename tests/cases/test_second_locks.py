"""What holds behind the wall: for whoever has the case in hand, and for what a document prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity
from caseflow.access.checks import may, require
from caseflow.access.models import Classification, Exclusion
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseBar
from caseflow.cases.models import Case, Part, Precision, Reporting
from caseflow.cases.opened_case import summary
from caseflow.cases.opened_case.loading import open_fields
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.opened_case.summary import Level, summarise
from caseflow.cases.permissions import CasePermission
from caseflow.cases.records.entries import FindingEntry, MeasureEntry, OccurrenceEntry, PersonEntry
from caseflow.cases.services.access import hand_over, keep_out, let_in
from caseflow.errors import Refused
from caseflow.jobs.purposes import JobPurpose
from caseflow.reference.models import ListKind
from caseflow.reporting.redacting import redacted
from tests.cases.conftest import LATER, Office, allegations
from tests.support.house import NOW


def in_hand(office: Office, reference: str) -> Case:
    """The case as a row that is held already, whoever may see it."""
    with office.house.system(JobPurpose.JOBS) as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        session.expunge(case)
        return case


def bar(office: Office, reference: str, user_id: UUID) -> None:
    """Keep somebody out, as no verb does it with an owner."""
    with office.house.system() as session:
        case = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        with act(session, CaseAct.ACCESS_BARRED, thing=case):
            session.add(
                Exclusion(
                    root_id=case.id,
                    user_id=user_id,
                    bar=CaseBar.NAMED,
                    given_at=NOW,
                    valid_from=NOW.date(),
                )
            )
        session.commit()


def by_role(_office: Office, _reference: str, _who) -> None:
    """Nothing more is needed."""


def by_owning(office: Office, reference: str, who) -> None:
    office.do(office.officer, reference, hand_over, to=who.user_id, reason="Leave")


def by_grant(office: Office, reference: str, who) -> None:
    given = {"user_id": who.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)


@pytest.mark.parametrize("way", [by_role, by_owning, by_grant])
def test_a_bar_holds_for_whoever_has_the_case_in_hand(office: Office, way: Callable[..., None]):
    reference, who = office.log(), office.senior
    way(office, reference, who)
    with office.house.session(who) as session:
        require(session, who, CasePermission.READ, root=in_hand(office, reference))
    bar(office, reference, who.user_id)
    for permission in (CasePermission.READ, CasePermission.EDIT, CasePermission.OVERSEE):
        with office.house.session(who) as session:
            case = in_hand(office, reference)
            with pytest.raises(Refused, match="kept out"):
                require(session, who, permission, root=case)
            assert not may(session, who, permission, root=case)


def test_a_bar_of_one_case_bars_no_other_and_nobody_else(office: Office):
    barred, other = office.log(), office.log()
    office.do(office.officer, barred, keep_out, user_id=office.senior.user_id, reason="Kin")
    with office.house.session(office.senior) as session:
        require(session, office.senior, CasePermission.READ, root=in_hand(office, other))
    with office.house.session(office.officer) as session:
        require(session, office.officer, CasePermission.READ, root=in_hand(office, barred))


def test_a_reach_that_ends_elsewhere_opens_nothing_that_is_in_hand(office: Office):
    elsewhere = office.house.entity("SM")
    stranger = office.house.person("conduct-officer", entity=elsewhere)
    case = in_hand(office, office.log())
    with office.house.session(stranger) as session:
        require(session, stranger, CasePermission.EDIT)
        with pytest.raises(Refused, match="here"):
            require(session, stranger, CasePermission.EDIT, root=case)


@pytest.mark.parametrize("ends", [0, -1])
def test_a_grant_that_ended_opens_nothing_that_is_in_hand(office: Office, ends: int):
    reference, reader = office.log(), office.house.person("reviewer")
    last = NOW.date() + timedelta(days=2)
    given = {"user_id": reader.user_id, "capacity": AccessCapacity.READER, "until": last}
    office.do(office.officer, reference, let_in, **given)
    case = in_hand(office, reference)
    for day, opens in ((last - timedelta(days=1), True), (last - timedelta(days=ends), False)):
        actor = office.house.actor(reader.user_id, today=day)
        with office.house.session(actor) as session:
            assert may(session, actor, CasePermission.READ, root=case) is opens


REPORTER = PersonEntry(part=Part.REPORTER, name="Quiet Voice")


@pytest.mark.parametrize(
    ("classification", "name"),
    [(Classification.CONFIDENTIAL, "Quiet Voice"), (Classification.STRICTLY_CONFIDENTIAL, "")],
)
def test_in_a_strictly_confidential_case_only_the_owner_reads_who_reported_in_confidence(
    office: Office, classification: Classification, name: str
):
    """A colleague with the same role, let into the case, reads the rest of it."""
    reference = office.log(
        people=(office.subject(), REPORTER),
        reporting=Reporting.CONFIDENTIAL,
        classification=classification,
    )
    colleague = office.house.person("conduct-officer", entity=office.entity, name="Jon Berg")
    given = {"user_id": colleague.user_id, "capacity": AccessCapacity.READER}
    office.do(office.officer, reference, let_in, **given)
    shown = {}
    for who in (office.officer, colleague):
        with office.house.session(who) as session:
            view = open_case(session, reference, actor=who, now=LATER)
            shown[who] = (view.people[0].name, view.subjects[0].name)
    assert shown[office.officer] == ("Quiet Voice", "Tomas Elberg")
    assert shown[colleague] == (name, "Tomas Elberg")


def test_what_somebody_typed_into_a_measure_is_in_no_summary_without_names(office: Office):
    reference = office.log()
    office.review(reference)
    typed = "Elberg's pass to the river depot"
    measure = MeasureEntry(kind="privilege_restriction", parameters={"privilege": typed})
    office.decide(reference, measures=(measure,))
    printed = {}
    for level in Level:
        with office.house.session(office.officer) as session:
            view = summarise(session, reference, level=level, actor=office.officer, now=LATER)
            printed[level] = repr(redacted(view))
    assert typed in printed[Level.FULL]
    assert typed not in printed[Level.REDACTED]
    assert "Restriction of a privilege" in printed[Level.REDACTED]
    assert typed not in printed[Level.STATISTICAL]


TYPED = {
    "title": "Fuel receipts of Sergeant Quick",
    "summary": "Quick sold them by the river.",
    "name": "Ned Quick",
    "rank": "Sergeant First Class",
    "unit": "Third Depot",
    "place": "Harbour depot",
    "evidence": "Receipts 114 to 131",
    "authority": "Office of Colonel Slow",
    "reasons": "Quick admitted it.",
    "recourse": "Quick may ask the tribunal.",
}


def decided_with_words(office: Office) -> str:
    """A decided case in which every field that people type into says something."""
    unit = office.house.value(office.entity, ListKind.UNIT, TYPED["unit"])
    authority = office.house.value(office.entity, ListKind.AUTHORITY, TYPED["authority"])
    reference = office.log(
        title=TYPED["title"],
        summary=TYPED["summary"],
        occurrence=OccurrenceEntry(
            precision=Precision.EXACT, first_day=date(2026, 8, 17), place=TYPED["place"]
        ),
        people=(office.subject(TYPED["name"], rank=TYPED["rank"], unit_id=unit),),
    )
    office.review(reference)
    words = {name: TYPED[name] for name in ("reasons", "recourse")}
    with office.house.session(office.decider) as session:
        case = queries.case(session, reference, actor=office.decider)
        found = {
            "outcome": "substantiated",
            "standard": "clear_and_convincing",
            "evidence": TYPED["evidence"],
        }
        answers = tuple(FindingEntry(allegation_id=a, **found) for a in allegations(session, case))
    office.decide(reference, authority_id=authority, findings=answers, **words)
    return reference


def test_a_summary_without_names_stays_so_also_where_all_fields_were_opened(
    office: Office, monkeypatch
):
    """The level leaves fields closed; what is printed would hold them back all the same."""
    reference = decided_with_words(office)
    printed = {}
    for level in (Level.FULL, Level.REDACTED):
        with office.house.session(office.officer) as session:
            view = summarise(session, reference, level=level, actor=office.officer, now=LATER)
            printed[level] = repr(redacted(view))
        monkeypatch.setattr(summary, "open_only", opens_all)
    assert {name for name, words in TYPED.items() if words not in printed[Level.FULL]} == set()
    assert {name for name, words in TYPED.items() if words in printed[Level.REDACTED]} == set()
    assert "Quick" not in printed[Level.REDACTED]
    assert "17" not in re.findall(r"date\(2026, 8, (\d+)\)", printed[Level.REDACTED])


def opens_all(session, _rows, _name, found) -> None:
    """What the first lock would do if it were open."""
    open_fields(session, found, reporters=True, notes=True)
