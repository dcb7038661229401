from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from caseflow import db
from caseflow.crypto.broken_seals import broken_seals
from caseflow.crypto.columns import conceal
from caseflow.crypto.errors import Erased
from caseflow.crypto.holds import hold, release
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import open_text
from caseflow.crypto.reseal import reseal
from caseflow.crypto.shredding import shred
from caseflow.errors import Refused
from tests.crypto.rows import NOW, Ground, NameOwner, NameToken, Paper, Thing, Vault


def erase(session, *roots, rows=()):
    return shred(
        session, [("case", root) for root in roots], now=NOW, rows=rows, among=Ground.registry
    )


def test_a_shredded_root_cannot_be_opened_and_others_can(vault: Vault):
    with vault.session(purpose="test") as session:
        gone, stays = vault.thing(session, "gone"), vault.thing(session, "stays")
        session.commit()
        done = erase(session, gone.root_id)
        session.commit()
        assert (done.keys, done.rows) == ((gone.data_key_id,), 1)
        with pytest.raises(Erased):
            open_text(session, gone, "title")
        assert open_text(session, stays, "title") == "stays"
        grave = session.get(DataKey, gone.data_key_id)
        assert (grave.wrapped, grave.shredded) == (None, NOW)


def test_the_wrapped_key_is_gone_from_the_file_and_its_log(lite: Vault):
    with lite.session(purpose="test") as session:
        thing = lite.thing(session)
        session.commit()
        wrapped = session.get(DataKey, thing.data_key_id).wrapped
        path = sa.make_url(lite.url).database

        def traces() -> int:
            names = (path, f"{path}-wal")
            return sum(wrapped[7:] in open(name, "rb").read() for name in names)  # noqa: PTH123

        assert traces() > 0
        erase(session, thing.root_id)
        session.commit()
        assert session.info["log_truncated"] is True
    assert traces() == 0


def test_shredding_undone_by_rollback_leaves_everything_readable(vault: Vault):
    with vault.session(purpose="test") as session:
        thing = vault.thing(session, "kept")
        session.commit()
        erase(session, thing.root_id)
        session.rollback()
        assert open_text(session, thing, "title") == "kept"


def test_a_row_that_lives_elsewhere_saves_the_key(vault: Vault):
    with vault.session(purpose="test") as session:
        old, new = vault.thing(session), vault.thing(session)
        session.flush()
        merged = vault.thing(session, "merged", root_id=old.root_id, data_key_id=old.data_key_id)
        session.flush()
        merged.root_id = new.root_id
        session.commit()
        with pytest.raises(Refused, match="in use elsewhere"):
            erase(session, old.root_id)
        session.rollback()
        assert open_text(session, merged, "title") == "merged"
        assert erase(session, old.root_id, new.root_id).rows == 3


def test_a_row_without_a_root_dies_only_when_it_is_named(vault: Vault):
    with vault.session(purpose="test") as session:
        thing = vault.thing(session)
        paper = Paper(title=conceal("paper"), data_key_id=thing.data_key_id)
        session.add(paper)
        session.commit()
        with pytest.raises(Refused):
            erase(session, thing.root_id)
        session.rollback()
        assert erase(session, thing.root_id, rows=[paper]).rows == 2


def test_what_is_held_cannot_be_shredded_until_every_hold_is_released(vault: Vault):
    with vault.session(purpose="test") as session:
        thing = vault.thing(session)
        session.flush()
        holds = [hold(session, kind="case", root_id=thing.root_id, now=NOW) for _ in range(2)]
        session.commit()
        for placed in holds:
            with pytest.raises(Refused, match="hold"):
                erase(session, thing.root_id)
            session.rollback()
            release(session, placed, now=NOW)
            session.commit()
        with pytest.raises(KeyError):
            release(session, holds[0], now=NOW)
        with pytest.raises(KeyError):
            release(session, db.new_id(), now=NOW)
        assert erase(session, thing.root_id).rows == 1


def test_a_hold_follows_a_merged_row_under_its_old_key(vault: Vault):
    """The row keeps the old root's key; the hold is on the root it lives in now."""
    with vault.session(purpose="test") as session:
        old, new = vault.thing(session), vault.thing(session)
        session.flush()
        merged = vault.thing(session, root_id=new.root_id, data_key_id=old.data_key_id)
        hold(session, kind="case", root_id=new.root_id, now=NOW)
        session.commit()
        assert merged.root_id == new.root_id
        with pytest.raises(Refused):
            erase(session, old.root_id, rows=[merged])


def test_search_tokens_go_in_the_same_transaction(vault: Vault):
    with vault.session(purpose="test") as session:
        gone, stays = vault.thing(session), vault.thing(session)
        session.flush()
        for thing in (gone, stays):
            owner = NameOwner(data_key_id=thing.data_key_id)
            session.add(owner)
            session.flush()
            session.add_all(NameToken(token=number, owner_id=owner.id) for number in (7, -8))
        session.commit()
        assert erase(session, gone.root_id).token_owners == 1
        session.commit()
        (owner,) = session.scalars(sa.select(NameOwner))
        assert owner.data_key_id == stays.data_key_id
        assert session.scalar(sa.select(sa.func.count()).select_from(NameToken)) == 2


def test_a_session_that_may_not_see_every_row_cannot_shred(lite: Vault):
    with lite.session() as session, pytest.raises(RuntimeError, match="sees every row"):
        erase(session, db.new_id())


def test_shredding_a_root_without_keys_destroys_nothing(vault: Vault):
    with vault.session(purpose="test") as session:
        vault.thing(session)
        session.flush()
        assert erase(session, db.new_id()).keys == ()
        assert erase(session).keys == ()


def test_shredding_waits_for_a_row_that_is_just_being_written(vault: Vault):
    """Whoever comes first, no row is ever left under a key that is gone."""
    with vault.session() as session:
        first = vault.thing(session)
        session.commit()
        root_id, key_id = first.root_id, first.data_key_id
    elsewhere = db.new_id()
    outcome = []

    def late_shredder() -> None:
        with vault.session(purpose="test") as session:
            try:
                erase(session, root_id)
                session.commit()
            except Refused:
                outcome.append("refused")

    with vault.session() as session:
        row = vault.thing(session, "in flight", root_id=elsewhere, data_key_id=key_id)
        session.flush()
        other = threading.Thread(target=late_shredder)
        other.start()
        time.sleep(0.5)
        assert outcome == []
        session.commit()
        other.join(20)
        assert outcome == ["refused"]
        assert open_text(session, row, "title") == "in flight"


def test_resealed_rows_survive_the_shredding_of_where_they_came_from(vault: Vault):
    with vault.session(purpose="test") as session:
        old, new = vault.thing(session, "old"), vault.thing(session, "new")
        session.flush()
        moved = vault.thing(
            session, "moved", root_id=old.root_id, data_key_id=old.data_key_id, name=conceal("N")
        )
        session.commit()
        before = vault.stored(moved, "title")
        assert reseal(session, [moved, new], to=new.data_key_id) == 1
        moved.root_id = new.root_id
        session.commit()
        assert vault.stored(moved, "title") != before
        assert reseal(session, [moved], to=new.data_key_id) == 0
        erase(session, old.root_id)
        session.commit()
        vault.keyring.forget()
        assert [open_text(session, moved, n) for n in ("title", "name", "summary")] == [
            "moved",
            "N",
            None,
        ]


def test_an_interrupted_move_is_finished_by_asking_again(vault: Vault):
    with vault.session() as session:
        first, target = vault.thing(session), vault.key(session)
        rows = [
            vault.thing(session, f"t{n}", root_id=first.root_id, data_key_id=first.data_key_id)
            for n in range(10)
        ]
        session.commit()
        assert reseal(session, rows, to=target, limit=4) == 4
        session.commit()
        reseal(session, rows, to=target, limit=4)
        session.rollback()
        assert sum(row.data_key_id == target for row in rows) == 4
        assert reseal(session, rows, to=target) == 6
        session.commit()
        assert [open_text(session, row, "title") for row in rows] == [f"t{n}" for n in range(10)]


def test_rows_of_several_tables_move_together_or_not_at_all(vault: Vault):
    with vault.session() as session:
        thing, target = vault.thing(session), vault.key(session)
        session.flush()
        paper = Paper(title=conceal("paper"), data_key_id=thing.data_key_id)
        broken = vault.thing(session, root_id=thing.root_id, data_key_id=thing.data_key_id)
        session.add(paper)
        session.commit()
        rows = session.scalars(sa.select(Thing)).all()
    vault.tamper(Thing.__table__, broken.id, title=b"\xc5\x01\x01" + bytes(60))
    with vault.session() as session:
        rows = [*session.scalars(sa.select(Thing)), *session.scalars(sa.select(Paper))]
        with pytest.raises(Exception, match="seal does not match"):
            reseal(session, rows, to=target)
        assert not session.dirty
        broken_seals(session).clear()  # there is no trail in this house
        whole = [row for row in rows if row.id != broken.id]
        assert reseal(session, whole, to=target) == 2
        session.commit()
        assert {open_text(session, row, "title") for row in whole} == {"a title", "paper"}
