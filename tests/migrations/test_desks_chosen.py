"""Desks and teams in words outlast the migration, decide as before, and come back when it goes."""

from __future__ import annotations

import sqlalchemy as sa

from caseflow.access.acting import system_session
from caseflow.access.desks import DeskCoder
from caseflow.access.models import Membership, Root
from caseflow.audit.open_word_sealing import seal_landed
from caseflow.audit.purposes import TrailPurpose
from caseflow.cases.models import Case
from caseflow.crypto.keyring import keyring_of
from caseflow.crypto.opening import open_rows
from caseflow.db import make_engine
from caseflow.reference.models import ListKind, ListValue
from caseflow.web.store import session_factory

BEFORE = "5c0e93d1b7f8"  # pragma: allowlist secret
WORDS = "Zyxwvut team"


def ask(laid_in, statement):
    engine = make_engine(laid_in.url)
    try:
        with engine.begin() as connection:
            found = connection.execute(sa.text(statement), {"words": WORDS})
            return list(found.all()) if found.returns_rows else []
    finally:
        engine.dispose()


def test_landed_words_decide_until_they_are_sealed_and_become_no_value(laid_in):
    before = laid_in.rows()
    laid_in.down(revision=BEFORE)
    kept_tables = laid_in.rows()
    named = dict(map(tuple, ask(laid_in, "SELECT desk, count(*) FROM cases GROUP BY desk")))
    assert "Northern conduct desk" in named, "a chosen desk goes back to its name"
    assert not ask(laid_in, "SELECT id FROM cases WHERE desk IS NULL AND owner_id IS NULL")
    ask(laid_in, "UPDATE cases SET desk = :words WHERE owner_id IS NULL")
    ask(laid_in, "UPDATE roots SET desk = :words WHERE kind = 'case' AND owner_id IS NULL")
    ask(laid_in, "UPDATE memberships SET team = :words WHERE role = 'conduct-officer'")
    laid_in.up()
    assert laid_in.keeps(before, among=kept_tables)
    assert not laid_in.differs()
    with (
        laid_in.app.app_context(),
        system_session(session_factory(), TrailPurpose.SEALING) as session,
    ):
        landed = sa.select(Root.id).where(Root.landed_desk == WORDS)
        waiting = set(session.scalars(landed))
        assert waiting
        assert seal_landed(session).ok
        code = DeskCoder(keyring_of(session)).token(WORDS)
        coded = sa.select(Root.id).where(Root.desk_code == code, Root.kind == "case")
        assert set(session.scalars(coded)) == waiting
        roles = session.scalars(sa.select(Membership).where(Membership.team_code == code)).all()
        assert {role.role for role in roles} == {"conduct-officer"}
        cases = session.scalars(sa.select(Case).where(Case.id.in_(waiting))).all()
        for rows, name in ((roles, "team"), (cases, "desk")):
            assert {each[name] for each in open_rows(session, rows, (name,))} == {WORDS}
        desks = sa.select(ListValue.name).where(ListValue.list == ListKind.DESK)
        assert WORDS not in set(session.scalars(desks))
    laid_in.down(revision=BEFORE)
    ((name,),) = ask(laid_in, "SELECT DISTINCT desk FROM cases WHERE owner_id IS NULL")
    assert name == f"As registered {code}", "equal words stay equal"
    teams = ask(laid_in, "SELECT DISTINCT team FROM memberships WHERE role = 'conduct-officer'")
    assert teams == [(name,)]
    laid_in.up()
    assert not laid_in.differs()
