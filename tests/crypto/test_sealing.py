from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError

from caseflow import db
from caseflow.crypto.columns import Sealed, conceal
from caseflow.crypto.errors import Erased
from caseflow.crypto.models import DataKey
from caseflow.crypto.opening import open_text
from tests.crypto.rows import NOW, Paper, Thing, Vault
from tests.support.statements import count_statements


def test_what_was_concealed_is_sealed_in_the_flush_and_opens_afterwards(vault: Vault):
    with vault.session() as session:
        thing = vault.thing(session, "first title", name=conceal("A. Person"), label="plain")
        assert open_text(session, thing, "title") == "first title"
        session.commit()
        assert open_text(session, thing, "title") == "first title"
    stored = vault.stored(thing, "title")
    assert stored[0] == 0xC5
    assert b"first" not in stored
    with vault.session() as session:
        again = session.get(Thing, thing.id)
        assert (open_text(session, again, "name"), open_text(session, again, "summary")) == (
            "A. Person",
            None,
        )
        assert str(again.title) == "[confidential]"


def test_no_text_reaches_the_database_file_or_its_log(lite: Vault):
    with lite.session() as session:
        lite.thing(session, "canary-9f1c-title", name=conceal("canary-9f1c-name"), label="visible")
        session.commit()
    path = sa.make_url(lite.url).database
    found = {name: open(path + name, "rb").read() for name in ("", "-wal")}  # noqa: PTH123, SIM115
    assert b"visible" in b"".join(found.values())
    assert not any(b"canary" in content for content in found.values())


def test_a_changed_text_is_sealed_anew_and_the_rest_is_left_as_it_was(vault: Vault):
    with vault.session() as session:
        thing = vault.thing(session, "old", summary=conceal("stays"))
        session.commit()
        before = vault.stored(thing, "summary"), vault.stored(thing, "title")
        session.refresh(thing)
        thing.title = conceal("new")
        session.commit()
        assert vault.stored(thing, "summary") == before[0]
        assert vault.stored(thing, "title") != before[1]
        assert open_text(session, thing, "title") == "new"
        thing.summary = None
        session.commit()
        assert open_text(session, thing, "summary") is None


def test_history_still_tells_the_old_value_from_the_new_during_the_flush(lite: Vault):
    seen = []
    with lite.session() as session:
        thing = lite.thing(session, "old")
        session.commit()
        old = thing.title
        thing.title = conceal("new")

        @sa.event.listens_for(session, "after_flush")
        def look(_session, _context):
            seen.append(sa.inspect(thing).attrs.title.history)

        session.flush()
    (history,) = seen
    assert history.deleted == [old]
    assert type(history.added[0]) is Sealed


def test_rollback_leaves_nothing(vault: Vault):
    with vault.session() as session:
        vault.thing(session)
        session.flush()
        session.rollback()
        vault.thing(session)
        with session.begin_nested() as savepoint:
            vault.thing(session)
            session.flush()
            savepoint.rollback()
        session.commit()
    with vault.session() as session:
        for model in (Thing, DataKey):
            assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 1


def test_a_row_that_failed_can_be_written_at_the_next_try(vault: Vault):
    with vault.session() as session:
        taken = vault.thing(session)
        session.commit()
        twin = Thing(id=taken.id, title=conceal("text kept"), root_id=db.new_id())
        twin.data_key_id = taken.data_key_id
        session.expunge(taken)
        session.add(twin)
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        session.rollback()
        fresh = vault.thing(session, "text kept")
        session.commit()
        assert open_text(session, fresh, "title") == "text kept"


def test_another_rows_sealed_value_cannot_be_assigned(lite: Vault):
    with lite.session() as session:
        one, other = lite.thing(session), lite.thing(session)
        session.commit()
        for attempt in (
            lambda: setattr(one, "title", other.title),
            lambda: setattr(one, "summary", one.title),
            lambda: Thing(title=other.title),
            lambda: setattr(one, "title", Sealed(one.title.token)),
        ):
            with pytest.raises(ValueError, match="belongs to its own row"):
                attempt()
        one.title = one.title
        session.commit()
        assert not session.dirty


def test_one_concealed_text_may_go_into_two_rows(lite: Vault):
    shared = conceal("shared")
    with lite.session() as session:
        one, other = lite.thing(session), lite.thing(session)
        one.title = other.title = other.summary = shared
        session.commit()
        assert [open_text(session, row, "title") for row in (one, other)] == ["shared"] * 2
        assert lite.stored(one, "title") != lite.stored(other, "title")


def test_the_key_and_the_id_of_a_sealed_row_never_change(lite: Vault):
    with lite.session() as session:
        one, other = lite.thing(session), lite.thing(session)
        for _state in ("pending", "persistent", "expired"):
            with pytest.raises(ValueError, match="never changes"):
                one.data_key_id = other.data_key_id
            with pytest.raises(ValueError, match="never changes"):
                one.id = db.new_id()
            session.commit()
        one.data_key_id = one.data_key_id


def test_a_sealed_row_without_a_key_is_refused_before_it_is_written(lite: Vault):
    with lite.session() as session:
        session.add(Thing(title=conceal("x"), root_id=db.new_id()))
        with pytest.raises(ValueError, match="data_key_id"):
            session.flush()


def test_a_text_that_passed_no_session_is_never_written(lite: Vault):
    with lite.engine.connect() as connection, pytest.raises(StatementError, match="conceal"):
        connection.execute(
            sa.insert(Thing.__table__).values(
                id=db.new_id(), root_id=db.new_id(), data_key_id=db.new_id(), title=conceal("x")
            )
        )


def test_nothing_is_sealed_under_a_key_that_was_shredded_meanwhile(vault: Vault):
    with vault.session() as session:
        thing = vault.thing(session)
        session.commit()
        with vault.engine.begin() as elsewhere:
            elsewhere.execute(sa.update(DataKey).values(wrapped=None, shredded=NOW))
        thing.title = conceal("would be lost")
        with pytest.raises(Erased):
            session.flush()


def test_rows_of_a_new_root_are_written_without_a_look_at_its_key(vault: Vault):
    with vault.session() as session, count_statements(vault.engine) as seen:
        thing = vault.thing(session)
        for number in range(20):
            vault.thing(session, f"t{number}", root_id=thing.root_id, data_key_id=thing.data_key_id)
        session.flush()
    assert [statement.split()[0] for statement in seen] == ["SELECT", "INSERT", "INSERT"]


def test_a_row_under_a_known_key_costs_one_look_at_the_key(vault: Vault):
    with vault.session() as session:
        thing = vault.thing(session)
        session.commit()
        key_id, root_id = thing.data_key_id, thing.root_id
        with count_statements(vault.engine) as seen:
            for number in range(20):
                vault.thing(session, f"t{number}", root_id=root_id, data_key_id=key_id)
                session.flush()
    assert sum("data_keys" in statement and "SELECT" in statement for statement in seen) == 1


def test_a_table_without_texts_to_seal_is_left_alone(lite: Vault):
    with lite.session() as session:
        thing = lite.thing(session)
        session.commit()
        thing.label = "changed"
        with count_statements(lite.engine) as seen:
            session.flush()
    assert sum("data_keys" in statement for statement in seen) == 0


def test_papers_and_things_of_one_key_are_sealed_in_one_flush(lite: Vault):
    with lite.session() as session:
        thing = lite.thing(session)
        paper = Paper(title=conceal("paper"), data_key_id=thing.data_key_id)
        session.add(paper)
        session.commit()
        assert open_text(session, paper, "title") == "paper"
