"""People whose account, name or role came after the case in which somebody has their name."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from caseflow.access.actor import SYSTEM
from caseflow.access.models import Classification, Exclusion
from caseflow.accounts import account_requests
from caseflow.accounts.models import AccountRequest, User
from caseflow.accounts.purposes import AccountPurpose
from caseflow.accounts.services import add_user
from caseflow.audit.models import Entry
from caseflow.cases.acts import CaseAct
from caseflow.cases.models import Case, NameOwner, NameToken, Part, Party
from caseflow.cases.names import naming
from caseflow.cases.names.names_of_people import legible_names
from caseflow.cases.purposes import CasePurpose
from caseflow.cases.records.entries import PersonEntry
from caseflow.cases.services import reach_events
from caseflow.cases.services.name_rereading import end, reread
from caseflow.cases.services.oversight import take_part
from caseflow.cases.services.people import add_person
from caseflow.cases.task_kinds import CaseTaskKind
from caseflow.events import EventTable
from caseflow.matters.models import Task
from caseflow.reference.models import Entity
from caseflow.reference.services import move_entity
from tests.cases.conftest import LATER, Office
from tests.cases.test_namesakes import bars, colleague, imported, old_subject, sees
from tests.cases.test_old_registers import old
from tests.names.writings import ALIKE, SAME
from tests.support.house import NOW


@pytest.fixture(autouse=True)
def events(office: Office) -> None:
    """The room's lines of the table of events, as the application has them."""
    office.house.info["events"] = EventTable(*reach_events.SUBSCRIPTIONS)


def hired(office, name, role="conduct-officer", entity=None):
    """Somebody who gets an account and a role from two administrators, who see no case."""
    first, second = (office.house.person("administrator") for _each in range(2))
    with office.house.session(first) as session:
        username = f"u{len(name)}-{os.urandom(6).hex()}"
        user = add_user(session, username=username, full_name=name, actor=first, now=LATER)
        session.commit()
        user_id = user.id
    given(office, user_id, role, entity or office.entity, first, second)
    return office.house.actor(user_id)


def given(office, user_id, role, entity, first, second):
    """A role that one administrator asks for and another confirms."""
    with office.house.session(first) as session:
        request = account_requests.ask_role(
            session.get_one(User, user_id),
            role,
            entity_id=entity,
            reason="Begins on Monday",
            actor=first,
            now=LATER,
        )
        session.commit()
        request_id = request.id
    with office.house.session(second) as session:
        account_requests.confirm(
            session.get_one(AccountRequest, request_id), actor=second, now=LATER
        )
        session.commit()


@pytest.mark.parametrize("name", SAME)
def test_an_account_made_after_the_case_does_not_open_it(office: Office, name):
    references = [office.log(people=(office.subject(each),)) for each in SAME[name]]
    officer = hired(office, name)
    for reference, writing in zip(references, SAME[name], strict=True):
        assert not sees(office, officer, reference), writing
        assert bars(office, reference)[officer.user_id].given_by is None


def test_a_role_given_after_and_a_case_that_came_by_import_are_asked_about(office: Office):
    (reference,) = imported(office, old(office, 1, subjects=(old_subject("DELACRUZ, MARIA"),)))
    there = office.house.entity("SOU")
    officer = hired(office, "Maria de la Cruz", entity=there)
    assert bars(office, reference) == {}
    first, second = (office.house.person("administrator") for _each in range(2))
    given(office, officer.user_id, "conduct-officer", office.entity, first, second)
    assert not sees(office, office.house.actor(officer.user_id), reference)


def test_an_entity_that_lies_beneath_another_one_is_within_reach_of_the_people_there(
    office: Office,
):
    above = office.house.entity("HQ")
    officer = colleague(office, "Maria de la Cruz", entity=above)
    reference = office.log(people=(office.subject("DELACRUZ, MARIA"),))
    assert bars(office, reference) == {}
    with office.house.system(AccountPurpose.ACCOUNTS) as session:
        move_entity(
            session.get_one(Entity, office.entity),
            parent=session.get_one(Entity, above),
            actor=SYSTEM,
            now=LATER,
        )
        session.commit()
    assert not sees(office, office.house.actor(officer.user_id), reference)
    assert set(bars(office, reference)) == {officer.user_id}


def test_what_follows_from_an_account_is_the_systems_act_and_the_trail_names_the_case(
    office: Office,
):
    reference = office.log(people=(office.subject("Falk, Tamsin"),))
    hired(office, "Tamsin Falk")
    with office.house.system() as session:
        entry = session.scalars(sa.select(Entry).where(Entry.act == CaseAct.ACCESS_BARRED)).one()
        (bar,) = session.scalars(sa.select(Exclusion)).all()
    assert (entry.actor_id, entry.root_id, entry.entity_id) == (None, bar.root_id, office.entity)
    assert not sees(office, office.house.actor(bar.user_id), reference)


def test_names_with_other_letters_become_a_task_for_whoever_oversees(office: Office):
    officer = colleague(office, "Hans Schmitt")
    first = office.log(people=(office.subject("Schmidt, Hans"),))
    later = hired(office, "Hans Schmid")
    with office.house.system() as session:
        tasks = session.scalars(sa.select(Task).where(Task.kind == CaseTaskKind.CONFLICT)).all()
        overseers = {office.senior.user_id, office.decider.user_id}
        assert {task.about_id for task in tasks} == {officer.user_id, later.user_id}
        assert {task.assignee_id for task in tasks} <= overseers
    assert sees(office, officer, first)
    assert bars(office, first) == {}


@pytest.mark.parametrize("name", sorted({one for one, _other in ALIKE}))
def test_one_letter_is_enough_for_a_task_whichever_comes_first(office: Office, name):
    """Case or account: whoever oversees is asked, and nobody is kept out."""
    writings = [other for one, other in ALIKE if one == name]
    references = [office.log(people=(office.subject(each),)) for each in writings]
    officer = hired(office, name)
    references += [office.log(people=(office.subject(each),)) for each in writings]
    with office.house.system() as session:
        about = sa.select(Case.reference).join(Task, Task.root_id == Case.id)
        asked = about.where(Task.kind == CaseTaskKind.CONFLICT, Task.about_id == officer.user_id)
        assert sorted(session.scalars(asked)) == sorted(references)
    for reference in references:
        assert officer.user_id not in bars(office, reference), reference


def test_names_of_an_earlier_release_bar_before_and_after_they_are_read_again(office: Office):
    names = ("Falk, Tamsin", "O’Sullivan Seán", "Иван Петров", "Mueller, Jonas")
    references = [office.log(people=(office.subject(name),)) for name in names]
    _as_landed(office)
    early = hired(office, "Tamsin Falk")
    assert not sees(office, early, references[0])
    late = colleague(office, "Sean O'Sullivan")  # by no verb: as if made before the upgrade
    assert sees(office, late, references[1])
    with office.house.system(CasePurpose.NAMESAKES) as session:
        assert reread(session, now=NOW) == len(names)
        session.commit()
        assert reread(session, now=NOW) == 0
        end(session, len(names))
        session.commit()
        assert {row.reading for row in session.scalars(sa.select(NameOwner))} == {naming.READING}
    assert not sees(office, late, references[1])
    for name, reference in (("Ivan Petrov", references[2]), ("Jonas Müller", references[3])):
        assert not sees(office, hired(office, name), reference), name


def _as_landed(office):
    """Let the names have the tokens that the release before gave them."""
    with office.house.system(CasePurpose.NAMESAKES) as session:
        session.execute(sa.delete(NameToken))
        for owner in session.scalars(sa.select(NameOwner)):
            owner.reading = 1
            party = session.get_one(Party, owner.party_id)
            ((name, *_others),) = legible_names(session, [party])
            words = naming.words(name)
            token = naming._tokenizer(session).token
            for text in (" ".join(words), *(f"w:{word}" for word in words)):
                session.add(NameToken(token=token(text), owner_id=owner.id))
        session.commit()


SEARCHES = (
    ("Ayşe Işıkoğlu", "isikoglu"),
    ("Łukasz Błaszczykowski", "Lukasz"),
    ("Łukasz Błaszczykowski", "Blaszczykowski"),
    ("Nguyễn Văn Đồng", "dong"),
    ("Sean O’Sullivan", "OSullivan"),
    ("Sean O’Sullivan", "o sullivan"),
    ("Paul d’Aubigné", "daubigne"),
    ("Jonas Müller", "Mueller"),
    ("Jonas Müller", "MULLER, Jonas"),
    ("محمد الأحمد", "احمد"),
    ("محمد الأحمد", "الاحمد"),
    ("王小明", "小明"),
    ("王小明", "王小明"),
    ("Иван Петров", "Petrov"),
    ("Ben Joseph Carter", "ben"),
    ("Maria de la Cruz", "Delacruz Maria"),
    ("Lidia Kovac", "Dr. Kovač"),
)


def test_the_queue_finds_a_name_however_it_is_typed(office: Office):
    for name in dict.fromkeys(name for name, _typed in SEARCHES):
        office.log(people=(office.subject(name),))
    with office.house.session(office.officer) as session:
        for name, typed in SEARCHES:
            found = naming.search(session, typed)
            assert len(session.scalars(found).all()) == 1, (name, typed)
        for typed in ("Kovalenko", "Mull", "  ", "de"):
            found = naming.search(session, typed)
            assert found is None or len(session.scalars(found).all()) <= 1, typed


@pytest.mark.parametrize("joined", [False, True])
def test_names_alike_in_a_case_of_its_named_team_are_a_task_for_who_opens_it(
    office: Office, joined
):
    """Somebody whose role reaches the entity does not open it, and no task names them."""
    strict = {"classification": Classification.STRICTLY_CONFIDENTIAL}
    colleague(office, "Hans Schmitt")
    overseer = colleague(office, "Hana Schmid", role="senior-conduct-officer")
    reference = office.log(people=(office.subject("Nobody Known"),), **strict)
    if joined:
        take_part(office.house.factory, reference, "Oversight", actor=office.senior, now=NOW)
    names = ("Schmidt, Hans", "Hannah Schmid")
    office.do(office.officer, reference, add_person, PersonEntry(name=names[0], part=Part.WITNESS))
    office.do(office.officer, reference, add_person, PersonEntry(name=names[1], part=Part.WITNESS))
    with office.house.system() as session:
        (task,) = session.scalars(sa.select(Task).where(Task.kind == CaseTaskKind.CONFLICT))
        assert task.about_id == overseer.user_id
        assert task.assignee_id == (office.senior if joined else office.officer).user_id
