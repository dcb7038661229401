"""Between BEGIN IMMEDIATE and the commit nobody hashes, makes a PDF, compares or packs."""

from __future__ import annotations

import ast
import threading
from datetime import timedelta
from functools import wraps
from io import BytesIO

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlalchemy import event

from caseflow import clock
from caseflow.access.acting import system_session
from caseflow.accounts.acts import AccountAct
from caseflow.accounts.models import PasswordCode, User
from caseflow.audit.record import act
from caseflow.cases.names import user_directory
from caseflow.db import at_most
from caseflow.jobs.purposes import JobPurpose
from caseflow.machinery import mail
from caseflow.names import index_keys
from caseflow.notices.mailing import Post
from caseflow.notices.models import Notice
from caseflow.pdf import furniture, signing, verifying
from caseflow.reporting import documents
from caseflow.screening.matching.scoring import Comparer
from caseflow.web import packing
from caseflow.web.store import session_factory
from tests.support.codebase import CHECKOUT
from tests.support.homes import PASSWORD, seed

SLOW = [
    (PasswordHasher, "hash"),
    (PasswordHasher, "verify"),
    (documents, "render"),
    (documents, "sign"),
    (furniture, "render"),
    (signing, "sign"),
    (verifying, "verify"),
    (Comparer, "compare"),
    (packing, "packed"),
    (Post, "carry"),
]
LISTED = "Camille Inventée"
OFFICERS_CASE = """
    SELECT reference FROM cases JOIN users ON users.id = cases.owner_id
    WHERE username = 'officer' AND stage != 'closed' ORDER BY reference LIMIT 1
"""
NEW = "another long phrase of mine"  # pragma: allowlist secret


class Watch:
    """Which threads hold SQLite's write lock, and what slow work was done and where."""

    def __init__(self) -> None:
        self.held = threading.local()
        self.done: list[str] = []
        self.refused: list[str] = []

    def begin(self, connection: sa.Connection) -> None:
        self.held.lock = connection.get_execution_options().get("begin") == "IMMEDIATE"

    def end(self, _connection: sa.Connection) -> None:
        self.held.lock = False

    def around(self, name, real):
        @wraps(real)
        def slow(*args, **named):
            self.done.append(name)
            if getattr(self.held, "lock", False):
                self.refused.append(name)
                raise AssertionError(f"{name} under the write lock")
            return real(*args, **named)

        return slow


@pytest.fixture
def watch(monkeypatch):
    watch = Watch()
    listeners = [("begin", watch.begin), ("commit", watch.end), ("rollback", watch.end)]
    for name, listener in listeners:
        event.listen(sa.Engine, name, listener)
    for owner, name in SLOW:
        monkeypatch.setattr(owner, name, watch.around(name, getattr(owner, name)))
    yield watch
    for name, listener in listeners:
        event.remove(sa.Engine, name, listener)


def test_the_watch_would_see_it(instance, watch):
    passwords = instance.app.extensions["caseflow.door"].passwords
    with instance.app.app_context(), session_factory()() as session:
        session.info["writes"] = True
        session.execute(sa.text("SELECT 1"))
        with pytest.raises(AssertionError, match="under the write lock"):
            passwords.hash(NEW)
        session.rollback()
        passwords.hash(NEW)
    assert watch.refused == ["hash"]


def test_signing_in_and_changing_ones_password_hash_before_the_lock(instance, watch):
    someone = instance.visitor()
    someone.get("/sign-in")
    wrong = {"username": "officer", "password": "wrong"}  # pragma: allowlist secret
    assert someone.post("/sign-in", wrong).status_code == 422
    officer = instance.visitor("officer")
    for present, status in (("wrong wrong wrong", 422), (PASSWORD, 302)):
        officer.get("/me")
        words = {"new-current": present, "new-password": NEW}
        assert officer.post("/me/password", words).status_code == status
    assert watch.refused == []
    assert watch.done.count("verify") >= 4
    assert watch.done.count("hash") >= 1


def test_a_chosen_password_and_the_operators_hash_before_the_lock(instance, watch):
    someone = instance.visitor()
    someone.get("/choose-password")
    someone.post("/choose-password", {"username": "officer", "code": "x", "password": NEW})
    made = instance.app.test_cli_runner().invoke(
        args=["accounts", "create", "ada", "--name", "Ada Lind", "--password-file", "-"],
        input=f"{NEW}\n",
    )
    assert made.exit_code == 0, made.output
    assert watch.refused == []
    assert "hash" in watch.done


def test_laying_the_demonstration_in_hashes_before_the_lock(homes, watch):
    from tests.support.homes import application

    with application(homes.fresh(seeded=False)) as app:
        seed(app)
    assert watch.refused == []
    assert watch.done.count("hash") == 1


def test_documents_are_made_and_verified_before_the_lock(instance, watch):
    known = "SELECT reference FROM cases WHERE classification = 'confidential'"
    reference = instance.one(f"{known} AND reference LIKE 'NOR-%' ORDER BY reference")
    officer = instance.visitor("senior-officer")
    answer = officer.get(f"/cases/{reference}/summary.pdf")
    assert answer.status_code == 200
    officer.get("/verify")
    sent = {"file": (BytesIO(answer.data), "summary.pdf")}
    assert officer.post("/verify", sent).status_code == 200
    assert watch.refused == []
    assert {"render", "sign", "verify"} <= set(watch.done)


def test_a_candidate_is_compared_before_the_lock(instance, watch):
    recruiter = instance.visitor("recruiter")
    recruiter.get("/screening")
    asked = {
        "name": LISTED,
        "date_of_birth": "1980-07-01",
        "nationality": "FR",
        "gender": "female",
        "purpose": "recruitment",
        "vacancy": "V-1",
        "agreed": "y",
    }
    answer = recruiter.post("/screening", asked)
    assert answer.status_code == 302, answer.text
    assert "compare" in watch.done
    assert watch.refused == []


def test_the_names_of_colleagues_are_read_before_the_lock(instance, watch, monkeypatch):
    """In a process that has just begun: nothing of the names is in its memory yet."""
    monkeypatch.setattr(
        index_keys, "traces_to_seek", watch.around("traces_to_seek", index_keys.traces_to_seek)
    )
    user_directory._places.cache_clear()
    officer, reference = instance.visitor("officer"), instance.one(OFFICERS_CASE)
    officer.get(f"/cases/{reference}/people/new")
    named = {"part": "witness", "known": "yes", "name": "Nobody Knownhere"}
    assert officer.post(f"/cases/{reference}/people/new", named).status_code == 302
    assert "traces_to_seek" in watch.done
    assert watch.refused == []


def test_answers_are_packed_after_the_commit(instance, watch):
    officer = instance.visitor("officer")
    packs = {"Accept-Encoding": "gzip"}
    assert officer.client.get("/cases", base_url="https://localhost", headers=packs).status_code
    officer.get("/me")
    answer = officer.post("/me", {"locale": "xx"}, headers=packs)
    assert answer.status_code == 422
    assert watch.done.count("packed") >= 2
    assert watch.refused == []


def test_mail_is_on_its_way_while_nothing_is_locked(instance, watch, tmp_path):
    now = clock.now()
    with instance.app.app_context(), system_session(session_factory(), JobPurpose.JOBS) as session:
        wanted = sa.select(User).where(User.email.is_not(None)).limit(at_most(1))
        user = session.scalars(wanted).one()
        told = {"kind": "test", "sentence": "x", "made_at": now, "by_mail": True}
        session.add(Notice(to_user_id=user.id, **told))
        with act(session, AccountAct.PERSON_CHANGED, thing=user):
            made = {"made_by": user.id, "made_at": now, "lapses_at": now + timedelta(days=1)}
            session.add(PasswordCode(user_id=user.id, by_mail=True, **made))
        session.commit()
        mail(session, Post("a@b", tmp_path))
    assert watch.done.count("carry") >= 2
    assert watch.refused == []


HASHING = {"hash", "hash_new", "verify"}
HASHED_IN = {
    "caseflow/accounts/passwords.py",
    "caseflow/accounts/signing_in.py",
    "caseflow/accounts/routes.py",
    "caseflow/accounts/pages/password_choice.py",
    "caseflow/accounts/commands.py",
    "caseflow/demo/seed.py",
}


def test_no_other_module_hashes_a_password_and_no_verb_of_accounts_does():
    """Each of these does it in a read or before its first statement: the tests above ask them."""
    found = set()
    for path in (CHECKOUT / "caseflow").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            holder = ast.unparse(node.func.value)
            if node.func.attr in HASHING and ("passwords" in holder or "_hasher" in holder):
                found.add(str(path.relative_to(CHECKOUT)))
    assert found == HASHED_IN
