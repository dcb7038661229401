"""A name that an old register corrects keeps nobody out any more; what a person decided stays."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import User
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.audit.record import act
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case
from caseflow.cases.services.access import settle_conflict
from caseflow.matters.models import Task
from tests.cases.conftest import Office
from tests.cases.test_namesakes import bars, colleague, imported, old_subject, sees
from tests.cases.test_old_registers import old

NAME = "Maria de la Cruz"


def brought(office, *names):
    (reference,) = imported(office, old(office, 1, subjects=tuple(map(old_subject, names))))
    return reference


def corrected(office, *names, fingerprint=b"two"):
    imported(
        office, old(office, 1, fingerprint=fingerprint, subjects=tuple(map(old_subject, names)))
    )


def tasks(office):
    with office.house.system() as session:
        return session.scalars(sa.select(Task.about_id)).all()


def entries(office, reference, name):
    with office.house.system() as session:
        case_id = session.scalar(sa.select(Case.id).where(Case.reference == reference))
        wanted = sa.select(Entry).where(Entry.root_id == case_id, Entry.act == name)
        return session.scalars(wanted).all()


def test_a_proposal_ends_by_an_act_of_its_own_once_the_register_has_another_name(office: Office):
    officer = colleague(office, NAME)
    reference = brought(office, "DELACRUZ, MARIA")
    assert not sees(office, officer, reference)
    corrected(office, "Tamara Belova")
    assert sees(office, officer, reference)
    (entry,) = entries(office, reference, CaseAct.ACCESS_GIVEN)
    assert entry.actor_id is None
    corrected(office, "DELACRUZ, MARIA", fingerprint=b"three")
    assert not sees(office, officer, reference)


def test_a_proposal_stays_as_it_was_while_somebody_in_the_case_has_the_name(office: Office):
    officer = colleague(office, NAME)
    reference = brought(office, "DELACRUZ, MARIA", "Jan Kowalski")
    before = bars(office, reference)[officer.user_id].id
    corrected(office, "Jan Nowak", "M. Delacruz")
    after = bars(office, reference)[officer.user_id]
    assert (after.id, after.valid_to) == (before, None)
    assert not sees(office, officer, reference)
    assert entries(office, reference, CaseAct.ACCESS_GIVEN) == []


def test_what_a_person_decided_stays(office: Office):
    officer = colleague(office, NAME)
    reference = brought(office, "DELACRUZ, MARIA")
    (bar,) = bars(office, reference).values()
    office.do(office.senior, reference, settle_conflict, bar.id, confirm=True, reason="It is her")
    corrected(office, "Tamara Belova")
    assert not sees(office, officer, reference)


def test_nobody_comes_in_because_their_own_name_was_changed(office: Office):
    officer = colleague(office, NAME)
    reference = brought(office, "DELACRUZ, MARIA", "Jan Kowalski")
    with office.house.system(TrailPurpose.UPGRADE) as session:
        user = session.get_one(User, officer.user_id)
        with act(session, AccountAct.PERSON_CHANGED, thing=user):
            user.full_name = "Petra Sommer"
        session.commit()
    corrected(office, "DELACRUZ, MARIA", "Jan Nowak")
    assert not sees(office, officer, reference)


def test_a_question_about_a_name_that_was_alike_ends_too(office: Office):
    officer = colleague(office, "Hans Schmidt")
    reference = brought(office, "Hans Schmitt")
    assert tasks(office) == [officer.user_id]
    corrected(office, "Hans Schmitt", "Jan Nowak")
    assert tasks(office) == [officer.user_id]
    corrected(office, "Tamara Belova", fingerprint=b"three")
    assert tasks(office) == []
    assert len(entries(office, reference, CaseAct.TASK_CHANGED)) == 1


def test_a_name_that_is_only_alike_after_the_correction_is_asked_about(office: Office):
    officer = colleague(office, "Hans Schmidt")
    reference = brought(office, "Schmidt, Hans")
    corrected(office, "Schmitt, Hans")
    assert sees(office, officer, reference)
    assert tasks(office) == [officer.user_id]
