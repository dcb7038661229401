from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from caseflow import db
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.keyring import Compartment, Keyring, keyring_of
from caseflow.crypto.models import DataKey, DomainKey, KeyGroup, KeyUse
from tests.crypto.rows import NOW, Vault, open_keyring
from tests.support.statements import count_statements


def test_starting_makes_one_domain_key_a_compartment_and_one_root_for_tokens(vault: Vault):
    with vault.session() as session:
        vault.keyring.start(session, now=NOW)
        open_keyring(vault.folder).start(session, now=NOW)
        session.commit()
        keys = session.scalars(sa.select(DomainKey)).all()
    sealing = {key.compartment for key in keys if key.use == KeyUse.SEALING}
    assert sealing == set(Compartment)
    assert len(keys) == len(Compartment) + 1


def test_victims_review_and_portal_are_wrapped_by_providers_of_their_own():
    groups = {compartment: compartment.group for compartment in Compartment}
    assert groups == {
        Compartment.CASES: KeyGroup.MAIN,
        Compartment.SCREENING: KeyGroup.MAIN,
        Compartment.ACCOUNTS: KeyGroup.MAIN,
        Compartment.SYSTEM: KeyGroup.MAIN,
        Compartment.VICTIMS: KeyGroup.VICTIMS,
        Compartment.REVIEW: KeyGroup.REVIEW,
        Compartment.PORTAL: KeyGroup.PORTAL,
    }


def test_without_the_victims_provider_key_victims_stay_closed_and_cases_open(lite: Vault):
    with lite.session() as session:
        keys = {
            compartment: lite.keyring.make(
                session, kind="x", root_id=db.new_id(), compartment=compartment, now=NOW
            )
            for compartment in (Compartment.CASES, Compartment.VICTIMS)
        }
        session.commit()
        (lite.folder / "victims.json").unlink()
        keyring = open_keyring(lite.folder)
        assert keyring.cipher(session, keys[Compartment.CASES])
        with pytest.raises(SealBroken):
            keyring.cipher(session, keys[Compartment.VICTIMS])


def test_each_retention_year_has_its_own_domain_key(vault: Vault):
    with vault.session() as session:
        for year in (2026, 2027, 2027):
            vault.keyring.make(
                session,
                kind="case",
                root_id=db.new_id(),
                compartment=Compartment.CASES,
                now=datetime(year, 1, 1, tzinfo=UTC),
            )
        session.commit()
        years = session.execute(
            sa.select(DomainKey.year, sa.func.count(DataKey.id))
            .join(DataKey, DataKey.domain_key_id == DomainKey.id)
            .group_by(DomainKey.year)
        ).all()
    assert sorted(tuple(row) for row in years) == [(2026, 1), (2027, 2)]


def test_a_domain_key_undone_with_its_savepoint_is_made_again(vault: Vault):
    """A verb that fails in its savepoint must not leave a key that only memory knows."""
    later = datetime(2030, 1, 1, tzinfo=UTC)

    def make(session):
        return vault.keyring.make(
            session, kind="case", root_id=db.new_id(), compartment=Compartment.CASES, now=later
        )

    with vault.session() as session:
        session.connection()
        with session.begin_nested() as savepoint:
            make(session)
            session.flush()
            savepoint.rollback()
        kept = make(session)
        session.commit()
    fresh = open_keyring(vault.folder)
    with vault.session() as session:
        assert fresh.cipher(session, kept)


def test_many_keys_in_one_transaction_look_for_their_domain_key_once(vault: Vault):
    with vault.session() as session, count_statements(vault.engine) as seen:
        for _ in range(200):
            vault.key(session)
        session.flush()
    assert [statement.split()[0] for statement in seen] == ["SELECT", "INSERT"]


def test_a_further_key_of_a_root_takes_the_next_generation(lite: Vault):
    root_id = db.new_id()
    with lite.session() as session:
        for generation in (1, 2):
            key_id = lite.keyring.make(
                session,
                kind="case",
                root_id=root_id,
                compartment=Compartment.CASES,
                now=NOW,
                generation=generation,
            )
        session.commit()
        lite.keyring.forget()
        assert lite.keyring.cipher(session, key_id).head[3:] == b"\0\0\0\x02"


def test_a_detail_opens_for_its_owner_and_purpose_only(vault: Vault):
    owner, other = db.new_id(), db.new_id()
    with vault.session() as session:
        key, second = vault.key(session), vault.key(session)
        session.commit()
        keyring = vault.keyring
        sealed = keyring.seal_detail(session, key, "draft", owner, b"half a sentence")
        assert keyring.open_detail(session, key, "draft", owner, sealed) == b"half a sentence"
        assert keyring.open_detail(session, key, "draft", owner.bytes, sealed)
        for key_id, purpose, who in (
            (key, "draft", other),
            (key, "audit", owner),
            (second, "draft", owner),
            (key, "draft", owner.bytes + b"x"),
        ):
            with pytest.raises(SealBroken):
                keyring.open_detail(session, key_id, purpose, who, sealed)
        with pytest.raises(SealBroken):
            keyring.open_detail(session, key, "draft", owner, sealed[:-1])


def test_an_unknown_key_is_a_broken_one(lite: Vault):
    with lite.session() as session, pytest.raises(SealBroken):
        lite.keyring.seal_detail(session, db.new_id(), "draft", b"", b"")


def test_a_session_without_a_keyring_says_what_is_missing(lite: Vault):
    with lite.session() as session:
        del session.info["keyring"]
        with pytest.raises(RuntimeError, match="keyring"):
            keyring_of(session)


def test_a_keyring_prints_no_secret(lite: Vault):
    assert "keys open" in repr(lite.keyring)
    assert isinstance(lite.keyring, Keyring)
