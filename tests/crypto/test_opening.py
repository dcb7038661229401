from __future__ import annotations

import itertools
import logging

import pytest
import sqlalchemy as sa

from caseflow import db
from caseflow.crypto.cache import LARGEST, LIFETIME, LOOK_AGAIN
from caseflow.crypto.columns import conceal
from caseflow.crypto.errors import Erased, SealBroken
from caseflow.crypto.models import DataKey, DomainKey
from caseflow.crypto.opening import open_rows, open_text
from caseflow.crypto.shredding import shred
from caseflow.errors import NotReady
from tests.crypto.rows import NOW, Ground, Paper, Thing, Vault, open_keyring
from tests.support.statements import count_statements

FIELDS = ("title", "summary")


def fill(vault: Vault, count: int, keys: int | None = None) -> None:
    """`count` things, spread over `keys` keys (each its own when not told)."""
    with vault.session() as session:
        made = [vault.key(session) for _ in range(keys or count)]
        for number in range(count):
            vault.thing(
                session,
                f"title {number}",
                label=f"{number:03}",
                summary=conceal(f"summary {number}"),
                data_key_id=made[number % len(made)],
            )
        session.commit()


def things(session) -> list[Thing]:
    return list(session.scalars(sa.select(Thing).order_by(Thing.label)))


def test_a_page_of_rows_opens_with_one_statement_for_all_keys(vault: Vault):
    fill(vault, 50)
    vault.keyring.forget()
    with vault.session() as session:
        rows = things(session)
        vault.keyring.start(session, now=NOW)
        with count_statements(vault.engine) as seen:
            opened = open_rows(session, rows, FIELDS)
        assert [row["title"] for row in opened] == [f"title {n}" for n in range(50)]
        assert list(opened[7]) == ["title", "summary"]
        assert len(seen) == 1
        with count_statements(vault.engine) as seen:
            open_rows(session, rows, FIELDS)
        assert seen == []


def test_loading_rows_opens_nothing(lite: Vault, monkeypatch):
    fill(lite, 3)
    monkeypatch.setattr("caseflow.crypto.envelope.unseal", lambda *_parts: pytest.fail("opened"))
    with lite.session() as session:
        assert [str(row.title) for row in things(session)] == ["[confidential]"] * 3


def test_result_rows_open_when_their_model_is_named(lite: Vault):
    fill(lite, 2)
    with lite.session() as session:
        rows = session.execute(
            sa.select(Thing.id, Thing.data_key_id, Thing.title).order_by(Thing.label)
        ).all()
        opened = open_rows(session, rows, ("title",), model=Thing)
    assert opened == [{"title": "title 0"}, {"title": "title 1"}]
    assert open_rows(session, [], FIELDS) == []


def test_a_value_moved_to_any_other_row_column_or_table_does_not_open(lite: Vault):
    """All ordered pairs of 21 rows and their columns, under one key and under several."""
    fill(lite, 14, keys=4)
    with lite.session() as session:
        key_id = things(session)[0].data_key_id
        for number in range(7):
            session.add(
                Paper(
                    title=conceal(f"paper {number}"),
                    summary=conceal(f"paper text {number}"),
                    data_key_id=key_id,
                )
            )
        session.commit()
        papers = session.scalars(sa.select(Paper)).all()
        places = [(row, name) for row in [*things(session), *papers] for name in FIELDS]
        tried = 0
        for (row, name), (other, theirs) in itertools.permutations(places, 2):
            moved = row.__dict__.copy() | {name: getattr(other, theirs)}
            stand_in = type("Moved", (), moved)
            with pytest.raises(SealBroken):
                open_rows(session, [stand_in], (name,), model=type(row))
            tried += 1
        assert tried == 42 * 41


def test_a_value_moved_in_the_database_is_refused_with_a_neutral_sentence(vault: Vault, caplog):
    fill(vault, 2)
    with vault.session(writes=False) as session:
        one, other = things(session)
    key = db.Id().process_bind_param(one.data_key_id, vault.engine.dialect)
    vault.tamper(Thing.__table__, one.id, title=other.title.token)
    vault.tamper(Thing.__table__, other.id, data_key_id=key)
    with vault.session(writes=False) as session:
        for row in things(session):
            with caplog.at_level(logging.ERROR), pytest.raises(NotReady) as refusal:
                open_text(session, row, "title")
            assert "seal does not match" in refusal.value.sentence
    assert str(one.id) in caplog.text
    assert "title 0" not in caplog.text + refusal.value.sentence


@pytest.mark.parametrize(
    "change",
    [
        {"generation": 2},
        {"root_kind": "victim file"},
        {"wrapped": b"\xc5\x01\x01" + bytes(80)},
    ],
)
def test_a_tampered_data_key_does_not_open(vault: Vault, change):
    fill(vault, 1)
    vault.keyring.forget()
    with vault.session(writes=False) as session:
        (thing,) = things(session)
    vault.tamper(DataKey.__table__, thing.data_key_id, **change)
    with vault.session(writes=False) as session, pytest.raises(SealBroken):
        open_text(session, thing, "title")


def test_a_relabelled_domain_key_does_not_open(lite: Vault):
    fill(lite, 1)
    with lite.session(writes=False) as session:
        (thing,) = things(session)
        domain_key_id = session.get(DataKey, thing.data_key_id).domain_key_id
    lite.keyring.forget()
    lite.tamper(DomainKey.__table__, domain_key_id, year=2099)
    with lite.session(writes=False) as session, pytest.raises(SealBroken):
        open_text(session, thing, "title")


def test_without_the_right_provider_keys_nothing_opens(lite: Vault, tmp_path):
    fill(lite, 1)
    with lite.session() as session:
        session.info["keyring"] = open_keyring(_folder(tmp_path / "stolen"))
        with pytest.raises(SealBroken):
            open_text(session, things(session)[0], "title")


def _folder(path):
    path.mkdir()
    return path


def test_a_shredded_key_says_so(vault: Vault):
    fill(vault, 1)
    with vault.session() as session:
        session.execute(sa.update(DataKey).values(wrapped=None, shredded=NOW))
        vault.keyring.forget()
        with pytest.raises(Erased, match="erased"):
            open_text(session, things(session)[0], "title")


def test_opened_keys_are_forgotten_after_five_minutes(lite: Vault):
    fill(lite, 1)
    with lite.session() as session:
        (thing,) = things(session)
        open_text(session, thing, "title")
        for passed, statements in ((LOOK_AGAIN / 2, 0), (LIFETIME, 1)):
            lite.clock.now += passed
            with count_statements(lite.engine) as seen:
                open_text(session, thing, "title")
            assert sum("wrapped" in s and "data_keys" in s for s in seen) == statements
    assert LIFETIME <= 300


def test_no_more_than_a_thousand_keys_stay_open(lite: Vault):
    assert LARGEST <= 1000
    with lite.session() as session:
        for _ in range(LARGEST + 20):
            lite.key(session)
        assert len(lite.keyring.cache) == LARGEST


def test_keys_pushed_out_before_they_were_written_still_seal(lite: Vault):
    with lite.session() as session:
        first = lite.thing(session, "made first")
        for _ in range(LARGEST):
            lite.key(session)
        session.commit()
        assert open_text(session, first, "title") == "made first"


def test_a_key_shredded_by_another_process_closes_within_seconds(vault: Vault):
    fill(vault, 2)
    with vault.session(writes=False) as session:
        rows = things(session)
        open_rows(session, rows, FIELDS)
        root_id = session.get(DataKey, rows[0].data_key_id).root_id
    with vault.session(purpose="test") as elsewhere:
        elsewhere.info["keyring"] = open_keyring(vault.folder)
        mine = elsewhere.get(Thing, rows[0].id)
        shred(elsewhere, [("case", root_id)], now=NOW, rows=[mine], among=Ground.registry)
        elsewhere.commit()
    vault.clock.now += LOOK_AGAIN + 0.1
    with vault.session(writes=False) as session:
        for _again in range(2):
            with pytest.raises(Erased):
                open_text(session, rows[0], "title")
        assert open_text(session, rows[1], "title") == "title 1"
