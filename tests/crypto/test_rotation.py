from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from caseflow.crypto import rotation
from caseflow.crypto.columns import conceal
from caseflow.crypto.errors import SealBroken
from caseflow.crypto.models import DataKey, DomainKey, KeyEpoch, KeyState, KeyUse
from caseflow.crypto.opening import open_rows, open_text
from caseflow.crypto.rotation import rotate_domain, rotate_provider, status
from caseflow.crypto.shredding import shred
from tests.crypto.rows import NOW, Ground, Thing, Vault, open_keyring
from tests.support.processes import die_with_parent, end


def fill(vault: Vault, count: int) -> None:
    with vault.session() as session:
        for number in range(count):
            vault.thing(session, f"title {number}", label=f"{number:05}")
        session.commit()


def all_open(vault: Vault, count: int) -> bool:
    """Whether a fresh process opens every text."""
    with vault.session(writes=False) as session:
        session.info["keyring"] = open_keyring(vault.folder)
        rows = session.scalars(sa.select(Thing).order_by(Thing.label)).all()
        opened = [row["title"] for row in open_rows(session, rows, ("title",))]
    return opened == [f"title {number}" for number in range(count)]


def test_after_a_provider_rotation_the_old_provider_key_can_go(vault: Vault):
    fill(vault, 3)
    with vault.session() as session:
        done = rotate_provider(session, vault.keyring)
        assert done == {"new_versions": 4, "rewrapped": 8, "left": 0}
        assert status(session, vault.keyring)["ok"]
        root = vault.keyring.token_root
    for provider in vault.keyring.domains.providers.values():
        assert (provider.active_version, provider.versions) == (2, (1, 2))
        provider.drop(1)
    assert all_open(vault, 3)
    fresh = open_keyring(vault.folder)
    with vault.session() as session:
        fresh.start(session, now=NOW)
    assert fresh.token_root == root


def test_after_a_domain_rotation_the_old_domain_keys_are_gone(vault: Vault):
    fill(vault, 1300)
    with vault.session() as session:
        epoch = session.scalar(sa.select(KeyEpoch.number)) or 0
        before = set(session.scalars(sa.select(DomainKey.id).where(DomainKey.use == "sealing")))
        told: list[int] = []
        done = rotate_domain(session, vault.keyring, now=NOW, after_batch=told.append)
        assert done == {"rewrapped": 1300, "retired": 7, "left": 0}
        assert told == [800, 300, 0]
        keys = session.scalars(sa.select(DomainKey)).all()
        assert {(key.version, key.state) for key in keys if key.use == KeyUse.SEALING} == {
            (2, KeyState.ACTIVE)
        }
        assert not before & {key.id for key in keys}
        assert session.scalar(sa.select(KeyEpoch.number)) > epoch
    assert all_open(vault, 1300)


def test_texts_can_be_read_and_written_all_through_a_rotation(vault: Vault):
    fill(vault, 40)
    with vault.session() as session:
        rotation.begin_domain(session, vault.keyring, now=NOW)
        session.commit()
        assert all_open(vault, 40)
        vault.thing(session, "title 40", label="00040")
        session.commit()
        assert rotation.step_domain(session, vault.keyring, batch=15).rewrapped == 15
        session.commit()
        assert all_open(vault, 41)
        (first,) = session.scalars(sa.select(Thing).where(Thing.label == "00000"))
        first.title = conceal("rewritten")
        session.commit()
        rotate_domain(session, vault.keyring, now=NOW)
        assert open_text(session, first, "title") == "rewritten"
        assert session.scalar(sa.select(sa.func.count()).select_from(DomainKey)) == 8


def test_a_second_call_finishes_and_does_not_begin_again(vault: Vault):
    fill(vault, 20)
    with vault.session() as session:
        rotation.begin_domain(session, vault.keyring, now=NOW)
        rotation.step_domain(session, vault.keyring, batch=5)
        session.commit()
        assert rotation.domain_left(session) == 15
        assert rotation.begin_domain(session, vault.keyring, now=NOW) == 0
        assert rotate_domain(session, vault.keyring, now=NOW)["rewrapped"] == 15
        versions = session.scalars(sa.select(DomainKey.version).distinct())
        assert set(versions) == {1, 2}  # the tokens' root stays at its first


def test_an_interrupted_provider_rotation_is_finished_not_doubled(vault: Vault):
    with vault.session() as session:
        rotation.begin_provider(session, vault.keyring)
        session.rollback()
        assert status(session, vault.keyring)["providers"]["main"]["domain_keys_behind"] == 5
        assert rotate_provider(session, vault.keyring)["new_versions"] == 0
        main, *others = vault.keyring.domains.providers.values()
        for provider in (main, *others):
            provider.add_version()
        main.promote(3)  # killed here: added everywhere, promoted once
        assert rotate_provider(session, vault.keyring)["new_versions"] == 3
        assert {p.versions for p in (main, *others)} == {(1, 2, 3)}
        assert status(session, vault.keyring)["ok"]


def test_a_key_changed_by_somebody_else_meanwhile_is_not_overwritten(vault: Vault, monkeypatch):
    """Compare and swap: a shredding between look and write must win."""
    fill(vault, 3)
    with vault.session() as session:
        rotation.begin_domain(session, vault.keyring, now=NOW)
        session.commit()
        write = rotation._write

        def late(session, changes):
            gone = {"wrapped": None, "shredded": NOW}
            session.execute(sa.update(DataKey).where(DataKey.id == changes[0]["key"]).values(gone))
            write(session, changes)

        with monkeypatch.context() as patch:
            patch.setattr(rotation, "_write", late)
            rotation.step_domain(session, vault.keyring)
        session.commit()
        left = session.scalars(sa.select(DataKey).where(DataKey.shredded.is_not(None))).all()
        assert [key.wrapped for key in left] == [None]
        assert rotate_domain(session, vault.keyring, now=NOW)["retired"] == 7


def test_gravestones_do_not_keep_an_old_domain_key_alive(vault: Vault):
    fill(vault, 2)
    with vault.session(purpose="test") as session:
        thing = session.scalars(sa.select(Thing)).first()
        shred(session, [("case", thing.root_id)], now=NOW, among=Ground.registry)
        session.commit()
        assert rotate_domain(session, vault.keyring, now=NOW)["retired"] == 7
        assert status(session, vault.keyring)["data_keys"] == {
            "total": 2,
            "to_rewrap": 0,
            "shredded": 1,
        }


def test_a_broken_key_stops_neither_the_others_nor_itself_being_seen(vault: Vault):
    fill(vault, 5)
    with vault.session(writes=False) as session:
        broken = session.scalars(sa.select(DataKey).order_by(DataKey.id)).all()[2]
    vault.tamper(DataKey.__table__, broken.id, wrapped=b"\xc5\x01\x01" + bytes(60))
    with vault.session() as session:
        done = rotate_domain(session, vault.keyring, now=NOW)
        assert (done["rewrapped"], done["left"], done["retired"]) == (4, 1, 6)
        assert not status(session, vault.keyring)["ok"]
        with pytest.raises(SealBroken):
            open_keyring(vault.folder).cipher(session, broken.id)


def test_a_long_running_process_follows_a_rotation(vault: Vault):
    """Its opened domain keys are those of before; it must neither fail nor use them again."""
    fill(vault, 3)
    with vault.session() as session:
        session.info["keyring"] = other = open_keyring(vault.folder)
        rotate_provider(session, other)
        rotate_domain(session, other, now=NOW)
    vault.keyring.cache.clear()
    with vault.session() as session:
        things = session.scalars(sa.select(Thing)).all()
        assert {row["title"] for row in open_rows(session, things, ("title",))} == {
            f"title {number}" for number in range(3)
        }
        made = vault.key(session)
        session.commit()
        assert session.get(DomainKey, session.get(DataKey, made).domain_key_id).version == 2


def test_a_key_being_made_keeps_its_domain_key_from_retiring(vault: Vault):
    order = []

    def rotate() -> None:
        with vault.session() as session:
            rotate_domain(session, open_keyring(vault.folder), now=NOW)
            order.append("rotated")

    with vault.session() as session:
        thing = vault.thing(session, "made meanwhile")
        other = threading.Thread(target=rotate)
        other.start()
        other.join(0.5)
        assert order == []
        session.commit()
        other.join(20)
        assert order == ["rotated"]
        session.info["keyring"] = open_keyring(vault.folder)
        assert open_text(session, thing, "title") == "made meanwhile"


def test_a_rotation_killed_again_and_again_is_finished_by_the_next(vault: Vault):
    """kill -9 of a real process, after each of its first batches."""
    count = 2600
    fill(vault, count)
    root = Path(__file__).parents[2]
    url = vault.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.crypto.rotating", url, str(vault.folder)]
    kills = 0
    while True:
        process = subprocess.Popen(
            command, cwd=root, stdout=subprocess.PIPE, preexec_fn=die_with_parent()
        )
        assert process.stdout is not None
        line = b"-"
        while line and not (kills < 3 and line.startswith(b"left")):
            line = process.stdout.readline()
        process.stdout.close()
        if not line:
            assert process.wait(30) == 0
            break
        end(process, with_=signal.SIGKILL)
        kills += 1
        assert all_open(vault, count)
    assert kills == 3
    with vault.session(writes=False) as session:
        vault.keyring.domains.providers.clear()
        vault.keyring.domains.providers.update(open_keyring(vault.folder).domains.providers)
        now = status(session, vault.keyring)
        assert now["ok"]
        assert now["data_keys"] == {"total": count, "to_rewrap": 0, "shredded": 0}
        versions = session.scalars(sa.select(DomainKey.version).where(DomainKey.use == "sealing"))
        assert set(versions) <= {2, 3}
    assert all_open(vault, count)
