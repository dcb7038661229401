"""An engagement ends before its day, and a closed account is opened again by two people."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from caseflow.access.models import Engagement, Membership
from caseflow.accounts import account_requests, services
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.engagement_end import end_engagement
from caseflow.accounts.models import User
from caseflow.accounts.opening_again import open_again
from caseflow.errors import NotReady, Refused
from caseflow.reporting.permissions import ReportPermission
from tests.support.house import NOW, TODAY
from tests.support.trail import entries


def on_account(office, verb, of, by, **facts):
    """Do something with an account as somebody; the id of what came of it, if anything did."""
    with office.house.session(by) as session:
        user = session.get_one(User, of.user_id)
        done = verb(user, actor=by, now=NOW, **facts)
        session.commit()
        return done.id if done is not None else None


def is_open(office, of):
    with office.house.system() as session:
        return session.scalar(sa.select(User.active).where(User.id == of.user_id))


def test_an_account_whose_roles_open_cases_is_opened_again_by_two_people(office):
    officer = office.house.person("conduct-officer", entity=office.entity, name="Ines Okafor")
    on_account(office, services.deactivate, officer, office.first)
    with pytest.raises(Refused, match="takes two people"):
        on_account(office, open_again, officer, office.first, reason="By mistake")
    assert not is_open(office, officer)
    with pytest.raises(NotReady) as wrong:
        on_account(office, account_requests.ask_opening, officer, office.first, reason=" ")
    assert wrong.value.field == "reason"
    request = on_account(
        office, account_requests.ask_opening, officer, office.first, reason="By mistake"
    )
    with pytest.raises(NotReady, match="asked for already"):
        on_account(office, account_requests.ask_opening, officer, office.second, reason="Also")
    with pytest.raises(Refused):
        office.decided(account_requests.confirm, request, by=office.first)
    assert not is_open(office, officer)
    office.decided(account_requests.confirm, request, by=office.second)
    assert is_open(office, officer)
    assert office.roles_of(officer) == {"conduct-officer"}
    with pytest.raises(NotReady, match="This account is open"):
        on_account(office, account_requests.ask_opening, officer, office.first, reason="Again")


def test_an_account_whose_role_ended_last_month_still_takes_two_people(office):
    office.given("auditor", by=office.first, second=office.second, of=office.colleague)
    with office.house.system() as session:
        user = session.get_one(User, office.colleague.user_id)
        (membership,) = list(
            session.scalars(sa.select(Membership).where(Membership.user_id == user.id))
        )
        membership_id = membership.id
    with office.house.session(office.first) as session:
        user = session.get_one(User, office.colleague.user_id)
        role = session.get_one(Membership, membership_id)
        services.end_role(user, role, actor=office.first, now=NOW)
        session.commit()
    on_account(office, services.deactivate, office.colleague, office.first)
    with pytest.raises(Refused, match="takes two people"):
        on_account(office, open_again, office.colleague, office.first, reason="By mistake")


def test_an_account_that_opens_nothing_is_opened_by_one_person_with_a_reason(office):
    on_account(office, services.deactivate, office.colleague, office.first)
    with pytest.raises(NotReady) as wrong:
        on_account(office, open_again, office.colleague, office.first, reason=" ")
    assert wrong.value.field == "reason"
    on_account(office, open_again, office.colleague, office.first, reason="Back from leave")
    assert is_open(office, office.colleague)
    told = [detail for _entry, detail in entries(office.house, AccountAct.PERSON_CHANGED)]
    assert any("Back from leave" in str(detail) for detail in told)


def engaged(office):
    auditor = office.house.person("auditor", name="Olga Ferri", engagements=(office.entity,))
    with office.house.system() as session:
        return auditor, session.scalars(sa.select(Engagement.id)).one()


def end(office, auditor, engagement_id, by, reason="The audit is over"):
    with office.house.session(by) as session:
        user = session.get_one(User, auditor.user_id)
        row = session.get_one(Engagement, engagement_id)
        end_engagement(user, row, reason=reason, actor=by, now=NOW)
        session.commit()


def sees(office, auditor):
    held = office.again(auditor).holding(ReportPermission.AUDIT_READ)
    return any(each.engaged for each in held)


def test_an_engagement_ends_today_once_and_with_a_reason(office):
    auditor, engagement = engaged(office)
    with pytest.raises(NotReady) as wrong:
        end(office, auditor, engagement, office.first, reason=" ")
    assert wrong.value.field == "reason"
    with pytest.raises(Refused):
        end(office, auditor, engagement, office.colleague)
    assert sees(office, auditor)
    end(office, auditor, engagement, office.first)
    assert not sees(office, auditor)
    with office.house.system() as session:
        assert session.scalars(sa.select(Engagement.valid_to)).one() == TODAY
    with pytest.raises(NotReady, match="ended already"):
        end(office, auditor, engagement, office.second)
    ((entry, detail),) = entries(office.house, AccountAct.ENGAGEMENT_ENDED)
    assert (entry.thing_kind, detail["facts"]["reason"]) == ("users", "The audit is over")
