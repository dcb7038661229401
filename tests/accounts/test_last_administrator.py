"""Somebody who manages people is always left, however many go at the same moment."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from caseflow.access.models import Membership
from caseflow.accounts import services
from caseflow.accounts.models import User
from caseflow.errors import NotReady
from tests.support.house import NOW, TODAY


def end_role(office, of, *, by):
    with office.house.session(by) as session:
        user = session.get_one(User, of.user_id)
        held = session.scalars(sa.select(Membership).where(Membership.user_id == user.id)).one()
        services.end_role(user, held, actor=by, now=NOW)
        session.commit()


def close(office, of, *, by):
    with office.house.session(by) as session:
        services.deactivate(session.get_one(User, of.user_id), actor=by, now=NOW)
        session.commit()


def left(office):
    with office.house.system() as session:
        return session.scalar(
            sa.select(sa.func.count(Membership.id))
            .join(User, User.id == Membership.user_id)
            .where(
                User.active.is_(True),
                Membership.role == "administrator",
                sa.or_(Membership.valid_to.is_(None), Membership.valid_to > TODAY),
            )
        )


@pytest.mark.parametrize("leave", [end_role, close])
def test_one_of_two_may_go_and_the_last_one_may_not(office, leave):
    leave(office, office.second, by=office.first)
    with pytest.raises(NotReady, match="Nobody else would manage people"):
        end_role(office, office.first, by=office.first)
    assert left(office) == 1


def test_whoever_has_no_password_or_is_closed_does_not_count(office):
    close(office, office.second, by=office.first)
    with office.raw() as raw:
        raw.execute(
            sa.text("UPDATE users SET active = :yes, password_hash = NULL WHERE username = :name"),
            {"yes": True, "name": "second"},
        )
    with pytest.raises(NotReady):
        end_role(office, office.first, by=office.first)


def test_whoever_goes_soon_does_not_take_the_place_of_whoever_stays(office):
    office.house.person("administrator", username="third", until=TODAY + timedelta(days=9))
    end_role(office, office.second, by=office.first)
    with pytest.raises(NotReady):
        end_role(office, office.first, by=office.first)


def test_of_two_who_end_each_others_role_at_the_same_moment_one_stays(office):
    together, ends = threading.Barrier(2), []

    def leave(verb, of, by):
        together.wait(timeout=10)
        try:
            verb(office, of, by=by)
        except NotReady:
            ends.append("stays")
        else:
            ends.append("went")

    pairs = ((end_role, office.first, office.second), (close, office.second, office.first))
    threads = [threading.Thread(target=leave, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(ends) == ["stays", "went"]
    assert left(office) == 1
