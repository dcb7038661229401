"""Nobody is let into a case for what their role does not carry, and nobody such counts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessCapacity, Capacity
from caseflow.access.models import Grant, Membership
from caseflow.access.roles import Reach, shipped
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.record import act
from caseflow.cases import queries
from caseflow.cases.acts import CaseAct
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Investigation
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.rights.capacity_rights import fits, users_fitting
from caseflow.cases.services.access import hand_over, keep_out, let_in
from caseflow.cases.services.moving import move
from caseflow.errors import NotReady
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW, TODAY

ROLES = {
    CaseCapacity.INVESTIGATOR: {"investigator"},
    CaseCapacity.REVIEWER: {"senior-conduct-officer", "decision-maker", "reviewer"},
    CaseCapacity.DECISION_MAKER: {"decision-maker"},
    AccessCapacity.READER: {
        "conduct-officer",
        "senior-conduct-officer",
        "investigator",
        "decision-maker",
        "reviewer",
    },
}
"""Whose roles carry what, as they ship."""


def give(office: Office, reference: str, user_id: UUID, capacity: Capacity) -> None:
    """A grant as an older release could make it, whatever the role."""
    with office.house.system() as session:
        case = queries.case(session, reference, actor=office.officer)
        with act(session, CaseAct.ACCESS_GIVEN, thing=case):
            session.add(
                Grant(
                    root_id=case.id,
                    user_id=user_id,
                    capacity=capacity,
                    given_by=office.officer.user_id,
                    given_at=NOW,
                    valid_from=TODAY - timedelta(days=9),
                )
            )
        session.commit()


def end_roles(office: Office, user_id: UUID) -> None:
    with office.house.system() as session:
        with act(session, AccountAct.PERSON_CHANGED):
            for row in session.scalars(sa.select(Membership).where(Membership.user_id == user_id)):
                row.valid_to = TODAY
        session.commit()


@pytest.mark.parametrize("role", shipped())
@pytest.mark.parametrize("capacity", ROLES, ids=lambda c: c.value)
def test_somebody_is_let_in_only_for_what_their_role_carries(office: Office, role, capacity):
    reference = office.log()
    guest = office.house.person(role, entity=office.entity, name="Guest")

    def come_in() -> None:
        office.do(office.officer, reference, let_in, user_id=guest.user_id, capacity=capacity)

    if role in ROLES[capacity]:
        come_in()
        return
    with pytest.raises(NotReady, match="role does not carry") as wrong:
        come_in()
    assert wrong.value.field == "user"


@pytest.mark.parametrize(
    ("place", "comes"), [("here", True), ("above", True), ("everywhere", True), ("beside", False)]
)
def test_work_takes_a_role_for_the_entity_of_the_case_and_reading_does_not(
    office: Office, place: str, comes: bool
):
    top = office.house.entity("TOP")
    here, beside = (
        office.house.entity("HERE", parent=top),
        office.house.entity("BESIDE", parent=top),
    )
    entity = {"here": here, "above": top, "everywhere": None, "beside": beside}[place]
    guest = office.house.person("investigator", entity=entity, name="Guest")
    with office.house.system() as session:
        for capacity in (CaseCapacity.INVESTIGATOR, AccessCapacity.READER):
            able = users_fitting(session, capacity, entity_id=here, today=TODAY)
            assert (guest.user_id in able) is (comes or capacity is AccessCapacity.READER)
            fit = fits(capacity, User.id, entity_id=here, today=TODAY)
            assert set(session.scalars(sa.select(User.id).where(fit))) == able


def test_an_investigation_does_not_open_with_a_recruiter_as_its_only_investigator(office: Office):
    reference = office.log()
    recruiter = office.house.person("recruiter", entity=office.entity, name="Noor Haddad")
    office.do(office.officer, reference, move, "assess")
    give(office, reference, recruiter.user_id, CaseCapacity.INVESTIGATOR)
    with office.house.session(office.officer) as session:
        view = open_case(session, reference, actor=office.officer, now=LATER)
        session.commit()
    assert [(a.person.name, a.fits) for a in view.access] == [("Noor Haddad", False)]
    assert any("investigator" in why for why in view.next_move.blocking)
    with pytest.raises(NotReady, match="Let an investigator"):
        office.do(office.officer, reference, move, "open-investigation")


def test_whoever_lost_the_role_counts_no_more_and_leads_no_investigation(office: Office):
    reference = office.log()
    other = office.house.person("investigator", name="Second Investigator")
    office.assess(reference)
    end_roles(office, office.investigator.user_id)
    with pytest.raises(NotReady, match="Let an investigator"):
        office.do(office.officer, reference, move, "open-investigation")
    office.do(
        office.officer,
        reference,
        let_in,
        user_id=other.user_id,
        capacity=CaseCapacity.INVESTIGATOR,
        now=NOW,
    )
    office.do(office.officer, reference, move, "open-investigation")
    with office.house.system() as session:
        assert session.scalars(sa.select(Investigation.lead_id)).all() == [other.user_id]


@pytest.mark.parametrize("role", sorted(set(shipped()) - {"conduct-officer"}))
def test_a_case_is_handed_only_to_somebody_whose_role_works_on_it(office: Office, role: str):
    reference = office.log()
    heir = office.house.person(role, entity=office.entity, name="Heir")
    takes = {"to": heir.user_id, "reason": "Leave"}
    if role == "senior-conduct-officer":
        office.do(office.officer, reference, hand_over, **takes)
        return
    with pytest.raises(NotReady, match="role does not carry") as wrong:
        office.do(office.officer, reference, hand_over, **takes)
    assert wrong.value.field == "to"


def test_every_role_of_this_product_is_in_one_of_two_reaches_here():
    """The expression asks for entities; a role that reaches all is for every entity."""
    assert {shipped()[role].reach for roles in ROLES.values() for role in roles} == {
        Reach.OWN,
        Reach.ENTITY,
    }


def test_a_case_is_not_handed_to_somebody_who_is_kept_out_of_it(office: Office):
    reference = office.log()
    shut = {"user_id": office.senior.user_id, "reason": "Friends"}
    office.do(office.officer, reference, keep_out, **shut)
    with pytest.raises(NotReady, match="kept out"):
        office.do(office.officer, reference, hand_over, to=office.senior.user_id, reason="Leave")
