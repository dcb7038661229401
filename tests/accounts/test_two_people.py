"""Roles that open anything are given by two people, and of two people no two may be the same."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from caseflow.access.models import Engagement, Membership
from caseflow.access.permissions import AccessOpens, Opens, Permission
from caseflow.access.roles import shipped
from caseflow.accounts import account_requests, services
from caseflow.accounts.models import AccountRequest, User
from caseflow.accounts.two_people import SecondPerson
from caseflow.audit.models import Entry
from caseflow.cases import permissions
from caseflow.errors import NotReady, Refused
from caseflow.manifests import declared
from caseflow.notices.models import Notice
from tests.support.house import NOW, TODAY
from tests.support.statements import count_statements

OPENING = sorted(key for key, role in shipped().items() if role.opens)
LATER = NOW + timedelta(days=91)


def give_alone(office, role, of):
    with office.house.session(office.first) as session:
        services.give_role(
            session.get_one(User, of.user_id),
            role,
            entity_id=office.entity,
            actor=office.first,
            now=NOW,
        )
        session.commit()


def test_every_permission_says_what_it_opens():
    for permission in declared(Permission):
        assert isinstance(permission.opens, Opens), permission
    for role in shipped().values():
        assert role.opens == {p.opens for p in role.may} - {AccessOpens.NOTHING}


def test_a_permission_of_which_nobody_said_what_it_opens_stops_the_program():
    source = Path(permissions.__file__).read_text(encoding="utf-8")
    careless = source.replace('_("Read cases"), CaseOpens.CASES', '_("Read cases")')
    assert careless != source
    with pytest.raises(TypeError, match="say what cases:read opens"):
        exec(compile(careless, "permissions.py", "exec"), {"__name__": "careless"})  # noqa: S102


def test_only_what_opens_nothing_is_given_by_one():
    assert set(shipped()) - set(OPENING) == {"risk-officer"}


@pytest.mark.parametrize("role", OPENING)
def test_nobody_gives_a_role_that_opens_anything_alone(office, role):
    for of in (office.first, office.colleague):
        before = office.roles_of(of)
        with pytest.raises(Refused):
            give_alone(office, role, of)
        assert office.roles_of(of) == before


def test_one_asks_and_another_confirms(office):
    request = office.asked("investigator", by=office.first, of=office.colleague)
    assert office.roles_of(office.colleague) == set()
    office.decided(account_requests.confirm, request, by=office.second)
    assert office.roles_of(office.colleague) == {"investigator"}
    with office.house.factory() as session:
        acts = list(session.scalars(sa.select(Entry.act).order_by(Entry.seq)))
    assert acts.index("person:asked") < acts.index("person:confirmed")


def test_what_opens_nothing_is_given_by_one_person(office):
    give_alone(office, "risk-officer", office.colleague)
    assert office.roles_of(office.colleague) == {"risk-officer"}


def test_nobody_confirms_what_they_asked_for_or_what_is_about_themselves(office):
    request = office.asked("investigator", by=office.first, of=office.colleague)
    about_me = office.asked("auditor", by=office.first, of=office.second)
    for mine, who in ((request, office.first), (about_me, office.second)):
        with pytest.raises(Refused):
            office.decided(account_requests.confirm, mine, by=who)


def test_somebody_may_ask_for_themselves_and_another_confirms(office):
    office.given("auditor", by=office.first, second=office.second, of=office.first)
    assert "auditor" in office.roles_of(office.first)


def test_whoever_was_made_by_the_asker_is_no_second_person_for_ninety_days(office):
    puppet = office.account("puppet", by=office.first)
    office.given("administrator", by=office.second, second=office.first, of=puppet)
    puppet = office.again(puppet)
    request = office.asked("auditor", by=office.first, of=office.colleague)
    with pytest.raises(Refused, match="90 days"):
        office.decided(account_requests.confirm, request, by=puppet)
    late = office.asked("auditor", by=office.first, of=office.colleague, now=LATER)
    office.decided(account_requests.confirm, late, by=puppet, now=LATER)


def test_whoever_was_made_cannot_have_its_maker_confirm_either(office):
    puppet = office.account("puppet", by=office.first)
    office.given("administrator", by=office.second, second=office.first, of=puppet)
    request = office.asked("auditor", by=office.again(puppet), of=office.colleague)
    with pytest.raises(Refused, match="90 days"):
        office.decided(account_requests.confirm, request, by=office.first)


def test_whoever_was_made_by_somebody_who_was_made_is_none_either(office):
    puppet = office.account("puppet", by=office.first)
    office.given("administrator", by=office.second, second=office.first, of=puppet)
    puppet = office.again(puppet)
    third = office.account("third", by=puppet)
    fourth = office.house.person("administrator", username="fourth")
    office.given("administrator", by=fourth, second=office.second, of=third)
    request = office.asked("auditor", by=office.first, of=office.colleague)
    with pytest.raises(Refused, match="90 days"):
        office.decided(account_requests.confirm, request, by=office.again(third))


def test_two_accounts_of_one_maker_are_not_two_people(office):
    pair = [office.account(name, by=office.first) for name in ("puppet", "doll")]
    for each in pair:
        office.given("administrator", by=office.second, second=office.first, of=each)
    one, other = (office.again(each) for each in pair)
    request = office.asked("auditor", by=one, of=office.first)
    with pytest.raises(Refused, match="90 days"):
        office.decided(account_requests.confirm, request, by=other)


def test_whoever_asked_for_somebodys_role_is_not_their_second_person(office):
    office.given("administrator", by=office.first, second=office.second, of=office.colleague)
    request = office.asked("auditor", by=office.first, of=office.first)
    with pytest.raises(Refused, match="90 days"):
        office.decided(account_requests.confirm, request, by=office.again(office.colleague))


def test_a_request_is_declined_withdrawn_or_lapses(office):
    about = {"by": office.first, "of": office.colleague}
    declined = office.asked("auditor", **about)
    with pytest.raises(NotReady, match="asked for already"):
        office.asked("auditor", **about)
    office.decided(account_requests.decline, declined, by=office.second)
    withdrawn = office.asked("auditor", **about)
    with pytest.raises(Refused):
        office.decided(account_requests.withdraw, withdrawn, by=office.second)
    office.decided(account_requests.withdraw, withdrawn, by=office.first)
    lapsed = office.asked("auditor", **about)
    for request, now in (
        (declined, NOW),
        (withdrawn, NOW),
        (lapsed, NOW + account_requests.WAITS),
    ):
        with pytest.raises(NotReady):
            office.decided(account_requests.confirm, request, by=office.second, now=now)
    assert office.roles_of(office.colleague) == set()


def test_a_request_of_somebody_who_no_longer_manages_people_is_not_confirmed(office):
    third = office.house.person("administrator", username="third")
    request = office.asked("auditor", by=third, of=office.colleague)
    with office.house.session(office.second) as session:
        user = session.get_one(User, third.user_id)
        held = session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()
        services.end_role(user, held, actor=office.second, now=NOW)
        session.commit()
    with pytest.raises(NotReady, match="no longer"):
        office.decided(account_requests.confirm, request, by=office.second)


def test_an_engagement_of_an_auditor_takes_two(office):
    with office.house.session(office.first) as session:
        user = session.get_one(User, office.colleague.user_id)
        me = {"actor": office.first, "now": NOW}
        with pytest.raises(Refused):
            services.engage(
                user,
                entity_id=office.entity,
                purpose="Yearly audit",
                valid_from=TODAY,
                valid_to=None,
                **me,
            )
        request = account_requests.ask_engagement(
            user, entity_id=office.entity, purpose="Yearly audit", valid_to=None, **me
        ).id
        session.commit()
    office.decided(account_requests.confirm, request, by=office.second)
    with office.house.system() as session:
        assert session.scalars(sa.select(Engagement.user_id)).all() == [office.colleague.user_id]


def test_those_who_may_confirm_the_person_and_the_overseers_are_told(office):
    overseer = office.house.person("senior-conduct-officer", entity=office.entity, username="head")
    puppet = office.account("puppet", by=office.first)
    office.given("administrator", by=office.second, second=office.first, of=puppet)
    request = office.asked("investigator", by=office.first, of=office.colleague)
    office.decided(account_requests.confirm, request, by=office.second)
    with office.house.system() as session:
        notices = session.scalars(
            sa.select(Notice).where(Notice.parameters["person"].as_string() == "A Colleague")
        ).all()
    told = {(n.to_user_id, n.kind, n.path is not None) for n in notices}
    assert told == {
        (office.second.user_id, "account-asked", True),
        (office.colleague.user_id, "account-asked", False),
        (overseer.user_id, "account-asked", False),
        (office.colleague.user_id, "account-changed", False),
        (overseer.user_id, "account-changed", False),
    }
    assert not any("Monday" in str(n.parameters) for n in notices)


def test_two_who_confirm_at_the_same_moment_give_the_role_once(office):
    third = office.house.person("administrator", username="third")
    request = office.asked("investigator", by=office.first, of=office.colleague)
    together, ends = threading.Barrier(2), []

    def confirm(who):
        together.wait(timeout=10)
        try:
            office.decided(account_requests.confirm, request, by=who)
        except NotReady as late:
            ends.append(str(late.sentence))
        else:
            ends.append("done")

    threads = [threading.Thread(target=confirm, args=(who,)) for who in (office.second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(ends) == ["This request was decided on already.", "done"]
    with office.house.system() as session:
        held = sa.select(sa.func.count(Membership.id)).where(
            Membership.user_id == office.colleague.user_id
        )
        assert session.scalar(held) == 1


def test_who_may_confirm_is_found_with_as_many_statements_however_many_manage_people(office):
    request_id = office.asked("auditor", by=office.first, of=office.colleague)

    def found():
        with office.house.system() as session:
            request = session.get_one(AccountRequest, request_id)
            with count_statements(office.house.engine) as asked:
                people = SecondPerson.of(session, request, now=NOW).everybody()
        return len(people), len(asked)

    one, few = found()
    for number in range(4):
        office.house.person("administrator", username=f"more-{number}")
    assert found() == (one + 4, few)


def test_the_database_itself_takes_no_confirmation_by_the_asker(office):
    request = office.asked("auditor", by=office.first, of=office.colleague)
    for who in (office.first, office.colleague):
        with pytest.raises(IntegrityError), office.raw() as raw:
            raw.execute(
                sa.update(AccountRequest.__table__)
                .where(AccountRequest.__table__.c.id == request)
                .values(ended_how="confirmed", ended_by=who.user_id, ended_at=NOW)
            )
