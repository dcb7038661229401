"""Whoever changed an account under an earlier release is no second person beside it for a while."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.accounts.account_influences import REMEMBERED, are_one_hand, hands_by_account
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import Hand, Influence, User
from caseflow.audit.models import Entry
from caseflow.audit.purposes import TrailPurpose
from caseflow.web.store import session_factory
from tests.support.homes import PASSWORD, migrate
from tests.support.visitor import visitor

BEFORE = "3fa81d0c6e95"  # pragma: allowlist secret
OWN = "eleven slow wooden boats"


def changed_by_hand(app):
    """One administrator renames two people, one of them twice; another changes their own."""
    admin, other = visitor(app, "administrator"), visitor(app, "administrator-2")
    for username, name in (("officer", "A Name"), ("auditor", "B Name"), ("officer", "C Name")):
        admin.get(f"/people/{username}/name")
        answer = admin.post(f"/people/{username}/name", {"full_name": name})
        assert answer.status_code == 302, answer.text
    other.get("/me")
    own = {"new-current": PASSWORD, "new-password": OWN}
    assert other.post("/me/password", own).status_code == 302


def test_who_had_a_hand_in_an_account_is_derived_from_the_trail(laid_in):
    changed_by_hand(laid_in.app)
    laid_in.down(revision=BEFORE)
    migrate(laid_in.app)
    with (
        laid_in.app.app_context(),
        system_session(session_factory(), TrailPurpose.TRAIL_VERIFICATION) as session,
    ):
        ids = dict(session.execute(sa.select(User.username, User.id)).all())
        last = sa.select(sa.func.max(Entry.at)).where(Entry.act == AccountAct.PERSON_CHANGED)
        admin, officer, auditor = (ids[n] for n in ("administrator", "officer", "auditor"))
        known = {
            (row.user_id, row.by_id, row.hand): row.at
            for row in session.scalars(sa.select(Influence))
        }
        assert known == {
            (user, admin, Hand.LANDED): session.scalar(
                last.where(Entry.thing_id == user, Entry.actor_id == admin)
            )
            for user in (officer, auditor)
        }
        now = clock.now()
        hands = hands_by_account(session, now=now)
        assert are_one_hand(officer, admin, hands)
        assert are_one_hand(officer, auditor, hands), "the same person stands behind both"
        assert not are_one_hand(ids["administrator-2"], admin, hands)
        later = hands_by_account(session, now=now + REMEMBERED + timedelta(minutes=1))
        assert not are_one_hand(officer, admin, later)
