"""A broken seal met by a page, by the mail and by the commands an operator runs."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pysqlite3.dbapi2 as sqlite
import pytest
import sqlalchemy as sa

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.code_mail import mail_codes
from caseflow.accounts.models import PasswordCode, User
from caseflow.audit.record import act
from caseflow.crypto.broken_seals import CANNOT_BE_SHOWN
from caseflow.crypto.errors import SealBroken
from caseflow.db import at_most
from caseflow.jobs.purposes import JobPurpose
from caseflow.machinery import address_of
from caseflow.notices.mailing import Post, mail_waiting
from caseflow.notices.models import Notice, NoticeState
from caseflow.web.store import session_factory

FAILED = ("integrity:failed", "failed")


def spoil(instance, table, column, where="1 = 1", value=None):
    """Put something else in the place of a sealed value, past the program."""
    with sqlite.connect(instance.home / "caseflow.db") as connection:
        last = f"CASE WHEN substr({column}, -1) = x'00' THEN x'01' ELSE x'00' END"
        flipped = f"substr({column}, 1, length({column}) - 1) || {last}"
        spoilt = flipped if value is None else "?"
        given = () if value is None else (value,)
        sql = f"UPDATE {table} SET {column} = CAST({spoilt} AS BLOB) WHERE {where}"
        if value is not None:
            sql = f"UPDATE {table} SET {column} = ? WHERE {where}"
        return connection.execute(sql, given).rowcount


def test_a_page_that_is_only_read_records_it_once(instance):
    officer = instance.visitor("officer")
    assert spoil(instance, "cases", "title") > 1
    shown = instance.last()
    answer = officer.get("/cases")
    assert answer.status_code == 200
    assert answer.text.count(CANNOT_BE_SHOWN) > 1
    assert "Part of this page cannot be shown" in answer.text
    rows = instance.acts(shown).count(FAILED)
    assert rows > 1
    before = instance.last()
    assert officer.get("/cases").status_code == 200
    assert FAILED not in instance.acts(before)
    assert officer.get("/cases?lang=en").text.count("Part of this page") == 1


@pytest.mark.parametrize("value", ["text", 7, 2**60, 1.5, b"", b"\xc5", bytes(60)])
def test_whatever_stands_in_its_place_is_a_broken_seal(instance, value):
    officer = instance.visitor("officer")
    assert spoil(instance, "cases", "title", value=value) > 1
    answer = officer.get("/cases")
    assert answer.status_code == 200
    assert CANNOT_BE_SHOWN in answer.text


def test_a_healthy_page_says_nothing_of_seals(instance):
    officer = instance.visitor("officer")
    answer = officer.get("/cases")
    assert CANNOT_BE_SHOWN not in answer.text
    assert "Part of this page" not in answer.text


def test_a_change_that_is_refused_for_it_is_recorded_too(instance):
    """A draft that does not open is refused with a sentence, and can be thrown away."""
    officer = instance.visitor("officer")
    page = officer.get("/cases/new?step=2").text
    mark = re.search(r'name="draft" value="([^"]+)"', page)[1]
    officer.post("/drafts/keep", {"draft": mark, "title": "Half a line"})
    kept = instance.one("SELECT id FROM drafts ORDER BY kept_at DESC LIMIT 1")
    draft = UUID(bytes=bytes(kept))
    spoil(instance, "drafts", "content")
    before = instance.last()
    answer = officer.get(f"/cases/new?step=2&draft={draft}")
    assert answer.status_code == 409
    assert "its seal does not match" in answer.text
    assert FAILED in instance.acts(before)
    assert officer.post(f"/drafts/{draft}/drop").status_code == 302


def test_mail_of_others_leaves_and_the_one_without_address_is_not_called_sent(instance, tmp_path):
    instance.visitor("officer")
    with instance.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        wanted = sa.select(User).where(User.email.is_not(None)).limit(at_most(2))
        users = session.scalars(wanted).all()
        session.execute(sa.delete(Notice))
        for user in users:
            session.add(
                Notice(
                    kind="test",
                    to_user_id=user.id,
                    sentence="x",
                    made_at=clock.now(),
                    by_mail=True,
                )
            )
        session.commit()
        bad = users[0].id
    spoil(instance, "users", "email", f"id = x'{bad.hex}'")
    before = instance.last()
    with instance.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        with pytest.raises(SealBroken):
            address_of(session, bad)
        sent = mail_waiting(session, Post("a@b", tmp_path), address_of, now=clock.now())
        session.commit()
        states = dict(session.execute(sa.select(Notice.to_user_id, Notice.state)).all())
    assert sent == 1
    assert states.pop(bad) is NoticeState.FAILED
    assert set(states.values()) == {NoticeState.SENT}
    assert instance.acts(before).count(FAILED) == 1


def test_a_code_for_somebody_else_leaves_where_one_address_does_not_open(instance, tmp_path):
    now = clock.now()
    with instance.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        wanted = sa.select(User).where(User.email.is_not(None)).order_by(User.id).limit(at_most(2))
        bad, good = session.scalars(wanted).all()
        for user in (bad, good):
            with act(session, AccountAct.PERSON_CHANGED, thing=user):
                made = {"made_by": user.id, "made_at": now, "lapses_at": now + timedelta(days=1)}
                session.add(PasswordCode(user_id=user.id, by_mail=True, **made))
        session.commit()
    spoil(instance, "users", "email", f"id = x'{bad.id.hex}'")
    with instance.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        assert mail_codes(session, Post("a@b", tmp_path), address_of, now=now) == 1
        mailed = sa.select(PasswordCode.user_id).where(PasswordCode.mailed_at.is_not(None))
        assert session.scalars(mailed).all() == [good.id]


def test_doctor_and_verify_name_what_does_not_open(instance):
    runner = instance.app.test_cli_runner()
    assert "Every sealed value opens." in runner.invoke(args=["doctor"]).output
    number = spoil(instance, "parties", "name", "name IS NOT NULL")
    row = bytes(instance.one("SELECT id FROM parties WHERE name IS NOT NULL ORDER BY id LIMIT 1"))
    answer = runner.invoke(args=["doctor"])
    assert answer.exit_code == 1
    assert answer.output.count("A sealed value does not open: parties.name of row") == 20
    assert f"{number - 20} more sealed values do not open." in answer.output
    assert "sealed value" not in runner.invoke(args=["doctor", "--quick"]).output
    verified = runner.invoke(args=["audit", "verify", "--json"])
    assert verified.exit_code == 1
    told = json.loads(verified.output)
    assert told["found"] == number
    assert f"parties.name of row {UUID(bytes=row)}: its seal does not match" in told["faults"]
    assert runner.invoke(args=["audit", "verify", "--chain-only"]).exit_code == 0
