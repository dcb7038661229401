"""A case goes to the entity it belongs to, with everything that was settled about it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.capacities import AccessBar
from caseflow.cases.capacities import CaseCapacity
from caseflow.cases.models import Case
from caseflow.cases.opened_case.reading import open_case
from caseflow.cases.services.access import keep_out, let_in
from caseflow.cases.services.moving import move
from caseflow.cases.services.noticing import SUBSCRIPTIONS
from caseflow.cases.services.transferring import transfer
from caseflow.errors import NotFound, NotReady, Refused
from caseflow.events import EventTable
from caseflow.notices.models import Notice
from tests.cases.conftest import LATER, Office
from tests.support.house import NOW


@pytest.fixture
def south(office: Office):
    """Another entity, its officer and its head."""
    entity = office.house.entity("SOUTH")
    office.house.info["events"] = EventTable(*SUBSCRIPTIONS)
    return (
        entity,
        office.house.person("conduct-officer", entity=entity, name="Jon Berg"),
        office.house.person("senior-conduct-officer", entity=entity, name="Hana Petrov"),
    )


def read(office, actor, reference):
    with office.house.session(actor) as session:
        return open_case(session, reference, actor=actor, now=LATER)


def told(office):
    with office.house.system() as session:
        rows = session.scalars(sa.select(Notice).where(Notice.kind == "transferred"))
        return {row.to_user_id for row in rows}


def key_of(office, reference):
    with office.house.system() as session:
        row = session.scalars(sa.select(Case).where(Case.reference == reference)).one()
        return row.data_key_id, row.id


def test_it_leaves_one_entity_and_waits_at_the_desk_of_the_other(office: Office, south):
    entity, officer, head = south
    reference = office.log()
    before = key_of(office, reference)
    office.do(office.officer, reference, transfer, to=entity, reason="It happened in the south")
    with pytest.raises(NotFound):
        read(office, office.officer, reference)
    view = read(office, officer, reference)
    assert (view.head.reference, view.head.owner, view.head.entity_code) == (
        reference,
        None,
        "SOUTH",
    )
    assert view.head.desk == "Entity SOUTH"
    assert view.summary.startswith("Receipts bear numbers")
    assert any("It happened in the south" in task.words for task in view.tasks)
    assert any("Ines Okafor sent it from Entity NM" in task.words for task in view.tasks)
    assert key_of(office, reference) == before
    assert told(office) == {head.user_id}
    office.do(officer, reference, move, "assess")


def test_who_was_let_in_stays_in_and_who_is_kept_out_stays_out_and_is_not_told(
    office: Office, south
):
    entity, officer, head = south
    reference = office.log()
    guest = {"user_id": office.investigator.user_id, "capacity": CaseCapacity.INVESTIGATOR}
    office.do(office.officer, reference, let_in, **guest)
    shut = {"user_id": head.user_id, "reason": "Cousins"}
    office.do(office.officer, reference, keep_out, **shut)
    office.do(office.officer, reference, transfer, to=entity, reason="It happened in the south")
    assert read(office, office.investigator, reference)
    with pytest.raises(NotFound):
        read(office, head, reference)
    assert told(office) == set()
    (out,) = read(office, officer, reference).shut_out
    assert out.bar is AccessBar.CONFLICT


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": " "}, "reason"), ({"to": "here"}, "entity"), ({"to": "nowhere"}, "entity")],
)
def test_it_needs_another_entity_and_a_reason(office: Office, south, wrong, field):
    places = {"here": office.entity, "nowhere": office.officer.user_id}
    given = {"to": south[0], "reason": "South", **wrong}
    given["to"] = places.get(given["to"], given["to"])
    reference = office.log()
    with pytest.raises(NotReady) as refused:
        office.do(office.officer, reference, transfer, **given)
    assert refused.value.field == field
    assert read(office, office.officer, reference).head.entity_code == "NM"


def test_a_closed_case_stays_and_only_those_who_manage_access_send_it(office: Office, south):
    reference = office.log()
    with pytest.raises(Refused):
        office.do(office.decider, reference, transfer, to=south[0], reason="South", now=NOW)
    office.do(office.officer, reference, move, "close-without-action", reason="Settled")
    with pytest.raises(NotReady, match="closed case stays"):
        office.do(office.officer, reference, transfer, to=south[0], reason="South")


def test_a_case_does_not_go_where_nobody_could_take_it_over(office: Office, south):
    """Both officers there have the name of somebody in it; elsewhere nobody works."""
    entity, _officer, _head = south
    deserted = office.house.entity("LAKES")
    reference = office.log(people=(office.subject("PETROV, H."), office.subject("Berg Jon")))
    for place in (entity, deserted):
        with pytest.raises(NotReady, match="Nobody could take the case over") as refused:
            office.do(office.officer, reference, transfer, to=place, reason="It happened there")
        assert refused.value.field == "entity"
    assert read(office, office.officer, reference).head.entity_code == "NM"
    office.house.person("conduct-officer", entity=entity, name="Ada Holm")
    office.do(office.officer, reference, transfer, to=entity, reason="It happened there")
    with pytest.raises(NotFound):
        read(office, office.officer, reference)
